"""The boards of the agency: one row for the figures of a span, and lists of what is behind each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from marketplace.people.organisations import Organisation
from marketplace.people.producers import Producer

from .hotel_ready import CODES, EACH
from .sales import CitySales, HotelSales, MakerSales, ReplacingSales, Standing
from .spans import Span

READY = len(CODES) * EACH
STEPS = {
    "tayang": Standing.products > 0,
    "terjual": Standing.first_sale_on.is_not(None),
    "kembali": Standing.came_back > 0,
    "hotel": Standing.hotel_on.is_not(None),
    "siap": Standing.score == READY,
}


@dataclass(frozen=True)
class Amount:
    """One line of a short list: a name, rupiah, and a count that belongs to it."""

    name: str
    rupiah: int
    count: int


def spans(session: Session) -> list[date]:
    """The months in which something was sold, the newest first."""
    query = select(CitySales.first).where(CitySales.span == "month").order_by(CitySales.first.desc())
    return list(session.scalars(query))


def city(session: Session, span: Span) -> CitySales | None:
    """The figures of a span; nothing when nothing was sold."""
    return session.get(CitySales, (span.kind, span.first))


def workdays(session: Session, span: Span) -> int:
    """How many days makers have worked for received orders: each maker once a day, as counted by day."""
    query = select(func.coalesce(func.sum(CitySales.makers), 0)).where(CitySales.span == "day")
    return int(session.scalar(query.where(CitySales.first >= span.first, CitySales.first < span.after)) or 0)


def course(session: Session, span: Span) -> list[CitySales]:
    """The days of a month or the months of a year in which something was sold."""
    query = select(CitySales).where(
        CitySales.span == span.parts, CitySales.first >= span.first, CitySales.first < span.after
    )
    return list(session.scalars(query.order_by(CitySales.first)))


def ladder(session: Session) -> dict[str, int]:
    """How many makers there are, and how many have come to each of STEPS."""
    counts = [func.coalesce(func.sum(case((reached, 1), else_=0)), 0) for reached in STEPS.values()]
    found = session.execute(select(func.count(), *counts).select_from(Standing)).one()
    return {name: int(count) for name, count in zip(("semua", *STEPS), found, strict=True)}


def best_makers(session: Session, span: Span, limit: int = 10) -> list[Amount]:
    """Who sold most, with the number of orders."""
    query = (
        select(Producer.name, MakerSales.rupiah, MakerSales.orders)
        .join(Producer, Producer.id == MakerSales.producer_id)
        .where(MakerSales.span == span.kind, MakerSales.first == span.first)
        .order_by(MakerSales.rupiah.desc(), MakerSales.producer_id.desc())
    )
    return _amounts(session.execute(query.limit(limit)).all())


def best_hotels(session: Session, span: Span, limit: int = 10) -> list[Amount]:
    """Which organisations received most, with the number of makers."""
    query = (
        select(Organisation.name, HotelSales.rupiah, HotelSales.makers)
        .join(Organisation, Organisation.id == HotelSales.organisation_id)
        .where(HotelSales.span == span.kind, HotelSales.first == span.first)
        .order_by(HotelSales.rupiah.desc(), HotelSales.organisation_id.desc())
    )
    return _amounts(session.execute(query.limit(limit)).all())


def replaced(session: Session, span: Span, limit: int = 10) -> list[Amount]:
    """Which imports were replaced, with the number of products."""
    rupiah = func.sum(ReplacingSales.rupiah)
    query = (
        select(ReplacingSales.replaces, rupiah, func.count())
        .where(ReplacingSales.span == span.kind, ReplacingSales.first == span.first)
        .group_by(ReplacingSales.replaces)
        .order_by(rupiah.desc(), ReplacingSales.replaces)
    )
    return _amounts(session.execute(query.limit(limit)).all())


def _amounts(rows: Sequence[Any]) -> list[Amount]:
    return [Amount(name, int(rupiah), int(count)) for name, rupiah, count in rows]


def maker(session: Session, span: Span, producer_id: int) -> MakerSales | None:
    """What one maker sold in a span; nothing when that was nothing."""
    query = select(MakerSales).where(
        MakerSales.producer_id == producer_id, MakerSales.span == span.kind, MakerSales.first == span.first
    )
    return session.scalars(query).first()
