"""Tax lines by dated rules: rows that finance adds and ends, so that a new rate is no new program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Select, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotFound

KINDS = ("non_pkp", "ppn", "exempt", "pph22")
WHOLE = 10_000


class TaxRule(Base):
    """`rate` in basis points of `numerator/denominator` of the price; valid from a day, to a day (included).

    non_pkp: only `words`. exempt: `category` is not taxed. pph22: there is a line while a row is valid.
    """

    __tablename__ = "tax_rules"
    __table_args__ = (
        CheckConstraint("rate >= 0 AND numerator >= 0 AND denominator > 0", name="figures"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
        Index("ix_tax_rules_kind_valid_from", "kind", "valid_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    category: Mapped[str] = mapped_column(default="")
    rate: Mapped[int] = mapped_column(default=0)
    numerator: Mapped[int] = mapped_column(default=1)
    denominator: Mapped[int] = mapped_column(default=1)
    words: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    set_by: Mapped[str]
    set_at: Mapped[datetime] = mapped_column(default=clock.now)


@dataclass(frozen=True)
class Worked:
    """A price that contains PPN, taken apart: `base + tax` is the price, to the rupiah."""

    base: int
    other_base: int
    tax: int


def valid(session: Session, kind: str, day: date) -> TaxRule | None:
    """The rule of a day: of several valid ones the one that began last."""
    query = _valid(kind, day).order_by(TaxRule.valid_from.desc(), TaxRule.id.desc())
    return session.scalars(query.limit(1)).first()


def exempt(session: Session, day: date) -> set[str]:
    """Codes of the categories that are not taxed on a day."""
    return {rule.category for rule in session.scalars(_valid("exempt", day))}


def listed(session: Session) -> list[TaxRule]:
    """All rules, those that began last first."""
    return list(session.scalars(select(TaxRule).order_by(TaxRule.kind, TaxRule.valid_from.desc(), TaxRule.id.desc())))


def add(session: Session, rule: TaxRule, *, by: Actor) -> TaxRule:
    """Add a rule; older papers keep what they say. Raise Invalid."""
    if rule.kind not in KINDS or (rule.kind == "exempt") != bool(rule.category):
        raise Invalid(errors={"category": "wrong"})
    rule.set_by = by.name
    session.add(rule)
    session.flush()
    events.record(session, f"tax_rule:{rule.id}", "add", by=by, kind=rule.kind, words=rule.words)
    return rule


def end(session: Session, rule_id: int, last: date, *, by: Actor) -> TaxRule:
    """Let a rule end with a day. Raise NotFound, or Invalid when that is before it began."""
    rule = session.get(TaxRule, rule_id, with_for_update=True)
    if rule is None:
        raise NotFound(rule_id=rule_id)
    if last < rule.valid_from:
        raise Invalid(errors={"last": "early"})
    rule.valid_to = last
    session.flush()
    events.record(session, f"tax_rule:{rule.id}", "end", by=by, last=last.isoformat())
    return rule


def worked(price: int, rule: TaxRule) -> Worked:
    """Take a price apart: base and other base rounded half up, the tax is the rest of the price."""
    whole, part = WHOLE * rule.denominator, rule.numerator * rule.rate
    base = _half_up(price * whole, whole + part)
    return Worked(base, _half_up(base * rule.numerator, rule.denominator), price - base)


def worked_on_top(base: int, rule: TaxRule) -> int:
    """The tax on a base that does not contain it, rounded half up."""
    return _half_up(base * rule.numerator * rule.rate, rule.denominator * WHOLE)


def share(amount: int, part: int, whole: int) -> int:
    """`amount` times part/whole, rounded half up."""
    return _half_up(amount * part, whole) if whole else 0


def _half_up(above: int, below: int) -> int:
    return (2 * above + below) // (2 * below)


def _valid(kind: str, day: date) -> Select[TaxRule]:
    return select(TaxRule).where(
        TaxRule.kind == kind, TaxRule.valid_from <= day, or_(TaxRule.valid_to.is_(None), TaxRule.valid_to >= day)
    )
