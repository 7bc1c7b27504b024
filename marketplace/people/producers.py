"""The home makers: who they are, where they work, what they ask of an order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, crypto, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound

from .places import Kelurahan


class Producer(Base):
    """One home industry. `minimum_order` in rupiah counts its own box of a cart (F44).

    `production_days` are weekdays (0 = Monday), empty for any day. `opening` maps a weekday
    (`"0"` = Monday) to `[opens, closes]` in minutes of the Balikpapan day; a missing day is closed,
    an empty mapping means that the hours are not told. `review_stars` is the sum over `review_count` reviews,
    `sold_count` that of its products' packs sold.
    """

    __tablename__ = "producers"
    __table_args__ = (
        CheckConstraint("minimum_order >= 0", name="minimum_order"),
        Index("ix_producers_sold", "sold_count", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    owner_name: Mapped[str]
    scale: Mapped[str]
    kelurahan_code: Mapped[str | None] = mapped_column(ForeignKey("kelurahan.code"))
    street: Mapped[str] = mapped_column(default="")
    phone: Mapped[str]
    makes: Mapped[str]
    story: Mapped[str] = mapped_column(default="")
    since_year: Mapped[int | None]
    nib: Mapped[str | None]
    npwp_sealed: Mapped[str | None]
    pkp_since: Mapped[date | None]
    picture: Mapped[str | None]
    kitchen_days: Mapped[str] = mapped_column(default="")
    production_days: Mapped[list[int]] = mapped_column(default=list)
    opening: Mapped[dict[str, Any]] = mapped_column(default=dict)
    minimum_order: Mapped[int] = mapped_column(default=0)
    takes_cod: Mapped[bool] = mapped_column(default=True)
    closed_from: Mapped[date | None]
    closed_until: Mapped[date | None]
    closed_note: Mapped[str] = mapped_column(default="")
    suspended_at: Mapped[datetime | None]
    review_count: Mapped[int] = mapped_column(default=0)
    review_stars: Mapped[int] = mapped_column(default=0)
    sold_count: Mapped[int] = mapped_column(default=0, server_default="0")
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)

    kelurahan: Mapped[Kelurahan | None] = relationship(lazy="joined")

    @property
    def subject(self) -> str:
        """How events name this maker."""
        return f"producer:{self.id}"

    @property
    def npwp(self) -> str | None:
        """The tax number, which for one person is also the number of the identity card: sealed in the database."""
        return crypto.open_if_possible(self.npwp_sealed) if self.npwp_sealed else None

    @npwp.setter
    def npwp(self, number: str | None) -> None:
        self.npwp_sealed = crypto.seal(number) if number else None

    @property
    def kelurahan_name(self) -> str:
        """Where the kitchen is, nothing while that is not told."""
        return self.kelurahan.name if self.kelurahan else ""

    @property
    def kecamatan_name(self) -> str:
        """The district of the kitchen, nothing while that is not told."""
        return self.kelurahan.kecamatan if self.kelurahan else ""

    def closed_on(self, day: date) -> bool:
        """Whether the maker is on holiday on a Balikpapan date."""
        return bool(self.closed_from and self.closed_until and self.closed_from <= day <= self.closed_until)

    def open_from(self, day: date) -> date:
        """`day`, or the first day after the holiday it falls into."""
        if self.closed_until is not None and self.closed_on(day):
            return self.closed_until + timedelta(days=1)
        return day


def by_slug(session: Session, slug: str) -> Producer:
    """An open shop by its address; raise NotFound."""
    producer = session.scalars(select(Producer).where(Producer.slug == slug, Producer.suspended_at.is_(None))).first()
    if producer is None:
        raise NotFound(slug=slug)
    return producer


def mine(session: Session, *, by: Actor) -> Producer:
    """The shop the actor works for, the first of several; raise NotFound."""
    producer = session.get(Producer, min(by.producer_ids)) if by.producer_ids else None
    if producer is None:
        raise NotFound(user_id=by.user_id)
    return producer


def demand(producer: Producer, by: Actor) -> None:
    """The actor must work for this shop; raise NotFound for anybody else."""
    if producer.id not in by.producer_ids:
        raise NotFound(producer_id=producer.id)


def by_id(session: Session, numbers: Iterable[int]) -> dict[int, Producer]:
    """Some makers by their number, in one statement."""
    return {one.id: one for one in session.scalars(select(Producer).where(Producer.id.in_(set(numbers))))}


def named(session: Session, text: str, limit: int = 40) -> list[Producer]:
    """Makers whose name or owner contains a text, by name."""
    query = select(Producer).where(
        or_(Producer.name.icontains(text, autoescape=True), Producer.owner_name.icontains(text, autoescape=True))
    )
    return list(session.scalars(query.order_by(Producer.name, Producer.id).limit(limit)))


def meant(session: Session, typed: str) -> Producer | None:
    """The maker whose address or name this is, or the only one whose name or owner contains it."""
    if not typed:
        return None
    exact = session.scalars(select(Producer).where(Producer.slug == typed)).first()
    found = [exact] if exact else named(session, typed, limit=2)
    same = [one for one in found if one.name.casefold() == typed.casefold()]
    return same[0] if same else found[0] if len(found) == 1 else None
