"""Refunds: part or all of an order's money goes back to its buyer, by line, packs and delivery fee (F11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.kernel import changed, clock, faults, ids, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound, Refusal
from marketplace.stock import returns

from . import happenings, invoicing, receivables, refund_accounts, refund_rows, settle_refunds, settlement
from .orders import Order, OrderLine
from .refund_rows import FLOW, Refund, RefundLine

SECOND_PERSON_ABOVE = settings.declare(
    "refund.second_person_above",
    1_000_000,
    "Pengembalian satu pesanan di atas jumlah rupiah ini perlu disetujui orang kedua",
    settings.at_least(0),
)
REASONS = ("damaged", "wrong", "missing", "quality", "late", "goodwill", "dispute")
AFTER_POSTED = faults.declare("refund.posted", "the refund is posted, goods are not back, no debt is written")
AFTER_RESTOCK = faults.declare("refund.restocked", "goods are back on sale, no debt is written")
AFTER_DEBT = faults.declare("refund.owed", "the debt is written, nothing is committed")


class NotRefundable(Refusal):
    """Nothing of this order can be refunded now; facts: why (not_sent, not_paid, all)."""


class RefundPacks(Refusal):
    """More packs than are left of a line, or no whole number; facts: line_id, most."""


class RefundFee(Refusal):
    """More than is left of the delivery fee; facts: most."""


class NothingToRefund(Refusal):
    """Neither goods nor delivery fee."""


class OverRefund(Refusal):
    """Somebody else refunded meanwhile; facts: left."""


class RefundWaits(Refusal):
    """Another refund of this order waits for its second person."""


class SamePerson(Refusal):
    """Who asked for a refund cannot be its second person."""


@dataclass(frozen=True)
class Part:
    """So many packs of a line; `restock` when they are good and back with the maker."""

    line_id: int
    quantity: int
    restock: bool = False


@dataclass(frozen=True)
class Left:
    """What of an order can still be refunded: packs by line id, rupiah of the fee, rupiah in all."""

    packs: dict[int, int]
    fee: int
    amount: int


@dataclass(frozen=True)
class Plan:
    """What a refund would be. `second` when it needs a second person."""

    lines: list[tuple[OrderLine, Part]]
    fee: int
    amount: int
    second: bool


def order_for(session: Session, number: str, *, by: Actor) -> Order:
    """An order that the actor may refund: any for finance, her own for a producer; raise NotFound."""
    order = session.scalars(select(Order).where(Order.number == number)).first()
    if order is None or not _may(order, by):
        raise NotFound(number=number)
    return order


def why_not(order: Order) -> str:
    """Why nothing of the order can be refunded now; empty when something can.

    What has not left the house is cancelled or not sent (see `fulfilment`, `shorting`), never refunded.
    """
    states = {"completed"}
    if not order.group.on_terms:
        states |= {"arrived", "shipped"} if order.group.is_prepaid else {"arrived"}
    if order.state not in states:
        return "not_sent"
    if order.group.is_prepaid and order.group.payment.state != "paid":
        return "not_paid"
    return "" if order.kept else "all"


def left(session: Session, order: Order, *, by: Actor) -> Left:
    """What the actor can still refund; a producer gives back only a delivery fee that is hers."""
    gone = refund_rows.packs_refunded(session, order.id)
    fee = order.delivery_fee - refund_rows.fee_refunded(session, order.id)
    if not by.has("finance") and order.delivery_kind != "own":
        fee = 0
    packs = {line.id: line.going - gone.get(line.id, 0) for line in order.lines}
    return Left(packs, fee, sum(line.unit_price * packs[line.id] for line in order.lines) + fee)


def plan(session: Session, order: Order, parts: Iterable[Part], fee: int, *, by: Actor) -> Plan:
    """What would be refunded; raise NotRefundable, RefundPacks, RefundFee, NothingToRefund."""
    why = why_not(order)
    if why:
        raise NotRefundable(why=why)
    open_ = left(session, order, by=by)
    lines = {line.id: line for line in order.lines}
    chosen = [(lines[part.line_id], part) for part in parts if _checked(part, open_.packs)]
    if type(fee) is not int or not 0 <= fee <= open_.fee:
        raise RefundFee(most=open_.fee)
    amount = sum(line.unit_price * part.quantity for line, part in chosen) + fee
    if not amount:
        raise NothingToRefund()
    return Plan(chosen, fee, amount, order.refunded + amount > SECOND_PERSON_ABOVE(session))


def give(
    session: Session,
    order: Order,
    parts: Iterable[Part],
    *,
    fee: int,
    reason: str,
    by: Actor,
    words: str = "",
    key: str = "",
    dispute_id: int | None = None,
) -> Refund:
    """Refund at once, or ask for a second person; the same `key` again gives the same refund.

    Ledger, stock and debt change together with the refund or not at all.
    """
    if not _may(order, by):
        raise NotFound(number=order.number)
    _lock(session, order)
    before = session.scalars(select(Refund).where(Refund.key == key, Refund.order_id == order.id)).first()
    if key and before is not None:
        return before
    found = plan(session, order, parts, fee, by=by)
    if found.second and _waits(session, order):
        raise RefundWaits()
    refund = _write(session, order, found, reason, words[:300], key, dispute_id, by)
    if found.second:
        happenings.to_order(session, order, "refund_ask", by=by, amount=refund.amount)
    else:
        _carry_out(session, order, refund, by)
    return refund


def approve(session: Session, refund: Refund, *, by: Actor) -> None:
    """The second person agrees; raise SamePerson, NotAllowed when it was decided before, RefundPacks."""
    order, target = _deciding(session, refund, "approve", by)
    if _same(refund, by):
        raise SamePerson()
    plan(session, order, [Part(row.order_line_id, row.quantity) for row in refund.lines], refund.fee, by=by)
    refund.state, refund.approved_by_id, refund.approved_by = target, by.user_id, by.name
    _carry_out(session, order, refund, by)


def refuse(session: Session, refund: Refund, words: str, *, by: Actor) -> None:
    """The second person (or whoever asked) does not want it; nothing happens to the money."""
    order, target = _deciding(session, refund, "refuse", by)
    refund.state, refund.approved_by_id, refund.approved_by = target, by.user_id, by.name
    refund.decided_at = clock.now()
    session.flush()
    happenings.to_order(session, order, "refund_refuse", by=by, amount=refund.amount, why=words[:300])


def _deciding(session: Session, refund: Refund, verb: str, by: Actor) -> tuple[Order, str]:
    if not by.has("finance"):
        raise NotFound(public_id=refund.public_id)
    _lock(session, refund.order)
    session.refresh(refund)
    return refund.order, FLOW.target(refund.state, verb, "finance")


def _same(refund: Refund, by: Actor) -> bool:
    return (refund.requested_by_id, refund.requested_by) == (by.user_id, by.name) or (
        refund.requested_by_id is not None and refund.requested_by_id == by.user_id
    )


def _may(order: Order, by: Actor) -> bool:
    return by.has("finance") or order.producer_id in by.producer_ids


def _lock(session: Session, order: Order) -> None:
    session.refresh(order, with_for_update=True)
    for line in order.lines:
        session.expire(line, ["shortages"])


def _waits(session: Session, order: Order) -> bool:
    query = select(Refund.id).where(Refund.order_id == order.id, Refund.state == "asked")
    return session.scalars(query).first() is not None


def _checked(part: Part, packs: Mapping[int, int]) -> bool:
    most = packs.get(part.line_id, 0)
    if type(part.quantity) is not int or not 0 <= part.quantity <= most:
        raise RefundPacks(line_id=part.line_id, most=most)
    return part.quantity > 0


def _write(
    session: Session, order: Order, found: Plan, reason: str, words: str, key: str, dispute_id: int | None, by: Actor
) -> Refund:
    refund = Refund(
        key=key or ids.public_id(),
        order_id=order.id,
        state="asked" if found.second else "given",
        amount=found.amount,
        fee=found.fee,
        reason=reason if reason in REASONS else "goodwill",
        words=words,
        requested_by_id=by.user_id,
        requested_by=by.name,
        dispute_id=dispute_id,
        lines=[
            RefundLine(
                order_line_id=line.id,
                quantity=part.quantity,
                amount=line.unit_price * part.quantity,
                restock=part.restock,
            )
            for line, part in found.lines
        ],
    )
    session.add(refund)
    session.flush()
    return refund


def _carry_out(session: Session, order: Order, refund: Refund, by: Actor) -> None:
    _claim(session, order, refund.amount)
    owed = settle_refunds.given(session, order, refund, by=by)
    faults.at(AFTER_POSTED)
    for row in sorted(refund.lines, key=lambda row: (row.line.stock_item_id, row.id)):
        if row.restock:
            row.put_back = returns.put_back(session, row.line.reference, row.quantity * row.line.content, by=by)
    faults.at(AFTER_RESTOCK)
    if owed:
        refund.owed_id = settlement.note_owed(session, order, owed, "refund").id
    refund.decided_at = clock.now()
    session.flush()
    credited = [invoicing.CreditRow(row.order_line_id, row.quantity, row.amount) for row in refund.lines]
    invoicing.issue_credit_note(
        session, order, credited, refund.fee, refund.reason, by=by, source=f"refund:{refund.id}"
    )  # fmt: skip
    if order.group.on_terms:
        receivables.after_change(session, receivables.locked(session, order.id), by=by)
    faults.at(AFTER_DEBT)
    happenings.to_order(
        session,
        order,
        "refund",
        by=by,
        amount=refund.amount,
        lines=[f"{row.quantity} × {row.line.name} {row.line.label}" for row in refund.lines],
        fee=refund.fee,
        why=refund.reason,
        reason=refund.words,
        dispute=refund.dispute_id,
        asks=refund_accounts.asks(session, order.group),
    )


def _claim(session: Session, order: Order, amount: int) -> None:
    """Count the refund against what was paid, in one statement; raise OverRefund."""
    most = Order.goods - Order.shorted + Order.delivery_fee
    done = changed.rows(
        session,
        update(Order)
        .where(Order.id == order.id, Order.refunded + amount <= most)
        .values(refunded=Order.refunded + amount)
        .execution_options(synchronize_session=False),
    )
    session.refresh(order)
    if done != 1:
        raise OverRefund(left=order.kept)
