"""What a pack costs an organisation, and which rule says so. Pure functions on plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from marketplace.catalog import pricing
from marketplace.catalog.pricing import Price, Tier


@dataclass(frozen=True)
class Agreed:
    """A contract price in rupiah: the outlet's own or the whole organisation's, until a day."""

    id: int
    price: int
    for_outlet: bool = False
    until: date | None = None


@dataclass(frozen=True)
class Quoted:
    """An accepted offer: rupiah a pack, named by its line."""

    line_id: int
    price: int


def price(
    base: int, tiers: Sequence[Tier], quantity: int, agreed: Agreed | None = None, quoted: Quoted | None = None
) -> Price:
    """An accepted offer; else the contract; else what everybody pays, which also holds when it is lower."""
    if quoted is not None:
        return Price(quoted.price, f"quote:{quoted.line_id}", quantity)
    if agreed is None or base < agreed.price:
        return pricing.price(base, tiers, quantity)
    found = pricing.price(agreed.price, tiers, quantity)
    return replace(found, rule=f"contract:{agreed.id}") if found.rule == "base" else found


def fit(quantity: int, minimum: int, step: int) -> int:
    """The least allowed number of packs that is not below `quantity`."""
    if quantity <= minimum:
        return minimum
    return minimum + -(-(quantity - minimum) // step) * step
