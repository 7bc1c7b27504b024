"""Puts a word nobody else uses into every column of the register, for one person with everything."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Boolean, Date, DateTime, Text, exists, insert, or_, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import Column

from marketplace.insight.privacy import register, whose
from marketplace.insight.privacy.register import Entry
from marketplace.insight.privacy.whose import Person
from marketplace.kernel import clock, crypto
from marketplace.kernel.db import Base, Json
from marketplace.kernel.files import Files

FIXED = {"users.name", "users.phone", "users.email"}


def word(column: Column[Any]) -> str:
    """The canary of a column."""
    return f"Kanari {column.table.name} {column.name}"


def plant(session: Session, person: Person, files: Files) -> dict[str, str]:
    """A row for the person in every table of the register, and what is planted, by column."""
    session.execute(text("PRAGMA defer_foreign_keys=ON"))
    session.execute(text("PRAGMA ignore_check_constraints=ON"))
    planted: dict[str, str] = {}
    for entry in register.read().tables.values():
        if entry.of:
            _ensure(session, entry, person)
            planted |= _fill(session, entry, person, files)
    session.execute(text("PRAGMA ignore_check_constraints=OFF"))
    session.expire_all()
    return planted


def _ensure(session: Session, entry: Entry, person: Person) -> None:
    mine = whose.where(person)[entry.name]
    if session.scalar(select(exists().select_from(entry.table).where(mine))):
        return
    rule = entry.of[-1] if entry.of[-1].endswith("contacts") else entry.of[0]
    row = {column.name: _any(session, column, entry) for column in entry.table.columns if _must(column, entry)}
    if rule.endswith("~contacts"):
        row[rule.partition("~")[0]] = person.proven[0]
    elif rule.endswith("~subjects"):
        row[rule.partition("~")[0]] = person.subject
    elif "." in rule:
        row["facts"] = {rule.partition("=")[0].partition(".")[2]: person.user_id, "x": f"Kanari {entry.name} facts"}
    else:
        name, _, parent = rule.partition("=")
        table = Base.metadata.tables[parent]
        row[name] = session.scalar(select(table.c.id).where(whose.where(person)[parent]).limit(1))
    session.execute(insert(entry.table).values(row))


def _must(column: Column[Any], entry: Entry) -> bool:
    if column.name == "id":
        return False
    return not column.nullable or column.name in entry.columns


def _any(session: Session, column: Column[Any], entry: Entry) -> Any:
    kind = column.type
    if isinstance(kind, JSON) or kind is Json:
        return {"x": word(column)} if column.name in entry.columns else {}
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Date):
        return date(2026, 1, 2)
    if isinstance(kind, DateTime) or "DATE" in str(kind).upper():
        return clock.now()
    if isinstance(kind, Text):
        return word(column) if column.name in entry.columns else f"{column.name}"
    return 1


def _fill(session: Session, entry: Entry, person: Person, files: Files) -> dict[str, str]:
    mine = whose.where(person)[entry.name]
    keys = [rule.partition("~")[0] for rule in entry.of if "~" in rule] + [
        rule.partition("=")[0].partition(".")[0] for rule in entry.of if "=" in rule
    ]
    planted: dict[str, str] = {}
    for name, rule in entry.columns.items():
        column = entry.table.c[name]
        if rule in ("keep", "facts") or name in keys or f"{entry.name}.{name}" in FIXED:
            continue
        if not isinstance(column.type, Text | JSON):
            continue
        planted[f"{entry.name}.{name}"] = word(column)
        value: Any = word(column)
        if rule == "sealed":
            value = crypto.seal(value)
        elif rule == "files":
            value = f"Kanari-{entry.name}-{name}"
            planted[f"{entry.name}.{name}"] = value
            files.put(value, word(column).encode())
            value = [value]
        elif isinstance(column.type, JSON):
            value = {"x": value}
        elif rule == "actor":
            planted.pop(f"{entry.name}.{name}")
            value = person.name
        elif rule in ("file", "file-public"):
            value = f"Kanari-{entry.name}-{name}"
            planted[f"{entry.name}.{name}"] = value
            key = value if rule == "file" else f"pictures/{value}/960.webp"
            files.put(key, word(column).encode())
        elif rule == "unique":
            continue
        session.execute(update(entry.table).where(or_(mine)).values({name: value}))
    return planted
