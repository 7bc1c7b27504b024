"""From what a batch costs to a price and wholesale steps. Whole rupiah only; see docs/pricing.md."""

from __future__ import annotations

from dataclasses import dataclass

from .pricing import Tier

STEPS = ((12, 2, 3), (24, 1, 2), (48, 1, 3))
MOST_MARGIN = 500


@dataclass(frozen=True)
class Suggestion:
    """What one pack costs its maker, what to ask for it, and for many at once."""

    cost: int
    margin: int
    price: int
    tiers: tuple[Tier, ...]

    @property
    def gain(self) -> int:
        """Rupiah left from one pack at the full price."""
        return self.price - self.cost


def suggest(materials: int, packaging: int, labour: int, packs: int, margin: int) -> Suggestion | None:
    """The proposal for a batch of `packs`; `margin` in percent of the cost. Nothing without a cost."""
    total = materials + packaging + labour
    if total <= 0 or packs <= 0 or not 0 <= margin <= MOST_MARGIN:
        return None
    cost = -(-total // packs)
    price = _up(_with(cost, margin), _step(cost))
    return Suggestion(cost, margin, price, _tiers(cost, margin, price))


def _tiers(cost: int, margin: int, price: int) -> tuple[Tier, ...]:
    """Each step keeps a smaller share of the margin, falls below the one before, and never below cost."""
    found: list[Tier] = []
    for minimum, part, whole in STEPS:
        asked = _up(_with(cost, margin * part // whole), 100)
        if cost <= asked < (found[-1].price if found else price):
            found.append(Tier(minimum, asked))
    return tuple(found)


def _with(cost: int, margin: int) -> int:
    return -(-cost * (100 + margin) // 100)


def _step(cost: int) -> int:
    return 100 if cost < 5_000 else 500 if cost < 100_000 else 1_000


def _up(amount: int, step: int) -> int:
    return -(-amount // step) * step
