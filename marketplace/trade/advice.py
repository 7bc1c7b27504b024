"""A mentor's advice, pinned beside the thing it concerns, done or not done (F57)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.catalog.products import Product
from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people import names
from marketplace.people.producers import Producer

LONGEST = 600


class Advice(Base):
    """One note to a producer. `subject` names the thing as events do (`product:7`, `producer:3`)."""

    __tablename__ = "advice"
    __table_args__ = (Index("ix_advice_producer_subject", "producer_id", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    subject: Mapped[str]
    text: Mapped[str]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(default=False)


def pin(session: Session, producer: Producer, text: str, *, product: Product | None = None, by: Actor) -> Advice:
    """An officer pins a note to a maker, or to one of the maker's goods. Raise NotAllowed, NotFound, Invalid."""
    if not by.has("officer"):
        raise NotAllowed(verb="pin", state="-")
    if product is not None and product.producer_id != producer.id:
        raise NotFound(product_id=product.id)
    text = "\n".join(names.clean(line) for line in text.strip().splitlines())
    if not 0 < len(text) <= LONGEST:
        raise Invalid(errors={"text": "length"})
    subject = f"product:{product.id}" if product else producer.subject
    note = Advice(producer_id=producer.id, subject=subject, text=text, by_name=by.name, is_demo=producer.is_demo)
    session.add(note)
    session.flush()
    events.record(session, subject, "advised", by=by, advice_id=note.id)
    return note


def tick(session: Session, public_id: str, done: bool, *, by: Actor) -> Advice:
    """The maker says that a note is done, or that it is not after all. Raise NotFound."""
    query = select(Advice).where(Advice.public_id == public_id, Advice.producer_id.in_(by.producer_ids))
    note = session.scalars(query).first()
    if note is None:
        raise NotFound(public_id=public_id)
    if done == (note.done_at is not None):
        return note
    note.done_at, note.done_by = (clock.now(), by.name) if done else (None, None)
    session.flush()
    events.record(session, note.subject, "advice_done" if done else "advice_reopened", by=by, advice_id=note.id)
    return note


def of_producer(session: Session, producer_id: int) -> list[Advice]:
    """All notes of a maker: open ones first, the newest first."""
    query = select(Advice).where(Advice.producer_id == producer_id)
    return list(session.scalars(query.order_by(Advice.done_at.is_not(None), Advice.id.desc())))


def open_for(session: Session, producer_id: int) -> dict[str, list[Advice]]:
    """The notes that are not done by subject (`producer:3`, `product:7`), for showing them beside the thing."""
    query = select(Advice).where(Advice.producer_id == producer_id, Advice.done_at.is_(None))
    found: dict[str, list[Advice]] = {}
    for note in session.scalars(query.order_by(Advice.id.desc())):
        found.setdefault(note.subject, []).append(note)
    return found


def counts(session: Session, producer_ids: list[int]) -> dict[int, tuple[int, int]]:
    """By maker: how many notes are open, and how many are done."""
    rows = session.execute(
        select(Advice.producer_id, func.count(), func.count(Advice.done_at))
        .where(Advice.producer_id.in_(producer_ids))
        .group_by(Advice.producer_id)
    )
    return {producer_id: (total - done, done) for producer_id, total, done in rows}
