"""An organisation buys together: places, roles by outlet, invitations, budgets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people import budgets, buyers, invitations, organisations, users
from marketplace.people.organisations import Organisation, Outlet
from tests import cast

STAFF = Actor("user", "Petugas", roles=frozenset({"officer"}))


def person(session: Session, name: str, phone: str) -> users.User:
    user = users.User(name=name, phone=phone, password_hash="x")
    session.add(user)
    session.flush()
    return user


def acting(user: users.User) -> Actor:
    return Actor("user", user.name, user_id=user.id)


@pytest.fixture
def sari(session: Session) -> users.User:
    return person(session, "Sari", "+6281266600001")


@pytest.fixture
def hotel(session: Session, sari: users.User) -> Organisation:
    return buyers.establish(
        session,
        sari,
        Organisation(name="Hotel Uji", kind="hotel", phone="+6254277700"),
        Outlet(name="Dapur utama", street="Jl. Uji 9", kelurahan_code=cast.DAMAI),
        by=acting(sari),
    )


def test_who_opens_it_owns_it(session: Session, hotel: Organisation, sari: users.User) -> None:
    desk = buyers.desk(session, hotel.public_id, by=acting(sari))
    outlet = hotel.outlets[0]
    assert desk.may(outlet.id, "approver") and desk.anywhere("finance")
    assert desk.outlets("receiver") == [outlet]


def test_a_stranger_finds_nothing(session: Session, hotel: Organisation) -> None:
    other = person(session, "Orang Lain", "+6281266600002")
    with pytest.raises(NotFound):
        buyers.desk(session, hotel.public_id, by=acting(other))


def test_a_role_holds_at_its_outlet_only(session: Session, hotel: Organisation, sari: users.User) -> None:
    second = organisations.add_outlet(
        session, hotel, name="Pastry", street="Jl. Uji 10", kelurahan=cast.DAMAI, by=acting(sari)
    )
    chef = person(session, "Koki", "+6281266600003")
    buyers.place(session, hotel, chef, {second.id: ["requester"]}, by=acting(sari))
    desk = buyers.desk(session, hotel.public_id, by=acting(chef))
    assert desk.may(second.id, "requester") and not desk.may(second.id, "approver")
    assert not desk.may(hotel.outlets[0].id, "requester")
    assert [one.name for one in desk.outlets()] == ["Pastry"]


@pytest.mark.parametrize("roles", [{999_999: ["requester"]}, {None: ["boss"]}])
def test_roles_must_exist_and_be_at_an_own_outlet(
    session: Session, hotel: Organisation, sari: users.User, roles: dict[int | None, list[str]]
) -> None:
    given = {outlet or hotel.outlets[0].id: held for outlet, held in roles.items()}
    with pytest.raises(Invalid):
        buyers.place(session, hotel, sari, given, by=acting(sari))


def test_the_last_owner_stays(session: Session, hotel: Organisation, sari: users.User) -> None:
    [place] = buyers.members(session, hotel)
    with pytest.raises(NotAllowed):
        buyers.remove(session, place, by=acting(sari))


def test_who_left_has_no_desk(session: Session, hotel: Organisation, sari: users.User) -> None:
    chef = person(session, "Koki", "+6281266600003")
    place = buyers.place(session, hotel, chef, {hotel.outlets[0].id: ["approver"]}, by=acting(sari))
    buyers.remove(session, place, by=acting(sari))
    assert buyers.desks(session, by=acting(chef)) == []


def test_an_invitation_gives_its_place_once(session: Session, hotel: Organisation, sari: users.User) -> None:
    outlet = hotel.outlets[0]
    _, token = invitations.invite(session, hotel, "0812-6660-0004", {outlet.id: ["receiver"]}, by=acting(sari))
    keeper = person(session, "Gudang", "+6281266600004")
    invitations.accept(session, token, keeper, by=acting(keeper))
    assert buyers.desk(session, hotel.public_id, by=acting(keeper)).may(outlet.id, "receiver")
    with pytest.raises(NotFound):
        invitations.accept(session, token, keeper, by=acting(keeper))


def test_an_invitation_adds_to_what_is_held(session: Session, hotel: Organisation, sari: users.User) -> None:
    outlet = hotel.outlets[0]
    _, token = invitations.invite(session, hotel, "sari@contoh.id", {outlet.id: ["finance"]}, by=acting(sari))
    invitations.accept(session, token, sari, by=acting(sari))
    assert buyers.desk(session, hotel.public_id, by=acting(sari)).roles == {
        (outlet.id, "owner"),
        (outlet.id, "finance"),
    }


@pytest.mark.parametrize("end", ["withdrawn", "old"])
def test_an_invitation_ends(session: Session, hotel: Organisation, sari: users.User, end: str) -> None:
    made, token = invitations.invite(
        session, hotel, "0812-6660-0004", {hotel.outlets[0].id: ["receiver"]}, by=acting(sari)
    )
    if end == "withdrawn":
        invitations.withdraw(session, made, by=acting(sari))
    else:
        clock.shift_for_tests(timedelta(days=8))
    with pytest.raises(NotFound):
        invitations.peek(session, token)
    clock.shift_for_tests(timedelta())


def test_nobody_is_invited_without_contact_or_role(session: Session, hotel: Organisation, sari: users.User) -> None:
    with pytest.raises(Invalid) as refused:
        invitations.invite(session, hotel, "bukan nomor", {}, by=acting(sari))
    assert refused.value.facts["errors"] == {"contact": "contact", "roles": "empty"}


def test_the_newest_budget_holds(session: Session, hotel: Organisation, sari: users.User) -> None:
    outlet, by = hotel.outlets[0], acting(sari)
    assert budgets.limit(session, outlet.id, None) is None
    budgets.set_amount(session, outlet, None, 5_000_000, by=by)
    budgets.set_amount(session, outlet, None, 7_500_000, by=by)
    assert budgets.limit(session, outlet.id, None) == 7_500_000
    budgets.set_amount(session, outlet, None, None, by=by)
    assert budgets.limit(session, outlet.id, None) is None
    with pytest.raises(Invalid):
        budgets.set_amount(session, outlet, None, -1, by=by)


def test_terms_are_granted_by_staff(session: Session, hotel: Organisation) -> None:
    assert hotel.terms == ["tunai"]
    organisations.activate(session, hotel, ["30", "14"], 25_000_000, by=STAFF)
    assert (hotel.state, hotel.terms, hotel.credit_limit) == ("active", ["tunai", "14", "30"], 25_000_000)
    with pytest.raises(Invalid):
        organisations.activate(session, hotel, ["90"], 0, by=STAFF)
    organisations.suspend(session, hotel, "tagihan lama", by=STAFF)
    with pytest.raises(NotAllowed):
        organisations.suspend(session, hotel, "lagi", by=STAFF)


def test_goods_come_in_the_hours_of_the_outlet(session: Session, hotel: Organisation, sari: users.User) -> None:
    outlet = hotel.outlets[0]
    assert outlet.receives(6, 0, 60)
    organisations.change_outlet(
        session, outlet, name="Dapur", street="Jl. Uji 9", kelurahan=cast.DAMAI, dock_notes="Pintu belakang",
        cost_centre="FB-01", hours={0: (480, 660)}, by=acting(sari),
    )  # fmt: skip
    assert outlet.receives(0, 480, 600) and not outlet.receives(0, 600, 720) and not outlet.receives(1, 480, 600)
