"""Somebody else does it for a maker: with the maker's consent, for a time, and under both names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from marketplace.kernel import clock, events, ids, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound, Refusal

from . import members
from .producers import Producer

TEXT = "bantuan-2026-11"
BY_HERSELF = "own_phone"
BY_OFFICER = ("call_back", "in_person")
DAYS = settings.declare("people.assist_days", 30, "Berapa hari izin membantu sebuah toko berlaku", settings.at_least(1))


class OwnShop(Refusal):
    """Who works for a shop needs no consent to help it."""


class Assistance(Base):
    """A maker's consent that one person acts for the shop: which text, when, how, until when."""

    __tablename__ = "assistances"
    __table_args__ = (Index("ix_assistances_user_id_producer_id", "user_id", "producer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    text_version: Mapped[str]
    how: Mapped[str]
    by_name: Mapped[str]
    granted_at: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]

    producer: Mapped[Producer] = relationship()

    @property
    def subject(self) -> str:
        """How events name this consent."""
        return f"assistance:{self.id}"


def agree(session: Session, producer: Producer, *, user_id: int, name: str, by: Actor) -> Assistance:
    """The maker herself agrees that a person helps. Raise NotFound for a stranger or a helper, OwnShop."""
    if producer.id not in by.producer_ids or by.acting_for is not None:
        raise NotFound(producer_id=producer.id)
    return _grant(session, producer, user_id, name, BY_HERSELF, by)


def note(session: Session, producer: Producer, how: str, *, by: Actor) -> Assistance:
    """An officer writes down that the maker has agreed to the officer's help. Raise NotFound, OwnShop."""
    if not by.has("officer") or how not in BY_OFFICER or by.user_id is None:
        raise NotFound(producer_id=producer.id)
    return _grant(session, producer, by.user_id, by.name, how, by)


def end(session: Session, public_id: str, *, by: Actor) -> Assistance:
    """The maker or the helper ends it, at once in every browser. Raise NotFound for anybody else."""
    found = session.scalars(_live(Assistance.public_id == public_id).with_for_update(of=Assistance)).first()
    is_maker = found is not None and found.producer_id in by.producer_ids and by.acting_for is None
    if found is None or not (is_maker or found.user_id == by.user_id):
        raise NotFound(public_id=public_id)
    _end(session, found, by)
    return found


def of_producer(session: Session, producer_id: int) -> Sequence[Assistance]:
    """Who may help a shop now, the latest first."""
    return session.scalars(_live(Assistance.producer_id == producer_id)).all()


def all_of(session: Session, producer_ids: Sequence[int]) -> Sequence[Assistance]:
    """Every consent that these shops ever gave, ended ones too, the first one first."""
    query = select(Assistance).where(Assistance.producer_id.in_(producer_ids))
    return session.scalars(query.order_by(Assistance.id)).all()


def of_user(session: Session, user_id: int) -> Sequence[Assistance]:
    """The shops that a person may help now."""
    return session.scalars(_live(Assistance.user_id == user_id)).all()


def helped(session: Session, user_id: int, producer_id: int | None) -> Producer | None:
    """The shop for which a person acts, as long as the consent holds."""
    if producer_id is None:
        return None
    found = session.scalars(_live(Assistance.user_id == user_id, Assistance.producer_id == producer_id)).first()
    return found.producer if found else None


def mine(session: Session, public_id: str, *, by: Actor) -> Assistance:
    """A consent of which the actor is the helper; raise NotFound."""
    found = session.scalars(_live(Assistance.public_id == public_id, Assistance.user_id == by.user_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def _grant(session: Session, producer: Producer, user_id: int, name: str, how: str, by: Actor) -> Assistance:
    session.scalars(select(Producer.id).where(Producer.id == producer.id).with_for_update()).one()
    if user_id in members.user_ids(session, producer.id):
        raise OwnShop(producer_id=producer.id)
    for old in session.scalars(_live(Assistance.producer_id == producer.id, Assistance.user_id == user_id)).all():
        _end(session, old, by)
    now = clock.now()
    made = Assistance(
        producer_id=producer.id, user_id=user_id, name=name, text_version=TEXT, how=how, by_name=by.name,
        granted_at=now, until=now + timedelta(days=DAYS(session)),
    )  # fmt: skip
    session.add(made)
    session.flush()
    events.record(session, producer.subject, "assist_agreed", by=by, helper=name, user_id=user_id, how=how, text=TEXT)
    events.record(session, made.subject, "agree", by=by)
    return made


def _end(session: Session, found: Assistance, by: Actor) -> None:
    found.ended_at, found.ended_by = clock.now(), by.name
    session.flush()
    events.record(session, found.producer.subject, "assist_ended", by=by, helper=found.name, user_id=found.user_id)


def _live(*conditions: ColumnElement[bool]) -> Select[Assistance]:
    return (
        select(Assistance)
        .options(joinedload(Assistance.producer))
        .where(Assistance.ended_at.is_(None), Assistance.until > clock.now(), *conditions)
        .order_by(Assistance.id.desc())
    )
