"""Which papers goods need and which do not count for them: dated rows that staff add and end, each with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people import names
from marketplace.people.certificates import KINDS

from .keeping import KEPT, kept

VERDICTS = ("needs", "bars")


class PaperRule(Base):
    """`needs`: one of `kinds` must cover the goods. `bars`: papers of `kinds` do not count for them.

    It speaks of goods in `categories` (codes; none: all food), kept as `kept` says (none: any way), whose
    shelf life in days is at least `shelf_from` and below `shelf_below`. `ends_on` is the first day without it.
    """

    __tablename__ = "paper_rules"
    __table_args__ = (CheckConstraint("verdict IN ('needs', 'bars')", name="verdict"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    verdict: Mapped[str]
    kinds: Mapped[list[str]]
    categories: Mapped[list[str]] = mapped_column(default=list)
    kept: Mapped[list[str]] = mapped_column(default=list)
    shelf_from: Mapped[int | None]
    shelf_below: Mapped[int | None]
    source: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def subject(self) -> str:
        """How events name this rule."""
        return f"paper_rule:{self.id}"

    def speaks_of(self, good: Good) -> bool:
        """Whether the rule is about these goods."""
        if good.category not in self.categories if self.categories else not good.is_food:
            return False
        if self.kept and good.kept not in self.kept:
            return False
        if self.shelf_from is not None and (good.shelf_days or 0) < self.shelf_from:
            return False
        return self.shelf_below is None or (good.shelf_days is not None and good.shelf_days < self.shelf_below)


@dataclass(frozen=True)
class Good:
    """What a rule looks at; `kept` is how it is stored: frozen, cold or dry."""

    category: str
    is_food: bool
    kept: str
    shelf_days: int | None


@dataclass(frozen=True)
class Verdict:
    """The papers of which one each is needed, and those that do not count, for one good."""

    needs: list[tuple[str, ...]]
    barred: frozenset[str]

    def lacking(self, held: Iterable[str]) -> list[tuple[str, ...]]:
        """The needs that no held paper fills."""
        counted = set(held) - self.barred
        return [one for one in self.needs if not counted & set(one)]


@dataclass(frozen=True)
class Wish:
    """A new rule as it is typed."""

    verdict: str
    kinds: list[str]
    categories: list[str]
    kept: list[str]
    shelf_from: int | None
    shelf_below: int | None
    source: str
    starts_on: date


def good(category: str, is_food: bool, storage: str, shelf_days: int | None) -> Good:
    """Goods as the rules see them."""
    return Good(category, is_food, kept(category, storage), shelf_days)


def valid(session: Session, day: date | None = None) -> list[PaperRule]:
    """The rules of a day, today unless told."""
    day = day or clock.today()
    query = select(PaperRule).where(
        PaperRule.starts_on <= day, or_(PaperRule.ends_on.is_(None), PaperRule.ends_on > day)
    )
    return list(session.scalars(query.order_by(PaperRule.id)))


def judge(rules: Iterable[PaperRule], one: Good) -> Verdict:
    """What the rules say of one good."""
    speaking = [rule for rule in rules if rule.speaks_of(one)]
    barred = frozenset(kind for rule in speaking if rule.verdict == "bars" for kind in rule.kinds)
    wanted = [tuple(kind for kind in rule.kinds if kind not in barred) for rule in speaking if rule.verdict == "needs"]
    return Verdict([one for one in dict.fromkeys(wanted) if one], barred)


def listed(session: Session) -> list[PaperRule]:
    """All rules, those that hold first, then the newest."""
    query = select(PaperRule).order_by(PaperRule.ends_on.is_not(None), PaperRule.verdict, PaperRule.id.desc())
    return list(session.scalars(query))


def add(session: Session, wish: Wish, *, by: Actor) -> PaperRule:
    """A rule from a day on. Raise Invalid (verdict, kinds, categories, kept, shelf_below, source, starts_on)."""
    wrong = {}
    if wish.verdict not in VERDICTS:
        wrong["verdict"] = "unknown"
    if not wish.kinds or not set(wish.kinds) <= set(KINDS):
        wrong["kinds"] = "empty"
    if not set(wish.kept) <= set(KEPT):
        wrong["kept"] = "unknown"
    if wish.shelf_from is not None and wish.shelf_below is not None and wish.shelf_from >= wish.shelf_below:
        wrong["shelf_below"] = "reversed"
    if not names.clean(wish.source):
        wrong["source"] = "empty"
    if wish.starts_on < clock.today():
        wrong["starts_on"] = "past"
    if wrong:
        raise Invalid(errors=wrong)
    rule = PaperRule(**{**vars(wish), "source": names.clean(wish.source)[:200]}, by_name=by.name)
    session.add(rule)
    session.flush()
    facts: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in vars(wish).items()
    }
    events.record(session, rule.subject, "added", by=by, **facts)
    return rule


def end(session: Session, rule_id: int, *, by: Actor) -> PaperRule:
    """From today on the rule holds no longer. Raise NotFound, NotAllowed."""
    rule = session.get(PaperRule, rule_id, with_for_update=True)
    if rule is None:
        raise NotFound(rule_id=rule_id)
    if rule.ends_on is not None:
        raise NotAllowed(verb="end", state="ended")
    rule.ends_on = clock.today()
    session.flush()
    events.record(session, rule.subject, "ended", by=by)
    return rule
