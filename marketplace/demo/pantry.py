"""Fills Bu Rahmi's shelf with everything her screens can show: near dates, a stopped lot, market sales, a pre-order."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, StockItem, Variant
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.stock import capacity, levels, near_dates, shelf, stops
from marketplace.stock.lots import Lot
from marketplace.trade import clearance, offline_sales

from . import crowd

CLEARANCE, STOPPED, LOTS_FIRST, PREORDER = "AMP-02", "AMP-03", "KRP-04", "OIL-03"
SOLD = ((LOTS_FIRST, 3, "market", 1), (CLEARANCE, 2, "whatsapp", 3), (STOPPED, 1, "home", 6))
AHEAD, CAP = timedelta(days=12), 40


def load(session: Session) -> None:
    """Once, after the shelves are full."""
    packs = _packs(session)
    if not packs:
        return
    by = _maker(session, packs)
    _near_date(session, packs[CLEARANCE], by)
    _stop(session, packs[STOPPED], by)
    first = packs[LOTS_FIRST]
    capacity.set_weekly(session, first.stock_item_id, 60 * first.content, by=by)
    first.product.lead_days = 4
    reason = "Pesanan tambahan untuk acara kelurahan."
    capacity.override(session, first.stock_item_id, clock.today(), 10 * first.content, reason, by=by)
    for sku, count, place, days in SOLD:
        pack, sold_at = packs[sku], clock.now() - timedelta(days=days)
        if levels.free(session, pack.stock_item_id) >= count * pack.content:
            offline_sales.record(session, pack, count, count * pack.price, place, by=by, sold_at=sold_at)
    keep(session)


def keep(session: Session) -> None:
    """The pre-order stays some days ahead of the calendar."""
    packs = _packs(session)
    if not packs:
        return
    pack, day = packs[PREORDER], clock.today() + AHEAD
    if pack.product.preorder_on is None or pack.product.preorder_on < clock.today() + AHEAD / 3:
        pack.product.preorder_on = day
        capacity.set_day(session, pack.stock_item_id, day, CAP * pack.content, by=_maker(session, packs))
    session.flush()


def _maker(session: Session, packs: dict[str, Variant]) -> Actor:
    return crowd.makers(session)[packs[CLEARANCE].product.producer_id]


def _packs(session: Session) -> dict[str, Variant]:
    wanted = {CLEARANCE, STOPPED, LOTS_FIRST, PREORDER}
    query = select(Variant).join(Product).where(Product.sku.in_(wanted), Product.is_demo, Variant.position == 0)
    found = {variant.product.sku: variant for variant in session.scalars(query)}
    return found if set(found) == wanted else {}


def _near_date(session: Session, pack: Variant, by: Actor) -> None:
    today = clock.today()
    lot = shelf.produce(
        session, pack.stock_item_id, 9 * pack.content, produced_on=today - timedelta(days=55),
        best_before=today + timedelta(days=12), by=by,
    )  # fmt: skip
    near_dates.move(session, lot)
    item = session.scalars(select(StockItem).where(StockItem.clearance_of == pack.stock_item_id)).first()
    if item is not None:
        clearance.offer(session, item, clearance.proposed(pack.price), by=by)


def _stop(session: Session, pack: Variant, by: Actor) -> None:
    today = clock.today()
    lot: Lot = shelf.produce(
        session, pack.stock_item_id, 6 * pack.content, produced_on=today - timedelta(days=1),
        best_before=today + timedelta(days=80), by=by, words="Bumbu baru",
    )  # fmt: skip
    if lot.allocated == 0:
        stops.hold(session, lot, "Plastiknya kurang rapat, diperiksa dulu.", by=by)
