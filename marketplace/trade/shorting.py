"""Sending less than was ordered: the rest is dropped, or promised for a day (F46)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, faults, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.stock import parts

from . import happenings, rests, settlement
from .orders import Order, OrderLine, subject
from .shortages import Shortage

LATER_DAYS = settings.declare(
    "order.rest_days", 30, "Hari paling lama untuk menyusulkan barang yang kurang", settings.at_least(1)
)
AFTER_MONEY = faults.declare("order.short", "the missing packs' money has moved, nothing is committed")


class NothingMissing(Refusal):
    """Everything is there."""


class NothingGoes(Refusal):
    """No pack is left to send: that is declining the order, not a shortage."""


class WrongPacks(Refusal):
    """More packs than ordered, or less than none; facts: line_id, most."""


class WrongDay(Refusal):
    """The promised day has passed or is too far; facts: first, last."""


@dataclass(frozen=True)
class Outcome:
    """What a shortage means in rupiah: dropped or promised, and the order's new total."""

    missing: list[tuple[OrderLine, int]]
    amount: int
    total: int


def plan(session: Session, order: Order, have: Mapping[int, int], later: date | None) -> Outcome:
    """What would happen if only these packs (by line id) were sent.

    Raise NotAllowed, WrongPacks, WrongDay, NothingMissing, NothingGoes.
    """
    if order.state not in {"accepted", "ready"}:
        raise NotAllowed(verb="shorten", state=order.state)
    missing = [(line, line.going - _checked(line, have)) for line in order.lines]
    missing = [(line, packs) for line, packs in missing if packs]
    if not missing:
        raise NothingMissing()
    if sum(packs for _, packs in missing) == sum(line.going for line in order.lines):
        raise NothingGoes()
    first, last = clock.today() + timedelta(days=1), clock.today() + timedelta(days=LATER_DAYS(session))
    if later is not None and not first <= later <= last:
        raise WrongDay(first=first, last=last)
    amount = sum(line.unit_price * packs for line, packs in missing)
    return Outcome(missing, amount, order.total - amount)


def shorten(
    session: Session, order: Order, have: Mapping[int, int], *, later: date | None = None, by: Actor
) -> Order | None:
    """Send only these packs; returns the order that carries the rest, if it is promised."""
    session.refresh(order, with_for_update=True)
    for line in order.lines:
        session.expire(line, ["shortages"])
    found = plan(session, order, have, later)
    rest = rests.make(session, order, found.missing, later) if later is not None else None
    _free_stock(session, found.missing, rest, by)
    order.shorted += found.amount
    rows = _note(session, found.missing, rest, by)
    if order.group.payment.state == "paid":
        if rest is not None:
            settlement.promised_later(session, order, rest, by=by)
        else:
            settlement.dropped(session, order, found.amount, rows[0].id, by=by)
    faults.at(AFTER_MONEY)
    _tell(session, order, found, rest, by)
    return rest


def _tell(session: Session, order: Order, found: Outcome, rest: Order | None, by: Actor) -> None:
    happenings.to_order(
        session,
        order,
        "short",
        by=by,
        missing=[f"{packs} × {line.name} {line.label}" for line, packs in found.missing],
        amount=found.amount,
        total=order.total,
        later=rest.promised_on.isoformat() if rest and rest.promised_on else None,
    )
    if rest is not None:
        events.record(session, subject(rest), "rest", by=by, of=order.number)


def _checked(line: OrderLine, have: Mapping[int, int]) -> int:
    packs = have.get(line.id, line.going)
    if not 0 <= packs <= line.going:
        raise WrongPacks(line_id=line.id, most=line.going)
    return packs


def _free_stock(session: Session, missing: list[tuple[OrderLine, int]], rest: Order | None, by: Actor) -> None:
    """What is not there leaves the books; a made-to-order rest keeps its place in its week."""
    order = sorted(zip(missing, rest.lines if rest else [None] * len(missing), strict=True), key=_by_item)
    for (line, packs), follower in order:
        lacking = packs * line.content
        if follower is not None:
            lacking -= parts.hand_on(session, line.reference, follower.reference, lacking)
        parts.write_off(session, line.reference, lacking, by=by)


def _by_item(pair: tuple[tuple[OrderLine, int], OrderLine | None]) -> tuple[int, int]:
    line, _ = pair[0]
    return line.stock_item_id, line.id


def _note(session: Session, missing: list[tuple[OrderLine, int]], rest: Order | None, by: Actor) -> list[Shortage]:
    rows = [
        Shortage(
            order_line_id=line.id,
            kind="later" if rest else "drop",
            quantity=packs,
            amount=line.unit_price * packs,
            promised_on=rest.promised_on if rest else None,
            child_order_id=rest.id if rest else None,
            by_name=by.name,
        )
        for line, packs in missing
    ]
    session.add_all(rows)
    session.flush()
    for line, _ in missing:
        session.expire(line, ["shortages"])
    return rows
