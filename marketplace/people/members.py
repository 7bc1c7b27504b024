"""Which people work for which producer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock
from marketplace.kernel.db import Base


class ProducerMember(Base):
    """A person's place at a producer: owner or staff."""

    __tablename__ = "producer_members"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(default="owner")
    since: Mapped[datetime] = mapped_column(default=clock.now)


def producer_ids(session: Session, user_id: int) -> frozenset[int]:
    """The producers a person may act for."""
    query = select(ProducerMember.producer_id).where(ProducerMember.user_id == user_id)
    return frozenset(session.scalars(query))


def user_ids(session: Session, producer_id: int) -> list[int]:
    """The people of a producer."""
    query = select(ProducerMember.user_id).where(ProducerMember.producer_id == producer_id)
    return list(session.scalars(query.order_by(ProducerMember.user_id)))
