"""Production lots with best-before dates, first expired first out, and the movements between them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from marketplace.kernel import clock, ids, settings
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.db import Base

from . import levels

MIN_DAYS_LEFT = settings.declare(
    "stock.min_days_left", 1, "Sisa hari minimum agar sebuah produksi masih dijual", settings.at_least(0)
)


class Lot(Base):
    """One production. `best_before` is the last good Balikpapan date, NULL for goods that keep.

    States: open, held (sale stopped), recalled. What is free of a lot that is not open is part of its
    item's `stopped`. `split_from` is the lot that it was a part of before it went into the clearance.
    """

    __tablename__ = "lots"
    __table_args__ = (
        CheckConstraint("allocated >= 0 AND allocated <= on_hand", name="allocated"),
        Index("ix_lots_item_best_before", "stock_item_id", "best_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"))
    code: Mapped[str]
    produced_on: Mapped[date]
    best_before: Mapped[date | None]
    on_hand: Mapped[int]
    allocated: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="open")
    note: Mapped[str] = mapped_column(default="")
    stopped_at: Mapped[datetime | None]
    stopped_reason: Mapped[str] = mapped_column(default="")
    split_from: Mapped[int | None] = mapped_column(ForeignKey("lots.id"), unique=True)

    @property
    def free(self) -> int:
        """What is not allocated, in base units."""
        return self.on_hand - self.allocated

    @property
    def is_open(self) -> bool:
        """Whether it may be sold and sent."""
        return self.state == "open"


class Movement(Base):
    """Append-only: why the amount on hand changed. Quantity in base units, signed.

    `undoes_id` is the movement that this one takes back; each can be taken back once.
    """

    __tablename__ = "movements"
    __table_args__ = (Index("ix_movements_undoes_id", "undoes_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lots.id"))
    quantity: Mapped[int]
    cause: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by_name: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    undoes_id: Mapped[int | None]


def sellable(session: Session) -> ColumnElement[bool]:
    """The condition under which a lot may be sold today."""
    limit = clock.today() + timedelta(days=MIN_DAYS_LEFT(session))
    return (Lot.state == "open") & or_(Lot.best_before.is_(None), Lot.best_before >= limit)


def receive(
    session: Session,
    stock_item_id: int,
    quantity: int,
    *,
    code: str,
    produced_on: date,
    best_before: date | None,
    by: Actor,
    reference: str = "",
    words: str = "",
) -> Lot:
    """A new lot comes on hand."""
    levels.add(session, stock_item_id, quantity)
    lot = Lot(
        stock_item_id=stock_item_id,
        code=code,
        produced_on=produced_on,
        best_before=best_before,
        on_hand=quantity,
        note=words,
    )
    session.add(lot)
    session.flush()
    note(session, lot, quantity, "production", by=by, reference=reference, words=words)
    return lot


def note(
    session: Session,
    lot: Lot,
    quantity: int,
    cause: str,
    *,
    by: Actor,
    reference: str = "",
    words: str = "",
    undoes: int | None = None,
) -> None:
    """Write the movement that explains a change."""
    session.add(
        Movement(
            stock_item_id=lot.stock_item_id,
            lot_id=lot.id,
            quantity=quantity,
            cause=cause,
            reference=reference,
            at=clock.now(),
            by_name=by.name,
            note=words,
            undoes_id=undoes,
        )
    )


def pick(session: Session, stock_item_id: int, quantity: int) -> list[tuple[Lot, int]]:
    """Choose lots for `quantity`, first expired first out, and mark them allocated.

    The stock level of the item must be locked by the caller. Raise OutOfStock.
    """
    picked = []
    for lot in first_expired(session, stock_item_id):
        share = min(quantity, lot.on_hand - lot.allocated)
        lot.allocated += share
        quantity -= share
        picked.append((lot, share))
        if quantity == 0:
            session.flush()
            return picked
    raise levels.OutOfStock(stock_item_id=stock_item_id, wanted=quantity)


def first_expired(session: Session, stock_item_id: int, *, any_date: bool = False) -> list[Lot]:
    """The lots that may be sold (or all that are open), first expired first, locked."""
    condition = Lot.state == "open" if any_date else sellable(session)
    query = (
        select(Lot)
        .where(Lot.stock_item_id == stock_item_id, Lot.on_hand > Lot.allocated, condition)
        .order_by(Lot.best_before.is_(None), Lot.best_before, Lot.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def locked(session: Session, lot_id: int) -> Lot:
    """A lot as it is now, locked; lock its item's level first."""
    query = select(Lot).where(Lot.id == lot_id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one()


def oldest_of(
    session: Session, stock_item_id: ColumnElement[int] | InstrumentedAttribute[int]
) -> ColumnElement[date | None]:
    """The best-before date of the oldest lot on sale, as a column."""
    query = select(func.min(Lot.best_before)).where(
        Lot.stock_item_id == stock_item_id, Lot.on_hand > Lot.allocated, sellable(session)
    )
    return query.scalar_subquery()


def oldest(session: Session, stock_item_ids: Iterable[int]) -> dict[int, date]:
    """The same of many items, in one statement."""
    wanted = list(stock_item_ids)
    if not wanted:
        return {}
    rows = session.execute(
        select(Lot.stock_item_id, func.min(Lot.best_before))
        .where(Lot.stock_item_id.in_(wanted), Lot.on_hand > Lot.allocated, sellable(session))
        .group_by(Lot.stock_item_id)
    )
    return {item: day for item, day in rows if day is not None}


def overdue_items(session: Session) -> list[int]:
    """Stock items that still have free lots past their date."""
    query = select(Lot.stock_item_id).where(_overdue(session)).distinct().order_by(Lot.stock_item_id)
    return list(session.scalars(query))


def write_off_overdue(session: Session, stock_item_id: int) -> int:
    """Take free lots past their date off the shelf; returns base units written off."""
    level = levels.locked(session, stock_item_id)
    spare = level.free
    gone = 0
    for lot in session.scalars(select(Lot).where(Lot.stock_item_id == stock_item_id, _overdue(session))):
        share = min(lot.on_hand - lot.allocated, spare - gone)
        if share <= 0:
            continue
        session.execute(update(Lot).where(Lot.id == lot.id).values(on_hand=Lot.on_hand - share))
        note(session, lot, -share, "expired", by=SYSTEM)
        gone += share
    if gone:
        levels.add(session, stock_item_id, -gone)
    return gone


def _overdue(session: Session) -> ColumnElement[bool]:
    limit = clock.today() + timedelta(days=MIN_DAYS_LEFT(session))
    dated = Lot.best_before.is_not(None) & (Lot.best_before < limit)
    return (Lot.state == "open") & (Lot.on_hand > Lot.allocated) & dated
