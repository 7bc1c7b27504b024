"""Refunds in any order and size, before and after earning, with transfers that fail: the sums stay."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import settings as house
from marketplace.kernel.actor import SYSTEM, guest
from marketplace.kernel.errors import Refusal
from marketplace.money import ledger
from marketplace.trade import approving, books, disputes, fulfilment, refund_rows, refunds, returning
from marketplace.trade.dispute_rows import Dispute, of_orders
from marketplace.trade.orders import Order
from marketplace.trade.owed import Owed
from marketplace.trade.refunds import Part
from tests import cast
from tests.properties.profiles import few, many
from tests.trade.ordering import two_makers
from tests.trade.refunding import FIRST, SECOND, bought

amounts = st.integers(-1, 6)
step = st.one_of(
    st.tuples(st.just("refund"), st.integers(0, 1), amounts, st.sampled_from([0, 1, 4_000, 10_000]), st.booleans()),
    st.tuples(st.just("second"), st.booleans(), st.booleans()),
    st.tuples(st.just("money"), st.integers(0, 3), st.sampled_from(["return", "return", "fail"])),
    st.tuples(st.just("dispute"), st.integers(0, 1), amounts),
    st.tuples(st.just("decide"), st.sampled_from(["refund", "part", "none", "agree", "withdraw"]), amounts),
    st.tuples(st.just("finish"), st.integers(0, 1)),
)


class Desk:
    """Does one step; what a rule refuses leaves nothing behind."""

    def __init__(self, session: Session, orders: list[Order], makers: list[cast.Maker]) -> None:
        self.session, self.orders, self.makers = session, orders, makers

    def take(self, kind: str, *facts: Any) -> None:
        trial = self.session.begin_nested()
        try:
            getattr(self, kind)(*facts)
            trial.commit()
        except Refusal:
            trial.rollback()
        self.session.expire_all()

    def refund(self, which: int, packs: int, fee: int, restock: bool) -> None:
        order = self.orders[which]
        parts = [Part(order.lines[0].id, packs, restock)]
        refunds.give(self.session, order, parts, fee=fee, reason="damaged", by=FIRST)

    def second(self, agrees: bool, other: bool) -> None:
        for refund in refund_rows.waiting(self.session)[:1]:
            by = SECOND if other else FIRST
            if agrees:
                approving.approve(self.session, refund, by=by)
            else:
                approving.refuse(self.session, refund, "tidak", by=by)

    def money(self, which: int, what: str) -> None:
        debts = self.session.scalars(select(Owed).order_by(Owed.id)).all()
        for debt in debts[which : which + 1]:
            if what == "fail":
                returning.failed(self.session, debt, "salah", by=FIRST)
            else:
                returning.give_back(self.session, debt, how="BCA", proof_key=None, by=FIRST)

    def dispute(self, which: int, packs: int) -> None:
        order = self.orders[which]
        said = disputes.Complaint("damaged", "pecah", "money_fee", {order.lines[0].id: packs})
        disputes.open_(self.session, order, said, by=guest())

    def decide(self, how: str, packs: int) -> None:
        for order in self.orders:
            found: Dispute | None = of_orders(self.session, [order.id]).get(order.id)
            if found is None or not found.is_open:
                continue
            maker = self.makers[0].actor
            if how == "withdraw":
                disputes.withdraw(self.session, found, by=guest())
            elif how == "agree":
                disputes.agree(self.session, found, by=maker)
            else:
                parts = [Part(order.lines[0].id, packs)]
                disputes.decide(self.session, found, how, "alasan", parts=parts, by=FIRST)
            return

    def finish(self, which: int) -> None:
        if not self.orders[which].deadline:
            return
        fulfilment.finish(self.session, self.orders[which], by=SYSTEM)


def sums_stay(session: Session, orders: list[Order], came: int) -> None:
    assert books.ledger_faults(session) == [] and books.stock_faults(session) == []
    owed = sum(session.scalars(select(Owed.amount).where(Owed.state == "owed")))
    returned = sum(session.scalars(select(Owed.amount).where(Owed.state == "returned")))
    assert owed + returned == sum(order.refunded for order in orders)
    assert all(0 <= order.refunded <= order.total for order in orders)
    kept = -sum(sum(ledger.balances(session, kind).values()) for kind in ("order_funds", "payable"))
    assert kept == sum(order.kept for order in orders)
    codes = -sum(ledger.balances(session, "unique_codes").values())
    assert kept + owed + returned + codes == came
    assert session.scalar(select(func.sum(ledger.Posting.amount))) == 0


def run(client: FlaskClient, session: Session, how_much: settings) -> None:
    makers = list(two_makers(session))[:1]
    house.change(session, "refund.second_person_above", 60_000, by=SYSTEM)
    orders = [bought(client, session, makers[0], until="arrived") for _ in range(2)]
    came = sum(ledger.balances(session, "clearing").values())
    session.flush()

    @how_much
    @given(st.lists(step, max_size=12))
    def anything(steps: list[tuple[Any, ...]]) -> None:
        outer = session.begin_nested()
        desk = Desk(session, orders, makers)
        for kind, *facts in steps:
            desk.take(kind, *facts)
        sums_stay(session, orders, came)
        outer.rollback()
        session.expire_all()

    anything()


def test_the_sums_stay(client: FlaskClient, session: Session) -> None:
    run(client, session, few(25))


@pytest.mark.soak
def test_the_sums_stay_in_very_many_sequences(client: FlaskClient, session: Session) -> None:
    run(client, session, many(1_500))
