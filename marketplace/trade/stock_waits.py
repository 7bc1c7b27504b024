"""Who wants to hear when a sold-out pack is there again: asked once, told once, ended by one link (F15)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select, text, update
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from marketplace.catalog.products import Product, Variant
from marketplace.kernel import changed, clock, ids, settings, upsert
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound, Refusal
from marketplace.people.producers import Producer
from marketplace.people.users import Identifier

from . import shelf, showcase

MOST = settings.declare(
    "stock_wait.most", 20, "Paling banyak kabar stok yang ditunggu satu nomor atau e-mail", settings.at_least(1)
)
TEXT = "kabar-stok-2026-11"
CHANNELS = {"phone": "whatsapp", "email": "email"}
WAITING = "state = 'waiting'"


class ThereAlready(Refusal):
    """The pack can be bought now."""


class WaitsForMuch(Refusal):
    """This phone or e-mail waits for as much as it may; facts: limit."""


class StockWait(Base):
    """Somebody waits for a pack. States: waiting, told, stopped. `text_version` is what was agreed to.

    `token` stands in the message alone: it ends every wait of the same address.
    """

    __tablename__ = "stock_waits"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'told', 'stopped')", name="state"),
        Index(
            "uq_stock_waits_open", "variant_id", "address", unique=True,
            sqlite_where=text(WAITING), postgresql_where=text(WAITING),
        ),
        Index("ix_stock_waits_variant_told", "variant_id", "told_at"),
        Index("ix_stock_waits_address", "address"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str]
    name: Mapped[str]
    language: Mapped[str]
    token: Mapped[str] = mapped_column(unique=True, default=ids.token)
    text_version: Mapped[str] = mapped_column(default=TEXT)
    state: Mapped[str] = mapped_column(default="waiting")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    told_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    variant: Mapped[Variant] = relationship()


def ask(
    session: Session, slug: str, variant_id: int, who: Identifier, *, name: str, language: str, user_id: int | None
) -> StockWait:
    """Keep the wish; asked twice it is one. Raise NotFound, ThereAlready, WaitsForMuch."""
    variant = _sold_out(session, slug, variant_id)
    limit, open_ = MOST(session), (StockWait.address == who.value, StockWait.state == "waiting")
    if (session.scalar(select(func.count()).select_from(StockWait).where(*open_)) or 0) >= limit:
        raise WaitsForMuch(limit=limit)
    told = {"name": name, "language": language, "user_id": user_id, "is_demo": variant.product.is_demo}
    making = upsert.insert(session, StockWait).values(
        variant_id=variant.id, channel=CHANNELS[who.kind], address=who.value, **told
    )
    session.execute(making.on_conflict_do_nothing())
    return session.scalars(select(StockWait).where(StockWait.variant_id == variant.id, *open_)).one()


def by_token(session: Session, token: str) -> StockWait:
    """The wait of a message's link. Raise NotFound."""
    wait = session.scalars(select(StockWait).where(StockWait.token == token)).first()
    if wait is None:
        raise NotFound()
    return wait


def open_of(session: Session, public_ids: Iterable[str]) -> list[StockWait]:
    """Those of these that still wait."""
    query = select(StockWait).where(StockWait.public_id.in_(list(public_ids)), StockWait.state == "waiting")
    return list(session.scalars(query.order_by(StockWait.id)))


def others(session: Session, wait: StockWait) -> list[StockWait]:
    """What else the same address waits for."""
    query = (
        select(StockWait)
        .join(StockWait.variant)
        .join(Variant.product)
        .where(StockWait.address == wait.address, StockWait.state == "waiting", StockWait.id != wait.id)
        .options(contains_eager(StockWait.variant).contains_eager(Variant.product))
    )
    return list(session.scalars(query.order_by(StockWait.id)))


def stop(session: Session, waits: Iterable[StockWait]) -> int:
    """These people hear nothing; what was told or stopped already stays as it is. Returns how many were ended."""
    mine = StockWait.id.in_([wait.id for wait in waits]), StockWait.state == "waiting"
    return changed.rows(session, update(StockWait).where(*mine).values(state="stopped", ended_at=clock.now()))


def counts(session: Session, items: Iterable[int]) -> dict[int, int]:
    """How many people wait for the packs of these stock items."""
    query = (
        select(Variant.stock_item_id, func.count())
        .join(StockWait, StockWait.variant_id == Variant.id)
        .where(Variant.stock_item_id.in_(list(items)), StockWait.state == "waiting")
        .group_by(Variant.stock_item_id)
    )
    return {item: int(count) for item, count in session.execute(query)}


def _sold_out(session: Session, slug: str, variant_id: int) -> Variant:
    variant = session.scalars(
        select(Variant)
        .join(Variant.product)
        .join(Producer, Producer.id == Product.producer_id)
        .where(
            Variant.id == variant_id, Product.slug == slug, Variant.archived_at.is_(None),
            Variant.is_clearance.is_(False), shelf.on_sale(),
        )
        .options(contains_eager(Variant.product))
    ).first()  # fmt: skip
    if variant is None:
        raise NotFound(slug=slug, variant_id=variant_id)
    if showcase.when(session, variant.product, variant, variant.minimum) is not None:
        raise ThereAlready(variant_id=variant_id)
    return variant
