"""What is wrong or doubtful about a paper: mistakes are refused, doubts are told to its maker and its verifier."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock

from . import names, paper_numbers
from .producers import Producer

if TYPE_CHECKING:
    from .certificates import Certificate, Told

FIRST_DAY = date(1980, 1, 1)
LONGEST_DAYS = 50 * 366
PIRT_DAYS = 5 * 366


@dataclass(frozen=True)
class Doubt:
    """One reason to look again. Codes: shape, decree, old_halal, import, packaging, region, class, year, long, doubled,
    goods, barred (facts say what)."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


def mistakes(told: Told, kinds: tuple[str, ...]) -> dict[str, str]:
    """What cannot be, by field."""
    today, wrong = clock.today(), {}
    if told.kind not in kinds:
        wrong["kind"] = "unknown"
    if not names.clean(told.number):
        wrong["number"] = "empty"
    elif paper_numbers.cannot_be(told.kind, told.number):
        wrong["number"] = f"shape_{told.kind}"
    if told.valid_from and not FIRST_DAY <= told.valid_from <= today:
        wrong["valid_from"] = "future" if told.valid_from > today else "old"
    if told.valid_to and told.valid_from and told.valid_to < told.valid_from:
        wrong["valid_to"] = "reversed"
    elif told.valid_to and not today <= told.valid_to <= today + timedelta(days=LONGEST_DAYS):
        wrong["valid_to"] = "over" if told.valid_to < today else "far"
    return wrong


def doubts(session: Session, paper: Certificate) -> list[Doubt]:
    """Why a paper deserves a second look, apart from the goods it covers."""
    number = paper.full_number
    found = [Doubt("shape")] if paper_numbers.looks_odd(paper.kind, number) else []
    if paper.kind == "halal":
        found = _halal(number) or found
    if paper.kind == "md" and number.startswith("ML"):
        found.append(Doubt("import"))
    if paper.kind == "pirt":
        found += _pirt(session, paper)
    twins = doubled(session, paper)
    if twins:
        found.append(Doubt("doubled", {"names": [name for _, name in twins], "ids": [twin for twin, _ in twins]}))
    return found


def doubled(session: Session, paper: Certificate) -> list[tuple[int, str]]:
    """Papers of other makers with the same number: their ids and the makers' names."""
    table = type(paper)
    query = (
        select(table, Producer.name)
        .join(Producer, Producer.id == table.producer_id)
        .where(
            table.kind == paper.kind,
            table.number == paper.number,
            table.producer_id != paper.producer_id,
            table.withdrawn_at.is_(None),
            table.returned_at.is_(None),
        )
        .order_by(table.id)
        .limit(5)
    )
    full = paper.full_number
    return [(row.id, name) for row, name in session.execute(query) if row.full_number == full]


def _halal(number: str) -> list[Doubt]:
    if number.startswith("KH") or "KETETAPAN" in number:
        return [Doubt("decree")]
    return [Doubt("old_halal")] if "MUI" in number or "LPPOM" in number else []


def _pirt(session: Session, paper: Certificate) -> list[Doubt]:
    told = paper_numbers.pirt(paper.number)
    if told is None:
        return []
    found = []
    if told.packaging not in paper_numbers.PACKAGING:
        found.append(Doubt("packaging", {"digit": told.packaging}))
    if told.food_class not in {row[0] for row in paper_numbers.PIRT_CLASSES(session)}:
        found.append(Doubt("class", {"code": told.food_class}))
    if told.region != paper_numbers.REGION(session):
        found.append(Doubt("region", {"code": told.region}))
    if paper.valid_to and paper.valid_to.year != told.year:
        found.append(Doubt("year", {"year": told.year}))
    if paper.valid_to and (paper.valid_to - paper.valid_from).days > PIRT_DAYS:
        found.append(Doubt("long"))
    return found
