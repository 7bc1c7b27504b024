"""Asking several makers, haggling by line, awarding split lines: what was agreed is what is ordered (F63–F66, F70)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.catalog.products import ProductCertificate
from marketplace.kernel import clock, events
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people.certificates import Certificate
from marketplace.sourcing import asking_quotes, awards, comparison, invited, negotiation, quote_links, rfqs, submitting
from marketplace.sourcing.asking_quotes import Wish
from marketplace.sourcing.awards import NotOnTerms, OfferOver
from marketplace.sourcing.negotiation import MakerSuspended, QuoteMoved, RequestOver
from tests import buying, quoting


@pytest.fixture
def scene(session: Session) -> quoting.Scene:
    return quoting.scene(session)


def test_a_draft_asks_nobody_and_must_be_whole(session: Session) -> None:
    hotel, (amplang, _) = buying.hotel(session), quoting.makers(session)
    desk, by = hotel.desk(session, "requester"), hotel.actor("requester")
    deadline = clock.now() + timedelta(days=1)
    rfq = asking_quotes.begin(session, desk, hotel.kitchen, title="Kue", deadline=deadline, by=by)
    with pytest.raises(Invalid) as refused:
        asking_quotes.send(session, rfq, by=by)
    assert refused.value.facts["errors"] == {"lines": "empty", "makers": "empty"}
    asking_quotes.add(session, rfq, Wish("Bolu", "loyang", 3))
    asking_quotes.invite(session, rfq, {amplang.producer.id})
    with pytest.raises(NotFound):
        invited.find(session, rfq.public_id, amplang.producer, by=amplang.actor)
    asking_quotes.send(session, rfq, by=by)
    assert invited.listed(session, amplang.producer, by=amplang.actor) == [rfq]
    with pytest.raises(NotAllowed):
        asking_quotes.add(session, rfq, Wish("Bolu", "loyang", 3))


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish("", "1 kg", 1), "name"),
        (Wish("Kue", "1 kg", 0), "quantity"),
        (Wish("Kue", "1 kg", 100_001), "quantity"),
        (Wish("Kue", "1 kg", 1, certificates=["bpom"]), "certificates"),
    ],
)
def test_a_line_within_limits(session: Session, wish: Wish, field: str) -> None:
    hotel = buying.hotel(session)
    rfq = asking_quotes.begin(
        session, hotel.desk(session, "requester"), hotel.kitchen, title="Kue",
        deadline=clock.now() + timedelta(days=1), by=hotel.actor("requester"),
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        asking_quotes.add(session, rfq, wish)
    assert list(refused.value.facts["errors"]) == [field]  # type: ignore[call-overload]


def test_open_to_a_category_reaches_who_sells_in_it_and_who_comes_later(session: Session) -> None:
    hotel, (amplang, sambal) = buying.hotel(session), quoting.makers(session)
    by = hotel.actor("requester")
    rfq = asking_quotes.begin(
        session, hotel.desk(session, "requester"), hotel.kitchen, title="Kerupuk",
        deadline=clock.now() + timedelta(days=1), by=by,
    )  # fmt: skip
    asking_quotes.add(session, rfq, Wish("Kerupuk", "1 kg", 10))
    sambal.product.archived_at = clock.now()
    asking_quotes.open_to(session, rfq, amplang.product.category)
    asking_quotes.send(session, rfq, by=by)
    assert [one.producer_id for one in rfq.invitations] == [amplang.producer.id]
    with pytest.raises(NotFound):
        invited.find(session, rfq.public_id, sambal.producer, by=sambal.actor)
    sambal.product.archived_at = None
    session.flush()
    assert invited.find(session, rfq.public_id, sambal.producer, by=sambal.actor).rfq == rfq


def test_every_round_is_a_new_version_and_both_stay(session: Session, scene: quoting.Scene) -> None:
    quote = quoting.offer(session, scene, scene.amplang, (60, 17_000))
    line = scene.rfq.lines[0]
    negotiation.counter(session, quote, {line.id: (60, 16_000)}, "Untuk tiap bulan", seen=1, by=scene.buyer)
    assert (quote.latest, quote.offer) == (2, 1)
    assert quote.counter is not None
    negotiation.agree(session, quote, seen=2, by=scene.amplang.actor)
    assert quote.counter is None and quote.offer == 3
    said = [(one.number, one.side, one.lines[0].unit_price) for one in quote.versions]
    assert said == [(1, "maker", 17_000), (2, "buyer", 16_000), (3, "maker", 16_000)]


def test_who_has_not_seen_the_newest_changes_nothing(session: Session, scene: quoting.Scene) -> None:
    quote = quoting.offer(session, scene, scene.amplang, (60, 17_000))
    quoting.offer(session, scene, scene.amplang, (60, 16_500), seen=1)
    line = scene.rfq.lines[0]
    with pytest.raises(QuoteMoved):
        negotiation.counter(session, quote, {line.id: (60, 16_000)}, "", seen=1, by=scene.buyer)
    with pytest.raises(QuoteMoved):
        quoting.offer(session, scene, scene.amplang, (60, 16_400), seen=1)
    assert len(quote.versions) == 2


def test_a_maker_names_her_own_packs_only(session: Session, scene: quoting.Scene) -> None:
    offer = quoting.told(scene, scene.sambal, (60, 17_000))
    with pytest.raises(Invalid) as refused:
        negotiation.offer(session, scene.rfq, scene.amplang.producer, offer, by=scene.amplang.actor)
    assert refused.value.facts["errors"] == {f"pack-{scene.rfq.lines[0].id}": "unknown"}
    with pytest.raises(NotFound):
        negotiation.offer(session, scene.rfq, scene.amplang.producer, offer, by=scene.sambal.actor)


def test_a_line_is_split_and_the_quoted_price_beats_minimum_and_list(session: Session, scene: quoting.Scene) -> None:
    scene.amplang.variant.minimum, scene.amplang.variant.step = 24, 12
    first = quoting.offer(session, scene, scene.amplang, (50, 17_000), more_14=250)
    second = quoting.offer(session, scene, scene.sambal, (30, 17_500), (20, 27_000), more_14=0)
    mine, theirs, sambal = first.current.lines[0], *second.current.lines
    request = quoting.award(session, scene, {mine.id: 41, theirs.id: 19, sambal.id: 20})
    made = {line.quote_line_id: line for line in request.lines}
    assert (made[mine.id].quantity, made[mine.id].unit_price) == (41, 17_425)
    assert (made[theirs.id].quantity, made[theirs.id].unit_price) == (19, 17_500)
    assert made[sambal.id].rule == f"quote:{sambal.id}"
    assert request.terms == "14" and request.state == "draft"
    assert sorted(one.fee for one in request.deliveries) == [20_000, 20_000]
    assert sum(share.quantity for one in request.deliveries for share in one.shares) == 80
    assert (first.state, second.state, scene.rfq.state) == ("accepted", "accepted", "awarded")
    session.refresh(mine)
    assert mine.awarded == 41


@pytest.mark.one_database
def test_a_paper_that_was_asked_for_is_missed_before_the_award(session: Session, scene: quoting.Scene) -> None:
    offer = quoting.offer(session, scene, scene.sambal, (30, 17_500), (20, 27_000))
    amplang, sambal = offer.current.lines
    with pytest.raises(awards.PapersMissing), session.begin_nested():
        quoting.award(session, scene, {sambal.id: 20}, papers_known=False)
    assert scene.rfq.state == "open" and offer.state == "offered"
    assert quoting.award(session, scene, {amplang.id: 20}, papers_known=False).state == "draft"


def test_a_quoted_price_holds_on_its_own_terms_only(session: Session, scene: quoting.Scene) -> None:
    offer = quoting.offer(session, scene, scene.amplang, (50, 17_000), more_14=250, more_30=900)
    request = quoting.award(session, scene, {offer.current.lines[0].id: 20}, terms="14")
    with pytest.raises(Invalid) as refused:
        submitting.choose_terms(session, request, "30", "", "")
    assert refused.value.facts["errors"] == {"terms": "quoted"} and request.terms == "14"
    submitting.choose_terms(session, request, "14", "H-7", "")
    assert (request.terms, request.hotel_number) == ("14", "H-7")


def test_more_than_was_offered_is_refused_and_nothing_happens(session: Session, scene: quoting.Scene) -> None:
    quote = quoting.offer(session, scene, scene.amplang, (50, 17_000))
    line = quote.current.lines[0]
    with pytest.raises(Invalid) as refused:
        quoting.award(session, scene, {line.id: 51})
    assert refused.value.facts["errors"] == {f"q-{line.id}": "above"}
    assert (quote.state, scene.rfq.state, scene.rfq.request_id) == ("offered", "open", None)


def test_after_the_decision_nothing_changes_any_more(session: Session, scene: quoting.Scene) -> None:
    won = quoting.offer(session, scene, scene.amplang, (50, 17_000))
    lost = quoting.offer(session, scene, scene.sambal, (50, 19_000))
    quoting.award(session, scene, {won.current.lines[0].id: 50}, "tunai")
    assert lost.state == "lost"
    for quote, maker in ((won, scene.amplang), (lost, scene.sambal)):
        with pytest.raises(RequestOver):
            quoting.offer(session, scene, maker, (50, 1_000), seen=1)
        with pytest.raises(RequestOver):
            negotiation.counter(session, quote, {scene.rfq.lines[0].id: (1, 1_000)}, "", seen=1, by=scene.buyer)
        with pytest.raises(QuoteMoved):
            negotiation.withdraw(session, quote, "", by=maker.actor)
        with pytest.raises(NotAllowed):
            negotiation.write(session, quote, "buyer", "Halo", by=scene.buyer)
        assert len(quote.versions) == 1
    with pytest.raises((Invalid, OfferOver)):
        quoting.award(session, scene, {won.current.lines[0].id: 1}, "tunai")


def test_what_is_over_or_taken_back_is_never_accepted(
    session: Session, scene: quoting.Scene, later: Callable[..., None]
) -> None:
    short = quoting.offer(session, scene, scene.amplang, (50, 17_000), days=1)
    back = quoting.offer(session, scene, scene.sambal, (50, 17_000))
    line, other = short.current.lines[0].id, back.current.lines[0].id
    negotiation.withdraw(session, back, "Bahan habis", by=scene.sambal.actor)
    with pytest.raises(OfferOver) as refused:
        quoting.award(session, scene, {other: 10})
    assert refused.value.facts["state"] == "withdrawn"
    later(days=1, minutes=1)
    assert short.shown_state == "expired"
    with pytest.raises(OfferOver) as refused:
        quoting.award(session, scene, {line: 10})
    assert refused.value.facts["state"] == "expired"


def test_what_was_taken_back_can_be_offered_anew_in_time(session: Session, scene: quoting.Scene) -> None:
    quote = quoting.offer(session, scene, scene.amplang, (50, 17_000))
    negotiation.withdraw(session, quote, "", by=scene.amplang.actor)
    quoting.offer(session, scene, scene.amplang, (40, 18_000), seen=1)
    assert (quote.state, quote.offer) == ("offered", 2)


def test_the_deadline_ends_first_offers_but_not_the_talk(
    session: Session, scene: quoting.Scene, later: Callable[..., None]
) -> None:
    quote = quoting.offer(session, scene, scene.amplang, (50, 17_000), days=9)
    later(days=2, minutes=1)
    with pytest.raises(RequestOver):
        quoting.offer(session, scene, scene.sambal, (50, 17_000))
    with pytest.raises(RequestOver):
        quoting.offer(session, scene, scene.amplang, (50, 16_000), seen=1)
    negotiation.counter(session, quote, {scene.rfq.lines[0].id: (50, 16_000)}, "", seen=1, by=scene.buyer)
    negotiation.agree(session, quote, seen=2, by=scene.amplang.actor)
    assert quote.current.lines[0].unit_price == 16_000


def test_a_maker_who_does_not_wait_is_not_accepted_on_credit(session: Session, scene: quoting.Scene) -> None:
    quote = quoting.offer(session, scene, scene.amplang, (50, 17_000), more_14=None, more_30=None)
    line = quote.current.lines[0].id
    with pytest.raises(NotOnTerms):
        quoting.award(session, scene, {line: 10}, "30")
    with pytest.raises(Invalid):
        quoting.award(session, scene, {line: 10}, "45")
    assert quoting.award(session, scene, {line: 10}, "tunai").lines[0].unit_price == 17_000


def test_a_suspended_maker_is_named_before_and_after_the_award(session: Session, scene: quoting.Scene) -> None:
    quote = quoting.offer(session, scene, scene.amplang, (50, 17_000))
    other = quoting.offer(session, scene, scene.sambal, (50, 17_000))
    scene.amplang.producer.suspended_at = clock.now()
    with pytest.raises(MakerSuspended) as refused:
        quoting.award(session, scene, {quote.current.lines[0].id: 10})
    assert refused.value.facts["name"] == "Amplang Uji" and scene.rfq.state == "open"
    request = quoting.award(session, scene, {other.current.lines[0].id: 10})
    assert awards.barred(session, request) == []
    scene.sambal.producer.suspended_at = clock.now()
    assert awards.barred(session, request) == ["Sambal Uji"]


def test_the_grid_compares_landed_prices_papers_and_days(session: Session, scene: quoting.Scene) -> None:
    paper = Certificate(
        producer_id=scene.sambal.producer.id, kind="halal", number="ID1", issuer="BPJPH", valid_from=clock.today(),
        verified_at=clock.now(),
    )  # fmt: skip
    session.add(paper)
    session.flush()
    session.add(ProductCertificate(product_id=scene.sambal.product.id, certificate_id=paper.id))
    scene.sambal.product.local_percent = 70
    quoting.offer(session, scene, scene.amplang, (60, 17_000), (10, 31_000), fee=0, more_14=1_000)
    quoting.offer(session, scene, scene.sambal, (60, 17_000), fee=60_000)
    grid = comparison.grid(session, scene.rfq, "tunai")
    first, second = grid.columns
    cell, rival = first.cells[scene.rfq.lines[0].id], second.cells[scene.rfq.lines[0].id]
    assert (cell.landed, rival.landed, cell.unit) == (170_000, 180_000, "kg")
    assert cell.best and not rival.best
    assert (first.total, second.total) == (60 * 17_000 + 310_000, 60 * 17_000 + 60_000)
    sambal = first.cells[scene.rfq.lines[1].id]
    assert [(one.kind, one.state) for one in sambal.papers] == [("halal", "missing")]
    assert not sambal.within_budget and sambal.in_time
    assert (cell.level, rival.level) == ("X", "L1")
    later_price = comparison.grid(session, scene.rfq, "14").columns[0].cells[scene.rfq.lines[0].id]
    assert later_price.price == 18_700


def test_reliability_says_nothing_about_few_orders() -> None:
    assert comparison.Reliability(4, 4, 5).percent is None
    assert comparison.Reliability(4, 6, 5).percent == 67


def test_a_link_opens_for_its_maker_until_it_is_over(
    session: Session, scene: quoting.Scene, later: Callable[..., None]
) -> None:
    invitation = scene.rfq.invitations[0]
    token = quote_links.issue(session, invitation)
    assert quote_links.peek(session, token) == invitation
    assert quote_links.holder(invitation).producer_ids == {scene.amplang.producer.id}
    with pytest.raises(NotFound):
        quote_links.peek(session, "lain")
    later(days=17)
    assert quote_links.is_over(session, token)


def test_only_members_of_the_outlet_find_it(session: Session, scene: quoting.Scene) -> None:
    assert rfqs.of_desk(session, scene.rfq.public_id, scene.hotel.desk(session, "approver")) == scene.rfq
    with pytest.raises(NotFound):
        rfqs.of_desk(session, scene.rfq.public_id, scene.hotel.desk(session, "chef"))
    other = buying.hotel(session, name="Hotel Lain", first_phone=81266600200)
    with pytest.raises(NotFound):
        rfqs.of_desk(session, scene.rfq.public_id, other.desk(session, "owner"))


def test_calling_it_off_tells_every_maker(session: Session, scene: quoting.Scene) -> None:
    asking_quotes.cancel(session, scene.rfq, "Acara batal", by=scene.buyer)
    for invitation in scene.rfq.invitations:
        assert [event.verb for event in events.history(session, invitation.subject)] == ["invite", "cancel"]
    with pytest.raises(RequestOver):
        quoting.offer(session, scene, scene.amplang, (50, 17_000))
