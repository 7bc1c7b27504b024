"""Placing an organisation's order: goods first, money later by its terms; one group in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from marketplace.kernel import clock, faults, ids
from marketplace.kernel.actor import Actor
from marketplace.money.payments import Payment
from marketplace.people.organisations import Organisation, Outlet
from marketplace.stock import holds

from . import credit, dealing, deposits, fulfilment, happenings, paying, slots
from .line_terms import frozen
from .orders import Order, OrderGroup, OrderLine

AFTER_ORDERS = faults.declare("terms.orders", "orders on terms are written, the stock is not yet theirs")
AFTER_STOCK = faults.declare("terms.stock", "stock is allocated to orders on terms, nothing is committed")


@dataclass(frozen=True)
class LineDraft:
    """Packs of one variant at an agreed rupiah price; `rule` says which rule gave it.

    `shelf_days` is how long they must still keep when they are received, where that was agreed.
    """

    variant_id: int
    stock_item_id: int
    name: str
    label: str
    slug: str
    quantity: int
    base_quantity: int
    unit_price: int
    list_price: int
    rule: str
    lead_days: int | None = None
    preorder_on: date | None = None
    shelf_days: int | None = None


@dataclass(frozen=True)
class OrderDraft:
    """One delivery of one maker: a day, minutes after midnight, the way and its fee in rupiah."""

    producer_id: int
    day: date
    starts: int | None
    ends: int | None
    kind: str
    way: str
    detail: str
    fee: int
    slot_id: int | None
    note: str
    lines: Sequence[LineDraft]

    @property
    def goods(self) -> int:
        """Rupiah without delivery."""
        return sum(line.unit_price * line.quantity for line in self.lines)


@dataclass(frozen=True)
class Sale:
    """What an organisation orders in one go for one outlet, on terms; `contact` is whom a driver asks for."""

    organisation: Organisation
    outlet: Outlet
    terms: str
    user_id: int | None
    contact: str
    phone: str
    email: str
    language: str
    orders: Sequence[OrderDraft]

    @property
    def goods(self) -> int:
        """Rupiah without delivery."""
        return sum(order.goods for order in self.orders)

    @property
    def delivery(self) -> int:
        """Rupiah for all deliveries."""
        return sum(order.fee for order in self.orders)


def place(session: Session, sale: Sale, hold: holds.Hold, *, by: Actor) -> OrderGroup:
    """Write the group and allocate what the hold keeps; nothing happens unless all of it can.

    Raise TermsClosed, CreditExceeded, SlotFull, HoldOver, OutOfStock.
    """
    credit.demand(session, sale.organisation, sale.terms, sale.goods + sale.delivery)
    for draft in sorted(sale.orders, key=lambda draft: (draft.slot_id or 0, draft.day)):
        if draft.slot_id is not None:
            slots.book(session, draft.slot_id, draft.day)
    group = _write(session, sale, hold)
    faults.at(AFTER_ORDERS)
    served = paying.allocate(session, group, group.orders)
    if len(served) < len(group.orders):
        raise holds.HoldOver(hold_id=hold.id)
    faults.at(AFTER_STOCK)
    if sale.terms == "dp50":
        deposits.ask(session, group, by=by)
    for order in group.orders:
        order.deadline = fulfilment.deadline(session, order)
        happenings.to_order(session, order, "place", by=by)
    happenings.to_group(session, group, "place", by=by)
    session.flush()
    return group


def _write(session: Session, sale: Sale, hold: holds.Hold) -> OrderGroup:
    payment = Payment(method="terms", amount=sale.goods + sale.delivery, state="on_terms")
    session.add(payment)
    session.flush()
    outlet, number = sale.outlet, f"BPN-{clock.today():%y%m%d}-{ids.code(6)}"
    group = OrderGroup(
        number=number,
        user_id=sale.user_id,
        payment_id=payment.id,
        hold_id=hold.id,
        name=f"{sale.organisation.name}, {outlet.name}",
        phone=sale.phone,
        email=sale.email,
        kelurahan_code=outlet.kelurahan_code,
        street=outlet.street,
        landmark=outlet.dock_notes,
        courier_note=sale.contact,
        goods=sale.goods,
        delivery=sale.delivery,
        language=sale.language,
        organisation_id=sale.organisation.id,
        outlet_id=outlet.id,
        terms=sale.terms,
        is_demo=sale.organisation.is_demo,
    )
    state = "awaiting_payment" if sale.terms == "dp50" else "placed"
    group.orders = [_order(draft, f"{number}-{n}", state) for n, draft in enumerate(sale.orders, start=1)]
    session.add(group)
    session.flush()
    dealing.freeze(session, group.orders)
    return group


def _order(draft: OrderDraft, number: str, state: str) -> Order:
    return Order(
        number=number,
        producer_id=draft.producer_id,
        state=state,
        goods=draft.goods,
        delivery_fee=draft.fee,
        delivery_kind=draft.kind,
        delivery_name=draft.way,
        delivery_detail=draft.detail,
        ready_on=draft.day,
        promised_on=draft.day,
        window_starts=draft.starts,
        window_ends=draft.ends,
        slot_id=draft.slot_id,
        note=draft.note,
        lines=[OrderLine(**frozen(line), shelf_days=line.shelf_days) for line in draft.lines],
    )
