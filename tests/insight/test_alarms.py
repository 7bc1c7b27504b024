"""Alarms: who is found, why, and how long an officer's word keeps them quiet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.insight import alarms
from marketplace.insight.alarm_rows import Alarm
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor, guest
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people import businesses
from marketplace.people.users import User
from marketplace.trade import asking
from marketplace.trade.delivery import OwnDelivery, ProducerPickup
from marketplace.trade.orders import Strike
from tests import cast, placed

OFFICER = Actor("user", "Rizal", roles=frozenset({"officer"}))


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=2_000, packs=20, phone="+6281200000901")


def raised(session: Session) -> dict[str, Alarm]:
    alarms.look(session)
    return {alarm.kind: alarm for alarm in session.scalars(select(Alarm).where(Alarm.state == "open"))}


def test_never_sold_is_raised_after_two_weeks_with_its_causes_and_goes_with_the_first_order(
    session: Session, maker: cast.Maker, later: Callable[..., None]
) -> None:
    later(days=13)
    assert raised(session) == {}
    later(days=2)
    found = raised(session)
    assert set(found) == {"never_sold"} and found["never_sold"].causes == ["no_photo", "no_paper"]
    maker.product.picture = "abcdef0123456789"
    for row in session.scalars(select(OwnDelivery)).all() + session.scalars(select(ProducerPickup)).all():
        session.delete(row)
    assert raised(session)["never_sold"].causes == ["no_way", "no_paper"]


def test_an_order_ends_it_and_thirty_silent_days_raise_another(
    session: Session, maker: cast.Maker, later: Callable[..., None]
) -> None:
    later(days=15)
    first = raised(session)["never_sold"]
    placed.place(session, {maker.variant.id: 20}, "cod")
    assert raised(session) == {} and first.state == "gone"
    later(days=31)
    found = raised(session)
    assert set(found) == {"silent"} and "no_stock" in found["silent"].causes


@pytest.mark.one_database
def test_missed_deadlines_and_unanswered_questions(
    session: Session, maker: cast.Maker, later: Callable[..., None]
) -> None:
    order = placed.place(session, {maker.variant.id: 1}, "cod").orders[0]
    session.add(Strike(producer_id=maker.producer.id, order_id=order.id, reason="late"))
    asking.about_product(session, maker.product, "Ada?", name="Sari", phone="", language="id", by=guest("Sari"))
    assert set(raised(session)) == {"late"}
    later(hours=25)
    found = raised(session)
    assert found["unanswered"].facts == {"questions": 1} and found["late"].facts == {"times": 1}
    later(days=14)
    assert "late" not in raised(session)


@pytest.mark.one_database
def test_dear_goods_are_compared_with_the_middle_of_their_category(
    session: Session, maker: cast.Maker, later: Callable[..., None]
) -> None:
    maker.product.per_kilo = 300_000
    for n in range(5):
        product, _ = cast.goods(session, maker.producer, f"Lain {n}", price=10_000, packs=0)
        product.per_kilo, product.archived_at = 100_000, None
    other = cast.maker(session, "Lain", "Kerupuk Lain", price=9_000, packs=1, phone="+6281200000902")
    other.product.per_kilo = 135_000
    later(days=15)
    alarms.look(session)
    causes = {alarm.producer_id: alarm.causes for alarm in session.scalars(select(Alarm))}
    assert "dear" in causes[other.producer.id] and "dear" not in causes[maker.producer.id]


def test_snoozed_and_settled_alarms_stay_quiet_for_their_time(
    session: Session, maker: cast.Maker, later: Callable[..., None]
) -> None:
    later(days=15)
    alarm = raised(session)["never_sold"]
    alarms.snooze(session, alarm, 7, "Dikunjungi minggu depan", by=OFFICER)
    raised(session)
    assert alarms.listed(session)[0] == [] and alarms.listed(session, snoozed=True)[0] == [alarm]
    later(days=8)
    assert alarms.backlog(session)[0] == 1
    alarms.finish(session, alarm, "Sudah difoto ulang", by=OFFICER)
    with pytest.raises(NotAllowed):
        alarms.finish(session, alarm, "Lagi", by=OFFICER)
    assert raised(session) == {}
    later(days=31)
    assert raised(session)["never_sold"].id != alarm.id


@pytest.mark.one_database
def test_settling_needs_an_officer_a_note_and_a_sensible_pause(
    session: Session, maker: cast.Maker, later: Callable[..., None]
) -> None:
    later(days=15)
    alarm = raised(session)["never_sold"]
    with pytest.raises(NotFound):
        alarms.finish(session, alarm, "x", by=maker.actor)
    with pytest.raises(Invalid):
        alarms.finish(session, alarm, " ", by=OFFICER)
    with pytest.raises(Invalid):
        alarms.snooze(session, alarm, 5, "", by=OFFICER)
    looked = alarms.looked_at(session)
    assert looked is not None and looked <= clock.now()


def test_an_alarm_is_the_officer_s_who_looks_after_the_maker(
    session: Session, maker: cast.Maker, later: Callable[..., None]
) -> None:
    officer = User(name="Rina", email="rina@contoh.id")
    session.add(officer)
    session.flush()
    businesses.note_shop(session, maker.producer, by=OFFICER).officer_id = officer.id
    session.flush()
    later(days=15)
    assert {alarm.officer_id for alarm in raised(session).values()} == {officer.id}
