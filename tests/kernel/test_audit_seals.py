"""The sealed stream of events: the database refuses changes, and what gets past it is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.kernel import audit_seals, audit_verify, events, rewriting
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.events import Event

SITI = Actor("user", "Siti Rahmah", user_id=7)


def happen(session: Session, count: int = 3) -> list[Event]:
    found = [events.record(session, f"order:{n}", "place", by=SITI, phone="+62811", total=n) for n in range(count)]
    assert audit_seals.seal_all(session)
    return found


def faults(session: Session) -> list[str]:
    return audit_verify.verify(session).faults


@pytest.fixture
def unguarded(session: Session) -> Callable[[str], None]:
    """Runs a statement past the database's rules, as one who owns the machine could."""

    def run(statement: str) -> None:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
            session.execute(text(statement))
            session.execute(text("SET LOCAL session_replication_role = DEFAULT"))
            return
        kept = "SELECT sql, name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'event%'"
        rules = session.execute(text(kept)).all()
        for _, name in rules:
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text(statement))
        for sql, _ in rules:
            session.connection().exec_driver_sql(sql)

    return run


def test_what_was_sealed_agrees_and_what_is_new_waits(session: Session) -> None:
    happen(session)
    events.record(session, "order:9", "place", by=SYSTEM)
    report = audit_verify.verify(session)
    assert (report.faults, report.sealed, report.waiting) == ([], 3, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET by_name = 'Lain'",
        "DELETE FROM events",
        "UPDATE event_digests SET salt = digest",
        "DELETE FROM event_digests",
        "UPDATE event_seals SET digest = ''",
        "DELETE FROM event_seals",
    ],
)
def test_the_database_refuses_to_change_history(session: Session, statement: str) -> None:
    happen(session)
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(statement))


def test_a_changed_event_is_found(session: Session, unguarded: Callable[[str], None]) -> None:
    changed = happen(session)[1]
    unguarded(f"UPDATE events SET verb = 'cancel' WHERE id = {changed.id}")
    assert faults(session) == [f"event {changed.id} (order:1 cancel) was changed"]


def test_a_changed_fact_is_found(session: Session, unguarded: Callable[[str], None]) -> None:
    changed = happen(session)[2]
    unguarded(f"""UPDATE events SET facts = '{{"total": 1}}' WHERE id = {changed.id}""")
    assert faults(session) == [f"event {changed.id} (order:2 place) was changed"]


def test_a_removed_event_is_found(session: Session, unguarded: Callable[[str], None]) -> None:
    removed = happen(session)[0]
    unguarded(f"DELETE FROM events WHERE id = {removed.id}")
    assert faults(session) == [f"event {removed.id} was removed"]


def test_an_event_removed_with_its_sum_is_found(session: Session, unguarded: Callable[[str], None]) -> None:
    removed = happen(session)[0]
    unguarded(f"DELETE FROM events WHERE id = {removed.id}")
    unguarded(f"DELETE FROM event_digests WHERE event_id = {removed.id}")
    assert faults(session) == ["seal 1 does not fit its events"]


def test_an_inserted_event_is_found(
    session: Session, unguarded: Callable[[str], None], later: Callable[..., None]
) -> None:
    """The number of a cancelled transaction leaves a gap, which is no fault; filling it later is one."""
    last = happen(session)[-1]
    later(minutes=1)
    copied = "at, 'order:77', verb, by_kind, by_user_id, by_name, acting_for, facts FROM events"
    columns = "id, at, subject, verb, by_kind, by_user_id, by_name, acting_for, facts"
    unguarded(f"INSERT INTO events ({columns}) SELECT {last.id} + 2, {copied} WHERE id = {last.id}")
    assert audit_seals.seal_all(session) == 1 and faults(session) == []
    later(minutes=30)
    unguarded(f"INSERT INTO events ({columns}) SELECT {last.id} + 1, {copied} WHERE id = {last.id}")
    assert faults(session) == [f"event {last.id + 1} was inserted"]
    assert audit_seals.seal_all(session) == 0


def test_a_cut_off_end_is_found_by_a_seal_that_was_noted(session: Session, unguarded: Callable[[str], None]) -> None:
    happen(session)
    happen(session)
    noted = audit_verify.verify(session).newest
    unguarded("DELETE FROM event_digests WHERE seal_id = 2")
    unguarded("DELETE FROM event_seals WHERE id = 2")
    unguarded("DELETE FROM events WHERE id > (SELECT max(event_id) FROM event_digests)")
    assert faults(session) == []
    assert audit_verify.verify(session, noted).faults == [f"the seal {noted} that was noted is not here"]


def test_a_removed_seal_is_found(session: Session, unguarded: Callable[[str], None]) -> None:
    for _ in range(3):
        happen(session)
    unguarded("DELETE FROM event_digests WHERE seal_id = 2")
    unguarded("DELETE FROM event_seals WHERE id = 2")
    assert faults(session)[0] == "seals 2 to 2 are missing"


def test_a_name_leaves_an_event_and_the_seal_still_holds(session: Session) -> None:
    event, other, _ = happen(session)
    for name in ("Orang yang dihapus", "Terhapus"):
        rewriting.rewrite(session, {event.id: (name, {"total": 0})}, by=SYSTEM, why="erasure")
        assert faults(session) == []
        audit_seals.seal_all(session)
        assert faults(session) == []
    session.refresh(event)
    assert (event.by_name, event.facts, other.by_name) == ("Terhapus", {"total": 0}, "Siti Rahmah")


def test_the_door_is_open_only_for_what_was_told_and_until_it_is_sealed(session: Session) -> None:
    event, other, _ = happen(session)
    rewriting.rewrite(session, {event.id: ("Terhapus", {})}, by=SYSTEM, why="erasure")
    for statement in (
        f"UPDATE events SET by_name = 'x' WHERE id = {other.id}",
        f"UPDATE events SET verb = 'x' WHERE id = {event.id}",
    ):
        with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
            session.execute(text(statement))
    audit_seals.seal_all(session)
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(f"UPDATE events SET by_name = 'x' WHERE id = {event.id}"))


def test_other_words_than_those_told_are_found(session: Session, unguarded: Callable[[str], None]) -> None:
    event = happen(session)[0]
    rewriting.rewrite(session, {event.id: ("Terhapus", {})}, by=SYSTEM, why="erasure")
    unguarded(f"UPDATE events SET by_name = 'Budi' WHERE id = {event.id}")
    assert faults(session) == [f"event {event.id} (order:0 place) was changed"]


def test_a_seal_is_made_when_time_has_passed_or_much_happened(
    session: Session, later: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    happen(session)
    events.record(session, "order:9", "place", by=SYSTEM)
    assert not audit_seals.seal_due(session)
    later(seconds=31)
    assert audit_seals.seal_due(session) and not audit_seals.seal_due(session)
    monkeypatch.setattr(audit_seals, "BATCH", 2)
    for _ in range(2):
        events.record(session, "order:9", "place", by=SYSTEM)
    assert audit_seals.seal_due(session)


def test_the_command_tells_and_exits_with_a_fault(
    app: Flask, session: Session, unguarded: Callable[[str], None]
) -> None:
    event = happen(session)[0]
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "seal"]).exit_code == 0
    told = runner.invoke(args=["audit", "verify"])
    assert told.exit_code == 0 and "audit: ok" in told.output
    unguarded(f"UPDATE events SET by_name = 'Lain' WHERE id = {event.id}")
    told = runner.invoke(args=["audit", "verify"])
    assert told.exit_code == 1 and f"event {event.id} (order:0 place) was changed" in told.output
