"""How much there is of each stock item, changed only by conditional updates."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, case, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from marketplace.kernel import changed
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Refusal


class OutOfStock(Refusal):
    """Not enough of a stock item; facts: stock_item_id, wanted (base units)."""


class StockLevel(Base):
    """The figures of one stock item: on hand, held for checkouts, allocated to orders, stopped.

    `on_hand` is the sum of its movements. `stopped` lies on the shelf in lots whose sale is stopped.
    With `weekly_capacity` set the item sells from what is free first, then from the coming weeks of
    its maker (see `capacity`).
    """

    __tablename__ = "stock_levels"
    __table_args__ = (
        CheckConstraint(
            "held >= 0 AND allocated >= 0 AND stopped >= 0 AND held + allocated + stopped <= on_hand", name="promised"
        ),
        CheckConstraint("weekly_capacity IS NULL OR weekly_capacity >= 0", name="capacity"),
    )

    stock_item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"), primary_key=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    allocated: Mapped[int] = mapped_column(default=0)
    stopped: Mapped[int] = mapped_column(default=0)
    weekly_capacity: Mapped[int | None]

    @property
    def free(self) -> int:
        """What can still be sold, in base units."""
        return self.on_hand - self.held - self.allocated - self.stopped


FREE: ColumnElement[int] = StockLevel.on_hand - StockLevel.held - StockLevel.allocated - StockLevel.stopped


def free(session: Session, stock_item_id: int) -> int:
    """Base units that are neither held nor allocated nor stopped."""
    return int(session.scalar(select(FREE).where(StockLevel.stock_item_id == stock_item_id)) or 0)


def packs_free(content: Any) -> ColumnElement[int]:
    """How many packs of `content` base units the free amount makes, as an SQL expression."""
    return case((FREE > 0, func.floor(FREE / content)), else_=0)


def take(session: Session, stock_item_id: int, quantity: int) -> None:
    """Hold `quantity` if it is free; raise OutOfStock otherwise. One statement, no read before it."""
    _change(session, stock_item_id, quantity, FREE >= quantity, held=StockLevel.held + quantity)


def take_up_to(session: Session, stock_item_id: int, quantity: int) -> int:
    """Hold what is free of `quantity`, its row locked first; returns how much that is."""
    share = max(0, min(quantity, locked(session, stock_item_id).free))
    if share:
        take(session, stock_item_id, share)
    return share


def give_back(session: Session, stock_item_id: int, quantity: int) -> None:
    """End a hold of `quantity`."""
    enough = StockLevel.held >= quantity
    _change(session, stock_item_id, quantity, enough, held=StockLevel.held - quantity)


def promise(session: Session, stock_item_id: int, quantity: int) -> None:
    """Turn a hold of `quantity` into an allocation."""
    _change(
        session,
        stock_item_id,
        quantity,
        StockLevel.held >= quantity,
        held=StockLevel.held - quantity,
        allocated=StockLevel.allocated + quantity,
    )


def unpromise(session: Session, stock_item_id: int, quantity: int) -> None:
    """End an allocation of `quantity`; it is free again."""
    enough = StockLevel.allocated >= quantity
    _change(session, stock_item_id, quantity, enough, allocated=StockLevel.allocated - quantity)


def send_out(session: Session, stock_item_id: int, quantity: int) -> None:
    """What was allocated leaves the house."""
    _change(
        session,
        stock_item_id,
        quantity,
        StockLevel.allocated >= quantity,
        allocated=StockLevel.allocated - quantity,
        on_hand=StockLevel.on_hand - quantity,
    )


def add(session: Session, stock_item_id: int, quantity: int) -> None:
    """More on hand, or less when `quantity` is negative; never below what is promised."""
    enough = FREE + quantity >= 0
    _change(session, stock_item_id, quantity, enough, on_hand=StockLevel.on_hand + quantity)


def stop(session: Session, stock_item_id: int, quantity: int) -> None:
    """Take `quantity` that is free out of what can be sold; it stays on the shelf."""
    _change(session, stock_item_id, quantity, FREE >= quantity, stopped=StockLevel.stopped + quantity)


def unstop(session: Session, stock_item_id: int, quantity: int) -> None:
    """Let `quantity` be sold again."""
    enough = StockLevel.stopped >= quantity
    _change(session, stock_item_id, quantity, enough, stopped=StockLevel.stopped - quantity)


def locked(session: Session, stock_item_id: int) -> StockLevel:
    """The level with its row locked until the end of the transaction."""
    query = (
        select(StockLevel)
        .where(StockLevel.stock_item_id == stock_item_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one()


def _change(
    session: Session, stock_item_id: int, quantity: int, condition: ColumnElement[bool], **values: object
) -> None:
    result = changed.rows(
        session,
        update(StockLevel)
        .where(StockLevel.stock_item_id == stock_item_id, condition)
        .values(**values)
        .execution_options(synchronize_session=False),
    )
    if result != 1:
        raise OutOfStock(stock_item_id=stock_item_id, wanted=quantity)
