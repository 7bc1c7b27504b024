"""Stock promised to an order line, lot by lot, until it is sent or set free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Refusal

from . import capacity, holds, levels, lots


@dataclass(frozen=True)
class Claim:
    """What one order line needs: its reference, the stock item, base units."""

    reference: str
    stock_item_id: int
    quantity: int


class Allocation(Base):
    """`lot_id` for goods on hand, `week` for goods to be made. States: open, sent, released, made.

    `made` is a week's promise that a lot now serves: the week stays used, the lot has its own row.
    """

    __tablename__ = "allocations"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(index=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), index=True)
    week: Mapped[date | None]
    quantity: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")

    lot: Mapped[lots.Lot | None] = relationship()


class LotStopped(Refusal):
    """A part comes from a lot whose sale is stopped; facts: code."""


def from_hold(session: Session, hold: holds.Hold, claims: Iterable[Claim]) -> list[Allocation]:
    """Turn a live hold into allocations of order lines; raise HoldOver or OutOfStock.

    What was held on the shelf goes to the first claims as they were given, the rest to the weeks in their order.
    """
    holds.convert(session, hold)
    shelf: dict[int, int] = defaultdict(int)
    weeks: dict[int, list[capacity.Share]] = defaultdict(list)
    for line in sorted(hold.lines, key=lambda line: (line.week or date.min, line.id)):
        if line.week is None:
            shelf[line.stock_item_id] += line.quantity
        else:
            weeks[line.stock_item_id].append(capacity.Share(line.week, line.quantity))
    made = []
    for claim in sorted(claims, key=lambda claim: claim.stock_item_id):
        item, part = claim.stock_item_id, min(claim.quantity, shelf[claim.stock_item_id])
        if part:
            shelf[item] -= part
            levels.promise(session, item, part)
            made += _from_lots(session, Claim(claim.reference, item, part))
        if part < claim.quantity:
            made += _from_weeks(Claim(claim.reference, item, claim.quantity - part), weeks[item])
    session.add_all(made)
    session.flush()
    return made


def release(session: Session, references: Iterable[str]) -> None:
    """Set free what these lines had; nothing happens to what was sent."""
    for allocation in _open(session, references):
        item, quantity = allocation.stock_item_id, allocation.quantity
        if allocation.lot_id is not None:
            levels.unpromise(session, item, quantity)
            lot = lots.locked(session, allocation.lot_id)
            lot.allocated -= quantity
            if not lot.is_open:
                levels.stop(session, item, quantity)
        elif allocation.week is not None:
            capacity.give_back(session, item, allocation.week, quantity)
        allocation.state = "released"
    session.flush()


def send(session: Session, references: Iterable[str], *, by: Actor) -> None:
    """What these lines had leaves the house; what was made to order may never have been on hand.

    Raise LotStopped when a part must not leave.
    """
    for allocation in _open(session, references):
        if allocation.lot_id is not None:
            levels.send_out(session, allocation.stock_item_id, allocation.quantity)
            lot = lots.locked(session, allocation.lot_id)
            if not lot.is_open:
                raise LotStopped(code=lot.code)
            lot.allocated -= allocation.quantity
            lot.on_hand -= allocation.quantity
            lots.note(session, lot, -allocation.quantity, "sale", by=by, reference=allocation.reference)
        allocation.state = "sent"
    session.flush()


def serve(session: Session, stock_item_id: int) -> int:
    """Give what is free to whom it is promised already; returns base units given.

    First those whose lot was stopped, then what weeks and pre-order days promised, the oldest first.
    """
    free, given = levels.locked(session, stock_item_id).free, 0
    waiting = _waiting(session, stock_item_id)
    if free <= 0 or not waiting:
        return 0
    free = min(free, sum(lot.free for lot in lots.first_expired(session, stock_item_id)))
    for allocation in waiting:
        part = min(free - given, allocation.quantity)
        if part <= 0:
            break
        if allocation.lot_id is not None:
            _swap(session, allocation, part)
        else:
            _make(session, allocation, part)
        given += part
    session.flush()
    return given


def short(session: Session, stock_item_id: int) -> list[Allocation]:
    """Open parts that a stopped lot was to give and that nothing replaces yet."""
    query = (
        select(Allocation)
        .join(lots.Lot)
        .where(Allocation.stock_item_id == stock_item_id, Allocation.state == "open", lots.Lot.state != "open")
        .order_by(Allocation.id)
    )
    return list(session.scalars(query.with_for_update(of=Allocation)))


def of(session: Session, references: Iterable[str]) -> list[Allocation]:
    """All allocations of these lines."""
    query = select(Allocation).where(Allocation.reference.in_(list(references)))
    return list(session.scalars(query.order_by(Allocation.id)))


def _open(session: Session, references: Iterable[str]) -> list[Allocation]:
    return list(
        session.scalars(
            select(Allocation)
            .where(Allocation.reference.in_(list(references)), Allocation.state == "open")
            .order_by(Allocation.stock_item_id, Allocation.id)
            .with_for_update()
        )
    )


def _from_weeks(claim: Claim, shares: list[capacity.Share]) -> list[Allocation]:
    made, missing = [], claim.quantity
    while missing:
        share = shares.pop(0)
        used = min(missing, share.quantity)
        if used < share.quantity:
            shares.insert(0, capacity.Share(share.week, share.quantity - used))
        made.append(
            Allocation(reference=claim.reference, stock_item_id=claim.stock_item_id, week=share.week, quantity=used)
        )
        missing -= used
    return made


def _from_lots(session: Session, claim: Claim) -> list[Allocation]:
    return [
        Allocation(reference=claim.reference, stock_item_id=claim.stock_item_id, lot_id=lot.id, quantity=share)
        for lot, share in lots.pick(session, claim.stock_item_id, claim.quantity)
    ]


def _waiting(session: Session, stock_item_id: int) -> list[Allocation]:
    promised = select(Allocation).where(
        Allocation.stock_item_id == stock_item_id,
        Allocation.state == "open",
        Allocation.lot_id.is_(None),
        Allocation.week.is_not(None),
    )
    weeks = session.scalars(promised.order_by(Allocation.week, Allocation.id).with_for_update())
    return short(session, stock_item_id) + list(weeks)


def _make(session: Session, allocation: Allocation, part: int) -> None:
    """A lot serves `part` of what a week promised."""
    _split(session, allocation, part, "made")
    levels.take(session, allocation.stock_item_id, part)
    levels.promise(session, allocation.stock_item_id, part)
    session.add_all(_from_lots(session, Claim(allocation.reference, allocation.stock_item_id, part)))


def _swap(session: Session, allocation: Allocation, part: int) -> None:
    """Other lots give `part` of what a stopped lot was to give."""
    item = allocation.stock_item_id
    levels.take(session, item, part)
    levels.promise(session, item, part)
    replaced = _from_lots(session, Claim(allocation.reference, item, part))
    levels.unpromise(session, item, part)
    levels.stop(session, item, part)
    if allocation.lot_id is not None:
        lots.locked(session, allocation.lot_id).allocated -= part
    _split(session, allocation, part, "released")
    session.add_all(replaced)


def _split(session: Session, allocation: Allocation, part: int, state: str) -> None:
    """`part` of it takes a new state; the rest stays as it is."""
    if part < allocation.quantity:
        session.add(
            Allocation(
                reference=allocation.reference,
                stock_item_id=allocation.stock_item_id,
                lot_id=allocation.lot_id,
                week=allocation.week,
                quantity=allocation.quantity - part,
            )
        )
    allocation.quantity, allocation.state = part, state
