"""Requests for quotation: what an outlet asks makers to quote for, line by line, and whom it asks (F63)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, selectinload

from marketplace.catalog.categories import Category
from marketplace.catalog.products import Variant
from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound
from marketplace.people.buyers import Buyer, Desk
from marketplace.people.organisations import Organisation, Outlet
from marketplace.people.producers import Producer

CERTIFICATES = ("halal", "pirt", "md", "psat", "na")


class Rfq(Base):
    """States: draft, open (makers may quote until `deadline`, UTC), awarded, cancelled.

    `terms` is how the outlet means to pay, one of `organisations.TERMS`. With `category_id` every maker who sells
    in it may quote, besides those who are invited. `request_id` is the purchase request that the award became.
    """

    __tablename__ = "rfqs"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'open', 'awarded', 'cancelled')", name="state"),
        Index("ix_rfqs_organisation_id_state", "organisation_id", "state"),
        Index("ix_rfqs_state_category_id", "state", "category_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    number: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"), index=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyers.id"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    state: Mapped[str] = mapped_column(default="draft")
    title: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    terms: Mapped[str] = mapped_column(default="tunai")
    deadline: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    request_id: Mapped[int | None] = mapped_column(ForeignKey("purchase_requests.id"), unique=True)

    organisation: Mapped[Organisation] = relationship()
    outlet: Mapped[Outlet] = relationship()
    buyer: Mapped[Buyer] = relationship()
    category: Mapped[Category | None] = relationship()
    lines: Mapped[list[RfqLine]] = relationship(order_by="RfqLine.id", cascade="all, delete-orphan")
    files: Mapped[list[RfqFile]] = relationship(order_by="RfqFile.id", cascade="all, delete-orphan")
    invitations: Mapped[list[RfqInvitation]] = relationship(
        order_by="RfqInvitation.id", back_populates="rfq", cascade="all, delete-orphan"
    )

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"rfq:{self.id}"

    @property
    def takes_quotes(self) -> bool:
        """Whether a maker may still send a first quote."""
        return self.state == "open" and self.deadline > clock.now()


class RfqLine(Base):
    """`quantity` packs of `pack` (free words, e.g. "1 kg"); `variant_id` when a known pack is meant.

    `days` are the ISO dates on which it is to come, `shelf_days` the least days it must still keep then,
    `certificates` the kinds of papers required, `budget` rupiah for one pack (told to the makers).
    """

    __tablename__ = "rfq_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("budget IS NULL OR budget > 0", name="budget"),
        CheckConstraint("shelf_days IS NULL OR shelf_days > 0", name="shelf_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    rfq_id: Mapped[int] = mapped_column(ForeignKey("rfqs.id", ondelete="CASCADE"), index=True)
    variant_id: Mapped[int | None] = mapped_column(ForeignKey("variants.id"))
    name: Mapped[str]
    pack: Mapped[str]
    quantity: Mapped[int]
    days: Mapped[list[str]] = mapped_column(default=list)
    shelf_days: Mapped[int | None]
    certificates: Mapped[list[str]] = mapped_column(default=list)
    budget: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")

    variant: Mapped[Variant | None] = relationship()

    @property
    def dates(self) -> list[date]:
        """The days on which it is to come, the first one first."""
        return [date.fromisoformat(day) for day in self.days]


class RfqFile(Base):
    """A picture that shows what is meant; only who may read the request may see it."""

    __tablename__ = "rfq_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    rfq_id: Mapped[int] = mapped_column(ForeignKey("rfqs.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    name: Mapped[str]


class RfqInvitation(Base):
    """One maker who is asked. `declined_at`: she said that she cannot this time."""

    __tablename__ = "rfq_invitations"
    __table_args__ = (UniqueConstraint("rfq_id", "producer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rfq_id: Mapped[int] = mapped_column(ForeignKey("rfqs.id", ondelete="CASCADE"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    declined_reason: Mapped[str] = mapped_column(default="")

    rfq: Mapped[Rfq] = relationship(back_populates="invitations")
    producer: Mapped[Producer] = relationship()

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"rfq_invitation:{self.id}"


def of_desk(session: Session, public_id: str, desk: Desk) -> Rfq:
    """A request of an outlet where the person has a role; raise NotFound for anybody else."""
    query = select(Rfq).where(Rfq.public_id == public_id)
    asked = selectinload(Rfq.invitations).joinedload(RfqInvitation.producer)
    found = session.scalars(query.options(asked, selectinload(Rfq.lines))).first()
    if found is None or found.organisation_id != desk.organisation.id:
        raise NotFound(public_id=public_id)
    if found.outlet_id not in desk.outlet_ids():
        raise NotFound(public_id=public_id)
    return found


def listed(session: Session, desk: Desk, limit: int = 100) -> list[Rfq]:
    """The requests of the outlets where the person has a role, the newest first."""
    outlets = desk.outlet_ids()
    query = select(Rfq).where(Rfq.organisation_id == desk.organisation.id, Rfq.outlet_id.in_(outlets))
    query = query.options(joinedload(Rfq.outlet), selectinload(Rfq.lines), selectinload(Rfq.invitations))
    return list(session.scalars(query.order_by(Rfq.id.desc()).limit(limit)))


def line_of(rfq: Rfq, public_id: str) -> RfqLine:
    """One of its lines; raise NotFound."""
    for line in rfq.lines:
        if line.public_id == public_id:
            return line
    raise NotFound(public_id=public_id)


def locked(session: Session, rfq: Rfq) -> Rfq:
    """Read it afresh with its row locked until the end of the transaction."""
    query = select(Rfq).where(Rfq.id == rfq.id).with_for_update(of=Rfq)
    return session.scalars(query.execution_options(populate_existing=True)).one()
