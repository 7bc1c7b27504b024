"""Orders of the tests' hotel on terms, and the steps that they take."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.sourcing import receipts
from marketplace.sourcing.receipt_rows import Receipt
from marketplace.sourcing.receipts import Count, Signature
from marketplace.stock import holds
from marketplace.trade import bill_paying, bills, fulfilment, terms
from marketplace.trade.bills import Bill, BillPayment
from marketplace.trade.orders import Order, OrderGroup
from tests import buying, cast


def place(
    session: Session,
    hotel: buying.Hotel,
    wanted: list[tuple[cast.Maker, int, int]],
    *,
    on: str = "14",
    fee: int = 10_000,
    shelf_days: int | None = None,
) -> OrderGroup:
    """One order for each (maker, packs, price of a pack)."""
    hold = holds.take(
        session,
        [holds.Wanted(maker.variant.stock_item_id, packs * 100) for maker, packs, _ in wanted],
        until=clock.now(),
    )
    hold.expires_at = None
    drafts = [draft(maker, packs, price, fee, shelf_days) for maker, packs, price in wanted]
    person = hotel.people["requester"]
    sale = terms.Sale(
        hotel.organisation, hotel.kitchen, on, person.id, person.name, "+6254277700", "", "id", drafts
    )  # fmt: skip
    return terms.place(session, sale, hold, by=hotel.actor("requester"))


def draft(maker: cast.Maker, packs: int, price: int, fee: int, shelf_days: int | None) -> terms.OrderDraft:
    """A delivery of one maker today."""
    line = terms.LineDraft(
        variant_id=maker.variant.id,
        stock_item_id=maker.variant.stock_item_id,
        name=maker.product.name,
        label=maker.variant.label,
        slug=maker.product.slug,
        quantity=packs,
        base_quantity=packs * 100,
        unit_price=price,
        list_price=maker.variant.price,
        rule="base",
        shelf_days=shelf_days,
    )
    return terms.OrderDraft(
        maker.producer.id, clock.today(), None, None, "own", "Diantar sendiri", "", fee, None, "", [line]
    )  # fmt: skip


def send(session: Session, maker: cast.Maker, order: Order) -> Order:
    """From placed to on its way."""
    for step in (fulfilment.accept, fulfilment.make_ready, fulfilment.hand_over):
        step(session, order, by=maker.actor)
    return order


def receive(
    session: Session, hotel: buying.Hotel, order: Order, accepted: int | None = None, rejected: int = 0
) -> Receipt:
    """The store-keeper counts; everything is accepted when nothing is said."""
    line = order.lines[0]
    count = Count(line.going if accepted is None else accepted, rejected, "damaged" if rejected else "")
    desk = hotel.desk(session, "receiver")
    by = hotel.actor("receiver")
    return receipts.sign(session, desk, order.number, {line.id: count}, Signature("Joko"), by=by)


def pay(
    session: Session, hotel: buying.Hotel, shares: dict[Bill, int], *, over: int = 0, key: str = "k"
) -> BillPayment:
    """Finance records a transfer."""
    transfer = bill_paying.Transfer(sum(shares.values()) + over, clock.today(), "TRF 88", key)
    parts = {bill.id: part for bill, part in shares.items()}
    return bill_paying.record(session, hotel.organisation, transfer, parts, surplus_back=bool(over), by=cast.FINANCE)


def deposit_of(session: Session, group: OrderGroup) -> Bill | None:
    """The bill of a group's down payment."""
    return bills.deposit_of_order(session, group.orders[0].id)
