"""What stands behind the lines of a request: packs, places on the shelf, supply; constant statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from marketplace.catalog.pricing import Tier
from marketplace.catalog.products import PriceTier, Product, Variant
from marketplace.people.producers import Producer
from marketplace.stock import supply
from marketplace.stock.supply import Supply
from marketplace.trade import shelf


@dataclass(frozen=True)
class Ware:
    """One variant as it is sold today. Money in rupiah, `content` in base units of the stock item."""

    variant_id: int
    stock_item_id: int
    producer_id: int
    category_id: int
    name: str
    slug: str
    label: str
    content: int
    minimum: int
    step: int
    weight_grams: int
    volume_cm3: int
    lead_days: int
    preorder_on: date | None
    price: int
    tiers: tuple[Tier, ...]
    on_sale: bool
    supply: Supply

    @property
    def hold_lead(self) -> int | None:
        """The lead time with which a hold takes from the coming weeks; nothing when the shelf alone gives."""
        return self.lead_days if self.supply.made else None


def of(session: Session, variant_ids: Iterable[int]) -> dict[int, Ware]:
    """The wares of these variants, by variant."""
    wanted = sorted(set(variant_ids))
    rows = session.execute(_query(wanted)).all() if wanted else []
    tiers = _tiers(session, wanted)
    asked = [supply.Asked(row.stock_item_id, row.lead_days, row.preorder_on) for row in rows]
    supplies = supply.of(session, asked) if rows else {}
    return {row.variant_id: _ware(row, tiers, supplies[row.stock_item_id]) for row in rows}


def _ware(row: Any, tiers: Mapping[int, list[Tier]], found: Supply) -> Ware:
    values = {**row._mapping, "on_sale": bool(row.on_sale), "preorder_on": found.day}
    return Ware(**values, tiers=tuple(tiers[row.variant_id]), supply=found)


def _query(wanted: list[int]) -> Any:
    return (
        select(
            Variant.id.label("variant_id"),
            Variant.stock_item_id,
            Product.producer_id,
            Product.category_id,
            Product.name,
            Product.slug,
            Variant.label,
            Variant.content,
            Variant.minimum,
            Variant.step,
            Variant.weight_grams,
            (Variant.length_cm * Variant.width_cm * Variant.height_cm).label("volume_cm3"),
            Product.lead_days,
            Product.preorder_on,
            Variant.price,
            and_(shelf.on_sale(), Variant.archived_at.is_(None)).label("on_sale"),
        )
        .join(Product, Product.id == Variant.product_id)
        .join(Producer, Producer.id == Product.producer_id)
        .where(Variant.id.in_(wanted))
    )


def _tiers(session: Session, wanted: list[int]) -> dict[int, list[Tier]]:
    found: dict[int, list[Tier]] = defaultdict(list)
    if wanted:
        rows = session.execute(
            select(PriceTier.variant_id, PriceTier.minimum, PriceTier.price)
            .where(PriceTier.variant_id.in_(wanted))
            .order_by(PriceTier.variant_id, PriceTier.minimum)
        )
        for variant_id, minimum, price in rows:
            found[variant_id].append(Tier(minimum, price))
    return found
