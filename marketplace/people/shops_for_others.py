"""An officer opens a shop for the owner of a registered business, with the owner's consent to be helped."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, Refusal
from marketplace.kernel.slugs import slug

from . import assisting, joining, members, phones, users, visits
from .businesses import Business
from .producers import Producer


class ShopOfAnother(Refusal):
    """The shop of this phone belongs to another record; facts: public_id, name."""


def open_for(session: Session, business: Business, how: str, *, by: Actor) -> Producer:
    """The owner's account and shop, and the officer's consent to help; a second tap gives the first shop.

    `how` says how the owner agreed to be helped. Raise NoConsent, NotAllowed, Invalid (phone), ShopOfAnother.
    """
    if not by.has("officer"):
        raise NotAllowed(verb="open_shop", state="-")
    visits.demand_consent(business)
    session.refresh(business, with_for_update={"of": Business})
    if business.producer_id is None:
        producer = _shop(session, business, by)
        business.producer_id = producer.id
        session.flush()
        events.record(session, business.subject, "shop_opened", by=by, producer_id=producer.id, shop=producer.name)
    shop = session.get_one(Producer, business.producer_id)
    if assisting.helped(session, by.user_id or 0, shop.id) is None:
        assisting.note(session, shop, how, by=by)
    return shop


def _shop(session: Session, business: Business, by: Actor) -> Producer:
    phone = phones.mobile(business.phone or "")
    if phone is None:
        raise Invalid(errors={"phone": "mobile"})
    owner = users.by_phone(session, phone)
    if owner is not None and members.producer_ids(session, owner.id):
        return _known_shop(session, owner.id, business)
    name = business.owner_name or business.name
    if owner is None:
        owner = joining.join(session, name=name, phone=phone, record=business, by=by)
    else:
        joining.become(session, owner, phone=phone, record=business, by=by)
    if owner is None:
        raise Invalid(errors={"phone": "taken"})
    producer = session.get_one(Producer, min(members.producer_ids(session, owner.id)))
    _describe(session, producer, business)
    return producer


def _known_shop(session: Session, user_id: int, business: Business) -> Producer:
    producer = session.get_one(Producer, min(members.producer_ids(session, user_id)))
    record = session.scalars(select(Business).where(Business.producer_id == producer.id)).first()
    if record is not None and record.id != business.id:
        raise ShopOfAnother(public_id=record.public_id, name=record.name)
    return producer


def _describe(session: Session, producer: Producer, business: Business) -> None:
    wanted = slug(business.name) or producer.slug
    taken = session.scalar(select(Producer.id).where(Producer.slug == wanted, Producer.id != producer.id))
    producer.name, producer.slug = business.name, f"{wanted}-{ids.code(5).lower()}" if taken else wanted
    producer.scale, producer.makes = business.scale, business.makes
    producer.kelurahan_code, producer.street = business.kelurahan_code, business.street
    producer.is_demo = business.is_demo
    session.flush()
