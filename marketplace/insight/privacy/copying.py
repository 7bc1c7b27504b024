"""The copy of everything kept about a person: JSON, a table for each kind of row, and the files."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from marketplace.kernel import clock, crypto, sheets
from marketplace.kernel.files import Files

from . import register, whose
from .register import Entry
from .whose import Person

OTHERS = "(orang lain)"
SECRETS = ("secret", "secret-null", "secret-once")
Kept = dict[str, list[dict[str, Any]]]


def gather(session: Session, person: Person) -> Kept:
    """Every row about the person, by table; secrets of the log-in are left out, sealed numbers are opened."""
    conditions = whose.where(person)
    found: Kept = {}
    for entry in register.read().tables.values():
        order = list(entry.table.primary_key.columns)
        rows = session.execute(select(entry.table).where(conditions[entry.name]).order_by(*order))
        told = [_told(entry, row, person) for row in rows]
        if told:
            found[entry.name] = told
    return found


def file_keys(kept: Kept) -> list[str]:
    """Where the person's own files lie."""
    keys = set()
    for entry in register.read().tables.values():
        for row in kept.get(entry.name, ()):
            keys |= {row[column.name] for column in entry.with_rule("file") if row[column.name]}
            keys |= {key for column in entry.with_rule("files") for key in row[column.name]}
            pictures = (row[column.name] for column in entry.with_rule("file-public"))
            keys |= {f"pictures/{picture}/960.webp" for picture in pictures if picture}
    return sorted(keys)


def archive(kept: Kept, files: Files, words: str) -> bytes:
    """The copy as one ZIP; `words` is the letter that lies on top."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("BACA-DULU.txt", words)
        whole = {"dibuat": clock.now().isoformat(), "data": kept}
        packed.writestr("data.json", json.dumps(whole, ensure_ascii=False, indent=1))
        for name, rows in kept.items():
            cells = [[_cell(value) for value in row.values()] for row in rows]
            packed.writestr(f"tabel/{name}.csv", sheets.as_csv(list(rows[0]), cells))
        for key in file_keys(kept):
            try:
                packed.writestr(f"berkas/{key}", files.get(key))
            except FileNotFoundError:
                continue
    return out.getvalue()


def _told(entry: Entry, row: Row[Any], person: Person) -> dict[str, Any]:
    values = {}
    for name, value in row._mapping.items():
        rule = entry.columns.get(name, "")
        if rule in SECRETS or isinstance(value, bytes):
            continue
        if rule == "sealed":
            value = crypto.open_if_possible(value)
        if rule == "actor" or (entry.name == "events" and name == "by_name"):
            value = value if not value or value.startswith(person.name) else OTHERS
        values[name] = value.isoformat() if isinstance(value, datetime | date) else value
    return values


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
