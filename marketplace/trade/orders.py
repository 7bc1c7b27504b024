"""Orders: always one group with one order per producer, and the order's life-cycle as data."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship, selectinload

from marketplace.kernel import clock, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound
from marketplace.kernel.flow import Flow, Step, Waiting
from marketplace.money.payments import Payment
from marketplace.people.organisations import Organisation, Outlet
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.stock.holds import Hold

from .shortages import Shortage

FLOW = Flow(
    "order",
    [
        Step("pay", ("awaiting_payment", "expired"), "placed", ("finance",)),
        Step("expire", ("awaiting_payment",), "expired", ("system",)),
        Step("accept", ("placed",), "accepted", ("producer",)),
        Step("decline", ("placed",), "declined", ("producer", "system")),
        Step("ready", ("accepted",), "ready", ("producer",)),
        Step("hand_over", ("ready",), "shipped", ("producer",)),
        Step("collect", ("ready",), "arrived", ("producer",)),
        Step("deliver", ("shipped",), "arrived", ("producer", "system")),
        Step("receive", ("shipped", "arrived"), "completed", ("buyer",)),
        Step("turn_away", ("shipped", "arrived"), "declined", ("buyer",)),
        Step("finish", ("arrived",), "completed", ("system",)),
        Step("cancel", ("awaiting_payment", "placed"), "cancelled", ("buyer",)),
        Step("cancel_late", ("accepted", "ready"), "cancelled", ("buyer",)),
        Step("cancel_rest", ("accepted", "ready"), "cancelled", ("buyer",)),
        Step("give_up", ("accepted", "ready"), "declined", ("producer",)),
        Step("grant_cancel", ("accepted", "ready"), "cancelled", ("producer", "system")),
        Step("fail", ("awaiting_payment", "expired"), "cancelled", ("finance",)),
    ],
    [
        Waiting("placed", "decline"),
        Waiting("accepted", "mark_late"),
        Waiting("ready", "mark_late"),
        Waiting("shipped", "deliver"),
        Waiting("arrived", "finish"),
    ],
)
ENDED = ("completed", "cancelled", "declined", "expired")


class OrderGroup(Base):
    """What one buyer ordered in one go, as it was ordered.

    `goods` and `delivery` in rupiah equal the sums of the orders that were placed; what is promised
    later (`Order.parent_id`) was in them from the start. An organisation's group names its outlet and
    the `terms` on which it pays (one of `organisations.TERMS`).
    """

    __tablename__ = "order_groups"
    __table_args__ = (CheckConstraint("goods > 0 AND delivery >= 0", name="sums"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    number: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(unique=True, default=ids.token)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), unique=True)
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("holds.id"))
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(index=True)
    email: Mapped[str] = mapped_column(default="")
    kelurahan_code: Mapped[str | None] = mapped_column(ForeignKey("kelurahan.code"))
    street: Mapped[str] = mapped_column(default="")
    landmark: Mapped[str] = mapped_column(default="")
    courier_note: Mapped[str] = mapped_column(default="")
    goods: Mapped[int]
    delivery: Mapped[int]
    language: Mapped[str] = mapped_column(default="id")
    placed_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlets.id"), index=True)
    terms: Mapped[str] = mapped_column(default="")
    is_demo: Mapped[bool] = mapped_column(default=False)

    payment: Mapped[Payment] = relationship()
    hold: Mapped[Hold | None] = relationship()
    kelurahan: Mapped[Kelurahan | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    outlet: Mapped[Outlet | None] = relationship()
    orders: Mapped[list[Order]] = relationship(order_by="Order.id", back_populates="group")

    @property
    def is_prepaid(self) -> bool:
        """Whether the money comes before the goods."""
        return self.payment.method not in {"cod", "terms"}

    @property
    def on_terms(self) -> bool:
        """Whether an organisation pays after the goods, against invoices."""
        return self.payment.method == "terms"


class Order(Base):
    """One producer's part. `deadline` bounds the present state; see FLOW for what then happens.

    `goods` stays as ordered; `shorted` of it is not sent with this order (see `shortages`). An order
    with `parent_id` is the rest of another one, promised for later; it costs no delivery. `refunded` is the
    sum of its refunds (see `refund_rows`); goods and fee stay what they were. `fee_to` is who gets the delivery
    fee (producer, courier), `withheld_rate` the basis points of tax: both frozen at placing, see `dealing`.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("goods > 0 AND delivery_fee >= 0", name="sums"),
        CheckConstraint("shorted >= 0 AND shorted <= goods", name="shorted"),
        CheckConstraint("refunded >= 0 AND refunded <= goods - shorted + delivery_fee", name="refunded"),
        Index("ix_orders_producer_state", "producer_id", "state"),
        Index("ix_orders_state_deadline", "state", "deadline"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("order_groups.id"), index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    state: Mapped[str]
    deadline: Mapped[datetime | None]
    goods: Mapped[int]
    delivery_fee: Mapped[int]
    delivery_kind: Mapped[str]
    delivery_name: Mapped[str]
    delivery_detail: Mapped[str] = mapped_column(default="")
    ready_on: Mapped[date]
    promised_on: Mapped[date | None]
    window_starts: Mapped[int | None]
    window_ends: Mapped[int | None]
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slots.id"))
    note: Mapped[str] = mapped_column(default="")
    decline_reason: Mapped[str] = mapped_column(default="")
    late_at: Mapped[datetime | None]
    cancel_asked_at: Mapped[datetime | None]
    cancel_deadline: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    cancel_refused_at: Mapped[datetime | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    shorted: Mapped[int] = mapped_column(default=0)
    refunded: Mapped[int] = mapped_column(default=0)
    fee_to: Mapped[str] = mapped_column(default="producer")
    withheld_rate: Mapped[int] = mapped_column(default=0)

    group: Mapped[OrderGroup] = relationship(back_populates="orders")
    producer: Mapped[Producer] = relationship()
    lines: Mapped[list[OrderLine]] = relationship(order_by="OrderLine.id")

    @property
    def total(self) -> int:
        """Rupiah for the goods that are sent, and delivery."""
        return self.goods - self.shorted + self.delivery_fee

    @property
    def kept(self) -> int:
        """Rupiah that were not refunded."""
        return self.total - self.refunded

    @property
    def is_rest(self) -> bool:
        """Whether it is what another order lacked, promised for later."""
        return self.parent_id is not None

    @property
    def cancels_at_once(self) -> bool:
        """Whether the buyer may leave after acceptance without asking."""
        return self.is_rest or self.late_at is not None

    @property
    def references(self) -> list[str]:
        """How its lines are named in the stock's books."""
        return [line.reference for line in self.lines]

    def may(self, verb: str, who: str, state: str | None = None) -> bool:
        """Whether party `who` may do `verb` now (or were the state another), for showing a button."""
        if verb == "cancel_late" and (self.late_at is None or self.is_rest):
            return False
        if verb == "cancel_rest" and not self.is_rest:
            return False
        if verb in {"receive", "turn_away"} and self.group.on_terms == (verb == "receive"):
            return False
        if verb == "grant_cancel" and self.cancel_deadline is None:
            return False
        if verb in {"collect", "hand_over"} and (self.delivery_kind == "pickup") != (verb == "collect"):
            return False
        return FLOW.may(state or self.state, verb, who)


class OrderLine(Base):
    """Frozen at placing: names, price, rule, commission. `base_quantity` in the stock item's base units.

    `shelf_days` is how long goods must still keep when they are received, where that was agreed.

    `commission` is the rupiah of `commission_rate` (basis points) for the line as ordered, see `dealing`.
    """

    __tablename__ = "order_lines"
    __table_args__ = (CheckConstraint("quantity > 0 AND unit_price > 0", name="amounts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"))
    name: Mapped[str]
    label: Mapped[str]
    slug: Mapped[str]
    quantity: Mapped[int]
    base_quantity: Mapped[int]
    lead_days: Mapped[int | None]
    preorder_on: Mapped[date | None]
    unit_price: Mapped[int]
    list_price: Mapped[int]
    rule: Mapped[str]
    shelf_days: Mapped[int | None]
    commission_rate: Mapped[int] = mapped_column(default=0)
    commission: Mapped[int] = mapped_column(default=0)

    shortages: Mapped[list[Shortage]] = relationship(order_by="Shortage.id", lazy="selectin")

    @property
    def total(self) -> int:
        """Rupiah for the line as ordered."""
        return self.unit_price * self.quantity

    @property
    def going(self) -> int:
        """Packs that are sent with the order."""
        return self.quantity - sum(row.quantity for row in self.shortages)

    @property
    def content(self) -> int:
        """Base units in one pack."""
        return self.base_quantity // self.quantity

    @property
    def reference(self) -> str:
        """How the line is named in the stock's books."""
        return f"line:{self.id}"


class Strike(Base):
    """A promise a producer did not keep."""

    __tablename__ = "strikes"

    id: Mapped[int] = mapped_column(primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


def by_token(session: Session, token: str) -> OrderGroup:
    """The group of an unguessable link, with what its page shows; raise NotFound."""
    query = (
        select(OrderGroup)
        .join(OrderGroup.payment)
        .outerjoin(Payment.account)
        .outerjoin(OrderGroup.kelurahan)
        .where(OrderGroup.token == token)
        .options(
            contains_eager(OrderGroup.payment).contains_eager(Payment.account),
            contains_eager(OrderGroup.kelurahan),
            selectinload(OrderGroup.orders).options(selectinload(Order.producer), selectinload(Order.lines)),
        )
    )
    group = session.scalars(query).first() if token else None
    if group is None:
        raise NotFound(token="…")
    return group


def in_group(group: OrderGroup, number: str) -> Order:
    """One order of a group by its number; raise NotFound."""
    for order in group.orders:
        if order.number == number:
            return order
    raise NotFound(number=number)


def of_producer(session: Session, number: str, *, by: Actor) -> Order:
    """An order that the actor's own producer has to fulfil; raise NotFound for anybody else."""
    order = session.scalars(select(Order).where(Order.number == number, Order.producer_id.in_(by.producer_ids))).first()
    if order is None or order.state == "awaiting_payment":
        raise NotFound(number=number)
    return order


def inbox(session: Session, *, by: Actor, ended: bool = False, limit: int = 100) -> list[Order]:
    """The orders of the actor's producers: open ones by promised date, ended ones newest first."""
    query = select(Order).where(Order.producer_id.in_(by.producer_ids), Order.state != "awaiting_payment")
    if ended:
        query = query.where(Order.state.in_(ENDED)).order_by(Order.id.desc())
    else:
        query = query.where(Order.state.not_in(ENDED)).order_by(Order.promised_on, Order.id)
    return list(session.scalars(query.limit(limit)))


def subject(order: Order) -> str:
    """How the order is named in events."""
    return f"order:{order.id}"


def group_subject(group: OrderGroup) -> str:
    """How the group is named in events."""
    return f"group:{group.id}"
