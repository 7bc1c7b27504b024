"""Which papers goods need, which do not count, and what a changed recipe does to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import coverage, keeping, paper_needs, paper_reviews, paper_rules
from marketplace.catalog.paper_needs import DoesNotCount
from marketplace.catalog.paper_rules import Wish
from marketplace.catalog.products import Product
from marketplace.kernel import clock, events, settings
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.people import certificates
from marketplace.people.certificates import Certificate, Told
from marketplace.trade import edits, facets, showcase
from tests import cast

pytestmark = pytest.mark.one_database
VERIFIER = Actor("user", "Pemeriksa", roles=frozenset({"verifier", "moderator"}))
HALAL, PIRT = Told("halal", "ID64110000000010126"), Told("pirt", "2026471010099-31")


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    made.product.storage, made.product.shelf_life_days = "Simpan di tempat kering", 90
    session.flush()
    return made


def paper(session: Session, maker: cast.Maker, told: Told) -> Certificate:
    made = certificates.submit(session, maker.producer, told, file_key="documents/x.jpg", by=maker.actor)
    coverage.cover(session, made, [maker.product.id], by=maker.actor)
    return made


def badges(session: Session, maker: cast.Maker) -> list[str]:
    return [row.kind for row in showcase.papers(session, maker.product.id)]


def found_as_halal(session: Session) -> list[str]:
    return list(session.scalars(select(Product.name).where(facets.has_valid("halal"))))


def lacking(session: Session, maker: cast.Maker) -> list[tuple[str, ...]]:
    return [lack.kinds for lack in paper_needs.lacking(session, [maker.product])]


@pytest.mark.parametrize(
    ("category", "words", "kept"),
    [
        ("KRP", "Simpan di tempat kering.", "dry"),
        ("OIL", "Simpan beku pada −18 °C. Jangan dibekukan lagi setelah cair.", "frozen"),
        ("OIL", "simpan di FREEZER", "frozen"),
        ("OIL", "Simpan di kulkas, 5–10 °C.", "cold"),
        ("SMB", "Simpan di tempat teduh. Setelah dibuka, simpan di kulkas.", "dry"),
        ("KUE", "Simpan pada suhu ruang satu hari, selebihnya di kulkas.", "dry"),
        ("BKU", "", "frozen"),
    ],
)
def test_the_maker_s_words_tell_how_goods_are_kept(category: str, words: str, kept: str) -> None:
    assert keeping.kept(category, words) == kept


def test_food_that_keeps_needs_a_permit_and_fresh_food_does_not(session: Session, maker: cast.Maker) -> None:
    assert lacking(session, maker) == [("pirt", "md")]
    maker.product.shelf_life_days = 3
    assert lacking(session, maker) == []
    maker.product.shelf_life_days = 90
    certificates.verify(session, paper(session, maker, PIRT), by=VERIFIER)
    assert lacking(session, maker) == []


def test_a_home_permit_does_not_count_for_frozen_food(session: Session, maker: cast.Maker) -> None:
    held = paper(session, maker, PIRT)
    maker.product.storage = "Simpan beku pada -18 °C"
    session.flush()
    with pytest.raises(DoesNotCount) as refused:
        coverage.verify(session, held, by=VERIFIER)
    assert refused.value.facts["names"] == ["Amplang Uji"]
    with pytest.raises(DoesNotCount):
        coverage.cover(session, held, [maker.product.id], by=maker.actor)
    certificates.verify(session, held, by=VERIFIER)
    assert lacking(session, maker) == [("md",)]


def test_rules_are_added_and_ended_by_day(session: Session, maker: cast.Maker) -> None:
    today = clock.today()
    wish = Wish("needs", ["slhs"], ["KRP"], [], None, None, "Perwali contoh", today + timedelta(days=1))
    rule = paper_rules.add(session, wish, by=VERIFIER)
    assert lacking(session, maker) == [("pirt", "md")]
    with clock.pretend(clock.now() + timedelta(days=1)):
        assert lacking(session, maker) == [("pirt", "md"), ("slhs",)]
        paper_rules.end(session, rule.id, by=VERIFIER)
        assert lacking(session, maker) == [("pirt", "md")]
        with pytest.raises(NotAllowed):
            paper_rules.end(session, rule.id, by=VERIFIER)
    assert [event.verb for event in events.history(session, rule.subject)] == ["added", "ended"]
    wrong = Wish("must", ["ktp"], [], ["warm"], 9, 7, " ", today - timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        paper_rules.add(session, wrong, by=VERIFIER)
    assert set(refused.value.facts["errors"]) == {  # type: ignore[call-overload]
        "verdict", "kinds", "kept", "shelf_below", "source", "starts_on",
    }  # fmt: skip


def test_a_number_of_another_food_class_is_a_doubt(session: Session, maker: cast.Maker) -> None:
    jam = Told("pirt", "2086471010099-31")
    held = paper(session, maker, jam)
    found = paper_needs.doubts(session, held, coverage.covered_goods(session, held))
    assert [(doubt.code, doubt.facts["names"]) for doubt in found] == [("goods", ["Amplang Uji"])]


def test_a_changed_recipe_takes_the_halal_badge_the_same_minute(session: Session, maker: cast.Maker) -> None:
    held = paper(session, maker, HALAL)
    for one in (held, paper(session, maker, PIRT)):
        certificates.verify(session, one, by=VERIFIER)
    change = edits.propose(session, maker.product, {"ingredients": "ikan, keju, tapioka"}, by=maker.actor)
    assert change is not None and badges(session, maker) == ["halal", "pirt"]
    edits.approve(session, change, by=VERIFIER)
    assert badges(session, maker) == ["pirt"] and found_as_halal(session) == []
    review = paper_reviews.waiting(session)[0]
    assert (review.before, review.after) == ({"ingredients": "ikan, tapioka"}, {"ingredients": "ikan, keju, tapioka"})
    with pytest.raises(NotAllowed):
        paper_reviews.keep(session, review, by=maker.actor)
    paper_reviews.keep(session, review, by=VERIFIER)
    assert badges(session, maker) == ["halal", "pirt"] and found_as_halal(session) == ["Amplang Uji"]
    with pytest.raises(NotAllowed):
        paper_reviews.drop(session, review, "Terlambat", by=VERIFIER)
    assert [event.verb for event in events.history(session, held.subject)][-2:] == ["review_asked", "review_kept"]


def test_a_story_leaves_the_badge_and_a_dropped_one_stays_away(session: Session, maker: cast.Maker) -> None:
    certificates.verify(session, paper(session, maker, HALAL), by=VERIFIER)
    for words in ({"description": "Renyah"}, {"halal_claim": "not_halal"}):
        change = edits.propose(session, maker.product, words, by=maker.actor)
        assert change is not None
        edits.approve(session, change, by=VERIFIER)
        assert badges(session, maker) == ([] if "halal_claim" in words else ["halal"])
    review = paper_reviews.waiting(session)[0]
    with pytest.raises(Invalid):
        paper_reviews.drop(session, review, " ", by=VERIFIER)
    paper_reviews.drop(session, review, "Bahannya tidak halal", by=VERIFIER)
    assert (badges(session, maker), paper_reviews.backlog(session)[0]) == ([], 0)


def test_goods_that_become_frozen_lose_the_home_permit(session: Session, maker: cast.Maker) -> None:
    certificates.verify(session, paper(session, maker, PIRT), by=VERIFIER)
    change = edits.propose(session, maker.product, {"storage": "Simpan beku, -18 °C"}, by=maker.actor)
    assert change is not None
    edits.approve(session, change, by=VERIFIER)
    assert badges(session, maker) == []
    with pytest.raises(DoesNotCount):
        paper_reviews.keep(session, paper_reviews.waiting(session)[0], by=VERIFIER)


def test_the_day_of_the_halal_duty_is_a_setting(session: Session) -> None:
    day = (clock.today() + timedelta(days=1)).isoformat()
    settings.change(session, "halal.mandatory_from", day, by=SYSTEM)
    assert not paper_needs.halal_is_mandatory(session)
    with clock.pretend(clock.now() + timedelta(days=1)):
        assert paper_needs.halal_is_mandatory(session)
    with pytest.raises(Invalid):
        settings.change(session, "halal.mandatory_from", "18-10-2026", by=SYSTEM)
