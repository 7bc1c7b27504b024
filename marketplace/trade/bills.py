"""What organisations have to pay: one bill for each invoice, one for each down payment, and what was paid of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from marketplace.kernel import clock, events, ids
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound
from marketplace.money.documents import Document
from marketplace.money.statements import StatementLine
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Organisation

from .orders import Order, OrderGroup

events.tell("bill", "remind", "no_deposit")


class Bill(Base):
    """Rupiah: `amount` as it was asked for, `credited` taken back before it was paid, `paid` of it.

    Kinds: invoice (of `order_id`, as its `document_id` says) and deposit (of the group, before anything is made).
    `used` is what of an invoice's `paid` came from the down payment, or of a down payment's went to invoices or
    back. `papers_on` is the day on which the buyer had all papers,
    where the days count from there. `reminded` is how many of the reminders were sent.
    """

    __tablename__ = "bills"
    __table_args__ = (
        CheckConstraint("amount > 0 AND credited >= 0 AND paid >= 0 AND used >= 0", name="sums"),
        CheckConstraint("paid + credited <= amount AND used <= paid", name="over"),
        CheckConstraint("kind IN ('invoice', 'deposit')", name="kind"),
        Index("ix_bills_organisation_id_due_on", "organisation_id", "due_on"),
        Index("ix_bills_due_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    kind: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("order_groups.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), unique=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    number: Mapped[str]
    terms: Mapped[str]
    amount: Mapped[int]
    credited: Mapped[int] = mapped_column(default=0)
    paid: Mapped[int] = mapped_column(default=0)
    used: Mapped[int] = mapped_column(default=0)
    issued_on: Mapped[date]
    due_on: Mapped[date]
    papers_on: Mapped[date | None]
    settled_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0)

    organisation: Mapped[Organisation] = relationship()
    group: Mapped[OrderGroup] = relationship()
    order: Mapped[Order | None] = relationship()
    document: Mapped[Document | None] = relationship()
    shares: Mapped[list[BillShare]] = relationship(order_by="BillShare.id", back_populates="bill")

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"bill:{self.id}"

    @property
    def open(self) -> int:
        """Rupiah that are still to be paid."""
        return self.amount - self.credited - self.paid

    @property
    def state(self) -> str:
        """paid, cancelled (nothing of it is asked for any more), part, overdue or open."""
        if not self.open:
            return "paid" if self.paid else "cancelled"
        if self.days_late > 0:
            return "overdue"
        return "part" if self.paid > self.used else "open"

    @property
    def days_late(self) -> int:
        """Days since the due day; below one it is not late."""
        return (clock.today() - self.due_on).days


class BillPayment(Base):
    """One transfer of an organisation, for one or several of its bills; what was too much is `surplus`.

    `line_id` is the line of a statement that brought it; one that was written down by hand waits for its line.
    """

    __tablename__ = "bill_payments"
    __table_args__ = (CheckConstraint("amount > 0 AND surplus >= 0 AND surplus <= amount", name="sums"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    key: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("receiving_accounts.id"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey(StatementLine.id), unique=True)
    amount: Mapped[int]
    surplus: Mapped[int] = mapped_column(default=0)
    arrived_on: Mapped[date]
    reference: Mapped[str] = mapped_column(default="")
    proof_key: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]

    organisation: Mapped[Organisation] = relationship()
    shares: Mapped[list[BillShare]] = relationship(order_by="BillShare.id", back_populates="payment")


class BillShare(Base):
    """So much of a transfer pays one bill."""

    __tablename__ = "bill_shares"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"), UniqueConstraint("payment_id", "bill_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("bill_payments.id"))
    bill_id: Mapped[int] = mapped_column(ForeignKey("bills.id"), index=True)
    amount: Mapped[int]

    payment: Mapped[BillPayment] = relationship(back_populates="shares")
    bill: Mapped[Bill] = relationship(back_populates="shares")


def is_open() -> ColumnElement[bool]:
    """Of bills: something is still to be paid."""
    return Bill.amount > Bill.credited + Bill.paid


def of_order(session: Session, order_id: int) -> Bill | None:
    """The bill of an order's invoice."""
    return session.scalars(select(Bill).where(Bill.order_id == order_id)).first()


def deposit_of_order(session: Session, order_id: int) -> Bill | None:
    """The bill of the down payment for an order's group."""
    group = select(Order.group_id).where(Order.id == order_id).scalar_subquery()
    return session.scalars(select(Bill).where(Bill.group_id == group, Bill.kind == "deposit")).first()


def open_of(session: Session, organisation_id: int) -> list[Bill]:
    """What an organisation has to pay, the oldest due day first."""
    query = select(Bill).where(Bill.organisation_id == organisation_id, is_open())
    return list(session.scalars(loaded(query.order_by(Bill.due_on, Bill.id))))


def seen(session: Session, desk: Desk, *, only_open: bool = False, limit: int = 200) -> list[Bill]:
    """The bills of those outlets where the member does finance, the newest first; open ones by due day."""
    outlets = desk.outlet_ids("finance")
    query = select(Bill).where(Bill.organisation_id == desk.organisation.id, Bill.outlet_id.in_(outlets))
    query = query.where(is_open()).order_by(Bill.due_on, Bill.id) if only_open else query.order_by(Bill.id.desc())
    return list(session.scalars(loaded(query.limit(limit))))


def all_open(session: Session, limit: int = 500) -> list[Bill]:
    """Every open bill, for staff: the longest overdue first."""
    return list(session.scalars(loaded(select(Bill).where(is_open()).order_by(Bill.due_on, Bill.id).limit(limit))))


def by_public_id(session: Session, public_id: str) -> Bill:
    """One bill, for staff; raise NotFound."""
    found = session.scalars(select(Bill).where(Bill.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def settled_orders(session: Session) -> set[int]:
    """Orders whose bill asks for nothing any more."""
    query = select(Bill.order_id).where(Bill.order_id.is_not(None), ~is_open())
    return {int(order) for order in session.scalars(query) if order is not None}


def loaded(query: Select[Bill]) -> Select[Bill]:
    """With what every list shows of them."""
    return query.options(
        joinedload(Bill.organisation), joinedload(Bill.order).joinedload(Order.producer), joinedload(Bill.document)
    )
