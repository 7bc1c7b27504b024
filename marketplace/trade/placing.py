"""Placing: one group and its orders in one transaction, exactly once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.kernel import clock, faults, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refusal
from marketplace.money import gateways, payments
from marketplace.money.gateways.closed import MethodClosed
from marketplace.money.payments import Payment
from marketplace.stock import holds

from . import carts, dealing, fulfilment, happenings, paying, quote, slots
from .checkout import Checkout, follows, lock, start
from .line_terms import frozen
from .orders import Order, OrderGroup, OrderLine

AFTER_SLOTS = faults.declare("place.slots", "time windows are booked, no order yet")
AFTER_ORDERS = faults.declare("place.orders", "orders are written, the hold is not yet theirs")
AFTER_HOLD = faults.declare("place.held", "the hold belongs to the order, nothing is committed")


class AlreadyPlaced(Refusal):
    """The key was used for another submission; facts: token of the order that exists."""


class TotalChanged(Refusal):
    """The sum is not the one that was shown; facts: seen, now."""


class Incomplete(Refusal):
    """A step is not answered (any more); facts: step."""


class CartChanged(Refusal):
    """The cart was changed since checkout began; what is held now follows the cart."""


def place(
    session: Session, checkout: Checkout, *, seen_total: int, language: str, with_fake: bool = False, by: Actor
) -> OrderGroup:
    """Make the order that the review page showed; the same submission again returns the same order.

    Raise AlreadyPlaced, HoldOver, Incomplete, TotalChanged, SlotFull, MethodClosed, Declined.
    """
    lock(session, checkout)
    digest = ids.digest(f"{seen_total}:{checkout.method}:{checkout.hold_id}")
    if checkout.group_id is not None:
        group = session.get_one(OrderGroup, checkout.group_id)
        if checkout.placed_digest != digest:
            raise AlreadyPlaced(token=group.token)
        return group
    if not checkout.hold.is_live:
        raise holds.HoldOver(hold_id=checkout.hold_id)
    now = quote.of(session, checkout, with_fake=with_fake, only=checkout.method)
    _check(now, checkout, seen_total)
    _book(session, now)
    faults.at(AFTER_SLOTS)
    group = _write(session, checkout, now, language, with_fake)
    faults.at(AFTER_ORDERS)
    _keep_stock(session, group, by=by)
    checkout.state, checkout.open_key = "placed", None
    checkout.group_id, checkout.placed_digest = group.id, digest
    _empty_cart(session, checkout)
    happenings.to_group(session, group, "place", by=by)
    session.flush()
    faults.at(AFTER_HOLD)
    return group


def choose_method(
    session: Session, checkout: Checkout, method: str, now: quote.Quote, *, with_fake: bool = False
) -> None:
    """Keep the way to pay and settle the amount to be asked for; raise MethodClosed, UnknownMethod."""
    gateway = gateways.get(method, with_fake=with_fake)
    offered = now.method(method)
    if offered is None or not offered.open:
        raise MethodClosed(reason=offered.reason if offered else "no_account", limit=offered.limit if offered else 0)
    payment = checkout.payment or Payment(method=method, amount=now.total, state="new")
    if payment.code_key is None or (payment.method, payment.amount) != (method, now.total):
        session.add(payment)
        payment.method, payment.amount, payment.account_id = method, now.total, None
        payments.drop_code(session, payment)
        gateway.prepare(session, payment)
    checkout.method, checkout.payment_id = method, payment.id
    session.flush()
    session.expire(checkout, ["payment"])


def settle_again(
    session: Session, checkout: Checkout, before: quote.Quote | None = None, *, with_fake: bool = False
) -> None:
    """After an earlier answer changed: the amount to be asked for follows, or the way to pay is dropped.

    `before` spares asking for the ways of delivery again.
    """
    if not checkout.method:
        return
    try:
        only = checkout.method
        before = before or quote.of(session, checkout, only="")
        now = quote.with_methods(session, checkout, before, with_fake=with_fake, only=only)
        choose_method(session, checkout, checkout.method, now, with_fake=with_fake)
    except MethodClosed:
        checkout.method = ""
        session.flush()


def follow_cart(session: Session, checkout: Checkout, cart: carts.Cart, *, network: str) -> None:
    """Refuse with CartChanged when the cart changed since checkout began, after holding it anew."""
    if checkout.group_id is None and not follows(session, checkout, cart):
        start(session, cart, user_id=checkout.user_id, network=network)
        raise CartChanged()


def _prepared(checkout: Checkout, now: quote.Quote) -> Payment:
    payment = checkout.payment
    if payment is None or payment.state != "new" or payment.amount != now.total:
        raise Incomplete(step="payment")
    return payment


def _check(now: quote.Quote, checkout: Checkout, seen_total: int) -> None:
    if not checkout.has_contact:
        raise Incomplete(step="contact")
    if not now.delivered:
        raise Incomplete(step="delivery")
    method = now.method(checkout.method)
    if method is None or not method.open:
        raise Incomplete(step="payment")
    due = _prepared(checkout, now).due
    if seen_total != due:
        raise TotalChanged(seen=seen_total, now=due)


def _book(session: Session, now: quote.Quote) -> None:
    slots.book_all(session, [(box.window.slot_id, box.window.day) for box in now.boxes if box.window is not None])


def _write(session: Session, checkout: Checkout, now: quote.Quote, language: str, with_fake: bool) -> OrderGroup:
    gateway = gateways.get(checkout.method, with_fake=with_fake)
    payment = _prepared(checkout, now)
    gateway.start(session, payment)
    number = f"BPN-{clock.today():%y%m%d}-{ids.code(6)}"
    group = OrderGroup(
        number=number,
        user_id=checkout.user_id,
        payment_id=payment.id,
        hold_id=checkout.hold_id,
        name=checkout.name,
        phone=checkout.phone,
        email=checkout.email,
        kelurahan_code=checkout.kelurahan_code,
        street=checkout.street,
        landmark=checkout.landmark,
        courier_note=checkout.courier_note,
        goods=now.goods,
        delivery=now.delivery,
        language=language,
    )
    group.orders = [_order(box, f"{number}-{n}", gateway.prepaid) for n, box in enumerate(now.boxes, start=1)]
    session.add(group)
    session.flush()
    dealing.freeze(session, group.orders)
    return group


def _order(box: quote.BoxQuote, number: str, prepaid: bool) -> Order:
    chosen = box.chosen
    if chosen is None:
        raise Incomplete(step="delivery")
    return Order(
        number=number,
        producer_id=box.producer.id,
        state="awaiting_payment" if prepaid else "placed",
        goods=box.goods,
        delivery_fee=box.fee,
        delivery_kind=chosen.kind,
        delivery_name=chosen.name,
        delivery_detail=chosen.detail,
        ready_on=box.ready_on,
        promised_on=box.promised_on,
        window_starts=box.window.starts if box.window else None,
        window_ends=box.window.ends if box.window else None,
        slot_id=box.window.slot_id if box.window else None,
        note=box.box.note,
        lines=[OrderLine(**frozen(line)) for line in box.lines],
    )


def _keep_stock(session: Session, group: OrderGroup, *, by: Actor) -> None:
    """Prepaid: the hold lasts as long as the payment may take. Cash: stock is allocated at once."""
    hold = group.hold
    if hold is None:
        raise holds.HoldOver()
    if group.is_prepaid:
        holds.extend(session, hold, group.payment.deadline)
        return
    served = paying.allocate(session, group, group.orders)
    if len(served) < len(group.orders):
        raise holds.HoldOver(hold_id=hold.id)
    for order in group.orders:
        order.deadline = fulfilment.deadline(session, order)
        happenings.to_order(session, order, "place", by=by)


def _empty_cart(session: Session, checkout: Checkout) -> None:
    cart = session.get(carts.Cart, checkout.cart_id) if checkout.cart_id else None
    if cart is not None:
        carts.empty(session, cart, [line.variant_id for line in checkout.lines])
