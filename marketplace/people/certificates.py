"""Papers with a validity that acts: shown only while verified and valid today (F20)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from marketplace.kernel import clock
from marketplace.kernel.db import Base

KINDS = ("halal", "pirt", "md", "psat", "na", "svlk")


class Certificate(Base):
    """A paper of a producer. Dates are Balikpapan dates, `valid_to` inclusive, NULL = no end."""

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    kind: Mapped[str]
    number: Mapped[str]
    issuer: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    file_key: Mapped[str | None]
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    submitted_by: Mapped[str] = mapped_column(default="")
    returned_at: Mapped[datetime | None]
    returned_reason: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)


def valid_today() -> ColumnElement[bool]:
    """The condition under which a paper may be shown and may act."""
    today = clock.today()
    return and_(
        Certificate.verified_at.is_not(None),
        Certificate.withdrawn_at.is_(None),
        Certificate.valid_from <= today,
        or_(Certificate.valid_to.is_(None), Certificate.valid_to >= today),
    )


def of_producer(session: Session, producer_id: int) -> list[Certificate]:
    """All papers of a producer, newest first."""
    query = select(Certificate).where(Certificate.producer_id == producer_id)
    return list(session.scalars(query.order_by(Certificate.valid_from.desc())))
