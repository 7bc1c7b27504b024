"""Rules on buying local goods as data: classes, what is measured, thresholds, source, validity (F81)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotFound

STATUSES = ("draft", "active", "reference", "archived")
METRICS = ("value", "volume", "products", "rooms")
SEVERITIES = ("info", "required")
USABLE = ("active", "draft")
WHOLE = 10_000
MOST_PRODUCTS = 1_000
SHIPPED = Path(__file__).parent / "data" / "local_rules.json"


class LocalRule(Base):
    """One rule. A reference is looked at, never reported under; a draft is, and says so.

    `metric` is what shares are of: value (rupiah), volume (grams or millilitres), products (kinds of goods), rooms
    (kinds of goods for rooms: a number, no share). `example` has `[whole, local]` by class, invented, to show the sum.
    """

    __tablename__ = "local_rules"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'active', 'reference', 'archived')", name="status"),
        CheckConstraint("metric IN ('value', 'volume', 'products', 'rooms')", name="metric"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="validity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    legal_ref: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="draft")
    applies_to: Mapped[list[str]]
    metric: Mapped[str] = mapped_column(default="value")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    example: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_by: Mapped[str] = mapped_column(default="Sistem")
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    lines: Mapped[list[LocalRuleLine]] = relationship(order_by="LocalRuleLine.position", back_populates="rule")

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"local_rule:{self.id}"

    @property
    def copied(self) -> dict[str, Any]:
        """What a frozen report keeps of it."""
        return {
            "code": self.code, "title": self.title, "legal_ref": self.legal_ref, "status": self.status,
            "metric": self.metric, "source": self.source, "note": self.note,
            "lines": [
                {"code": line.code, "name": line.name, "minimum": line.minimum, "severity": line.severity}
                for line in self.lines
            ],
        }  # fmt: skip


class LocalRuleLine(Base):
    """A class of goods, by the shop's categories. `minimum` in basis points (for rooms a number); nothing = unknown."""

    __tablename__ = "local_rule_lines"
    __table_args__ = (
        UniqueConstraint("rule_id", "code"),
        CheckConstraint("minimum IS NULL OR minimum BETWEEN 0 AND 10000", name="minimum"),
        CheckConstraint("severity IN ('info', 'required')", name="severity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("local_rules.id"))
    position: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    categories: Mapped[list[str]]
    minimum: Mapped[int | None]
    severity: Mapped[str] = mapped_column(default="info")

    rule: Mapped[LocalRule] = relationship(back_populates="lines")


@dataclass(frozen=True)
class Told:
    """What staff write about a rule; `minimums` and `names` by class code."""

    title: str
    legal_ref: str
    status: str
    valid_from: date | None
    valid_to: date | None
    source: str
    checked_on: date | None
    note: str
    names: Mapping[str, str]
    minimums: Mapping[str, int | None]
    severities: Mapping[str, str]
    categories: Mapping[str, list[str]]


def shipped() -> list[dict[str, Any]]:
    """The rules the shop begins with."""
    return json.loads(SHIPPED.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def listed(session: Session) -> list[LocalRule]:
    """All rules, in the order in which they were made."""
    return list(session.scalars(select(LocalRule).options(selectinload(LocalRule.lines)).order_by(LocalRule.id)))


def by_code(session: Session, code: str) -> LocalRule:
    """One rule; raise NotFound."""
    found = session.scalars(select(LocalRule).where(LocalRule.code == code)).first()
    if found is None:
        raise NotFound(code=code)
    return found


def of_month(session: Session, kind: str, first: date) -> list[LocalRule]:
    """The rules that may hold for a kind of organisation in a month: active ones first, then drafts."""
    query = select(LocalRule).where(
        LocalRule.status.in_(USABLE),
        or_(LocalRule.valid_from.is_(None), LocalRule.valid_from <= first),
        or_(LocalRule.valid_to.is_(None), LocalRule.valid_to >= first),
    )
    found = [rule for rule in session.scalars(query.order_by(LocalRule.id)) if kind in rule.applies_to]
    return sorted(found, key=lambda rule: USABLE.index(rule.status))


def change(session: Session, rule: LocalRule, told: Told, *, by: Actor) -> None:
    """Write what staff know now; reports that are frozen keep the rule they had. Raise Invalid."""
    session.refresh(rule, with_for_update=True)
    _check(rule, told)
    before = _facts(rule)
    rule.title, rule.legal_ref, rule.status = told.title.strip(), told.legal_ref.strip(), told.status
    rule.valid_from, rule.valid_to, rule.checked_on = told.valid_from, told.valid_to, told.checked_on
    rule.source, rule.note = told.source.strip(), told.note.strip()
    rule.changed_by, rule.changed_at = by.name, clock.now()
    for line in rule.lines:
        line.name, line.minimum = told.names[line.code].strip(), told.minimums[line.code]
        line.severity, line.categories = told.severities[line.code], list(told.categories[line.code])
    session.flush()
    after = _facts(rule)
    moved = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    events.record(session, rule.subject, "changed", by=by, changes=moved)


def _facts(rule: LocalRule) -> dict[str, Any]:
    return {
        "status": rule.status, "title": rule.title, "legal_ref": rule.legal_ref, "source": rule.source,
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else "",
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else "",
        "note": rule.note,
        **{f"class {line.code}": [line.name, line.minimum, line.severity, line.categories] for line in rule.lines},
    }  # fmt: skip


def _check(rule: LocalRule, told: Told) -> None:
    most = MOST_PRODUCTS if rule.metric == "rooms" else WHOLE
    wrong = {} if told.title.strip() else {"title": "empty"}
    if told.status not in STATUSES:
        wrong["status"] = "unknown"
    if told.status == "active" and not told.source.strip():
        wrong["source"] = "empty"
    if told.valid_from and told.valid_to and told.valid_to < told.valid_from:
        wrong["valid_to"] = "reversed"
    if told.checked_on and told.checked_on > clock.today():
        wrong["checked_on"] = "future"
    taken: set[str] = set()
    for line in rule.lines:
        least = told.minimums[line.code]
        if not told.names[line.code].strip():
            wrong[f"name-{line.code}"] = "empty"
        if least is not None and not 0 <= least <= most:
            wrong[f"minimum-{line.code}"] = "range"
        if told.severities[line.code] not in SEVERITIES:
            wrong[f"severity-{line.code}"] = "unknown"
        if taken & set(told.categories[line.code]):
            wrong[f"categories-{line.code}"] = "twice"
        taken |= set(told.categories[line.code])
    if wrong:
        raise Invalid(errors=wrong)
