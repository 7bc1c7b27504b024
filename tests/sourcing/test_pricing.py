"""Which rule gives an organisation its price."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.catalog.pricing import Tier
from marketplace.kernel import clock
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people.organisations import Outlet
from marketplace.sourcing import contracts, pricing
from marketplace.sourcing.contracts import PriceList
from marketplace.sourcing.pricing import Agreed, Quoted
from tests import cast
from tests.buying import Hotel

TIERS = [Tier(12, 16_200), Tier(50, 15_000)]


def give(
    session: Session, maker: cast.Maker, hotel: Hotel, price: int, outlet: Outlet | None = None, after: int = 0,
    days: int = 30, replaces: PriceList | None = None,
) -> PriceList:  # fmt: skip
    start = clock.today() + timedelta(days=after)
    return contracts.offer(
        session, maker.producer, hotel.organisation, outlet, {maker.variant.id: price}, starts_on=start,
        ends_on=start + timedelta(days=days), replaces=replaces, by=maker.actor,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("quantity", "agreed", "quoted", "unit", "rule"),
    [
        (1, None, None, 18_000, "base"),
        (12, None, None, 16_200, "tier:12"),
        (1, Agreed(7, 15_500), None, 15_500, "contract:7"),
        (12, Agreed(7, 15_500), None, 15_500, "contract:7"),
        (50, Agreed(7, 15_500), None, 15_000, "tier:50"),
        (1, Agreed(7, 19_000), None, 18_000, "base"),
        (12, Agreed(7, 15_500), Quoted(3, 17_000), 17_000, "quote:3"),
    ],
)
def test_the_rule_is_named(quantity: int, agreed: Agreed | None, quoted: Quoted | None, unit: int, rule: str) -> None:
    found = pricing.price(18_000, TIERS, quantity, agreed, quoted)
    assert (found.unit, found.rule, found.total) == (unit, rule, unit * quantity)


def test_a_hint_counts_from_the_contract() -> None:
    found = pricing.price(18_000, TIERS, 40, Agreed(7, 15_500))
    assert (found.next_add, found.next_save) == (10, 500 * 50)


def test_steps_are_reached_upwards() -> None:
    assert [pricing.fit(n, 6, 4) for n in (1, 6, 7, 10, 11)] == [6, 6, 10, 10, 14]


def test_the_outlets_own_list_goes_first(session: Session, hotel: Hotel, amplang: cast.Maker) -> None:
    give(session, amplang, hotel, 15_000, hotel.kitchen)
    give(session, amplang, hotel, 16_000)
    at = {
        outlet.name: contracts.agreed(session, hotel.organisation.id, outlet.id, [amplang.variant.id])
        for outlet in (hotel.kitchen, hotel.pastry)
    }
    assert at["Dapur utama"][amplang.variant.id].price == 15_000
    assert at["Pastry"][amplang.variant.id].price == 16_000


def test_a_list_holds_on_its_days_only(session: Session, hotel: Hotel, amplang: cast.Maker) -> None:
    give(session, amplang, hotel, 15_000, after=1, days=2)

    def price() -> int | None:
        found = contracts.agreed(session, hotel.organisation.id, hotel.kitchen.id, [amplang.variant.id])
        return found[amplang.variant.id].price if found else None

    seen = []
    for day in range(5):
        with clock.pretend(clock.now() + timedelta(days=day)):
            seen.append(price())
    assert seen == [None, 15_000, 15_000, 15_000, None]


def test_a_new_list_takes_the_place_of_the_old(session: Session, hotel: Hotel, amplang: cast.Maker) -> None:
    old = give(session, amplang, hotel, 15_000)
    new = give(session, amplang, hotel, 14_500, replaces=old)
    assert (old.state, new.state) == ("ended", "running")
    assert [one.id for one in contracts.of_organisation(session, hotel.organisation)] == [new.id]
    with pytest.raises(NotAllowed):
        contracts.end(session, old, by=amplang.actor)


@pytest.mark.parametrize(("price", "after", "days", "wrong"), [
    (18_001, 0, 30, "price"), (0, 0, 30, "price"), (15_000, -9, 3, "ends_on"), (15_000, 0, 5_000, "ends_on"),
])  # fmt: skip
def test_what_cannot_be_agreed(
    session: Session, hotel: Hotel, amplang: cast.Maker, price: int, after: int, days: int, wrong: str
) -> None:
    with pytest.raises(Invalid) as refused:
        give(session, amplang, hotel, price, after=after, days=days)
    assert next(iter(refused.value.facts["errors"])).startswith(wrong)  # type: ignore[call-overload]


def test_only_own_goods_and_own_lists(session: Session, hotel: Hotel, amplang: cast.Maker) -> None:
    other = cast.maker(session, "Sambal Uji", "Sambal", price=28_000, packs=5, phone="+6281200000902")
    with pytest.raises(Invalid):
        give(session, cast.Maker(other.producer, amplang.product, amplang.variant), hotel, 15_000)
    made = give(session, amplang, hotel, 15_000)
    with pytest.raises(NotFound):
        contracts.mine(session, made.public_id, other.producer)
