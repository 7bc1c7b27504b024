"""Reads the register of personal data (`personal_data.toml`) and says what it does not know yet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sqlalchemy import JSON, MetaData, Table, Text
from sqlalchemy.sql.schema import Column

from marketplace.kernel.db import Base

FILE = Path(__file__).with_name("personal_data.toml")
RULES = {
    "name", "unique", "slug", "blank", "null", "json", "file", "files", "file-public", "sealed",
    "secret", "secret-null", "secret-once", "actor", "keep", "facts",
}  # fmt: skip
SPEAKING = ("phone", "email", "street", "by_name", "recipient", "holder", "npwp", "nib", "owner_name", "signed")


@dataclass(frozen=True)
class Entry:
    """One table that holds something about people."""

    name: str
    of: tuple[str, ...]
    rows: str
    why: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()

    @property
    def table(self) -> Table:
        """The table itself."""
        return Base.metadata.tables[self.name]

    def with_rule(self, *rules: str) -> list[Column[object]]:
        """Its columns that have one of these rules."""
        return [self.table.c[name] for name, rule in self.columns.items() if rule in rules]


@dataclass(frozen=True)
class Register:
    """Everything the file says."""

    without: frozenset[str]
    business: frozenset[str]
    actors: dict[str, list[str]]
    tables: dict[str, Entry]

    @property
    def known(self) -> set[str]:
        """Every table that is classified."""
        return {*self.without, *self.business, *self.actors, *self.tables}

    def names_of_actors(self) -> Iterator[Column[object]]:
        """Every column that holds the name of somebody who acted."""
        for table, columns in self.actors.items():
            yield from (Base.metadata.tables[table].c[name] for name in columns)
        for entry in self.tables.values():
            yield from entry.with_rule("actor")


@cache
def read() -> Register:
    """The register."""
    told = tomllib.loads(FILE.read_text())
    tables = {
        name: Entry(
            name, tuple(said["of"]), said["rows"], said.get("why", ""), said["columns"],
            frozenset(said.get("plain", ())),
        )
        for name, said in told["tables"].items()
    }  # fmt: skip
    return Register(frozenset(told["without"]), frozenset(told["business"]), told["actors"], tables)


def faults(register: Register, metadata: MetaData) -> list[str]:
    """What the register does not say, or says of what is not there, each in a line that tells what to write."""
    tables = metadata.tables
    found = [f"{name}: table is not classified in personal_data.toml" for name in tables if name not in register.known]
    found += [f"{name}: classified, but there is no such table" for name in register.known - set(tables)]
    for name in (register.without | set(register.actors)) & set(tables):
        listed = register.actors.get(name, [])
        found += [f"{name}.{column}: speaks of a person" for column in _speaking(tables[name]) if column not in listed]
    for entry in register.tables.values():
        if entry.name in tables:
            found += _faults_of(entry, tables[entry.name])
    return sorted(found)


def _faults_of(entry: Entry, table: Table) -> list[str]:
    said = set(entry.columns) | entry.plain
    texts = {column.name for column in table.columns if isinstance(column.type, Text | JSON)}
    found = [f"{table.name}.{name}: neither in columns nor in plain" for name in texts - said]
    found += [f"{table.name}.{name}: no such column" for name in said - set(table.columns.keys())]
    found += [f"{table.name}.{name}: unknown rule {rule}" for name, rule in entry.columns.items() if rule not in RULES]
    if entry.rows == "keep" and not entry.why:
        found.append(f"{table.name}: rows stay without a reason (why)")
    return found


def _speaking(table: Table) -> list[str]:
    texts = [column.name for column in table.columns if isinstance(column.type, Text)]
    return [name for name in texts if name.endswith("_by") or any(part in name for part in SPEAKING)]
