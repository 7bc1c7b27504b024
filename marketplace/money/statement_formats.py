"""How the banks write their statements: one row for each way, changed by staff, recognised by its column names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events, ids, sheets
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotFound, Refusal

MOST_ROWS = 20_000
HEADER_WITHIN = 30
SEPARATORS = (";", ",", "\t", "|")
SIGNS = ("columns", "mark", "inside", "minus")
DAYS = ("dmy", "mdy", "ymd", "dmon", "dm")
Rows = list[list[Any]]


class StatementFormat(Base):
    """Names of columns as they stand in the file.

    `signs` says how money in is told from money out: two columns, a mark in a column of its own (without
    a name: the one right of the amount), a mark inside the amount, or a minus. `day_format` is a key of
    DAYS. A retired format is no longer recognised. `is_example`: nobody has compared it with
    a real file.
    """

    __tablename__ = "statement_formats"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    name: Mapped[str]
    separator: Mapped[str] = mapped_column(default=";")
    date_column: Mapped[str]
    day_format: Mapped[str] = mapped_column(default="dmy")
    text_columns: Mapped[list[str]]
    signs: Mapped[str] = mapped_column(default="columns")
    amount_column: Mapped[str] = mapped_column(default="")
    credit_column: Mapped[str] = mapped_column(default="")
    debit_column: Mapped[str] = mapped_column(default="")
    mark_column: Mapped[str] = mapped_column(default="")
    credit_mark: Mapped[str] = mapped_column(default="CR")
    debit_mark: Mapped[str] = mapped_column(default="DB")
    balance_column: Mapped[str] = mapped_column(default="")
    currency_column: Mapped[str] = mapped_column(default="")
    decimal_sign: Mapped[str] = mapped_column(default=",")
    thousands_sign: Mapped[str] = mapped_column(default=".")
    is_example: Mapped[bool] = mapped_column(default=False)
    by_name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    retired_at: Mapped[datetime | None]

    @property
    def columns(self) -> list[str]:
        """The names that its header row must have."""
        return [plain(name) for name in self.named]

    @property
    def named(self) -> list[str]:
        """The same as staff wrote them."""
        money = {
            "columns": [self.credit_column, self.debit_column],
            "mark": [self.amount_column, self.mark_column],
        }.get(self.signs, [self.amount_column])
        named = [self.date_column, *self.text_columns, *money, self.balance_column, self.currency_column]
        return [name for name in named if plain(name)]


def plain(value: object) -> str:
    """A column's name without what files spell differently."""
    return " ".join(str(value).casefold().replace("\ufeff", "").split()).strip(" .:*'\"")


def current(session: Session) -> list[StatementFormat]:
    """All that are in use, by name."""
    query = select(StatementFormat).where(StatementFormat.retired_at.is_(None))
    return list(session.scalars(query.order_by(StatementFormat.name, StatementFormat.id)))


def by_public_id(session: Session, public_id: str) -> StatementFormat:
    """One of them; raise NotFound."""
    found = session.scalars(select(StatementFormat).where(StatementFormat.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def save(session: Session, told: StatementFormat, *, by: Actor) -> StatementFormat:
    """Take a new one into use, or one that was changed. Raise Invalid with what it lacks."""
    lacking = {name: "empty" for name in _needed(told) if not plain(getattr(told, name))}
    if not [name for name in told.text_columns if plain(name)]:
        lacking["text_columns"] = "empty"
    if told.decimal_sign == told.thousands_sign:
        lacking["thousands_sign"] = "same"
    if lacking:
        raise Invalid(errors=lacking)
    told.by_name = by.name
    session.add(told)
    session.flush()
    events.record(session, f"statement_format:{told.id}", "save", by=by, name=told.name)
    return told


def retire(session: Session, told: StatementFormat, *, by: Actor) -> None:
    """Use it no longer; statements that were read with it stay."""
    told.retired_at = told.retired_at or clock.now()
    session.flush()
    events.record(session, f"statement_format:{told.id}", "retire", by=by, name=told.name)


def tables(data: bytes) -> Mapping[str, Rows]:
    """The file as rows, for each separator with which it can be read; a workbook has none (`""`).

    Raise NotASheet, HasMacros, SheetTooLarge.
    """
    if sheets.is_workbook(data):
        return {"": sheets.values(data, most_rows=MOST_ROWS)}
    found: dict[str, Rows] = {}
    problem: Refusal | None = None
    for separator in SEPARATORS:
        try:
            found[separator] = sheets.values(data, most_rows=MOST_ROWS, delimiter=separator)
        except Refusal as refused:
            problem = refused if problem is None or "rows" in refused.facts else problem
    if not found or (problem is not None and "rows" in problem.facts):
        raise problem or sheets.NotASheet(problem="empty")
    return found


def likely(found: Mapping[str, Rows]) -> tuple[str, Rows]:
    """The separator that makes the most of the file's first rows."""
    return max(found.items(), key=lambda item: sum(len(row) for row in item[1][:HEADER_WITHIN]))


def header_of(rows: Rows, told: StatementFormat) -> int | None:
    """The place of the row that has all its names."""
    wanted = set(told.columns)
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        if wanted <= {plain(cell) for cell in row}:
            return place
    return None


def recognise(found: Mapping[str, Rows], formats: list[StatementFormat]) -> StatementFormat | None:
    """The one format whose names all stand in the file's header; nothing when several fit as well."""
    fitting = [told for told in formats if _fits(found, told)]
    most = max((len(told.columns) for told in fitting), default=0)
    best = [told for told in fitting if len(told.columns) == most]
    return best[0] if len(best) == 1 else None


def only_separator_differs(found: Mapping[str, Rows], formats: list[StatementFormat]) -> StatementFormat | None:
    """A format whose names are all there, though the file is cut in another way."""
    for told in formats:
        if any(header_of(rows, told) is not None for rows in found.values()):
            return told
    return None


def _fits(found: Mapping[str, Rows], told: StatementFormat) -> bool:
    rows = found.get("", found.get(told.separator))
    return rows is not None and header_of(rows, told) is not None


def _needed(told: StatementFormat) -> tuple[str, ...]:
    money = {
        "columns": ("credit_column", "debit_column"),
        "mark": ("amount_column", "credit_mark", "debit_mark"),
        "inside": ("amount_column", "credit_mark", "debit_mark"),
    }
    return ("name", "date_column", *money.get(told.signs, ("amount_column",)))
