"""Writes one invented order group as placing does, at whatever time it is on the clock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money import gateways, payments, receiving
from marketplace.money.payments import Payment
from marketplace.people import kitchen_days
from marketplace.people.producers import Producer
from marketplace.stock import capacity, holds, levels, lots
from marketplace.trade import delivery, fulfilment, happenings, paying, slots
from marketplace.trade.orders import Order, OrderGroup, OrderLine

from . import shelves, tables
from .crowd import Buyer
from .wares import Ware


@dataclass(frozen=True)
class Wish:
    """What somebody orders: packs of wares, a way to pay, preferred ways of delivery, a note."""

    number: str
    buyer: Buyer
    basket: tuple[tuple[Ware, int], ...]
    method: str
    code: int
    ways: tuple[str, ...]
    not_before: date
    note: str = ""


@dataclass(frozen=True)
class _Box:
    """One producer's part with its way."""

    producer: Producer
    items: list[tuple[Ware, int]]
    ready_on: date
    option: delivery.Option
    window: slots.Window | None

    @property
    def goods(self) -> int:
        return sum(ware.priced(packs).total for ware, packs in self.items)


def place(session: Session, wish: Wish) -> OrderGroup:
    """Hold the stock, book the windows, write group, orders and payment."""
    for ware, packs in wish.basket:
        _make_available(session, ware, packs)
    wanted = [holds.Wanted(ware.stock_item_id, packs * ware.content, ware.lead_days) for ware, packs in wish.basket]
    hold = holds.take(session, wanted, until=clock.now() + timedelta(minutes=15))
    boxes = _boxes(session, wish, hold)
    for box in boxes:
        if box.window is not None:
            slots.book(session, box.window.slot_id, box.window.day)
    group = _group(session, wish, boxes, hold)
    if group.is_prepaid:
        holds.extend(session, hold, group.payment.deadline)
    else:
        paying.allocate(session, group, group.orders)
    happenings.to_group(session, group, "place", by=wish.buyer.actor)
    if not group.is_prepaid:
        for order in group.orders:
            order.deadline = fulfilment.deadline(session, order)
            happenings.to_order(session, order, "place", by=wish.buyer.actor)
    return group


def _make_available(session: Session, ware: Ware, packs: int) -> None:
    """The maker has made enough in time; what is scarce today was made exactly."""
    if ware.lead_days is not None:
        return
    lots.write_off_overdue(session, ware.stock_item_id)
    missing = packs * ware.content - levels.free(session, ware.stock_item_id)
    if missing > 0:
        batch = 0 if ware.sku in shelves.SCARCE else shelves.target(tables.goods()[ware.sku]) // 3 * ware.content
        shelves.receive(session, ware.sku, ware.stock_item_id, max(missing, batch))


def _boxes(session: Session, wish: Wish, hold: holds.Hold) -> list[_Box]:
    items: dict[int, list[tuple[Ware, int]]] = defaultdict(list)
    for ware, packs in wish.basket:
        items[ware.producer_id].append((ware, packs))
    parcels = [_parcel(session.get_one(Producer, maker), rows, hold) for maker, rows in items.items()]
    ways = delivery.options(session, parcels, wish.buyer.place)
    boxes = []
    for parcel in parcels:
        option = _preferred(ways[parcel.producer.id], wish.ways)
        later = [window for window in option.windows if window.day >= wish.not_before]
        window = next(iter(later or option.windows[-1:]), None)
        boxes.append(_Box(parcel.producer, items[parcel.producer.id], parcel.ready_on, option, window))
    return sorted(boxes, key=lambda box: box.producer.name)


def _parcel(producer: Producer, items: list[tuple[Ware, int]], hold: holds.Hold) -> delivery.Parcel:
    weeks: dict[int, date] = {}
    for line in hold.lines:
        if line.week is not None:
            weeks[line.stock_item_id] = max(line.week, weeks.get(line.stock_item_id, line.week))
    ready = [clock.today()]
    ready += [
        capacity.ready_on(weeks[ware.stock_item_id], ware.lead_days, kitchen_days.of(producer))
        for ware, _packs in items
        if ware.lead_days is not None and ware.stock_item_id in weeks
    ]
    return delivery.Parcel(
        producer,
        sum(ware.grams * packs for ware, packs in items),
        sum(ware.volume_cm3 * packs for ware, packs in items),
        sum(ware.priced(packs).total for ware, packs in items),
        max(ready),
    )


def _preferred(ways: list[delivery.Option], kinds: tuple[str, ...]) -> delivery.Option:
    open_ones = [way for way in ways if way.open]
    for kind in kinds:
        for way in open_ones:
            if way.kind == kind:
                return way
    return open_ones[0]


def _group(session: Session, wish: Wish, boxes: list[_Box], hold: holds.Hold) -> OrderGroup:
    goods, fees = sum(box.goods for box in boxes), sum(box.option.fee for box in boxes)
    payment = _payment(session, wish, goods + fees)
    buyer = wish.buyer
    group = OrderGroup(
        number=wish.number,
        user_id=buyer.user_id,
        payment_id=payment.id,
        hold_id=hold.id,
        name=buyer.name,
        phone=buyer.phone,
        email=buyer.email,
        kelurahan_code=buyer.place.code,
        street=buyer.street,
        landmark=buyer.landmark,
        goods=goods,
        delivery=fees,
        is_demo=True,
    )
    group.orders = [_order(wish, box, n) for n, box in enumerate(boxes, start=1)]
    session.add(group)
    session.flush()
    return group


def _payment(session: Session, wish: Wish, amount: int) -> Payment:
    payment = Payment(method=wish.method, amount=amount, state="new")
    account = receiving.current(session, {"transfer": "bank"}.get(wish.method, wish.method))
    if account is not None:
        code = _free_code(session, account.id, amount, wish.code)
        payment.account_id, payment.code = account.id, code
        payment.code_key, payment.amount_key = f"{account.id}:{code}", f"{account.id}={amount + code}"
    session.add(payment)
    session.flush()
    gateways.get(wish.method).start(session, payment)
    session.flush()
    return payment


def _free_code(session: Session, account: int, amount: int, code: int) -> int:
    while session.scalar(
        select(Payment.id).where(
            (Payment.code_key == f"{account}:{code}") | (Payment.amount_key == f"{account}={amount + code}")
        )
    ):
        code = code % payments.CODES[-1] + 1
    return code


def _order(wish: Wish, box: _Box, n: int) -> Order:
    window = box.window
    return Order(
        number=f"{wish.number}-{n}",
        producer_id=box.producer.id,
        state="placed" if wish.method == "cod" else "awaiting_payment",
        goods=box.goods,
        delivery_fee=box.option.fee,
        delivery_kind=box.option.kind,
        delivery_name=box.option.name,
        delivery_detail=box.option.detail,
        ready_on=box.ready_on,
        promised_on=window.day if window else box.option.arrives_on,
        window_starts=window.starts if window else None,
        window_ends=window.ends if window else None,
        slot_id=window.slot_id if window else None,
        note=wish.note,
        lines=[_line(ware, packs) for ware, packs in box.items],
    )


def _line(ware: Ware, packs: int) -> OrderLine:
    price = ware.priced(packs)
    return OrderLine(
        variant_id=ware.variant_id,
        stock_item_id=ware.stock_item_id,
        name=ware.name,
        label=ware.label,
        slug=ware.slug,
        quantity=packs,
        base_quantity=packs * ware.content,
        lead_days=ware.lead_days,
        unit_price=price.unit,
        list_price=ware.price,
        rule=price.rule,
    )
