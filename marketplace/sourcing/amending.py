"""An amendment of a purchase order: the hotel asks, the maker consents, then both hold a new version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, faults
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from marketplace.people.buyers import Desk
from marketplace.trade import altering, delivery
from marketplace.trade.orders import Order

from . import po_facts, purchase_orders, ways
from .purchase_orders import PurchaseOrder, PurchaseOrderVersion
from .ways import Time

AFTER_CHANGE = faults.declare("amend.applied", "orders follow an amendment, its version is not yet valid")


class NothingChanged(Refusal):
    """The amendment asks for what holds already."""


@dataclass(frozen=True)
class Wish:
    """What the hotel would like: times by order number, packs by order line id, its own number, a note."""

    times: Mapping[str, Time] = field(default_factory=dict)
    packs: Mapping[int, int] = field(default_factory=dict)
    hotel_number: str = ""
    note: str = ""


def times(session: Session, po: PurchaseOrder) -> dict[str, list[Time]]:
    """Other times at which each delivery that may still move could come, by order number."""
    found = {}
    for order in po.orders:
        if order.state in altering.STATES:
            found[order.number] = [one for one in _times(session, po, order) if one.day != order.promised_on]
    return found


def may_ask(desk: Desk, po: PurchaseOrder) -> bool:
    """Whether the person may ask for a change."""
    return desk.may(po.outlet_id, "requester", "approver")


def propose(
    session: Session, desk: Desk, po: PurchaseOrder, wish: Wish, reason: str, *, by: Actor
) -> PurchaseOrderVersion:
    """Ask the maker. Raise NotFound, NotAllowed while another one waits, Invalid, NothingChanged."""
    if not may_ask(desk, po):
        raise NotFound(public_id=po.public_id)
    purchase_orders.lock(session, po)
    if po.proposed is not None:
        raise NotAllowed(verb="propose", state="proposed")
    if not reason.strip():
        raise Invalid(errors={"reason": "empty"})
    changes, facts = _changes(po, wish), {**po.valid.facts}
    if not changes:
        raise NothingChanged()
    for number in changes.get("times", {}):
        altering.demand(session, _order(po, number))
    for line_id in changes.get("packs", {}):
        altering.demand(session, _order_of_line(po, int(line_id)))
    facts = _said(po, facts, changes)
    made = purchase_orders.freeze(session, po, facts, "proposed", by=by, reason=reason.strip()[:500], changes=changes)
    events.record(session, po.subject, "propose", by=by, version=made.version)
    return made


def accept(session: Session, po: PurchaseOrder, version: int, *, by: Actor) -> None:
    """The maker consents: the orders change and the version holds. Raise NotFound, NotAllowed, SlotFull."""
    asked = _asked(session, po, version, by)
    for number, one in asked.changes.get("times", {}).items():
        day = date.fromisoformat(one["day"])
        altering.move(session, _order(po, number), day, one["starts"], one["ends"], one["slot_id"], by=by)
    packs = {int(line): wanted for line, wanted in asked.changes.get("packs", {}).items()}
    for order in po.orders:
        mine = {line.id: packs[line.id] for line in order.lines if line.id in packs}
        if mine:
            altering.trim(session, order, mine, by=by)
    if "hotel_number" in asked.changes:
        po.request.hotel_number = asked.changes["hotel_number"]
    faults.at(AFTER_CHANGE)
    po.valid.state = "replaced"
    _decide(session, po, asked, "valid", "", by)


def decline(session: Session, po: PurchaseOrder, version: int, answer: str, *, by: Actor) -> None:
    """The maker does not agree; what held before holds. Raise NotFound, NotAllowed, Invalid without a reason."""
    if not answer.strip():
        raise Invalid(errors={"answer": "empty"})
    _decide(session, po, _asked(session, po, version, by), "refused", answer.strip()[:500], by)


def withdraw(session: Session, desk: Desk, po: PurchaseOrder, *, by: Actor) -> None:
    """The hotel takes its wish back before the maker answers. Raise NotFound, NotAllowed."""
    if not may_ask(desk, po):
        raise NotFound(public_id=po.public_id)
    purchase_orders.lock(session, po)
    if po.proposed is None:
        raise NotAllowed(verb="withdraw", state="valid")
    _decide(session, po, po.proposed, "withdrawn", "", by)


def _asked(session: Session, po: PurchaseOrder, version: int, by: Actor) -> PurchaseOrderVersion:
    if po.producer_id not in by.producer_ids:
        raise NotFound(public_id=po.public_id)
    purchase_orders.lock(session, po)
    asked = po.proposed
    if asked is None or asked.version != version:
        raise NotAllowed(verb="answer", state="over")
    return asked


def _decide(
    session: Session, po: PurchaseOrder, asked: PurchaseOrderVersion, state: str, answer: str, by: Actor
) -> None:
    asked.state, asked.answer, asked.decided_at, asked.decided_by = state, answer, clock.now(), by.name
    session.flush()
    verb = {"valid": "consent", "refused": "decline", "withdrawn": "take_back"}[state]
    events.record(session, po.subject, verb, by=by, version=asked.version)


def _changes(po: PurchaseOrder, wish: Wish) -> dict[str, Any]:
    found: dict[str, Any] = {}
    moved = {
        number: {"day": one.day.isoformat(), "starts": one.starts, "ends": one.ends, "slot_id": one.slot_id}
        for number, one in wish.times.items()
        if _differs(_order(po, number), one)
    }
    lines = {line.id: line for order in po.orders for line in order.lines}
    if not set(wish.packs) <= set(lines):
        raise Invalid(errors={"packs": "unknown"})
    wrong = {f"line-{line}": "more" for line, packs in wish.packs.items() if not 0 <= packs <= lines[line].going}
    for order in po.orders:
        if order.lines and not any(wish.packs.get(line.id, line.going) for line in order.lines):
            wrong.setdefault("packs", "none")
    if wrong:
        raise Invalid(errors=wrong)
    fewer = {str(line): packs for line, packs in wish.packs.items() if packs < lines[line].going}
    if moved:
        found["times"] = moved
    if fewer:
        found["packs"] = fewer
    for name in ("hotel_number", "note"):
        text = getattr(wish, name).strip()[:300]
        if text != po.valid.facts[name]:
            found[name] = text
    return found


def _said(po: PurchaseOrder, facts: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    packs = {int(line): wanted for line, wanted in changes.get("packs", {}).items()}
    facts = po_facts.with_orders(facts, po.orders, packs)
    for name in ("hotel_number", "note"):
        facts[name] = changes.get(name, facts[name])
    moved = changes.get("times", {})
    for row in facts["deliveries"]:
        if row["order"] in moved:
            row.update({key: moved[row["order"]][key] for key in ("day", "starts", "ends")})
    facts["deliveries"].sort(key=lambda row: (row["day"], row["starts"] or 0))
    return facts


def _differs(order: Order, time: Time) -> bool:
    return (order.promised_on, order.window_starts) != (time.day, time.starts)


def _order(po: PurchaseOrder, number: str) -> Order:
    found = next((order for order in po.orders if order.number == number), None)
    if found is None:
        raise Invalid(errors={"times": "unknown"})
    return found


def _order_of_line(po: PurchaseOrder, line_id: int) -> Order:
    return next(order for order in po.orders if any(line.id == line_id for line in order.lines))


def _times(session: Session, po: PurchaseOrder, order: Order) -> tuple[Time, ...]:
    parcel = delivery.Parcel(po.producer, 0, 0, order.goods, po.producer.open_from(clock.today()))
    found = delivery.options(session, [parcel], po.outlet.kelurahan, days=ways.DAYS_AHEAD, shown=200)[po.producer_id]
    option = next((one for one in found if one.kind == order.delivery_kind and one.name == order.delivery_name), None)
    if option is None or (order.slot_id is None and order.delivery_kind == "own"):
        return ways.quoted(po.outlet, po.producer, 0, clock.today()).times
    return ways.of_option(option, po.outlet, po.producer).times
