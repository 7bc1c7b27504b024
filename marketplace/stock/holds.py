"""Stock held for a checkout for a while: taken, extended, given back, turned into allocations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import changed, clock
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Refusal

from . import capacity, levels


class HoldOver(Refusal):
    """The hold has ended; what it held is free for others."""


@dataclass(frozen=True)
class Wanted:
    """Base units of a stock item; `lead_days` is set for goods made to order."""

    stock_item_id: int
    quantity: int
    lead_days: int | None = None


class Hold(Base):
    """Live until `expires_at` (NULL = until somebody decides). States: live, converted, released."""

    __tablename__ = "holds"
    __table_args__ = (Index("ix_holds_state_expires_at", "state", "expires_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default="live")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]

    lines: Mapped[list[HoldLine]] = relationship(order_by="HoldLine.id")

    @property
    def is_live(self) -> bool:
        """Whether the hold still keeps its stock."""
        return self.state == "live" and (self.expires_at is None or self.expires_at > clock.now())


class HoldLine(Base):
    """What is held of one item; `week` is set for goods made to order."""

    __tablename__ = "hold_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    hold_id: Mapped[int] = mapped_column(ForeignKey("holds.id"), index=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"), index=True)
    week: Mapped[date | None]
    quantity: Mapped[int]


def take(session: Session, wanted: Iterable[Wanted], *, until: datetime | None) -> Hold:
    """Hold everything wanted or nothing; raise OutOfStock.

    Amounts are summed per item and changed in item order, expired holds of others included, so
    that two checkouts never wait for each other in a circle.
    """
    needs = _summed(wanted)
    freed = _expired_lines(session, set(needs))
    hold = Hold(created_at=clock.now(), expires_at=until)
    session.add(hold)
    session.flush()
    for item in sorted(set(needs) | set(freed)):
        for line in freed.get(item, []):
            _give_back_line(session, line)
        if item in needs:
            _take_item(session, hold, needs[item])
    session.flush()
    return hold


def extend(session: Session, hold: Hold, until: datetime | None) -> None:
    """Move the end of a hold that is still live; raise HoldOver."""
    _claim(session, hold, expires_at=until)


def release(session: Session, hold: Hold) -> bool:
    """Give everything back; False when it was over already."""
    done = changed.rows(
        session,
        update(Hold)
        .where(Hold.id == hold.id, Hold.state == "live")
        .values(state="released")
        .execution_options(synchronize_session=False),
    )
    if done == 0:
        return False
    for line in sorted(hold.lines, key=lambda line: (line.stock_item_id, line.week or date.min)):
        _give_back_line(session, line)
    session.refresh(hold)
    return True


def convert(session: Session, hold: Hold) -> None:
    """End a hold because its stock is being allocated; raise HoldOver."""
    _claim(session, hold, state="converted")


def expired(session: Session, limit: int = 50) -> list[Hold]:
    """Holds whose time is over and that still keep stock."""
    query = select(Hold).where(Hold.state == "live", Hold.expires_at <= clock.now())
    return list(session.scalars(query.order_by(Hold.id).limit(limit).with_for_update(skip_locked=True)))


def still_counted(session: Session, stock_item_ids: Iterable[int]) -> dict[int, int]:
    """Base units by item that expired holds keep until somebody sweeps: free for the next buyer."""
    rows = session.execute(
        select(HoldLine.stock_item_id, func.sum(HoldLine.quantity))
        .join(Hold)
        .where(
            HoldLine.stock_item_id.in_(list(stock_item_ids)),
            HoldLine.week.is_(None),
            Hold.state == "live",
            Hold.expires_at <= clock.now(),
        )
        .group_by(HoldLine.stock_item_id)
    )
    return {item: int(total) for item, total in rows}


def _summed(wanted: Iterable[Wanted]) -> dict[int, Wanted]:
    amounts: dict[int, int] = defaultdict(int)
    leads: dict[int, int | None] = {}
    for want in wanted:
        amounts[want.stock_item_id] += want.quantity
        leads[want.stock_item_id] = want.lead_days
    return {item: Wanted(item, amount, leads[item]) for item, amount in amounts.items()}


def _take_item(session: Session, hold: Hold, want: Wanted) -> None:
    if want.lead_days is None:
        levels.take(session, want.stock_item_id, want.quantity)
        shares: list[tuple[date | None, int]] = [(None, want.quantity)]
    else:
        taken = capacity.take(session, want.stock_item_id, want.quantity, want.lead_days)
        shares = [(share.week, share.quantity) for share in taken]
    for week, quantity in shares:
        hold.lines.append(HoldLine(stock_item_id=want.stock_item_id, week=week, quantity=quantity))


def _give_back_line(session: Session, line: HoldLine) -> None:
    if line.week is None:
        levels.give_back(session, line.stock_item_id, line.quantity)
    else:
        capacity.give_back(session, line.stock_item_id, line.week, line.quantity)


def _expired_lines(session: Session, items: set[int]) -> dict[int, list[HoldLine]]:
    touching = select(HoldLine.hold_id).where(HoldLine.stock_item_id.in_(items))
    over = session.scalars(
        select(Hold.id)
        .where(Hold.state == "live", Hold.expires_at <= clock.now(), Hold.id.in_(touching))
        .order_by(Hold.id)
        .with_for_update(skip_locked=True)
    ).all()
    if not over:
        return {}
    session.execute(
        update(Hold).where(Hold.id.in_(over)).values(state="released").execution_options(synchronize_session=False)
    )
    lines: dict[int, list[HoldLine]] = defaultdict(list)
    for line in session.scalars(select(HoldLine).where(HoldLine.hold_id.in_(over)).order_by(HoldLine.id)):
        lines[line.stock_item_id].append(line)
    return lines


def _claim(session: Session, hold: Hold, **values: object) -> None:
    alive = (Hold.expires_at.is_(None)) | (Hold.expires_at > clock.now())
    done = changed.rows(
        session,
        update(Hold)
        .where(Hold.id == hold.id, Hold.state == "live", alive)
        .values(**values)
        .execution_options(synchronize_session=False),
    )
    if done != 1:
        raise HoldOver(hold_id=hold.id)
    session.refresh(hold)
