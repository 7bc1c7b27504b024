"""What an outlet wants to buy, on its way to purchase orders: lines, deliveries, life-cycle."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound
from marketplace.kernel.flow import Flow, Step, Waiting
from marketplace.people.buyers import Buyer, Desk
from marketplace.people.organisations import Organisation, Outlet
from marketplace.people.producers import Producer
from marketplace.stock.holds import Hold

FLOW = Flow(
    "purchase_request",
    [
        Step("submit", ("draft", "sent_back", "expired"), "pending", ("requester",)),
        Step("order", ("draft", "sent_back", "expired"), "ordered", ("requester",)),
        Step("approve", ("pending",), "ordered", ("approver",)),
        Step("refuse", ("pending",), "refused", ("approver",)),
        Step("send_back", ("pending",), "sent_back", ("approver",)),
        Step("withdraw", ("pending",), "draft", ("requester",)),
        Step("expire", ("pending",), "expired", ("system",)),
        Step("discard", ("draft", "sent_back", "expired"), "discarded", ("requester",)),
    ],
    [Waiting("pending", "expire")],
)
EDITABLE = ("draft", "sent_back", "expired")


class PurchaseRequest(Base):
    """States see FLOW: `submit` when a rule asks for approval, `order` when none does.

    While it is pending a hold keeps stock and capacity until `deadline`. `goods` and `delivery` are the rupiah
    that were submitted. `hotel_number` is the organisation's own order number, `terms` one of
    `organisations.TERMS`. `group_id` is what it became.
    """

    __tablename__ = "purchase_requests"
    __table_args__ = (
        CheckConstraint("goods >= 0 AND delivery >= 0", name="sums"),
        Index("ix_purchase_requests_outlet_id_state", "outlet_id", "state"),
        Index("ix_purchase_requests_state_deadline", "state", "deadline"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    number: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"))
    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyers.id"), index=True)
    state: Mapped[str] = mapped_column(default="draft")
    hotel_number: Mapped[str] = mapped_column(default="")
    terms: Mapped[str] = mapped_column(default="tunai")
    note: Mapped[str] = mapped_column(default="")
    goods: Mapped[int] = mapped_column(default=0)
    delivery: Mapped[int] = mapped_column(default=0)
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("holds.id"))
    deadline: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("buyers.id"))
    reason: Mapped[str] = mapped_column(default="")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("order_groups.id"), unique=True)

    organisation: Mapped[Organisation] = relationship()
    outlet: Mapped[Outlet] = relationship()
    buyer: Mapped[Buyer] = relationship(foreign_keys=[buyer_id])
    hold: Mapped[Hold | None] = relationship()
    lines: Mapped[list[RequestLine]] = relationship(order_by="RequestLine.id", cascade="all, delete-orphan")
    deliveries: Mapped[list[RequestDelivery]] = relationship(
        order_by="RequestDelivery.id", cascade="all, delete-orphan"
    )

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"purchase_request:{self.id}"

    @property
    def total(self) -> int:
        """Rupiah of goods and delivery as submitted."""
        return self.goods + self.delivery

    @property
    def is_editable(self) -> bool:
        """Whether lines may change."""
        return self.state in EDITABLE


class RequestLine(Base):
    """Packs of one variant. `unit_price` rupiah and `rule` as last seen by a member, checked again when ordered.

    `rule` is `base`, `tier:<minimum>`, `contract:<id>` or `quote:<quote line id>`; a quoted line keeps its price
    and its quantity, and has no minimum.
    """

    __tablename__ = "request_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0 AND unit_price > 0", name="amounts"),
        UniqueConstraint("request_id", "variant_id", "quote_line_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("purchase_requests.id", ondelete="CASCADE"), index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
    quantity: Mapped[int]
    unit_price: Mapped[int]
    rule: Mapped[str]
    quote_line_id: Mapped[int | None] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(default="")

    producer: Mapped[Producer] = relationship()

    @property
    def is_quoted(self) -> bool:
        """Whether an accepted offer fixed its price and quantity."""
        return self.quote_line_id is not None

    @property
    def total(self) -> int:
        """Rupiah for the line."""
        return self.unit_price * self.quantity


class RequestDelivery(Base):
    """One delivery of one maker: day, minutes after midnight, way, fee in rupiah (F75, F77).

    `option_key` and `window_key` name a way of `delivery.options`; both are empty for a way that was quoted.
    """

    __tablename__ = "request_deliveries"
    __table_args__ = (CheckConstraint("fee >= 0", name="fee"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("purchase_requests.id", ondelete="CASCADE"), index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    day: Mapped[date | None]
    starts: Mapped[int | None]
    ends: Mapped[int | None]
    option_key: Mapped[str] = mapped_column(default="")
    window_key: Mapped[str] = mapped_column(default="")
    fee: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")

    shares: Mapped[list[RequestShare]] = relationship(order_by="RequestShare.id", cascade="all, delete-orphan")


class RequestShare(Base):
    """So many packs of a line come with a delivery; the shares of a line add up to its quantity."""

    __tablename__ = "request_shares"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        UniqueConstraint("delivery_id", "line_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("request_deliveries.id", ondelete="CASCADE"))
    line_id: Mapped[int] = mapped_column(ForeignKey("request_lines.id", ondelete="CASCADE"), index=True)
    quantity: Mapped[int]


def begin(session: Session, desk: Desk, outlet: Outlet, *, terms: str = "tunai") -> PurchaseRequest:
    """An empty draft for an outlet."""
    request = PurchaseRequest(
        number=f"PP-{clock.today():%y%m}-{ids.code(6)}", organisation_id=desk.organisation.id, outlet_id=outlet.id,
        buyer_id=desk.buyer_id, terms=terms,
    )  # fmt: skip
    session.add(request)
    session.flush()
    return request


def of_desk(session: Session, public_id: str, desk: Desk) -> PurchaseRequest:
    """A request of an outlet where the person has a role; raise NotFound for anybody else."""
    found = session.scalars(select(PurchaseRequest).where(PurchaseRequest.public_id == public_id)).first()
    if found is None or found.organisation_id != desk.organisation.id or found.outlet_id not in desk.outlet_ids():
        raise NotFound(public_id=public_id)
    return found
