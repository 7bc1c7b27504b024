"""Numbers without gaps: one counter for each issuer, kind and year, locked in the transaction that issues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import CheckConstraint, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import upsert
from marketplace.kernel.db import Base

PREFIXES = {"invoice": "INV", "credit_note": "NK", "receipt": "KW"}


class DocumentCounter(Base):
    """The last number given. A transaction that is rolled back gives its number back with everything else."""

    __tablename__ = "document_counters"
    __table_args__ = (CheckConstraint("last >= 0", name="last"),)

    issuer: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


@dataclass(frozen=True)
class Number:
    """`serial` counts through the year; the month in `text` says only when it was given."""

    year: int
    serial: int
    text: str


def take(session: Session, issuer: str, kind: str, day: date) -> Number:
    """The next number; whoever wants one of the same counter waits until this transaction ends."""
    serial = count(session, issuer, kind, day.year)
    return Number(day.year, serial, shown(kind, day, serial))


def count(session: Session, issuer: str, kind: str, year: int) -> int:
    """The next serial alone, for papers whose number is written in another way."""
    key = {"issuer": issuer, "kind": kind, "year": year}
    session.execute(upsert.insert(session, DocumentCounter).values(**key, last=0).on_conflict_do_nothing())
    counted = (
        update(DocumentCounter)
        .filter_by(**key)
        .values(last=DocumentCounter.last + 1)
        .returning(DocumentCounter.last)
        .execution_options(synchronize_session=False)
    )
    return int(session.execute(counted).scalar_one())


def shown(kind: str, day: date, serial: int) -> str:
    """`INV/2026/11/000123`."""
    return f"{PREFIXES[kind]}/{day:%Y/%m}/{serial:06d}"
