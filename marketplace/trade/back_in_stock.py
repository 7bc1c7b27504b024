"""Tells those who wait, oldest first, as many as there are packs; the rest when the pause is over (F15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session, contains_eager

from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock, events, settings
from marketplace.kernel.actor import SYSTEM
from marketplace.people.producers import Producer
from marketplace.stock import supply
from marketplace.stock.levels import StockLevel, packs_free

from . import shelf
from .stock_waits import StockWait

BATCH = settings.declare(
    "stock_wait.batch", 20, "Paling banyak orang dikabari sekaligus untuk satu kemasan", settings.at_least(1)
)
PAUSE_HOURS = settings.declare(
    "stock_wait.pause_hours", 24, "Jam sampai antrean berikutnya dikabari bila barang masih ada", settings.at_least(1)
)
MOST_LOOKED_AT = 200


def tell_next(session: Session) -> bool:
    """Tell the next batch of one pack. Its row is locked meanwhile, so that two workers are one."""
    found = _candidates(session)
    rooms = _rooms(session, found)
    for variant in found:
        if rooms[variant.id] and _locked(session, variant):
            return bool(_tell(session, variant, _rooms(session, [variant])[variant.id]))
    return False


def _candidates(session: Session) -> list[Variant]:
    """Packs somebody waits for that may be there again, and were not told of a whole batch just now."""
    waited = select(StockWait.variant_id).where(StockWait.state == "waiting")
    told = select(func.count(StockWait.id)).where(StockWait.variant_id == Variant.id, _since_pause(session))
    lately = told.scalar_subquery()
    enough = packs_free(Variant.content) >= Variant.minimum * (lately + 1)
    query = (
        select(Variant)
        .join(Variant.product)
        .join(Producer, Producer.id == Product.producer_id)
        .join(StockLevel, StockLevel.stock_item_id == Variant.stock_item_id)
        .where(
            Variant.id.in_(waited), Variant.archived_at.is_(None), shelf.on_sale(), lately < BATCH(session),
            or_(enough, StockLevel.weekly_capacity.is_not(None), Product.preorder_on.is_not(None)),
        )
        .options(contains_eager(Variant.product))
        .order_by(Variant.id)
        .limit(MOST_LOOKED_AT)
    )  # fmt: skip
    return list(session.scalars(query))


def _rooms(session: Session, variants: Sequence[Variant]) -> dict[int, int]:
    """How many may be told of each pack: what can be bought, at most a batch, less those told since the pause began."""
    if not variants:
        return {}
    there = supply.of(session, [_asked(variant) for variant in variants])
    ids = [variant.id for variant in variants]
    counted = select(StockWait.variant_id, func.count()).where(StockWait.variant_id.in_(ids), _since_pause(session))
    told = {number: int(count) for number, count in session.execute(counted.group_by(StockWait.variant_id))}
    batch, rooms = BATCH(session), {}
    for variant in variants:
        buyers = max(0, there[variant.stock_item_id].most // variant.content // variant.minimum)
        rooms[variant.id] = max(0, min(buyers, batch) - told.get(variant.id, 0))
    return rooms


def _asked(variant: Variant) -> supply.Asked:
    return supply.Asked(variant.stock_item_id, variant.product.lead_days, variant.product.preorder_on)


def _since_pause(session: Session) -> ColumnElement[bool]:
    """Told since the pause began."""
    return StockWait.told_at > clock.now() - timedelta(hours=PAUSE_HOURS(session))


def _locked(session: Session, variant: Variant) -> bool:
    """Whether this worker has the pack for itself; sellers and carts are not held up by it."""
    query: Any = select(Variant.id).where(Variant.id == variant.id)
    return session.scalar(query.with_for_update(skip_locked=True, key_share=True)) is not None


def _tell(session: Session, variant: Variant, room: int) -> list[int]:
    """Turn the oldest waits into told ones; their messages are promised in the same transaction."""
    oldest = (
        select(StockWait.id)
        .where(StockWait.variant_id == variant.id, StockWait.state == "waiting")
        .order_by(StockWait.id)
        .limit(room)
    )
    now = clock.now()
    told = session.scalars(
        update(StockWait)
        .where(StockWait.id.in_(oldest), StockWait.state == "waiting")
        .values(state="told", told_at=now, ended_at=now)
        .returning(StockWait.id)
        .execution_options(synchronize_session=False)
    ).all()
    for wait_id in sorted(told):
        events.record(session, f"stock_wait:{wait_id}", "back", by=SYSTEM, product=variant.product.name)
    return list(told)
