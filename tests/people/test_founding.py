"""A person opens an organisation; its owner decides who does what at which outlet; staff decide about terms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people import buyers, founding, invitations, organisation_review, owners
from marketplace.people.founding import Told
from tests import buying, cast

TOLD = Told("Kafe Uji", "restoran", "0542-777000", "Dapur", "Jl. Uji 1", cast.DAMAI)


@pytest.fixture
def hotel(session: Session) -> buying.Hotel:
    return buying.hotel(session)


def open_by_stranger(session: Session, hotel: buying.Hotel, told: Told = TOLD):  # type: ignore[no-untyped-def]
    return founding.found(session, hotel.people[buying.STRANGER], told, by=hotel.actor(buying.STRANGER))


def test_who_founds_owns_the_first_outlet(session: Session, hotel: buying.Hotel) -> None:
    made = open_by_stranger(session, hotel)
    desk = buyers.desk(session, made.public_id, by=hotel.actor(buying.STRANGER))
    assert (made.state, made.terms) == ("new", ["tunai"])
    assert [(one.name, desk.may(one.id, "owner")) for one in desk.outlets("owner")] == [("Dapur", True)]


def test_a_second_tap_gives_the_first_one(session: Session, hotel: buying.Hotel) -> None:
    assert open_by_stranger(session, hotel) is open_by_stranger(session, hotel, replace(TOLD, name="KAFE  uji"))


def test_what_is_wrong_is_told_by_field(session: Session, hotel: buying.Hotel) -> None:
    with pytest.raises(Invalid) as refused:
        open_by_stranger(session, hotel, Told(" ", "kapal", "08", "", "", "99", email="x"))
    assert set(refused.value.facts["errors"]) == {  # type: ignore[call-overload]
        "name", "kind", "phone", "outlet", "street", "kelurahan", "email",
    }  # fmt: skip


def test_nobody_opens_ever_more_before_staff_have_looked(session: Session, hotel: buying.Hotel) -> None:
    for number in range(3):
        open_by_stranger(session, hotel, replace(TOLD, name=f"Kafe {'ABC'[number]}"))
    with pytest.raises(founding.TooManyOrganisations):
        open_by_stranger(session, hotel, replace(TOLD, name="Kafe D"))


def test_an_owner_of_one_outlet_cannot_touch_the_other(session: Session, hotel: buying.Hotel) -> None:
    receiver = hotel.people["receiver"]
    at_both = {hotel.kitchen.id: ["receiver"], hotel.pastry.id: ["receiver"]}
    place = buyers.place(session, hotel.organisation, receiver, at_both, by=hotel.actor("owner"))
    chef = hotel.people[buying.CHEF]
    buyers.place(session, hotel.organisation, chef, {hotel.pastry.id: ["owner"]}, by=hotel.actor("owner"))
    desk, by = hotel.desk(session, buying.CHEF), hotel.actor(buying.CHEF)

    with pytest.raises(NotFound):
        owners.set_roles(session, desk, place, {hotel.kitchen.id: ["owner"]}, by=by)
    with pytest.raises(NotFound):
        owners.invite(session, desk, "0812-6660-0190", {hotel.kitchen.id: ["owner"]}, by=by)
    owners.dismiss(session, desk, place, by=by)

    assert hotel.desk(session, "receiver").roles == {(hotel.kitchen.id, "receiver")}


def test_the_last_owner_keeps_the_place(session: Session, hotel: buying.Hotel) -> None:
    desk = hotel.desk(session, "owner")
    own = owners.member(session, desk, desk.buyer_id)
    with pytest.raises(NotAllowed):
        owners.dismiss(session, desk, own, by=hotel.actor("owner"))


def test_who_is_dismissed_has_no_way_back_by_an_old_link(session: Session, hotel: buying.Hotel) -> None:
    desk, by = hotel.desk(session, "owner"), hotel.actor("owner")
    receiver = hotel.people["receiver"]
    _, token = owners.invite(session, desk, receiver.phone or "", {hotel.pastry.id: ["owner"]}, by=by)
    place = next(one for one in buyers.members(session, hotel.organisation) if one.user_id == receiver.id)
    owners.dismiss(session, desk, place, by=by)
    with pytest.raises(NotFound):
        invitations.accept(session, token, receiver, by=hotel.actor("receiver"))


def test_an_outlet_closes_but_never_the_last(session: Session, hotel: buying.Hotel) -> None:
    by = hotel.actor("owner")
    owners.close_outlet(session, hotel.pastry, by=by)
    assert hotel.desk(session, "owner").outlets() == [hotel.kitchen]
    with pytest.raises(NotAllowed):
        owners.close_outlet(session, hotel.kitchen, by=by)
    owners.reopen_outlet(session, hotel.pastry, by=by)
    assert len(hotel.desk(session, "owner").outlets()) == 2


def test_who_opens_an_outlet_owns_it(session: Session, hotel: buying.Hotel) -> None:
    desk = hotel.desk(session, "owner")
    made = owners.open_outlet(
        session, desk, name="Kafe", street="Jl. Uji 9", kelurahan=cast.DAMAI, by=hotel.actor("owner")
    )
    session.expire_all()
    assert hotel.desk(session, "owner").may(made.id, "owner")


@pytest.mark.parametrize(
    ("terms", "limit", "field"), [(["14"], 0, "credit_limit"), ([], 5_000_000, "terms"), (["90"], 1, "terms")]
)
def test_terms_and_limit_fit_together(
    session: Session, hotel: buying.Hotel, terms: list[str], limit: int, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        organisation_review.grant(session, hotel.organisation, terms, limit, by=buying.OFFICER)
    assert list(refused.value.facts["errors"]) == [field]  # type: ignore[call-overload]


def test_staff_never_decide_about_their_own(session: Session, hotel: buying.Hotel) -> None:
    owner = hotel.actor("owner")
    both = Actor("user", owner.name, user_id=owner.user_id, roles=frozenset({"officer"}))
    for act in (
        lambda: organisation_review.grant(session, hotel.organisation, ["14"], 1_000_000, by=both),
        lambda: organisation_review.suspend(session, hotel.organisation, "x", by=both),
        lambda: organisation_review.grant(session, hotel.organisation, ["14"], 1_000_000, by=owner),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_suspension_names_its_reason_and_ends_with_a_grant(session: Session, hotel: buying.Hotel) -> None:
    with pytest.raises(Invalid):
        organisation_review.suspend(session, hotel.organisation, "  ", by=buying.OFFICER)
    organisation_review.suspend(session, hotel.organisation, "Tagihan lama", by=buying.OFFICER)
    assert organisation_review.reason_of(session, hotel.organisation) == "Tagihan lama"
    organisation_review.grant(session, hotel.organisation, ["14"], 1_000_000, by=buying.OFFICER)
    told = [event.verb for event in events.history(session, hotel.organisation.subject)][-3:]
    assert (hotel.organisation.state, told) == ("active", ["activated", "suspended", "activated"])
