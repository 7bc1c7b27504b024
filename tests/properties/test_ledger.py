"""The ledger: every entry adds up to zero, so does the whole, and nothing written is ever changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import SYSTEM
from marketplace.money import ledger
from marketplace.money.ledger import Leg
from marketplace.stock import lots
from tests import cast
from tests.properties.profiles import few, many

legs = st.lists(
    st.builds(Leg, st.sampled_from(sorted(ledger.KINDS)), st.integers(1, 4), st.integers(-(10**9), 10**9)),
    max_size=6,
)


def entries_balance(session: Session, how_much: settings) -> None:
    count = iter(range(10**6))

    @how_much
    @given(legs=legs, close=st.booleans())
    def posting_is_balanced_or_refused(legs: list[Leg], close: bool) -> None:
        if close:
            legs = [*legs, Leg("clearing", 9, -sum(leg.amount for leg in legs))]
        sound = sum(leg.amount for leg in legs) == 0 and any(leg.amount for leg in legs)
        entries = session.scalar(select(func.count()).select_from(ledger.Entry)) or 0
        try:
            ledger.post(session, f"test:{next(count)}", "Uji", legs, by=SYSTEM)
        except ledger.Unbalanced:
            assert not sound
        else:
            assert sound
        assert session.scalar(select(func.count()).select_from(ledger.Entry)) == entries + sound
        assert ledger.unbalanced(session) == []
        assert sum(sum(ledger.balances(session, kind).values()) for kind in ledger.KINDS) == 0

    posting_is_balanced_or_refused()


def test_entries_balance(session: Session) -> None:
    entries_balance(session, few(25))


@pytest.mark.soak
def test_entries_balance_with_many_examples(session: Session) -> None:
    entries_balance(session, many(2_000))


CHANGES = (
    "UPDATE ledger_postings SET amount = amount + 1",
    "UPDATE ledger_postings SET account_id = account_id",
    "DELETE FROM ledger_postings",
    "UPDATE ledger_entries SET memo = 'x'",
    "DELETE FROM ledger_entries",
    "UPDATE movements SET quantity = 1",
    "DELETE FROM movements",
    "UPDATE events SET verb = 'x'",
    "DELETE FROM events",
)


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_what_happened(session: Session, change: str) -> None:
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=1, phone="+6281200000901")
    events.record(session, "test:1", "write", by=SYSTEM)
    lots.receive(
        session, maker.variant.stock_item_id, 100, code="B", produced_on=clock.today(), best_before=None, by=SYSTEM
    )
    ledger.post(session, "test:1", "Uji", [Leg("clearing", 1, 500), Leg("order_funds", 1, -500)], by=SYSTEM)
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(change))
    assert ledger.balances(session, "clearing") == {"clearing:1": 500}


def test_the_same_source_is_posted_once(session: Session) -> None:
    pair = [Leg("clearing", 1, 500), Leg("order_funds", 1, -500)]
    ledger.post(session, "test:1", "Uji", pair, by=SYSTEM)
    with pytest.raises(DBAPIError), session.begin_nested():
        ledger.post(session, "test:1", "Uji", pair, by=SYSTEM)
    assert ledger.balances(session, "clearing") == {"clearing:1": 500}
