"""An entry is sealed when it is complete; the database refuses what would unbalance it, and reverses once."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.money import ledger
from marketplace.money.ledger import Entry, Leg, Posting, Seal
from marketplace.trade import ledger_books

PAIR = [Leg("clearing", 1, 500), Leg("unique_codes", None, -500)]


def loose(session: Session, *amounts: int) -> Entry:
    """An entry written past `post`, not sealed."""
    account = ledger.post(session, "test:first", "Uji", PAIR, by=SYSTEM).postings[0].account_id
    entry = Entry(source="test:loose", memo="Uji", at=clock.now(), by_name="Uji")
    entry.postings = [Posting(account_id=account, amount=amount) for amount in amounts]
    session.add(entry)
    session.flush()
    return entry


def test_what_is_posted_is_sealed(session: Session) -> None:
    entry = ledger.post(session, "test:1", "Uji", PAIR, by=SYSTEM)
    assert session.get(Seal, entry.id) is not None and ledger.unsealed(session) == []


@pytest.mark.parametrize("amounts", [(), (500,), (500, -499)])
def test_the_database_seals_only_what_adds_up_to_zero(session: Session, amounts: tuple[int, ...]) -> None:
    entry = loose(session, *amounts)
    with pytest.raises(DBAPIError, match="does not add up to zero"), session.begin_nested():
        session.execute(text("INSERT INTO ledger_seals (entry_id) VALUES (:entry)"), {"entry": entry.id})
    assert ledger_books.sealed(session) == ["entry test:loose is not sealed"]


def test_an_entry_is_sealed_once(session: Session) -> None:
    entry = loose(session, 500, -500)
    insert, values = text("INSERT INTO ledger_seals (entry_id) VALUES (:entry)"), {"entry": entry.id}
    session.execute(insert, values)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(insert, values)


@pytest.mark.parametrize("amount", [1, -1, 0])
def test_nothing_is_added_to_a_sealed_entry(session: Session, amount: int) -> None:
    entry = ledger.post(session, "test:1", "Uji", PAIR, by=SYSTEM)
    account = entry.postings[0].account_id
    with pytest.raises(DBAPIError, match="sealed"), session.begin_nested():
        session.execute(
            text("INSERT INTO ledger_postings (entry_id, account_id, amount) VALUES (:e, :a, :n)"),
            {"e": entry.id, "a": account, "n": amount},
        )


def test_a_reversal_is_the_mirror_and_names_what_it_reverses(session: Session) -> None:
    entry = ledger.post(session, "test:1", "Uji", PAIR, by=SYSTEM)
    mirror = ledger.reverse(session, entry, "Salah tulis", by=SYSTEM)
    assert mirror.source == f"entry:{entry.id} reversed"
    assert [(row.account_id, row.amount) for row in mirror.postings] == [
        (row.account_id, -row.amount) for row in entry.postings
    ]
    assert ledger.balances(session, "clearing") == {"clearing:1": 0}
    assert ledger_books.reversals(session) == [] and ledger.unsealed(session) == []


def test_an_entry_is_reversed_at_most_once(session: Session) -> None:
    entry = ledger.post(session, "test:1", "Uji", PAIR, by=SYSTEM)
    mirror = ledger.reverse(session, entry, "Salah tulis", by=SYSTEM)
    for again in (entry, mirror):
        with pytest.raises(ledger.NotReversible):
            ledger.reverse(session, again, "Sekali lagi", by=SYSTEM)
    with pytest.raises(DBAPIError), session.begin_nested():
        ledger.post(session, mirror.source, "Sekali lagi", PAIR, by=SYSTEM)


def test_a_reversal_that_is_no_mirror_is_told(session: Session) -> None:
    entry = ledger.post(session, "test:1", "Uji", PAIR, by=SYSTEM)
    ledger.post(
        session,
        f"entry:{entry.id} reversed",
        "Separuh",
        [Leg("clearing", 1, -1), Leg("unique_codes", None, 1)],
        by=SYSTEM,
    )
    ledger.post(session, "entry:999999 reversed", "Tanpa asal", PAIR, by=SYSTEM)
    assert ledger_books.reversals(session) == [
        f"entry entry:{entry.id} reversed is not the mirror of test:1",
        "entry entry:999999 reversed reverses nothing",
    ]
