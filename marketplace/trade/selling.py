"""How a product is sold: from the shelf, made when ordered, both, or ahead for one day (F16, F17)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from marketplace.catalog import packs
from marketplace.catalog.products import Product, lock
from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid
from marketplace.stock import capacity, supply

WAYS = ("shelf", "order", "both", "ahead")
LONGEST_LEAD = 90
FARTHEST_DAYS = 180


def way_of(product: Product, weekly: int | None) -> str:
    """One of WAYS."""
    if supply.preorder_day(product.preorder_on) is not None:
        return "ahead"
    if product.made_to_order:
        return "order"
    return "both" if weekly else "shelf"


def from_shelf(session: Session, product: Product, *, by: Actor) -> None:
    """Only what is there."""
    _set(session, product, made_to_order=False, lead_days=0, preorder_on=None, weekly=None, by=by)


def to_order(
    session: Session, product: Product, *, lead_days: int, weekly_packs: int, shelf_too: bool, by: Actor
) -> None:
    """Made when it is ordered, so many of the leading pack a week; with `shelf_too` the shelf sells first.

    Raise Invalid: lead_days, weekly_packs.
    """
    errors = {}
    if not 1 <= lead_days <= LONGEST_LEAD:
        errors["lead_days"] = "range"
    if weekly_packs < 1:
        errors["weekly_packs"] = "range"
    if errors:
        raise Invalid(errors=errors)
    weekly = weekly_packs * packs.of(product)[0].content
    _set(
        session, product, made_to_order=not shelf_too, lead_days=lead_days, preorder_on=None, weekly=weekly, by=by
    )  # fmt: skip


def ahead(session: Session, product: Product, *, day: date, cap_packs: int, by: Actor) -> None:
    """Every order is promised for `day`, at most `cap_packs` of the leading pack in all.

    Raise Invalid (day, cap_packs), or BelowPromised when more is promised for that day already.
    """
    errors = {}
    if not clock.today() < day <= clock.today() + timedelta(days=FARTHEST_DAYS):
        errors["day"] = "range"
    if cap_packs < 1:
        errors["cap_packs"] = "range"
    if errors:
        raise Invalid(errors=errors)
    _set(session, product, made_to_order=False, lead_days=0, preorder_on=day, weekly=None, by=by)
    leading = packs.of(product)[0]
    capacity.set_day(session, leading.stock_item_id, day, cap_packs * leading.content, by=by)


def _set(session: Session, product: Product, *, weekly: int | None, by: Actor, **values: Any) -> None:
    lock(session, product)
    before = {name: _plain(getattr(product, name)) for name in values}
    for name, value in values.items():
        setattr(product, name, value)
    session.flush()
    for item in sorted({pack.stock_item_id for pack in packs.of(product)}):
        capacity.set_weekly(session, item, weekly, by=by)
    after = {name: _plain(value) for name, value in values.items()}
    events.record(
        session, f"product:{product.id}", "sell_as", by=by, acting_for=product.producer_id, before=before, after=after,
        weekly=weekly,
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
