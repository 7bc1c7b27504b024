"""Reviews: only who received it, once, counted while it is seen; reports and what moderators do."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import Actor, guest
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.trade import asking, reports, reviews
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.review_rows import Review
from tests import asking as help_
from tests import cast, placed

MODERATOR = Actor("user", "Mira", roles=frozenset({"moderator"}))


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return help_.amplang(session)


def received(session: Session, maker: cast.Maker) -> Order:
    order = placed.place(session, {maker.variant.id: 2}, "cod").orders[0]
    order.state = "completed"
    session.flush()
    return order


def told(session: Session, maker: cast.Maker, stars: int = 4) -> Review:
    order = received(session, maker)
    return reviews.write(session, order, order.lines[0], stars, "Renyah sekali", by=guest("Ani"))


def test_only_what_was_received_is_reviewed_and_only_once(session: Session, maker: cast.Maker) -> None:
    order = placed.place(session, {maker.variant.id: 2}, "cod").orders[0]
    with pytest.raises(reviews.CannotReview) as early:
        reviews.write(session, order, order.lines[0], 5, "", by=guest())
    order.state = "completed"
    reviews.write(session, order, order.lines[0], 5, "", by=guest())
    with pytest.raises(reviews.CannotReview) as again:
        reviews.write(session, order, order.lines[0], 1, "", by=guest())
    assert (early.value.facts["why"], again.value.facts["why"]) == ("not_received", "told")
    assert (maker.product.review_count, maker.product.review_stars) == (1, 5)


@pytest.mark.one_database
def test_a_maker_does_not_review_her_own_goods(session: Session, maker: cast.Maker) -> None:
    order = received(session, maker)
    with pytest.raises(reviews.CannotReview, match="own"):
        reviews.write(session, order, order.lines[0], 5, "", by=maker.actor)
    order.group.phone = maker.producer.phone
    with pytest.raises(reviews.CannotReview, match="own"):
        reviews.write(session, order, order.lines[0], 5, "", by=guest())


@pytest.mark.one_database
@pytest.mark.parametrize(("stars", "words", "field"), [(0, "", "stars"), (6, "", "stars"), (5, "a" * 1001, "words")])
def test_stars_and_words_have_bounds(session: Session, maker: cast.Maker, stars: int, words: str, field: str) -> None:
    order = received(session, maker)
    with pytest.raises(Invalid) as refusal:
        reviews.write(session, order, order.lines[0], stars, words, by=guest())
    assert field in refusal.value.facts["errors"]  # type: ignore[operator]


def test_what_is_hidden_is_neither_seen_nor_counted_until_it_is_shown_again(
    session: Session, maker: cast.Maker
) -> None:
    found = told(session, maker)
    with pytest.raises(NotFound):
        reviews.hide(session, found, "kasar", by=maker.actor)
    reviews.hide(session, found, "kasar", by=MODERATOR)
    assert reviews.seen(session, product_id=maker.product.id) == ([], None)
    assert (maker.producer.review_count, maker.product.review_stars) == (0, 0)
    with pytest.raises(NotAllowed):
        reviews.hide(session, found, "kasar", by=MODERATOR)
    reviews.show_again(session, found, by=MODERATOR)
    assert (maker.producer.review_count, maker.product.review_stars) == (1, 4)
    told_of = [(event.verb, event.by_name) for event in events.history(session, found.subject)]
    assert told_of == [("write", "Ani"), ("hide", "Mira"), ("show", "Mira")]
    assert events.history(session, found.subject)[1].facts["reason"] == "kasar"


def test_the_maker_replies_once(session: Session, maker: cast.Maker) -> None:
    found = told(session, maker)
    with pytest.raises(NotFound):
        reviews.reply(session, found, "Terima kasih", by=MODERATOR)
    reviews.reply(session, found, "Terima kasih", by=maker.actor)
    with pytest.raises(NotAllowed):
        reviews.reply(session, found, "Sekali lagi", by=maker.actor)
    assert found.reply == "Terima kasih"


@pytest.mark.one_database
def test_others_read_a_first_name_and_pages_follow_by_cursor(session: Session, maker: cast.Maker) -> None:
    for _ in range(3):
        told(session, maker)
    first, cursor = reviews.seen(session, product_id=maker.product.id, limit=2)
    assert cursor is not None and len(first) == 2 and first[0].name == "Ani"
    group = session.scalars(select(OrderGroup)).first()
    assert group is not None
    group.name = "Siti Aminah Rahman"
    assert reviews.shown_name(group) == "Siti R."


def test_one_decision_settles_all_reports_of_a_thing(session: Session, maker: cast.Maker) -> None:
    first, second = told(session, maker), told(session, maker)
    for thing, reason in ((second, "rude"), (first, "false"), (second, "private")):
        reports.report(session, thing, reason, "", by=guest("Budi"))
    waiting = reports.cases(session)
    assert [(case.thing.id, len(case.reports)) for case in waiting] == [(second.id, 2), (first.id, 1)]
    reports.hide(session, waiting[0], "kasar", by=MODERATOR)
    reports.keep(session, waiting[1], by=MODERATOR)
    assert reports.backlog(session)[0] == 0 and second.hidden_at is not None and first.hidden_at is None
    with pytest.raises(NotAllowed):
        reports.keep(session, waiting[1], by=MODERATOR)


@pytest.mark.one_database
def test_a_question_that_is_hidden_waits_for_nobody(session: Session, maker: cast.Maker) -> None:
    thread = asking.about_product(
        session, maker.product, "Beli pulsa di sini", name="X", phone="", language="id", by=guest("X")
    )
    reports.report(session, thread, "advert", "", by=maker.actor)
    reports.hide(session, reports.cases(session)[0], "iklan", by=MODERATOR)
    assert asking.waiting(session, by=maker.actor) == 0 and asking.listed(session, by=maker.actor) == []
    with pytest.raises(NotAllowed):
        asking.ask_again(session, thread, "Halo", by=guest("X"))
