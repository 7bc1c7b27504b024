"""A person opens an organisation that buys, with its first outlet."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, Refusal

from . import buyers, emails, names, phones, places
from .buyers import Buyer, BuyerRole
from .organisations import KINDS, Organisation, Outlet
from .users import User

MOST_NEW = settings.declare(
    "organisations.most_new_per_person",
    3,
    "Berapa organisasi boleh dibuka satu orang sebelum petugas memeriksanya",
    settings.at_least(1),
)


class TooManyOrganisations(Refusal):
    """The person has opened several that staff have not looked at yet; fact: limit."""


@dataclass(frozen=True)
class Told:
    """What is asked at the beginning; the rest is told later."""

    name: str
    kind: str
    phone: str
    outlet: str
    street: str
    kelurahan: str
    email: str = ""


def found(session: Session, user: User, told: Told, *, by: Actor) -> Organisation:
    """Open it; a second tap gives the first one. Raise Invalid by field, TooManyOrganisations."""
    name, phone = names.clean(told.name), phones.normalise(told.phone)
    _check(session, told, name, phone)
    session.scalars(select(User.id).where(User.id == user.id).with_for_update()).one()
    same = next((one for one in _founded(session, user) if one.name.casefold() == name.casefold()), None)
    if same is not None:
        return same
    if len(_founded(session, user)) >= MOST_NEW(session):
        raise TooManyOrganisations(limit=MOST_NEW(session))
    organisation = Organisation(
        name=name, kind=told.kind, phone=phone, email=emails.normalise(told.email) or "", is_demo=user.is_demo
    )
    outlet = Outlet(
        name=names.clean(told.outlet), street=names.clean(told.street), kelurahan_code=told.kelurahan
    )  # fmt: skip
    return buyers.establish(session, user, organisation, outlet, by=by)


def _check(session: Session, told: Told, name: str, phone: str | None) -> None:
    wrong = {field: "empty" for field in ("outlet", "street") if not names.clean(getattr(told, field))}
    if not names.is_name(name):
        wrong["name"] = "empty"
    if told.kind not in KINDS:
        wrong["kind"] = "unknown"
    if phone is None:
        wrong["phone"] = "phone"
    if told.email and emails.normalise(told.email) is None:
        wrong["email"] = "email"
    if places.find(session, told.kelurahan) is None:
        wrong["kelurahan"] = "unknown"
    if wrong:
        raise Invalid(errors=wrong)


def _founded(session: Session, user: User) -> list[Organisation]:
    """Those that the person owns and staff have not decided about."""
    query = (
        select(Organisation)
        .join(Buyer, Buyer.organisation_id == Organisation.id)
        .where(Buyer.user_id == user.id, Buyer.ended_at.is_(None), Organisation.state == "new")
        .where(select(BuyerRole.id).where(BuyerRole.buyer_id == Buyer.id, BuyerRole.role == "owner").exists())
    )
    return list(session.scalars(query.order_by(Organisation.id)))


def count_members(session: Session, organisation_ids: list[int]) -> dict[int, int]:
    """How many people buy for each."""
    query = (
        select(Buyer.organisation_id, func.count())
        .where(Buyer.organisation_id.in_(organisation_ids), Buyer.ended_at.is_(None))
        .group_by(Buyer.organisation_id)
    )
    return {organisation: int(count) for organisation, count in session.execute(query)}
