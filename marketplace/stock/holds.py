"""Stock held for a checkout for a while: taken, extended, given back, turned into allocations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from marketplace.kernel import changed, clock
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Refusal

from . import capacity, levels


class HoldOver(Refusal):
    """The hold has ended; what it held is free for others."""


@dataclass(frozen=True)
class Wanted:
    """Base units of a stock item. With `lead_days` the coming weeks give what the shelf lacks.

    `day` is the promised day of a pre-order, which takes from that day's cap alone.
    """

    stock_item_id: int
    quantity: int
    lead_days: int | None = None
    day: date | None = None


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
    """What is held of one item: on the shelf, or of a `week` (or pre-order day) that is to make it."""

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
    taken: list[HoldLine] = []
    for item in sorted(set(needs) | set(freed)):
        for line in freed.get(item, []):
            _give_back_line(session, line)
        for want in needs.get(item, []):
            taken += _take_item(session, hold, want)
    session.add_all(taken)
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


def break_for(session: Session, stock_item_id: int, quantity: int) -> None:
    """End live holds, newest first, until they have freed `quantity` of what lies on the shelf.

    For goods that must not be sold any more: who was paying for them finds out at the next step.
    """
    query = (
        select(Hold.id, HoldLine.quantity)
        .join(HoldLine)
        .where(Hold.state == "live", HoldLine.stock_item_id == stock_item_id, HoldLine.week.is_(None))
        .order_by(Hold.id.desc())
    )
    broken = []
    for hold_id, amount in session.execute(query).all():
        if quantity <= 0:
            break
        broken.append(hold_id)
        quantity -= amount
    freed: dict[int, list[HoldLine]] = _claimed_lines(session, broken)
    for item in sorted(freed):
        for line in freed[item]:
            _give_back_line(session, line)


def expired(session: Session, limit: int = 50) -> list[Hold]:
    """Holds whose time is over and that still keep stock."""
    query = select(Hold).where(Hold.state == "live", Hold.expires_at <= clock.now())
    return list(session.scalars(query.order_by(Hold.id).limit(limit).with_for_update(skip_locked=True)))


def still_counted(stock_item_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[int]:
    """Base units that expired holds keep until somebody sweeps, as a column: free for the next buyer."""
    query = (
        select(func.coalesce(func.sum(HoldLine.quantity), 0))
        .join(Hold)
        .where(
            HoldLine.stock_item_id == stock_item_id,
            HoldLine.week.is_(None),
            Hold.state == "live",
            Hold.expires_at <= clock.now(),
        )
    )
    return query.scalar_subquery()


def _summed(wanted: Iterable[Wanted]) -> dict[int, list[Wanted]]:
    """What is wanted by item, one entry a pre-order day."""
    amounts: dict[tuple[int, date | None], int] = defaultdict(int)
    leads: dict[tuple[int, date | None], int | None] = {}
    for want in wanted:
        amounts[want.stock_item_id, want.day] += want.quantity
        leads[want.stock_item_id, want.day] = want.lead_days
    needs: dict[int, list[Wanted]] = defaultdict(list)
    for (item, day), amount in sorted(amounts.items(), key=lambda pair: (pair[0][0], pair[0][1] or date.min)):
        needs[item].append(Wanted(item, amount, leads[item, day], day))
    return needs


def _take_item(session: Session, hold: Hold, want: Wanted) -> list[HoldLine]:
    return [
        HoldLine(hold_id=hold.id, stock_item_id=want.stock_item_id, week=week, quantity=quantity)
        for week, quantity in _shares(session, want)
    ]


def _shares(session: Session, want: Wanted) -> list[tuple[date | None, int]]:
    """Where it comes from: the pre-order day, the shelf, or the shelf first and then the weeks (F16, F17)."""
    item, quantity = want.stock_item_id, want.quantity
    if want.day is not None:
        return [(capacity.take_day(session, item, quantity, want.day).week, quantity)]
    if want.lead_days is None:
        levels.take(session, item, quantity)
        return [(None, quantity)]
    shelf = levels.take_up_to(session, item, quantity)
    shares: list[tuple[date | None, int]] = [(None, shelf)] if shelf else []
    if shelf < quantity:
        taken = capacity.take(session, item, quantity - shelf, want.lead_days)
        shares += [(share.week, share.quantity) for share in taken]
    return shares


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
    return _claimed_lines(session, over)


def _claimed_lines(session: Session, hold_ids: Sequence[int]) -> dict[int, list[HoldLine]]:
    """End these live holds; their lines by item, still to be given back."""
    lines: dict[int, list[HoldLine]] = defaultdict(list)
    if not hold_ids:
        return lines
    ended = session.scalars(
        update(Hold)
        .where(Hold.id.in_(hold_ids), Hold.state == "live")
        .values(state="released")
        .returning(Hold.id)
        .execution_options(synchronize_session=False)
    ).all()
    found = session.scalars(select(HoldLine).where(HoldLine.hold_id.in_(ended))).all()
    for line in sorted(found, key=lambda line: (line.week or date.min, line.id)):
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
