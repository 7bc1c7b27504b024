"""Erasure: what the law does not want kept goes, what the books need stays under a pseudonym."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import Column

from marketplace.kernel import clock, crypto, ids, jobs
from marketplace.kernel.actor import Actor
from marketplace.people import privacy_choices
from marketplace.people.users import User

from . import copying, obstacles, past_events, register, whose
from .obstacles import CannotErase
from .register import Entry
from .whose import Person

PSEUDONYM = "Data dihapus"
FILES_JOB = "erase_files"


def erase(session: Session, person: Person, *, by: Actor) -> str:
    """Take the person out of the data; returns the pseudonym that is left. Raise CannotErase.

    The files go by a job of the same transaction. `by` is who asked; the person's own name is not written again.
    """
    in_the_way = obstacles.of(session, person)
    if in_the_way:
        raise CannotErase(reasons=in_the_way)
    pseudonym = f"{PSEUDONYM} {ids.code(6)}"
    by = Actor(by.kind, pseudonym, user_id=by.user_id) if by.user_id == person.user_id else by
    conditions = whose.where(person)
    kept = copying.gather(session, person)
    past_events.clean(session, conditions["events"], person, values_of(kept), pseudonym, by=by)
    for entry in reversed(register.read().tables.values()):
        _clean(session, entry, conditions[entry.name], pseudonym)
    _rename_actor(session, person, pseudonym)
    _close_account(session, person)
    _promise_files(session, kept)
    privacy_choices.note(session, person.subject, "erase", by=by)
    session.flush()
    session.expire_all()
    return pseudonym


def values_of(kept: copying.Kept) -> set[str]:
    """The person's own words and numbers, as they may stand in other places too."""
    found: set[str] = set()
    for name, rows in kept.items():
        entry = register.read().tables[name]
        speaking = [column for column, rule in entry.columns.items() if rule in ("name", "blank", "null", "unique")]
        found |= {row[column] for row in rows for column in speaking if isinstance(row[column], str)}
    return {value for value in found if len(value) >= 4}


def _clean(session: Session, entry: Entry, mine: Any, pseudonym: str) -> None:
    if entry.name == "events":
        return
    if entry.rows == "delete":
        session.execute(delete(entry.table).where(mine))
        return
    for column in entry.with_rule("unique", "slug", "secret-once", "sealed"):
        _one_by_one(session, entry, column, mine)
    values = {column.name: _left(column, entry.columns[column.name], pseudonym) for column in _together(entry)}
    if values:
        session.execute(update(entry.table).where(mine).values(values))


def _together(entry: Entry) -> list[Column[object]]:
    return entry.with_rule("name", "blank", "null", "json", "file", "files", "file-public", "secret", "secret-null")


def _left(column: Column[object], rule: str, pseudonym: str) -> Any:
    if rule == "name":
        return pseudonym
    if column.nullable:
        return None
    return {"json": {}, "files": []}.get(rule, "")


def _one_by_one(session: Session, entry: Entry, column: Column[object], mine: Any) -> None:
    """Values that must differ from row to row."""
    key = entry.table.c.id
    rule = entry.columns[column.name]
    held = column.is_not(None) if rule != "unique" else mine
    for (number,) in session.execute(select(key).where(mine, held)).all():
        value = {
            "unique": f"dihapus-{ids.public_id()}@dihapus.invalid",
            "slug": f"tutup-{number}",
            "secret-once": ids.token(),
        }.get(rule)
        session.execute(update(entry.table).where(key == number).values({column.name: value or crypto.seal("")}))


def _rename_actor(session: Session, person: Person, pseudonym: str) -> None:
    """Their name as the one who acted. Who shares it with another account cannot be told apart: then it stays."""
    if person.user_id is None:
        return
    if session.scalar(select(User.id).where(User.name == person.name, User.id != person.user_id).limit(1)):
        return
    for column in register.read().names_of_actors():
        said = or_(column == person.name, column.startswith(f"{person.name} (", autoescape=True))
        session.execute(update(column.table).where(said).values({column.name: pseudonym}))


def _close_account(session: Session, person: Person) -> None:
    now = clock.now()
    session.execute(update(User).where(User.id == person.user_id).values(disabled_at=now))
    buyers = register.read().tables["buyers"].table
    mine = buyers.c.user_id == person.user_id, buyers.c.ended_at.is_(None)
    session.execute(update(buyers).where(*mine).values(ended_at=now))
    producers = register.read().tables["producers"].table
    session.execute(update(producers).where(producers.c.id.in_(person.shops)).values(suspended_at=now))


def _promise_files(session: Session, kept: copying.Kept) -> None:
    keys = [key for key in copying.file_keys(kept) if not key.startswith("pictures/")]
    pictures = sorted({key.split("/")[1] for key in copying.file_keys(kept) if key.startswith("pictures/")})
    if keys or pictures:
        jobs.promise(session, FILES_JOB, f"{FILES_JOB}:{ids.public_id()}", keys=keys, pictures=pictures)
