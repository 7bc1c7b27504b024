"""Imported goods that local ones replace: rows that staff keep, each with its source and its day (F22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people import names

from . import spelling
from .categories import Category
from .products import Product

HALAL = ("yes", "no", "unknown")
LONGEST = 120
LONGEST_SOURCE = 300
MOST_BESIDE = 2
MOST_MISSING = 12


class ReferenceGood(Base):
    """One imported good. It stands beside products that say they replace `replaces`.

    With no such word it stands beside its whole category. What nobody knows is NULL or empty. `folded` is
    `replaces` without differences of spelling; `is_example` marks invented figures.
    """

    __tablename__ = "reference_goods"
    __table_args__ = (
        CheckConstraint("halal IN ('yes', 'no', 'unknown')", name="halal"),
        CheckConstraint("price > 0", name="price"),
        CheckConstraint("pack_grams > 0", name="pack"),
        Index("ix_reference_goods_folded", "folded", "seen_on"),
        Index("ix_reference_goods_category_id", "category_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    name: Mapped[str]
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"))
    replaces: Mapped[str] = mapped_column(default="")
    folded: Mapped[str] = mapped_column(default="")
    pack_grams: Mapped[int | None]
    price: Mapped[int | None]
    halal: Mapped[str] = mapped_column(default="unknown")
    origin: Mapped[str] = mapped_column(default="")
    shelf_life_days: Mapped[int | None]
    source: Mapped[str]
    seen_on: Mapped[date]
    is_example: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]

    category: Mapped[Category] = relationship()

    @property
    def subject(self) -> str:
        """How events name this good."""
        return f"reference_good:{self.id}"


@dataclass(frozen=True)
class Told:
    """What staff write about an imported good."""

    name: str
    category: str
    replaces: str
    pack_grams: int | None
    price: int | None
    halal: str
    origin: str
    shelf_life_days: int | None
    source: str
    seen_on: date
    is_example: bool


def listed(session: Session) -> list[ReferenceGood]:
    """All rows: those in use by category and name, then the retired ones."""
    query = select(ReferenceGood).join(ReferenceGood.category).options(contains_eager(ReferenceGood.category))
    order = ReferenceGood.retired_at.is_not(None), Category.position, ReferenceGood.name, ReferenceGood.id
    return list(session.scalars(query.order_by(*order)))


def by_public_id(session: Session, public_id: str) -> ReferenceGood:
    """One row. Raise NotFound."""
    found = session.scalars(select(ReferenceGood).where(ReferenceGood.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def beside(session: Session, product: Product) -> list[ReferenceGood]:
    """What the product replaces, the newest figures first; else what stands for its whole category."""
    key = fold(product.replaces)
    same = ReferenceGood.folded == key
    whole = (ReferenceGood.folded == "") & (ReferenceGood.category_id == product.category_id)
    query = (
        select(ReferenceGood)
        .where(ReferenceGood.retired_at.is_(None), same | whole if key else whole)
        .order_by((ReferenceGood.folded == "").asc(), ReferenceGood.seen_on.desc(), ReferenceGood.id.desc())
        .limit(MOST_BESIDE)
    )
    rows = list(session.scalars(query))
    exact = [row for row in rows if row.folded and row.folded == key]
    return exact or rows


def missing(session: Session) -> list[tuple[str, int]]:
    """Imports that products say they replace and that no row speaks of, with the number of products."""
    rows = session.execute(
        select(Product.replaces, func.count())
        .where(Product.replaces != "", Product.published_at.is_not(None), Product.archived_at.is_(None))
        .group_by(Product.replaces)
        .order_by(func.count().desc(), Product.replaces)
    ).all()
    known = set(session.scalars(select(ReferenceGood.folded).where(ReferenceGood.retired_at.is_(None))))
    return [(words, int(count)) for words, count in rows if fold(words) not in known][:MOST_MISSING]


def save(session: Session, good: ReferenceGood | None, told: Told, *, by: Actor) -> ReferenceGood:
    """Write a row, or another state of one. Raise Invalid with the wrong fields of `told`."""
    category = session.scalars(select(Category).where(Category.code == told.category)).first()
    wrong = {
        "name": not 0 < len(names.clean(told.name)) <= LONGEST,
        "category": category is None,
        "halal": told.halal not in HALAL,
        "pack_grams": told.pack_grams is not None and told.pack_grams < 1,
        "price": told.price is not None and told.price < 1,
        "shelf_life_days": told.shelf_life_days is not None and told.shelf_life_days < 1,
        "source": not 0 < len(names.clean(told.source)) <= LONGEST_SOURCE,
        "seen_on": told.seen_on > clock.today(),
    }
    if category is None or any(wrong.values()):
        raise Invalid(errors={name: "wrong" for name, found in wrong.items() if found})
    before = _facts(good) if good else None
    made = good or ReferenceGood()
    for name in ("name", "replaces", "origin", "source"):
        setattr(made, name, names.clean(getattr(told, name)))
    for name in ("pack_grams", "price", "halal", "shelf_life_days", "seen_on", "is_example"):
        setattr(made, name, getattr(told, name))
    made.category, made.folded = category, fold(told.replaces)
    _changed(session, made, by)
    after = _facts(made)
    if before != after:
        events.record(session, made.subject, "change" if good else "add", by=by, before=before, after=after)
    return made


def retire(session: Session, good: ReferenceGood, *, by: Actor) -> None:
    """It stands beside nothing any more; the row and its history stay. Raise NotAllowed."""
    if good.retired_at is not None:
        raise NotAllowed(verb="retire", state="retired")
    good.retired_at = clock.now()
    _changed(session, good, by)
    events.record(session, good.subject, "retire", by=by, name=good.name)


def restore(session: Session, good: ReferenceGood, *, by: Actor) -> None:
    """It is in use again. Raise NotAllowed."""
    if good.retired_at is None:
        raise NotAllowed(verb="restore", state="used")
    good.retired_at = None
    _changed(session, good, by)
    events.record(session, good.subject, "use_again", by=by, name=good.name)


def fold(text: str) -> str:
    """What several spellings of the same import have in common."""
    return " ".join(spelling.fold(word) for word in spelling.words(text))


def _changed(session: Session, good: ReferenceGood, by: Actor) -> None:
    good.changed_by, good.changed_at = by.name, clock.now()
    session.add(good)
    session.flush()


def _facts(good: ReferenceGood) -> dict[str, Any]:
    fields = ("name", "replaces", "pack_grams", "price", "halal", "origin", "shelf_life_days", "source", "is_example")
    return {
        **{name: getattr(good, name) for name in fields},
        "category": good.category.name,
        "seen_on": good.seen_on.isoformat(),
    }
