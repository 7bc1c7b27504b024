"""A shelf life that was asked for with a quotation is owed with what was ordered from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.sourcing import asking_quotes, checks, quotes, receipts, schedules, submitting
from marketplace.sourcing.asking_quotes import Wish
from marketplace.sourcing.receipts import Count, LifeTooShort, Signature
from marketplace.sourcing.requests import RequestLine
from marketplace.trade.orders import OrderGroup
from tests import buying, cast, quoting
from tests.sourcing.terming import send


def test_what_was_asked_for_reaches_the_back_door(session: Session) -> None:
    cast.finance(session)
    hotel, (amplang, sambal) = buying.hotel(session), quoting.makers(session)
    desk, by = hotel.desk(session, "requester"), hotel.actor("requester")
    deadline = clock.now() + timedelta(days=2)
    rfq = asking_quotes.begin(session, desk, hotel.kitchen, title="Camilan", deadline=deadline, by=by)
    asking_quotes.add(session, rfq, Wish("Amplang", "100 g", 20, shelf_days=60))
    asking_quotes.invite(session, rfq, {amplang.producer.id})
    asking_quotes.send(session, rfq, by=by)
    scene = quoting.Scene(hotel, amplang, sambal, rfq)
    offer = quoting.offer(session, scene, amplang, (20, 17_000))
    request = quoting.award(session, scene, {offer.current.lines[0].id: 9})
    request.lines.append(RequestLine(
        producer_id=amplang.producer.id, variant_id=amplang.variant.id, quantity=2, unit_price=18_000, rule="base",
    ))  # fmt: skip
    session.flush()
    plan = schedules.plan(session, request)
    submitting.submit(session, desk, request, seen=plan.total, seen_marks=checks.marks(plan), by=by)
    order = session.get_one(OrderGroup, request.group_id).orders[0]
    assert {line.quantity: line.shelf_days for line in order.lines} == {9: 60, 2: None}
    send(session, amplang, order)
    counts = {
        line.id: Count(line.quantity, best_before=clock.today() + timedelta(days=59)) for line in order.lines
    }  # fmt: skip
    with pytest.raises(LifeTooShort) as refused:
        receiver = hotel.desk(session, "receiver")
        receipts.sign(session, receiver, order.number, counts, Signature("Joko"), by=hotel.actor("receiver"))
    assert refused.value.facts["agreed"] == 60


def test_only_lines_that_ask_for_it(session: Session) -> None:
    scene = quoting.scene(session)
    offer = quoting.offer(session, scene, scene.amplang, (20, 17_000))
    assert quotes.agreed_life(session, [line.id for line in offer.current.lines]) == {}
    assert quotes.agreed_life(session, []) == {}
