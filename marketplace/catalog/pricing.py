"""What a pack costs at a quantity, and which rule says so. Pure functions on plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tier:
    """From `minimum` packs on, a pack costs `price` rupiah."""

    minimum: int
    price: int


@dataclass(frozen=True)
class Price:
    """The price of one pack in rupiah, the rule that gave it, and what the next tier would save.

    `rule` is `base` or `tier:<minimum>`. `next_add` packs more would save `next_save` rupiah
    against paying today's price for the larger quantity.
    """

    unit: int
    rule: str
    quantity: int
    next_add: int | None = None
    next_save: int | None = None

    @property
    def total(self) -> int:
        """Rupiah for the whole quantity."""
        return self.unit * self.quantity


def price(base: int, tiers: Sequence[Tier], quantity: int) -> Price:
    """Resolve base price and quantity tiers (precedence: the cheapest tier reached, then base)."""
    reached = [tier for tier in tiers if tier.minimum <= quantity and tier.price < base]
    best = min(reached, key=lambda tier: (tier.price, tier.minimum), default=None)
    unit = best.price if best else base
    ahead = sorted(
        (tier for tier in tiers if tier.minimum > quantity and tier.price < unit),
        key=lambda tier: tier.minimum,
    )
    rule = f"tier:{best.minimum}" if best else "base"
    if not ahead:
        return Price(unit, rule, quantity)
    following = ahead[0]
    saves = (unit - following.price) * following.minimum
    return Price(unit, rule, quantity, following.minimum - quantity, saves)


def per_measure(price_of_pack: int, content: int, unit: str) -> int | None:
    """Rupiah per kilogram or litre, rounded half up; nothing for pieces (F18)."""
    if unit not in {"g", "ml"}:
        return None
    return (price_of_pack * 1000 * 2 + content) // (2 * content)


def measure(unit: str) -> str | None:
    """`kg` for grams, `l` for millilitres."""
    return {"g": "kg", "ml": "l"}.get(unit)
