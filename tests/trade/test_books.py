"""`ledger verify`: every rule of the books is red when it is broken, and says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from marketplace.kernel.actor import SYSTEM
from marketplace.money import freezes, ledger
from marketplace.money.freezes import Freeze
from marketplace.money.ledger import Leg
from marketplace.money.payments import Payment
from marketplace.trade import books, fulfilment
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.owed import Owed
from tests import cast
from tests.trade.ordering import buy, two_makers


@pytest.fixture
def group(client: FlaskClient, session: Session) -> OrderGroup:
    """Two paid orders, one of them declined and owed back."""
    amplang, sambal = two_makers(session)
    found = buy(client, session, {amplang.variant.id: 2, sambal.variant.id: 1})
    fulfilment.decline(session, found.orders[1], "habis", by=sambal.actor)
    return found


def first(group: OrderGroup) -> Order:
    return group.orders[0]


def moved(session: Session, *legs: Leg) -> None:
    ledger.post(session, "test:1", "Uji", legs, by=SYSTEM)


def change(session: Session, model: type[Any], **values: Any) -> None:
    session.execute(update(model).values(**values))


def unlifted(session: Session) -> None:
    freezes.freeze(session, "order:999999", "dispute", by=cast.FINANCE)
    change(session, Freeze, lifted_by="Uji")


Break = Callable[[Session, OrderGroup], None]
BROKEN: dict[str, tuple[Break, str]] = {
    "an account of no kind": (
        lambda s, g: s.execute(text("INSERT INTO ledger_accounts (code, kind) VALUES ('gift:1', 'gift')")),  # type: ignore[dict-item]
        "account gift:1 is of no known kind",
    ),
    "an account of nobody": (
        lambda s, g: moved(s, Leg("payable", 999_999, -5), Leg("fees", None, 5)),
        "account payable:999999 belongs to nothing",
    ),
    "order funds": (
        lambda s, g: moved(s, Leg("order_funds", first(g).id, -5), Leg("fees", None, 5)),
        "holds",
    ),
    "a debt off the list": (lambda s, g: change(s, Owed, amount=1), "owed:"),
    "a code given away": (
        lambda s, g: moved(s, Leg("unique_codes", None, 5), Leg("fees", None, -5)),
        "unique_codes: ledger",
    ),
    "negative cash": (
        lambda s, g: moved(s, Leg("producer_cash", first(g).producer_id, -5), Leg("fees", None, 5)),
        "a maker holds -5 rupiah of cash",
    ),
    "earned and not written down": (lambda s, g: change(s, Order, state="completed"), "not written down as earned"),
    "written down and not earned": (
        lambda s, g: ledger.post(
            s, f"order:{first(g).id} earned", "Uji", [Leg("fees", None, 5), Leg("write_off", None, -5)], by=SYSTEM
        ),  # type: ignore[dict-item]
        "written down as earned",
    ),
    "cash written down for a transfer": (
        lambda s, g: ledger.post(
            s, f"order:{first(g).id} collected", "Uji", [Leg("fees", None, 5), Leg("write_off", None, -5)], by=SYSTEM
        ),  # type: ignore[dict-item]
        "written down as collected",
    ),
    "paid otherwise": (lambda s, g: change(s, Payment, amount=Payment.amount + 1), "rupiah were asked"),
    "not paid": (lambda s, g: change(s, Payment, state="expired"), "in the ledger as paid, its payment is expired"),
    "a group's sum": (lambda s, g: change(s, OrderGroup, goods=1), "sums differ"),
    "a shortage": (lambda s, g: change(s, Order, shorted=1), "short by 1"),
    "a freeze": (lambda s, g: unlifted(s), "keeps back order:999999, which is not there"),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_each_rule_is_told_when_it_is_broken(session: Session, group: OrderGroup, name: str) -> None:
    assert books.ledger_faults(session) == []
    harm, words = BROKEN[name]
    harm(session, group)
    session.expire_all()
    assert any(words in fault for fault in books.ledger_faults(session)), books.ledger_faults(session)


def test_paid_and_not_in_the_ledger_is_told(client: FlaskClient, session: Session, group: OrderGroup) -> None:
    unpaid = buy(client, session, {first(group).lines[0].variant_id: 1}, method="cod")
    change(session, Payment, state="paid")
    assert f"group {unpaid.number}: paid, but not in the ledger" in books.ledger_faults(session)


def test_a_posting_changed_by_force_is_told(
    session: Session, group: OrderGroup, without_rules: Callable[[str], None]
) -> None:
    without_rules("ledger_postings")
    session.execute(
        text("UPDATE ledger_postings SET amount = amount + 1 WHERE id = (SELECT min(id) FROM ledger_postings)")
    )
    found = books.ledger_faults(session)
    assert f"entry group:{group.id} paid does not add up to zero" in found
    assert "all accounts together are 1 rupiah, not zero" in found


def test_the_command_prints_what_is_wrong_and_fails(app: Flask, session: Session, group: OrderGroup) -> None:
    run = app.test_cli_runner()
    sound = run.invoke(args=["ledger", "verify"])
    assert (sound.exit_code, sound.output) == (0, "ledger: ok\n")
    change(session, Owed, amount=1)
    broken = run.invoke(args=["ledger", "verify"])
    assert broken.exit_code == 1 and "owed:" in broken.output and broken.output.endswith("ledger: 1 faults\n")


def test_the_trial_balance_has_one_sum_on_both_sides(app: Flask, session: Session, group: OrderGroup) -> None:
    result = app.test_cli_runner().invoke(args=["ledger", "trial-balance"])
    assert result.exit_code == 0
    debit, credit = result.output.splitlines()[-1].split()[1:]
    assert debit == credit != "Rp0"
    empty = app.test_cli_runner().invoke(args=["ledger", "trial-balance", "--day", "2020-01-01"])
    assert empty.output.splitlines()[-1].split() == ["2020-01-01", "Rp0", "Rp0"]
