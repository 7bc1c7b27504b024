"""Fills the demo's shelves: fresh lots through the stock's own door, as often as time asks for it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.stock import lots
from marketplace.stock.levels import FREE, StockLevel

from . import tables
from .products import TO_ORDER, content_of

FEW = {"KUE-05": 3, "MDU-01": 3, "KIN-01": 2, "OIL-03": 3}
SOLD_OUT = {"OIL-06", "KRJ-02", "MAN-02"}
SCARCE = {*FEW, *SOLD_OUT}


def target(row: tables.Row) -> int:
    """How many packs of a product lie on the shelf on a good day."""
    sku = row["sku"]
    if sku in SOLD_OUT or sku in TO_ORDER:
        return 0
    if sku in FEW:
        return FEW[sku]
    draw, price = Random(sku), int(row["retail_price_idr"])
    packs = (
        draw.randint(6, 14) if price >= 150_000 else draw.randint(18, 60) if price >= 50_000 else draw.randint(50, 220)
    )
    return packs + 6 * int(row["second_count"] or 0)


def top_up(session: Session) -> int:
    """Receive fresh lots wherever less than half lies on the shelf; returns how many lots came."""
    came = 0
    lasting = _lasting(session)
    rows = session.execute(
        select(Product.sku, Variant.stock_item_id, Variant.content, FREE)
        .join(Variant, Variant.product_id == Product.id)
        .join(StockLevel, StockLevel.stock_item_id == Variant.stock_item_id)
        .where(Product.is_demo, Variant.position == 0, Product.sku.in_(list(tables.goods())))
        .order_by(Product.id)
    ).all()
    for sku, item, content, free in rows:
        row = tables.goods()[sku]
        wanted = target(row) * content
        there = min(int(free), lasting[item])
        if wanted and (there < wanted if sku in FEW else there * 2 < wanted):
            came += _receive(session, row, item, wanted - there)
    return came


def receive(session: Session, sku: str, item: int, quantity: int) -> None:
    """One lot made today."""
    _lot(session, tables.goods()[sku], item, quantity, clock.today())


def _receive(session: Session, row: tables.Row, item: int, quantity: int) -> int:
    """Two lots of different age, so that first expired goes first; a small rest stays one."""
    content, _unit = content_of(row)
    life = int(row["shelf_life_days"] or 60)
    today = clock.today()
    packs = quantity // content
    older = packs // 3
    if packs < 12:
        _lot(session, row, item, quantity, today - timedelta(days=min(4, life // 8)))
        return 1
    _lot(session, row, item, older * content, today - timedelta(days=min(9, life // 5)))
    _lot(session, row, item, quantity - older * content, today - timedelta(days=min(2, life // 9)))
    return 2


def _lot(session: Session, row: tables.Row, item: int, quantity: int, made: date) -> None:
    life = row["shelf_life_days"]
    with clock.pretend(min(clock.now(), clock.at(made, 11 * 60))):
        lots.receive(
            session,
            item,
            quantity,
            code=f"{row['sku']}-{made:%d%m%y}",
            produced_on=made,
            best_before=made + timedelta(days=int(life)) if life else None,
            by=SYSTEM,
        )


def _lasting(session: Session) -> dict[int, int]:
    """Free base units by item in lots that last a while yet."""
    limit = clock.today() + timedelta(days=2)
    found: dict[int, int] = defaultdict(int)
    lasts = lots.Lot.best_before.is_(None) | (lots.Lot.best_before > limit)
    for item, amount in session.execute(
        select(lots.Lot.stock_item_id, func.sum(lots.Lot.on_hand - lots.Lot.allocated))
        .where(lots.Lot.state == "open", lasts)
        .group_by(lots.Lot.stock_item_id)
    ):
        found[item] = int(amount)
    return found
