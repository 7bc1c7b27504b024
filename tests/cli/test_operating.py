"""The commands of an operator: settings, accounts, books, routes."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from marketplace.catalog.indexing import SearchText
from marketplace.catalog.vocabulary import SearchKey, SearchWord
from marketplace.cli import worker
from marketplace.kernel import settings
from marketplace.money import receiving
from tests import cast


def run(app: Flask, *words: str):  # type: ignore[no-untyped-def]
    return app.test_cli_runner().invoke(args=list(words))


def whole_number() -> str:
    """Some setting that is a whole number."""
    return next(name for name, setting in sorted(settings.REGISTRY.items()) if type(setting.default) is int)


def test_a_setting_is_changed_and_listed(app: Flask, session: Session) -> None:
    name = whole_number()
    wanted = settings.REGISTRY[name].default + 1
    assert run(app, "settings", "set", name, str(wanted), "--by", "Rina", "--source", "rapat").exit_code == 0
    assert f"{name} = {wanted} " in run(app, "settings", "list").output
    session.rollback()
    row = settings.history(session, name)[0]
    assert (row.value, row.set_by, row.source) == (wanted, "Rina", "rapat")


def test_a_setting_may_wait_for_its_day(app: Flask, session: Session) -> None:
    name = whole_number()
    before = settings.REGISTRY[name].default
    assert run(app, "settings", "set", name, str(before + 1), "--by", "Rina", "--from", "2999-01-01").exit_code == 0
    assert f"{name} = {before} " in run(app, "settings", "list").output


def test_a_wrong_setting_is_refused(app: Flask, session: Session) -> None:
    name = whole_number()
    for words in ((name, '"text"'), (name, "x"), ("no.such", "1")):
        result = run(app, "settings", "set", *words, "--by", "Rina")
        assert result.exit_code == 1 and "Error" in result.output


def test_the_settings_page_is_up_to_date(app: Flask, session: Session) -> None:
    from config import ROOT

    assert run(app, "settings", "doc").output.strip() == (ROOT / "docs" / "settings.md").read_text().strip()


def test_a_bank_account_is_taken_into_use(app: Flask, session: Session) -> None:
    assert run(app, "accounts", "add-bank", "Bank Uji", "111", "Koperasi", "--by", "Rina").exit_code == 0
    session.rollback()
    account = receiving.current(session, "bank")
    assert account and (account.number, account.holder) == ("111", "Koperasi")
    assert run(app, "accounts", "add-bank", "Bank Uji", "", "Koperasi", "--by", "Rina").exit_code == 1
    assert run(app, "accounts", "add-qris", "nonsense", "Koperasi", "--by", "Rina").exit_code == 1


def test_the_books_of_an_empty_shop_agree(app: Flask, session: Session) -> None:
    for book in ("ledger", "stock"):
        result = run(app, book, "verify")
        assert (result.exit_code, result.output) == (0, f"{book}: ok\n")


def test_every_route_is_listed_with_its_policy(app: Flask, session: Session) -> None:
    rows = [line.split("\t") for line in run(app, "urls").output.splitlines()]
    assert ["/healthz", "GET", "public", "health.live"] in rows
    assert len(rows) == len(list(app.url_map.iter_rules())) and all(row[2] != "?" for row in rows)


def test_the_index_of_words_is_written_anew(app: Flask, session: Session) -> None:
    maker = cast.maker(session, "Amplang Uji", "Amplang Tenggiri", price=18_000, packs=20, phone="+6281200000901")
    session.execute(delete(SearchText))
    session.execute(delete(SearchKey))
    session.execute(delete(SearchWord))
    session.commit()
    assert run(app, "search", "rebuild").output == "search: 1 products\n"
    session.rollback()
    assert session.get_one(SearchText, maker.product.id).name == " amplang tengiri "
    assert session.get_one(SearchWord, "amplang").count == 1


def test_common_words_are_counted_with_the_new_day(app: Flask, session: Session) -> None:
    maker = cast.maker(session, "Amplang Uji", "Amplang Tenggiri", price=18_000, packs=20, phone="+6281200000901")
    cast.goods(session, maker.producer, "Amplang Bandeng", price=30_000, packs=5)
    session.commit()
    with app.app_context():
        worker.start_the_day(app)
    session.rollback()
    assert session.get_one(SearchWord, "amplang").count == 2
