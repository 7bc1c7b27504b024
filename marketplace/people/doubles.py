"""Which records may be the same business: the same NIB, the same phone, or a similar name in the same kelurahan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import trigram

from .businesses import Business, Told, fold

ALIKE = 70
ALIKE_WITH_OWNER = 40
SAME_OWNER = 80
MOST = 5


@dataclass
class Likeness:
    """A record that may be the same: `why` holds nib, phone, name or owner, the strongest first."""

    business_id: int
    why: list[str] = field(default_factory=list)
    percent: int = 0


@dataclass(frozen=True)
class _Name:
    id: int
    size: int
    owner: frozenset[str]


class _Place:
    """The names of one kelurahan, by the runs of three letters that they hold."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.names: list[_Name] = []
        self._with: dict[str, list[int]] = defaultdict(list)
        for business_id, folded, owner in rows:
            threes = trigram.threes(folded)
            for three in threes:
                self._with[three].append(len(self.names))
            self.names.append(_Name(business_id, len(threes), trigram.threes(fold(owner))))

    def alike(self, threes: frozenset[str]) -> list[tuple[_Name, int]]:
        """Names with something in common, and how much of 100."""
        common: Counter[int] = Counter()
        for three in threes:
            common.update(self._with.get(three, ()))
        found = [(self.names[place], shared) for place, shared in common.items()]
        return [(one, 200 * shared // (len(threes) + one.size)) for one, shared in found]


class Register:
    """Finds likenesses for many businesses at once: two statements, and one for each kelurahan."""

    def __init__(self, session: Session, told: Iterable[Told]) -> None:
        wanted = list(told)
        self._session = session
        self._nibs, self._phones = defaultdict(list), defaultdict(list)  # type: ignore[var-annotated]
        self._places: dict[str, _Place] = {}
        for column, values, found in (
            (Business.nib, {one.nib for one in wanted} - {""}, self._nibs),
            (Business.phone, {one.phone for one in wanted} - {""}, self._phones),
        ):
            for first in range(0, len(values), 500):
                some = sorted(values)[first : first + 500]
                query = select(Business.id, column).where(column.in_(some), Business.merged_into_id.is_(None))
                for business_id, value in session.execute(query):
                    found[value].append(business_id)

    def like(self, told: Told, besides: int = 0) -> list[Likeness]:
        """The records that may be this business, the likeliest first."""
        found: dict[int, Likeness] = {}
        for why, ids in (("nib", self._nibs[told.nib]), ("phone", self._phones[told.phone])):
            for business_id in ids:
                found.setdefault(business_id, Likeness(business_id)).why.append(why)
        name, owner = trigram.threes(fold(told.name)), trigram.threes(fold(told.owner_name))
        for other, percent in self._in(told.kelurahan).alike(name):
            if percent >= ALIKE or (percent >= ALIKE_WITH_OWNER and trigram.percent(owner, other.owner) >= SAME_OWNER):
                one = found.setdefault(other.id, Likeness(other.id))
                one.why.append("name" if percent >= ALIKE else "owner")
                one.percent = percent
        found.pop(besides, None)
        return sorted(found.values(), key=_strength)[:MOST]

    def _in(self, kelurahan: str) -> _Place:
        if kelurahan not in self._places:
            query = select(Business.id, Business.folded, Business.owner_name).where(
                Business.kelurahan_code == kelurahan, Business.merged_into_id.is_(None)
            )
            self._places[kelurahan] = _Place(self._session.execute(query) if kelurahan else ())
        return self._places[kelurahan]


def of(session: Session, told: Told, besides: int = 0) -> list[tuple[Business, Likeness]]:
    """The records that may be one business, with why."""
    found = Register(session, [told]).like(told, besides)
    query = select(Business).where(Business.id.in_([one.business_id for one in found]))
    rows = {row.id: row for row in session.scalars(query)} if found else {}
    return [(rows[one.business_id], one) for one in found]


def shared_phones(session: Session, limit: int = 40) -> list[list[Business]]:
    """Records that have one phone number, as heaps; those that came last first."""
    shared = (
        select(Business.phone, func.max(Business.id).label("last"))
        .where(Business.merged_into_id.is_(None), Business.phone.is_not(None))
        .group_by(Business.phone)
        .having(func.count() > 1)
        .order_by(func.max(Business.id).desc())
        .limit(limit)
        .subquery()
    )
    heaps: dict[str, list[Business]] = defaultdict(list)
    query = select(Business).join(shared, shared.c.phone == Business.phone).where(Business.merged_into_id.is_(None))
    for row in session.scalars(query.order_by(shared.c.last.desc(), Business.id)):
        heaps[row.phone or ""].append(row)
    return list(heaps.values())


def _strength(one: Likeness) -> tuple[bool, bool, int, int]:
    return "nib" not in one.why, "phone" not in one.why, -one.percent, one.business_id
