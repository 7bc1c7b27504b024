"""What the operator keeps of a sale: dated rules, the most specific one wins (F100)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.catalog.categories import Category
from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.people.producers import Producer

MOST = 3_000


class CommissionRule(Base):
    """`basis_points` (100 = 1 %) of the goods, from a Balikpapan day on, until `ends_on` (that day excluded).

    Without producer and category it holds for all.
    """

    __tablename__ = "commission_rules"
    __table_args__ = (CheckConstraint("basis_points BETWEEN 0 AND 3000", name="basis_points"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producers.id"), index=True)
    category_code: Mapped[str | None] = mapped_column(ForeignKey("categories.code"))
    basis_points: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]

    producer: Mapped[Producer | None] = relationship()
    category: Mapped[Category | None] = relationship()

    @property
    def special(self) -> int:
        """How specific it is: for a producer's category, a producer, a category, for all."""
        return 2 * (self.producer_id is not None) + (self.category_code is not None)


def add(
    session: Session,
    basis_points: int,
    starts_on: date,
    *,
    producer: Producer | None = None,
    category: Category | None = None,
    by: Actor,
) -> CommissionRule:
    """A rule for sales from today on or later; sales made stay as they are. Raise Invalid."""
    wrong = {} if 0 <= basis_points <= MOST else {"rate": "rate"}
    if starts_on < clock.today():
        wrong["starts_on"] = "past"
    if wrong:
        raise Invalid(errors=wrong)
    rule = CommissionRule(
        producer_id=producer.id if producer else None,
        category_code=category.code if category else None,
        basis_points=basis_points,
        starts_on=starts_on,
        by_name=by.name,
    )
    session.add(rule)
    session.flush()
    events.record(session, f"commission_rule:{rule.id}", "add", by=by, basis_points=basis_points)
    return rule


def end(session: Session, rule: CommissionRule, *, by: Actor) -> None:
    """From today on the rule holds no more; raise NotAllowed when it ended before."""
    session.refresh(rule, with_for_update={"of": CommissionRule})
    if rule.ends_on is not None:
        raise NotAllowed(verb="end", state="ended")
    rule.ends_on = max(clock.today(), rule.starts_on)
    session.flush()
    events.record(session, f"commission_rule:{rule.id}", "end", by=by)


class Rates:
    """The rules that hold on one day, read once; ask it for many lines."""

    def __init__(self, session: Session, day: date, producer_ids: list[int]) -> None:
        query = select(CommissionRule).where(
            CommissionRule.starts_on <= day,
            or_(CommissionRule.ends_on.is_(None), CommissionRule.ends_on > day),
            or_(CommissionRule.producer_id.is_(None), CommissionRule.producer_id.in_(producer_ids)),
        )
        self.rules = sorted(session.scalars(query), key=lambda rule: (rule.special, rule.starts_on, rule.id))

    def of(self, producer_id: int, category_code: str) -> int:
        """Basis points for a sale; 0 when no rule holds. The newest of equally specific rules wins."""
        fitting = [
            rule.basis_points
            for rule in self.rules
            if rule.producer_id in (None, producer_id) and rule.category_code in (None, category_code)
        ]
        return fitting[-1] if fitting else 0


def all_rules(session: Session) -> list[CommissionRule]:
    """Every rule ever made, the newest first."""
    return list(session.scalars(select(CommissionRule).order_by(CommissionRule.id.desc())))
