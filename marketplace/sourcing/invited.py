"""What a maker is asked to quote for: she was invited, or she sells in the category it is open to (F63)."""

from __future__ import annotations

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product
from marketplace.kernel import clock, upsert
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.people.producers import Producer, demand

from .quotes import Quote
from .rfqs import Rfq, RfqInvitation


def listed(session: Session, producer: Producer, *, by: Actor, limit: int = 60) -> list[Rfq]:
    """The requests she may read, the newest first."""
    demand(producer, by)
    mine = select(RfqInvitation.rfq_id).where(RfqInvitation.producer_id == producer.id)
    open_to_her = (Rfq.state == "open") & Rfq.category_id.in_(_categories(producer))
    query = select(Rfq).where(Rfq.state != "draft", or_(Rfq.id.in_(mine), open_to_her))
    return list(session.scalars(query.order_by(Rfq.id.desc()).limit(limit)))


def find(session: Session, public_id: str, producer: Producer, *, by: Actor) -> RfqInvitation:
    """Her invitation to one of them, written now when its category makes her one of the asked; raise NotFound."""
    demand(producer, by)
    rfq = session.scalars(select(Rfq).where(Rfq.public_id == public_id, Rfq.state != "draft")).first()
    if rfq is None:
        raise NotFound(public_id=public_id)
    found = _invitation(session, rfq, producer)
    if found is None and rfq.state == "open" and rfq.category_id in set(session.scalars(_categories(producer))):
        made = upsert.insert(session, RfqInvitation).values(
            rfq_id=rfq.id, producer_id=producer.id, at=clock.now(), declined_reason=""
        )
        session.execute(made.on_conflict_do_nothing(index_elements=["rfq_id", "producer_id"]))
        session.expire(rfq, ["invitations"])
        found = _invitation(session, rfq, producer)
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def count_open(session: Session, producer_id: int) -> int:
    """How many requests wait for her answer."""
    answered = select(Quote.rfq_id).where(Quote.producer_id == producer_id)
    query = (
        select(func.count(RfqInvitation.id))
        .join(Rfq)
        .where(
            RfqInvitation.producer_id == producer_id, RfqInvitation.declined_at.is_(None), Rfq.state == "open",
            Rfq.deadline > clock.now(), Rfq.id.not_in(answered),
        )
    )  # fmt: skip
    return int(session.scalar(query) or 0)


def _invitation(session: Session, rfq: Rfq, producer: Producer) -> RfqInvitation | None:
    query = select(RfqInvitation).where(RfqInvitation.rfq_id == rfq.id, RfqInvitation.producer_id == producer.id)
    return session.scalars(query).first()


def _categories(producer: Producer) -> Select[int]:
    return select(Product.category_id).where(
        Product.producer_id == producer.id, Product.published_at.is_not(None), Product.archived_at.is_(None)
    )
