"""What ends up in an invented basket: small ones for homes, cartons for hotels and shops."""

from __future__ import annotations

from random import Random

from . import shelves, tables
from .crowd import Buyer
from .wares import Ware

Basket = tuple[tuple[Ware, int], ...]
USES = {"hotel": {"MB", "WA", "BF", "RM"}, "shop": {"OL", "RI"}, "office": {"CB", "UN", "OL"}}


class Baskets:
    """Draws baskets; some goods are simply more popular than others."""

    def __init__(self, wares: dict[str, Ware]) -> None:
        self.wares = wares
        self.liking = {sku: 0.3 + Random(sku).paretovariate(1.6) for sku in wares}

    def draw(self, buyer: Buyer, dice: Random, *, scarce: bool) -> Basket:
        """A basket of one to three makers that reaches every minimum."""
        usable = [
            ware for sku, ware in self.wares.items() if (scarce or sku not in shelves.SCARCE) and _suits(buyer, ware)
        ]
        weights = [self.liking[ware.sku] for ware in usable]
        makers: list[str] = []
        for _ in range(dice.choice((1, 1, 2, 2, 3))):
            maker = dice.choices(usable, weights)[0].maker
            if maker not in makers:
                makers.append(maker)
        basket: list[tuple[Ware, int]] = []
        for maker in makers:
            basket += self._from(maker, [ware for ware in usable if ware.maker == maker], buyer.kind, dice)
        return tuple(basket)

    def of_makers(self, makers: tuple[str, ...], dice: Random, *, small: bool) -> Basket:
        """A home's basket from these makers, nothing scarce in it."""
        basket: list[tuple[Ware, int]] = []
        for maker in makers:
            usable = [
                ware for sku, ware in self.wares.items()
                if ware.maker == maker and sku not in shelves.SCARCE and ware.price < 60_000 and ware.lead_days is None
            ]  # fmt: skip
            basket += self._from(maker, usable[:1] if small else usable, "home", dice)
        return tuple(basket)

    def _from(self, maker: str, usable: list[Ware], kind: str, dice: Random) -> list[tuple[Ware, int]]:
        chosen = dice.sample(usable, min(len(usable), dice.choice((1, 1, 2))))
        picked = [(ware, _packs(ware, kind, dice)) for ware in chosen]
        minimum = int(tables.makers()[maker]["minimum_order"])
        while picked and sum(ware.priced(packs).total for ware, packs in picked) < minimum:
            ware, packs = picked[0]
            picked[0] = (ware, packs + 1)
        return picked


def _suits(buyer: Buyer, ware: Ware) -> bool:
    if buyer.kind == "home":
        return ware.price < 120_000 and "RM" not in ware.uses[:1]
    return bool(USES[buyer.kind] & set(ware.uses))


def _packs(ware: Ware, kind: str, dice: Random) -> int:
    if ware.lead_days is not None:
        return dice.choice((1, 2))
    if ware.sku in shelves.SCARCE or kind == "home":
        return dice.choice((1, 1, 2, 2, 3))
    first = ware.tiers[0].minimum if ware.tiers else 10
    return first if ware.price * first > 600_000 else first * dice.choice((1, 1, 2))
