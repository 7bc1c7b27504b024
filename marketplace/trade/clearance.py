"""Near-date goods: moved by the day's sweep, sold only as a marked clearance at a price the maker sets (F19)."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, StockItem, Variant
from marketplace.kernel import events, rupiah
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid
from marketplace.stock import near_dates

PROPOSED_SHARE = 7_000
ROUNDED_TO = 500


def proposed(price: int) -> int:
    """30 % off, in whole five hundreds, never nothing."""
    lower = rupiah.share(price, PROPOSED_SHARE)
    return max(lower // ROUNDED_TO * ROUNDED_TO, min(lower, ROUNDED_TO), 1)


def offered(session: Session, stock_item_id: int) -> Variant | None:
    """The clearance pack of a clearance item that is on sale."""
    query = select(Variant).where(
        Variant.stock_item_id == stock_item_id, Variant.is_clearance, Variant.archived_at.is_(None)
    )
    return session.scalars(query.order_by(Variant.id)).first()


def smallest_pack(session: Session, stock_item_id: int) -> Variant | None:
    """The ordinary pack of an item from which its clearance pack is made."""
    query = select(Variant).where(
        Variant.stock_item_id == stock_item_id, Variant.is_clearance.is_(False), Variant.archived_at.is_(None)
    )
    return session.scalars(query.order_by(Variant.content, Variant.position, Variant.id)).first()


def offer(session: Session, item: StockItem, price: int, *, by: Actor) -> Variant:
    """Sell a clearance item at a price below the ordinary one. Raise Invalid."""
    pack = smallest_pack(session, item.clearance_of or item.id)
    if pack is None or item.clearance_of is None:
        raise Invalid(errors={"price": "no_pack"})
    if not 0 < price < pack.price:
        raise Invalid(errors={"price": "not_lower"}, ordinary=pack.price)
    found = offered(session, item.id)
    if found is None:
        found = _made(session, item, pack, price)
    found.price = price
    session.flush()
    events.record(session, f"product:{pack.product_id}", "clearance", by=by, price=price, item=item.id)
    return found


def move_next(session: Session) -> bool:
    """One lot that nears its date goes into the clearance; the sweep's step."""
    return any(near_dates.move(session, lot) for lot in near_dates.due(session))


def _made(session: Session, item: StockItem, pack: Variant, price: int) -> Variant:
    last = session.scalar(select(func.max(Variant.position)).where(Variant.product_id == pack.product_id)) or 0
    made = Variant(
        product_id=pack.product_id, stock_item_id=item.id, label=pack.label, content=pack.content, unit=pack.unit,
        price=price, weight_grams=pack.weight_grams, length_cm=pack.length_cm, width_cm=pack.width_cm,
        height_cm=pack.height_cm, position=last + 1, is_clearance=True,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expire(session.get_one(Product, pack.product_id), ["variants"])
    return made
