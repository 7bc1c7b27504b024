"""A month is closed once, in order, when it is over; nothing lands in it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.money import ledger, periods
from marketplace.money.ledger import Entry, Leg, Posting
from marketplace.money.periods import Month
from tests import cast

SEPTEMBER, OCTOBER = Month(date(2026, 9, 1)), Month(date(2026, 10, 1))
IN_NOVEMBER = datetime(2026, 11, 20, 4, tzinfo=UTC)


def posted(session: Session, at: datetime, source: str) -> Entry:
    with clock.pretend(at):
        return ledger.post(session, source, "Uji", [Leg("clearing", 1, 5), Leg("unique_codes", None, -5)], by=SYSTEM)


@pytest.fixture
def two_months(session: Session) -> None:
    posted(session, SEPTEMBER.starts_at, "test:1")
    posted(session, OCTOBER.ends_at - timedelta(minutes=1), "test:2")


def close(session: Session, *months: Month) -> None:
    with clock.pretend(IN_NOVEMBER):
        for month in months:
            periods.close(session, month, by=cast.FINANCE)


def test_a_month_is_that_of_balikpapan() -> None:
    assert (OCTOBER.starts_at, OCTOBER.ends_at) == (
        datetime(2026, 9, 30, 16, tzinfo=UTC),
        datetime(2026, 10, 31, 16, tzinfo=UTC),
    )
    assert OCTOBER.last == date(2026, 10, 31) and Month(date(2026, 12, 1)).following.first == date(2027, 1, 1)


def test_the_first_month_is_that_of_the_first_entry(session: Session, two_months: None) -> None:
    assert periods.due(session) == SEPTEMBER
    close(session, SEPTEMBER)
    assert periods.due(session) == OCTOBER and periods.faults(session) == []


def test_a_month_is_closed_once_and_in_order(session: Session, two_months: None) -> None:
    with pytest.raises(periods.OutOfOrder) as refused:
        close(session, OCTOBER)
    assert refused.value.facts["first"] == SEPTEMBER.first
    close(session, SEPTEMBER)
    with pytest.raises(periods.AlreadyClosed):
        close(session, SEPTEMBER)
    with clock.pretend(OCTOBER.ends_at - timedelta(seconds=1)), pytest.raises(periods.NotOver):
        periods.close(session, OCTOBER, by=cast.FINANCE)


def test_an_unsealed_entry_keeps_a_month_open(session: Session, two_months: None) -> None:
    session.add(Entry(source="test:loose", memo="Uji", at=OCTOBER.starts_at, by_name="Uji"))
    session.flush()
    with pytest.raises(periods.Unsealed):
        close(session, SEPTEMBER)


def test_nothing_is_posted_in_a_closed_month(session: Session, two_months: None) -> None:
    close(session, SEPTEMBER)
    with pytest.raises(ledger.PeriodClosed):
        posted(session, SEPTEMBER.ends_at - timedelta(minutes=1), "test:late")
    assert posted(session, SEPTEMBER.ends_at, "test:in-time").id


AUGUST = "'2026-08-31 15:00:00'"


@pytest.mark.parametrize(
    "change",
    [
        f"INSERT INTO ledger_entries (source, memo, at, by_name) VALUES ('test:past', 'Uji', {AUGUST}, 'Uji')",
        "INSERT INTO ledger_closes (month, ends_at, entries, debit, at, by_name)"
        f" VALUES ('2026-08-01', {AUGUST}, 0, 0, {AUGUST}, 'Uji')",
        f"UPDATE ledger_closes SET ends_at = {AUGUST}",
        "DELETE FROM ledger_closes",
        "UPDATE ledger_seals SET entry_id = entry_id + 1",
        "DELETE FROM ledger_seals",
    ],
)
def test_the_database_itself_refuses_to_touch_a_closed_month(session: Session, two_months: None, change: str) -> None:
    close(session, SEPTEMBER)
    with pytest.raises(DBAPIError, match=r"closed|append-only"), session.begin_nested():
        session.execute(text(change))


def test_what_lands_in_a_closed_month_by_force_is_told(
    session: Session, two_months: None, without_rules: Callable[[str], None]
) -> None:
    close(session, SEPTEMBER)
    without_rules("ledger_entries")
    account = posted(session, IN_NOVEMBER, "test:3").postings[0].account_id
    past = Entry(source="test:past", memo="Uji", at=SEPTEMBER.starts_at, by_name="Uji")
    past.postings = [Posting(account_id=account, amount=amount) for amount in (7, -7)]
    session.add(past)
    session.flush()
    assert periods.faults(session) == [
        "month 2026-09 was closed with 1 entries of 5 rupiah, now there are 2 of 12",
    ]
