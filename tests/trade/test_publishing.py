"""A finished draft becomes a product, whole or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.categories import Category
from marketplace.catalog.changes import ProductChange
from marketplace.catalog.products import NOT_WEIGHED, Product
from marketplace.catalog.restricted import Restricted
from marketplace.kernel import clock, events
from marketplace.kernel.errors import NotAllowed
from marketplace.stock import levels
from marketplace.stock.levels import StockLevel
from marketplace.stock.lots import Lot, Movement
from marketplace.trade import publishing, shelf
from marketplace.trade.carts import Cart, CartLine
from marketplace.trade.contents import of as contents
from marketplace.trade.publishing import DuplicateName, NotReady, TooOld
from tests import listing
from tests.listing import LABEL


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_everything_is_there_at_once(session: Session) -> None:
    owner = listing.maker(session)
    category = session.scalars(select(Category).where(Category.code == "KRP")).one()
    listed = category.product_count
    draft = listing.draft(session, owner)
    draft.picture = "a" * 24
    product = publishing.publish(session, draft, by=owner.actor)
    assert (product.slug, product.base_price, product.per_kilo) == ("amplang-tenggiri-pedas", 25_000, 100_000)
    assert product.published_at and product.allergens == ["ikan"] and product.level == "L1"
    assert product.label_facts == {"fish_percent": 45} and product.halal_claim == "none"
    (found,) = shelf.listing(session, shelf.Choice(query="amplang tenggiri manggar")).cards
    assert found.slug == product.slug
    (pack,) = product.variants
    assert (pack.label, pack.content, pack.unit, pack.price) == ("250 g", 250, "g", 25_000)
    assert pack.weight_grams > 250 and pack.length_cm * pack.width_cm * pack.height_cm > 1_000
    assert [(tier.minimum, tier.price) for tier in pack.tiers] == [(12, 23_000), (24, 21_500)]
    assert levels.free(session, pack.stock_item_id) == 24 * 250
    lot = session.scalars(select(Lot).where(Lot.stock_item_id == pack.stock_item_id)).one()
    assert lot.best_before == clock.today() + timedelta(days=90) and lot.on_hand == 6_000
    assert session.scalars(select(Movement).where(Movement.lot_id == lot.id)).one().cause == "production"
    change = session.scalars(select(ProductChange)).one()
    assert (change.kind, change.state, change.after["name"]) == ("first", "waiting", product.name)
    session.refresh(category)
    assert category.product_count == listed + 1 and draft.product_id == product.id
    assert [event.verb for event in events.history(session, f"product:{product.id}")] == ["publish"]


def test_a_second_tap_leads_to_the_same_product(session: Session) -> None:
    owner = listing.maker(session)
    draft = listing.draft(session, owner)
    first = publishing.publish(session, draft, by=owner.actor)
    before = count(session, Product), count(session, Lot), count(session, ProductChange)
    assert publishing.publish(session, draft, by=owner.actor) is first
    assert (count(session, Product), count(session, Lot), count(session, ProductChange)) == before


def test_made_to_order_sells_from_its_weeks(session: Session) -> None:
    owner = listing.maker(session)
    draft = listing.draft(session, owner, stok={"kind": "order", "lead_days": 3, "weekly_packs": 40})
    product = publishing.publish(session, draft, by=owner.actor)
    level = session.get_one(StockLevel, product.variants[0].stock_item_id)
    assert product.made_to_order and product.lead_days == 3
    assert (level.weekly_capacity, level.on_hand) == (10_000, 0)


def test_crafts_need_no_ingredients(session: Session) -> None:
    owner = listing.maker(session)
    answers = {"name": "Tas Purun", "category": "KRJ"}
    draft = listing.draft(session, owner, nama=answers, kemasan={"content": 1, "unit": "piece"}, label=None)
    product = publishing.publish(session, draft, by=owner.actor)
    assert product.per_kilo == NOT_WEIGHED and product.shelf_life_days is None and product.ingredients == ""
    assert product.variants[0].label == "1 buah" and product.level == "X"


@pytest.mark.parametrize(
    ("changed", "question", "field"),
    [
        ({"nama": None}, "nama", "name"),
        ({"kemasan": None}, "kemasan", "content"),
        ({"harga": None}, "harga", "price"),
        ({"stok": None}, "stok", "kind"),
        ({"label": None}, "label", "species"),
        ({"label": {**LABEL, "species": ""}}, "label", "species"),
        ({"label": {**LABEL, "ingredients": ""}}, "label", "ingredients"),
        ({"label": {**LABEL, "allergens": []}}, "label", "allergens"),
        ({"label": {**LABEL, "shelf_life_days": None}}, "label", "shelf_life_days"),
        ({"label": {**LABEL, "storage": ""}}, "label", "storage"),
        ({"label": {**LABEL, "checked": False}}, "label", "checked"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_made(
    session: Session, changed: dict[str, Any], question: str, field: str
) -> None:
    owner = listing.maker(session)
    draft = listing.draft(session, owner, **changed)
    before = count(session, Product)
    with pytest.raises(NotReady) as found:
        publishing.publish(session, draft, by=owner.actor)
    assert found.value.facts == {"question": question, "field": field}
    assert count(session, Product) == before and draft.product_id is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"nama": {"name": "Amplang Belida", "category": "KRP"}}, "name"),
        ({"label": {**LABEL, "species": "ikan PIPIH"}}, "species"),
        ({"label": {**LABEL, "ingredients": "tapioka, telur kepiting"}}, "ingredients"),
        ({"label": {**LABEL, "description": "Menyembuhkan maag."}}, "description"),
    ],
)
def test_refused_words_stop_it(session: Session, changed: dict[str, Any], field: str) -> None:
    owner = listing.maker(session)
    with pytest.raises(Restricted) as found:
        publishing.publish(session, listing.draft(session, owner, **changed), by=owner.actor)
    assert found.value.facts["field"] == field


def test_a_doubtful_word_goes_live_and_is_shown_to_staff(session: Session) -> None:
    owner = listing.maker(session)
    draft = listing.draft(session, owner, nama={"name": "Nampan Ulin", "category": "KRJ"})
    product = publishing.publish(session, draft, by=owner.actor)
    change = session.scalars(select(ProductChange).where(ProductChange.product_id == product.id)).one()
    assert [flag["word"] for flag in change.after["flags"]] == ["ulin"]


def test_the_same_name_twice_is_refused_for_one_maker_only(session: Session) -> None:
    owner, other = listing.maker(session), listing.maker(session, "+6281200000902", "Dapur Lain")
    first = publishing.publish(session, listing.draft(session, owner), by=owner.actor)
    again = listing.draft(session, owner, nama={"name": "AMPLANG tenggiri-pedas", "category": "KRP"})
    with pytest.raises(DuplicateName) as found:
        publishing.publish(session, again, by=owner.actor)
    assert found.value.facts["slug"] == first.slug
    theirs = publishing.publish(session, listing.draft(session, other), by=other.actor)
    assert theirs.slug == "amplang-tenggiri-pedas-dapur-lain"
    first.archived_at = clock.now()
    third = publishing.publish(session, again, by=owner.actor)
    assert third.slug not in {first.slug, theirs.slug}


def test_a_name_cannot_take_the_address_of_the_form(session: Session) -> None:
    owner = listing.maker(session)
    draft = listing.draft(session, owner, nama={"name": "Baru", "category": "KRP"})
    assert publishing.publish(session, draft, by=owner.actor).slug == "baru-dapur-uji"


def test_stock_past_its_date_is_not_sold(session: Session) -> None:
    owner = listing.maker(session)
    old = {"kind": "ready", "packs": 5, "made_on": listing.yesterday(90)}
    before = count(session, Product)
    with pytest.raises(TooOld):
        publishing.publish(session, listing.draft(session, owner, stok=old), by=owner.actor)
    assert count(session, Product) == before
    fresh = {**old, "made_on": listing.yesterday(89)}
    assert publishing.publish(session, listing.draft(session, owner, stok=fresh), by=owner.actor).published_at


def test_a_dropped_draft_is_not_published(session: Session) -> None:
    owner = listing.maker(session)
    draft = listing.draft(session, owner)
    draft.dropped_at = clock.now()
    session.flush()
    with pytest.raises(NotAllowed):
        publishing.publish(session, draft, by=owner.actor)


def test_without_a_kelurahan_it_is_asked_and_kept(session: Session) -> None:
    owner = listing.maker(session)
    owner.producer.kelurahan_code = None
    session.flush()
    session.refresh(owner.producer)
    draft = listing.draft(session, owner)
    with pytest.raises(NotReady) as found:
        publishing.publish(session, draft, by=owner.actor)
    assert found.value.facts["field"] == "kelurahan"
    draft.answers = {**draft.answers, "label": {**LABEL, "kelurahan": "64.71.01.1004"}}
    session.flush()
    product = publishing.publish(session, draft, by=owner.actor)
    assert owner.producer.kelurahan_code == "64.71.01.1004"
    found = shelf.listing(session, shelf.Choice(query=owner.producer.kelurahan_name)).cards
    assert product.slug in {card.slug for card in found}


def test_a_late_first_photo_comes_to_the_product_a_second_one_does_not(session: Session) -> None:
    owner = listing.maker(session)
    draft = listing.draft(session, owner)
    product = publishing.publish(session, draft, by=owner.actor)
    publishing.add_picture(session, draft, "b" * 24, by=owner.actor)
    publishing.add_picture(session, draft, "b" * 24, by=owner.actor)
    assert product.picture == "b" * 24
    assert session.scalars(select(ProductChange)).one().after["picture"] == "b" * 24
    with pytest.raises(NotAllowed):
        publishing.add_picture(session, draft, "c" * 24, by=owner.actor)


def test_it_can_be_put_into_a_cart(session: Session) -> None:
    owner = listing.maker(session)
    product = publishing.publish(session, listing.draft(session, owner), by=owner.actor)
    cart = Cart(secret_digest="x" * 64, changed_at=clock.now())
    session.add(cart)
    session.flush()
    session.add(CartLine(cart_id=cart.id, variant_id=product.variants[0].id, quantity=12, seen_price=25_000))
    session.flush()
    found = contents(session, cart)
    assert found.orderable and found.total == 12 * 23_000
