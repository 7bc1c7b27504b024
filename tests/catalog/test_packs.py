"""Prices, tiers and packs: what may be set, and that it acts at once."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.catalog import packs
from marketplace.catalog.pricing import Tier
from marketplace.kernel import events
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.trade import shelf
from tests import cast


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")


def reprice(session: Session, maker: cast.Maker, price: int, *tiers: Tier, minimum: int = 1, step: int = 1) -> None:
    packs.reprice(session, maker.variant, price=price, tiers=tiers, minimum=minimum, step=step, by=maker.actor)


def carton(session: Session, maker: cast.Maker, content: int = 2400) -> object:
    return packs.add(
        session, maker.product, label="Karton isi 24", content=content, price=380_000, weight_grams=2900,
        box_cm=(40, 30, 20), by=maker.actor,
    )  # fmt: skip


def test_a_price_acts_at_once_and_is_remembered(session: Session, amplang: cast.Maker) -> None:
    reprice(session, amplang, 20_000, Tier(6, 19_000), Tier(24, 17_500), minimum=2, step=2)
    card = shelf.listing(session, shelf.Choice(producer_id=amplang.producer.id)).cards[0]
    assert (card.price, card.price_per, card.tier_min, card.tier_price) == (20_000, 200_000, 6, 19_000)
    assert (amplang.variant.minimum, amplang.variant.step, amplang.product.base_price) == (2, 2, 20_000)
    told = events.history(session, f"product:{amplang.product.id}")[-1]
    assert (told.verb, told.facts["before"]["price"], told.facts["after"]["tiers"]) == (
        "reprice", 18_000, [[6, 19_000], [24, 17_500]],
    )  # fmt: skip
    reprice(session, amplang, 20_000, Tier(24, 17_000))
    assert [(tier.minimum, tier.price) for tier in amplang.variant.tiers] == [(24, 17_000)]


@pytest.mark.parametrize(
    ("price", "tiers", "minimum", "step", "field", "why"),
    [
        (0, [], 1, 1, "price", "empty"),
        (-5, [], 1, 1, "price", "empty"),
        (18_000, [Tier(1, 17_000)], 1, 1, "tier-0", "order"),
        (18_000, [Tier(6, 18_000)], 1, 1, "tier-0", "high"),
        (18_000, [Tier(6, 17_000), Tier(6, 16_000)], 1, 1, "tier-1", "order"),
        (18_000, [Tier(6, 17_000), Tier(12, 17_000)], 1, 1, "tier-1", "high"),
        (18_000, [Tier(n, 18_000 - n) for n in range(2, 9)], 1, 1, "tier-0", "many"),
        (18_000, [], 5, 2, "minimum", "step"),
        (18_000, [], 0, 1, "minimum", "step"),
    ],
)
def test_a_price_list_that_makes_no_sense_is_refused(
    session: Session, amplang: cast.Maker, price: int, tiers: list[Tier], minimum: int, step: int, field: str, why: str
) -> None:
    with pytest.raises(Invalid) as refused:
        reprice(session, amplang, price, *tiers, minimum=minimum, step=step)
    assert refused.value.facts["errors"] == {field: why}
    assert amplang.variant.price == 18_000


def test_a_carton_sells_from_the_same_stock(session: Session, amplang: cast.Maker) -> None:
    made = carton(session, amplang)
    assert [pack.label for pack in packs.of(amplang.product)] == ["100 g", "Karton isi 24"]
    assert made.stock_item_id == amplang.variant.stock_item_id  # type: ignore[attr-defined]
    with pytest.raises(Invalid) as refused:
        carton(session, amplang)
    assert refused.value.facts["errors"] == {"content": "taken"}


def test_eight_packs_are_the_most(session: Session, amplang: cast.Maker) -> None:
    for n in range(packs.MOST_PACKS - 1):
        carton(session, amplang, content=1000 + n)
    with pytest.raises(NotAllowed):
        carton(session, amplang, content=9000)


def test_the_leading_pack_gives_the_card_its_price(session: Session, amplang: cast.Maker) -> None:
    made = carton(session, amplang)
    packs.lead(session, made, by=amplang.actor)  # type: ignore[arg-type]
    card = shelf.listing(session, shelf.Choice(producer_id=amplang.producer.id)).cards[0]
    assert (card.price, card.label, amplang.product.base_price) == (380_000, "Karton isi 24", 380_000)
    packs.remove(session, made, by=amplang.actor)  # type: ignore[arg-type]
    assert (amplang.product.base_price, packs.of(amplang.product)[0].position) == (18_000, 0)
    with pytest.raises(NotAllowed):
        packs.remove(session, amplang.variant, by=amplang.actor)
    with pytest.raises(NotFound):
        packs.find(amplang.product, made.id)  # type: ignore[attr-defined]
