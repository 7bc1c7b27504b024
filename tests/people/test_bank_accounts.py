"""A maker's bank account: sealed, masked, approved by somebody else, held after a change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from marketplace.kernel import crypto, jobs
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.money import bank_accounts
from marketplace.people.producers import Producer
from tests.trade.payees import finance_person, payee

NUMBER = "0123-4567-8901"


@pytest.fixture
def maker(session: Session) -> Producer:
    return payee(session, "Satu", account=False)


@pytest.fixture
def by(session: Session) -> Actor:
    return finance_person(session, "Nurul")


def enter(session: Session, maker: Producer, number: str = NUMBER, by: Actor = SYSTEM) -> bank_accounts.BankAccount:
    return bank_accounts.enter(session, maker.id, holder="Siti Aminah", bank="BRI", number=number, by=by)


def test_the_database_does_not_hold_the_number(session: Session, maker: Producer) -> None:
    row = enter(session, maker)
    kept = " ".join(map(str, session.execute(text("SELECT * FROM bank_accounts")).one()))
    facts = " ".join(map(str, session.execute(text("SELECT facts FROM events")).all()))
    for secret in ("012345678901", "Siti Aminah"):
        assert secret not in kept and secret not in facts
    assert (row.number, row.holder, row.masked) == ("012345678901", "Siti Aminah", "•••• 8901")


@pytest.mark.parametrize("number", ["", "12345", "1" * 21, "12a456", "-123456x"])
def test_a_wrong_number_is_refused(session: Session, maker: Producer, number: str) -> None:
    with pytest.raises(Invalid):
        enter(session, maker, number)


def test_nobody_approves_what_she_entered(session: Session, maker: Producer, by: Actor) -> None:
    row = enter(session, maker, by=by)
    with pytest.raises(NotAllowed):
        bank_accounts.approve(session, row, by=by)
    with pytest.raises(NotAllowed):
        own = Actor("user", "Lain", user_id=99, producer_ids=frozenset({maker.id}))
        bank_accounts.approve(session, row, by=own)
    bank_accounts.approve(session, row, by=finance_person(session, "Dewi"))
    with pytest.raises(NotAllowed):
        bank_accounts.refuse(session, row, "x", by=finance_person(session, "Rina"))


def test_a_change_is_held_and_told(session: Session, maker: Producer, by: Actor, later: Callable[..., None]) -> None:
    first = enter(session, maker)
    bank_accounts.approve(session, first, by=by)
    assert not first.is_held and enter(session, maker) is first
    told = session.query(jobs.Job).filter_by(kind="notice").count()
    second = enter(session, maker, "555666777")
    assert second.is_held and session.query(jobs.Job).filter_by(kind="notice").count() == told + 1
    bank_accounts.approve(session, second, by=by)
    assert bank_accounts.of(session, maker.id) is second and second.is_held and first.state == "replaced"
    later(hours=49)
    assert not second.is_held


def test_a_refused_change_lets_the_old_one_hold(session: Session, maker: Producer, by: Actor) -> None:
    first = enter(session, maker)
    bank_accounts.approve(session, first, by=by)
    bank_accounts.refuse(session, enter(session, maker, "555666777"), "Nama beda", by=by)
    assert bank_accounts.of(session, maker.id) is first


@pytest.mark.one_database
def test_a_new_secret_opens_what_the_old_one_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crypto, "_secrets", [])
    crypto.use("lama" * 10)
    sealed = crypto.seal("123")
    monkeypatch.setattr(crypto, "_secrets", [])
    crypto.use("baru" * 10)
    with pytest.raises(crypto.CannotOpen):
        crypto.open(sealed)
    crypto.use("baru" * 10, "lama" * 10)
    assert crypto.open(sealed) == "123"
    renewed = crypto.renewed(sealed)
    monkeypatch.setattr(crypto, "_secrets", ["baru" * 10])
    assert crypto.open(renewed) == "123"


def test_an_account_that_a_new_secret_cannot_open_is_entered_again(
    session: Session, maker: Producer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crypto, "_secrets", ["lama" * 10])
    first = enter(session, maker)
    monkeypatch.setattr(crypto, "_secrets", ["baru" * 10])
    second = enter(session, maker)
    assert second is not first and (second.holder, second.number) != ("", "")
