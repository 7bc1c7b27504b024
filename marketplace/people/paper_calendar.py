"""Papers that end soon or ended lately, by kind and kelurahan, and the list for a joint renewal (F89)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from marketplace.kernel import clock

from .certificates import Certificate
from .places import Kelurahan
from .producers import Producer

SPANS = {"90": 90, "60": 60, "30": 30, "7": 7, "lewat": -90}
FIRST_SPAN = "90"
PAGE = 50
MOST = 2_000
Row = tuple[Certificate, Producer]


@dataclass(frozen=True)
class Choice:
    """Which papers: a span of days from today (or the last 90), a kind, a kelurahan; empty means all."""

    span: str = FIRST_SPAN
    kind: str = ""
    kelurahan: str = ""

    @property
    def first(self) -> date:
        """The first last day that counts."""
        return clock.today() + timedelta(days=min(SPANS[self.span], 0))

    @property
    def last(self) -> date:
        """The last last day that counts."""
        days = SPANS[self.span]
        return clock.today() + timedelta(days=days if days > 0 else -1)


@dataclass(frozen=True)
class Table:
    """How many papers end, by kelurahan and kind; kelurahan as (code, name), kinds by their frequency."""

    kinds: list[str]
    places: list[tuple[str, str]]
    counts: dict[tuple[str, str], int]

    def of(self, place: str, kind: str) -> int:
        """One cell."""
        return self.counts.get((place, kind), 0)

    def in_place(self, place: str) -> int:
        """The sum of a row."""
        return sum(self.of(place, kind) for kind in self.kinds)

    def of_kind(self, kind: str) -> int:
        """The sum of a column."""
        return sum(self.of(place, kind) for place, _name in self.places)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def table(session: Session, span: str) -> Table:
    """The counts of a span, in one statement."""
    rows = session.execute(
        select(Kelurahan.code, Kelurahan.name, Certificate.kind, func.count())
        .join(Producer, Producer.id == Certificate.producer_id)
        .join(Kelurahan, Kelurahan.code == Producer.kelurahan_code)
        .where(_ending(Choice(span)))
        .group_by(Kelurahan.code, Kelurahan.name, Certificate.kind)
        .order_by(Kelurahan.name)
    ).all()
    counts = {(code, kind): int(count) for code, _name, kind, count in rows}
    sums = Counter[str]()
    for (_code, kind), count in counts.items():
        sums[kind] += count
    kinds = sorted(sums, key=lambda kind: (-sums[kind], kind))
    return Table(kinds, list(dict.fromkeys((code, name) for code, name, _kind, _count in rows)), counts)


def ending(session: Session, choice: Choice, after: tuple[date, int] | None = None, limit: int = PAGE + 1) -> list[Row]:
    """The papers of a choice, the first to end first, with their makers."""
    query = _chosen(choice)
    if after is not None:
        query = query.where(tuple_(Certificate.valid_to, Certificate.id) > after)
    rows = session.execute(query.order_by(Certificate.valid_to, Certificate.id).limit(limit))
    return [(paper, maker) for paper, maker in rows]


def _chosen(choice: Choice) -> Any:
    query = select(Certificate, Producer).join(Producer, Producer.id == Certificate.producer_id).where(_ending(choice))
    if choice.kind:
        query = query.where(Certificate.kind == choice.kind)
    if choice.kelurahan:
        query = query.where(Producer.kelurahan_code == choice.kelurahan)
    return query


def _ending(choice: Choice) -> ColumnElement[bool]:
    """Verified, not withdrawn, with a last day in the span, of a shop that is open, and not renewed yet."""
    newer = aliased(Certificate)
    renewed = exists().where(
        newer.producer_id == Certificate.producer_id,
        newer.kind == Certificate.kind,
        newer.number == Certificate.number,
        newer.verified_at.is_not(None),
        newer.withdrawn_at.is_(None),
        or_(newer.valid_to.is_(None), newer.valid_to > Certificate.valid_to),
    )
    return and_(
        Certificate.verified_at.is_not(None),
        Certificate.withdrawn_at.is_(None),
        Certificate.valid_to.between(choice.first, choice.last),
        Producer.suspended_at.is_(None),
        ~renewed,
    )
