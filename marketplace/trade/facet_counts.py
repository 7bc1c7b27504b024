"""How many products stand behind every filter, each counted under all the others. One statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Integer, case, cast, func, literal, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from marketplace.catalog.products import Product, ProductCertificate, Variant
from marketplace.people.certificates import Certificate, valid_today

from . import facets, shelf

EXACT = 2_000
BITS = {kind: 1 << place for place, kind in enumerate(("halal", *facets.PERMITS))}


@dataclass
class Counts:
    """Products in all, and by kind and value. `many` means more than EXACT, and then nothing is counted."""

    total: int = 0
    many: bool = False
    by: dict[str, dict[str, int] | None] = field(default_factory=dict)

    def of(self, kind: str, value: str) -> int | None:
        """How many one filter would leave; nothing while there are too many to count."""
        known = self.by.get(kind)
        return None if known is None else known.get(value, 0)


def count(session: Session, choice: shelf.Choice) -> Counts:
    """Counts of a listing. A kind that filters is counted without its own filter."""
    active = choice.chosen.active
    parts: list[Any] = [_part(session, choice, kind) for kind in ("", *active)]
    together: Any = union_all(*parts)
    rows = session.execute(together).all()
    found = Counts()
    for which in ("", *active):
        some = [row for row in rows if row.which == which]
        total = sum(row.total for row in some)
        sums = _sums(some) if total <= EXACT else None
        if not which:
            found.total, found.many = min(total, EXACT), total > EXACT
            found.by = {kind: None if sums is None else sums[kind] for kind in KINDS}
        else:
            found.by[which] = None if sums is None else sums[which]
    return found


def too_many() -> Counts:
    """What is said of a listing that is known to be long, without counting anything."""
    return Counts(EXACT, True, dict.fromkeys(KINDS))


def _marks() -> dict[tuple[str, str], ColumnElement[bool]]:
    """What is counted by yes and no, by kind and value."""
    found: dict[tuple[str, str], ColumnElement[bool]] = {}
    found |= {("harga", band): Product.base_price.between(*ends) for band, ends in facets.PRICES.items()}
    found |= {("kilo", band): Product.per_kilo.between(*ends) for band, ends in facets.KILOS.items()}
    found["siap", "kini"] = facets.ready()
    found |= {("siap", str(days)): facets.within(days) for days in facets.DAYS}
    found |= {("minimal", str(packs)): Variant.minimum <= packs for packs in facets.MINIMA}
    found |= {("lokal", name): facets.level(name) for name in facets.LEVELS}
    found["impor", "1"] = Product.replaces != ""
    return found


KINDS = ("kategori", "kecamatan", "halal", "izin", "harga", "kilo", "siap", "minimal", "kirim", "lokal", "impor")


def _part(session: Session, choice: shelf.Choice, but: str) -> Any:
    """The goods of a listing, at most one more than can be told, grouped by category and kecamatan."""
    marks = _marks()
    wanted = [cast(case((mark, 1), else_=0), Integer).label(_name(*key)) for key, mark in marks.items()]
    some = shelf.listed(session, choice, but=but).limit(EXACT + 1).subquery()
    found = (
        shelf.goods(select(Product.category_id.label("category"), facets.kecamatan().label("zone"), _papers(), *wanted))
        .join(some, some.c.id == Product.id)
        .limit(EXACT + 1)
        .subquery()
    )
    papers = [
        func.sum(case((found.c.papers.bitwise_and(bit) > 0, 1), else_=0)).label(f"paper_{kind}")
        for kind, bit in BITS.items()
    ]
    sums = [func.sum(found.c[_name(*key)]).label(_name(*key)) for key in marks]
    return select(
        literal(but).label("which"), found.c.category, found.c.zone, func.count().label("total"), *papers, *sums
    ).group_by(found.c.category, found.c.zone)


def _papers() -> ColumnElement[int]:
    """The kinds of valid papers of a product as bits."""
    bits = case(*((Certificate.kind == kind, bit) for kind, bit in BITS.items()), else_=0)
    query = (
        select(func.coalesce(func.sum(bits.distinct()), 0))
        .select_from(ProductCertificate)
        .join(Certificate, Certificate.id == ProductCertificate.certificate_id)
        .where(ProductCertificate.product_id == Product.id, valid_today())
    )
    return query.scalar_subquery().label("papers")


def _name(kind: str, value: str) -> str:
    return f"{kind}_{value.replace('-', '_')}"


def _sums(rows: Iterable[Any]) -> dict[str, dict[str, int]]:
    by: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    marks = list(_marks())
    for row in rows:
        by["kategori"][str(row.category)] += row.total
        by["kecamatan"][str(row.zone)] += row.total
        by["halal"]["1"] += int(row.paper_halal)
        for kind in facets.PERMITS:
            by["izin"][kind] += int(getattr(row, f"paper_{kind}"))
        for kind, value in marks:
            by[kind][value] += int(getattr(row, _name(kind, value)))
    return {kind: dict(found) for kind, found in by.items()}
