"""Stock promised to an order line, lot by lot, until it is sent or set free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base

from . import capacity, holds, levels, lots


@dataclass(frozen=True)
class Claim:
    """What one order line needs: its reference, the stock item, base units."""

    reference: str
    stock_item_id: int
    quantity: int


class Allocation(Base):
    """`lot_id` for goods on hand, `week` for goods to be made. States: open, sent, released."""

    __tablename__ = "allocations"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(index=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), index=True)
    week: Mapped[date | None]
    quantity: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")

    lot: Mapped[lots.Lot | None] = relationship()


def from_hold(session: Session, hold: holds.Hold, claims: Iterable[Claim]) -> list[Allocation]:
    """Turn a live hold into allocations of order lines; raise HoldOver or OutOfStock."""
    holds.convert(session, hold)
    weeks: dict[int, list[capacity.Share]] = defaultdict(list)
    for line in hold.lines:
        if line.week is not None:
            weeks[line.stock_item_id].append(capacity.Share(line.week, line.quantity))
    made = []
    for claim in sorted(claims, key=lambda claim: (claim.stock_item_id, claim.reference)):
        if claim.stock_item_id in weeks:
            made += _from_weeks(claim, weeks[claim.stock_item_id])
        else:
            levels.promise(session, claim.stock_item_id, claim.quantity)
            made += _from_lots(session, claim)
    session.add_all(made)
    session.flush()
    return made


def release(session: Session, references: Iterable[str]) -> None:
    """Set free what these lines had; nothing happens to what was sent."""
    for allocation in _open(session, references):
        if allocation.lot_id is not None:
            levels.unpromise(session, allocation.stock_item_id, allocation.quantity)
            _change_lot(session, allocation, allocated=lots.Lot.allocated - allocation.quantity)
        elif allocation.week is not None:
            capacity.give_back(session, allocation.stock_item_id, allocation.week, allocation.quantity)
        allocation.state = "released"
    session.flush()


def send(session: Session, references: Iterable[str], *, by: Actor) -> None:
    """What these lines had leaves the house; goods made to order were never on hand."""
    for allocation in _open(session, references):
        if allocation.lot is not None:
            levels.send_out(session, allocation.stock_item_id, allocation.quantity)
            _change_lot(
                session,
                allocation,
                allocated=lots.Lot.allocated - allocation.quantity,
                on_hand=lots.Lot.on_hand - allocation.quantity,
            )
            lots.note(session, allocation.lot, -allocation.quantity, "sale", by=by, reference=allocation.reference)
        allocation.state = "sent"
    session.flush()


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


def _change_lot(session: Session, allocation: Allocation, **values: object) -> None:
    session.execute(
        update(lots.Lot)
        .where(lots.Lot.id == allocation.lot_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
