"""Packs, cartons and loose weight of one good: prices, tiers and steps change at once (F35, F41, F43)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

from . import pricing
from .pricing import Tier
from .products import NOT_WEIGHED, PriceTier, Product, Variant, lock

MOST_TIERS = 5
MOST_PACKS = 8


def of(product: Product) -> list[Variant]:
    """The packs that are for sale at the ordinary price, the first one leading."""
    return [pack for pack in product.variants if pack.archived_at is None and not pack.is_clearance]


def find(product: Product, variant_id: int) -> Variant:
    """One pack of the product that is for sale; raise NotFound."""
    for pack in of(product):
        if pack.id == variant_id:
            return pack
    raise NotFound(variant_id=variant_id)


def reprice(
    session: Session, pack: Variant, *, price: int, tiers: Sequence[Tier], minimum: int, step: int, by: Actor
) -> None:
    """Set the price of a pack (rupiah), its tiers, the least and the multiple sold (packs); it acts at once.

    Raise Invalid with errors `price`, `minimum`, or `tier-<n>` (n from 0): order, high, many.
    """
    _check(price, tiers, minimum, step)
    product = pack.product
    lock(session, product)
    before = _facts(pack)
    pack.price, pack.minimum, pack.step = price, minimum, step
    wanted = {tier.minimum: tier.price for tier in tiers}
    for tier in list(pack.tiers):
        if tier.minimum not in wanted:
            pack.tiers.remove(tier)
            session.delete(tier)
        else:
            tier.price = wanted.pop(tier.minimum)
    session.flush()
    pack.tiers.extend(PriceTier(minimum=count, price=amount) for count, amount in sorted(wanted.items()))
    session.flush()
    session.refresh(pack, ["tiers"])
    _keep_sorting(session, product)
    _tell(session, pack, "reprice", by=by, before=before, after=_facts(pack))


def add(
    session: Session, product: Product, *, label: str, content: int, price: int, weight_grams: int,
    box_cm: tuple[int, int, int], by: Actor,
) -> Variant:  # fmt: skip
    """Another pack of `content` base units that sells from the same stock.

    Raise Invalid: content (taken), price (empty), or NotAllowed when there are many packs already.
    """
    lock(session, product)
    session.refresh(product, ["variants"])
    ours = of(product)
    if len(ours) >= MOST_PACKS or not ours:
        raise NotAllowed(verb="add", state="many")
    if any(pack.content == content for pack in ours):
        raise Invalid(errors={"content": "taken"})
    if price <= 0 or content <= 0:
        raise Invalid(errors={"price": "empty"})
    pack = Variant(
        product_id=product.id, stock_item_id=ours[0].stock_item_id, label=label, content=content, unit=ours[0].unit,
        price=price, weight_grams=weight_grams, length_cm=box_cm[0], width_cm=box_cm[1], height_cm=box_cm[2],
        position=max(known.position for known in product.variants) + 1,
    )  # fmt: skip
    session.add(pack)
    session.flush()
    session.refresh(product, ["variants"])
    _tell(session, pack, "add_pack", by=by, after=_facts(pack))
    return pack


def remove(session: Session, pack: Variant, *, by: Actor) -> None:
    """Stop selling a pack; the last one stays. Raise NotAllowed."""
    product = pack.product
    lock(session, product)
    ours = of(product)
    if pack not in ours or len(ours) == 1:
        raise NotAllowed(verb="remove", state="last")
    pack.archived_at = clock.now()
    if pack.position == 0:
        _lead(session, product, [other for other in ours if other is not pack][0])
    session.flush()
    _keep_sorting(session, product)
    _tell(session, pack, "remove_pack", by=by, before=_facts(pack))


def lead(session: Session, pack: Variant, *, by: Actor) -> None:
    """Show this pack first: its price stands on the card."""
    lock(session, pack.product)
    _lead(session, pack.product, pack)
    session.flush()
    _keep_sorting(session, pack.product)
    _tell(session, pack, "lead", by=by)


def _lead(session: Session, product: Product, first: Variant) -> None:
    others = [pack for pack in product.variants if pack is not first]
    for position, pack in enumerate(sorted(others, key=lambda pack: pack.position), start=1):
        pack.position = position
    first.position = 0
    session.flush()
    session.refresh(product, ["variants"])


def _keep_sorting(session: Session, product: Product) -> None:
    """What listings sort by follows the leading pack."""
    session.refresh(product, ["variants"])
    leading = of(product)[0]
    product.base_price = leading.price
    product.per_kilo = pricing.per_measure(leading.price, leading.content, leading.unit) or NOT_WEIGHED
    session.flush()


def _check(price: int, tiers: Sequence[Tier], minimum: int, step: int) -> None:
    errors: dict[str, str] = {}
    if price <= 0:
        errors["price"] = "empty"
    if minimum < 1 or step < 1 or minimum % step:
        errors["minimum"] = "step"
    if len(tiers) > MOST_TIERS:
        errors["tier-0"] = "many"
    least, dearest = 1, price
    for n, tier in enumerate(tiers):
        if tier.minimum <= least:
            errors[f"tier-{n}"] = "order"
        elif tier.price >= dearest or tier.price <= 0:
            errors[f"tier-{n}"] = "high"
        least, dearest = max(least, tier.minimum), min(dearest, tier.price)
    if errors:
        raise Invalid(errors=errors)


def _facts(pack: Variant) -> dict[str, Any]:
    tiers = [[tier.minimum, tier.price] for tier in pack.tiers]
    return {"label": pack.label, "price": pack.price, "minimum": pack.minimum, "step": pack.step, "tiers": tiers}


def _tell(session: Session, pack: Variant, verb: str, *, by: Actor, **facts: Any) -> None:
    product = session.scalars(select(Product).where(Product.id == pack.product_id)).one()
    events.record(session, f"product:{product.id}", verb, by=by, acting_for=product.producer_id, **facts)
