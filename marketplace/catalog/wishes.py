"""What was looked for in vain: counted by week, and asked for by people who want it made."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events, ids, upsert
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

from .spelling import words

LONGEST_QUERY = 60
LONGEST_NOTE = 500
LONGEST_NAME = 80


class SearchMiss(Base):
    """How often a query found nothing in the week that began on `week`, a Monday."""

    __tablename__ = "search_misses"

    week: Mapped[date] = mapped_column(primary_key=True)
    query: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class ProductWish(Base):
    """Somebody would buy what nobody sells here. Name and phone only when they want an answer."""

    __tablename__ = "product_wishes"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    product: Mapped[str]
    quantity: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]


def monday(day: date) -> date:
    """The first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def missed(session: Session, query: str) -> None:
    """Count a query that found nothing. What holds no word, or looks like a number of somebody, is not kept."""
    asked = " ".join(words(query)[:6])[:LONGEST_QUERY]
    if not asked or any(word.isdigit() and len(word) > 4 for word in asked.split()):
        return
    week = monday(clock.today())
    statement = upsert.insert(session, SearchMiss).values(week=week, query=asked, count=1)
    session.execute(
        statement.on_conflict_do_update(index_elements=["week", "query"], set_={"count": SearchMiss.count + 1})
    )


def misses(session: Session, week: date, limit: int = 100) -> list[SearchMiss]:
    """The most frequent vain searches of a week."""
    query = select(SearchMiss).where(SearchMiss.week == week)
    return list(session.scalars(query.order_by(SearchMiss.count.desc(), SearchMiss.query).limit(limit)))


def weeks(session: Session, limit: int = 12) -> list[tuple[date, int]]:
    """Vain searches by week, the last week first."""
    rows = session.execute(
        select(SearchMiss.week, func.sum(SearchMiss.count)).group_by(SearchMiss.week).order_by(SearchMiss.week.desc())
        .limit(limit)
    )  # fmt: skip
    return [(week, int(count)) for week, count in rows]


def wish(session: Session, product: str, quantity: str, note: str, *, name: str, phone: str) -> ProductWish:
    """Keep a wish. Raise Invalid (product)."""
    product = " ".join(product.split())[:LONGEST_QUERY]
    if not words(product):
        raise Invalid(errors={"product": "empty"})
    found = ProductWish(
        product=product, quantity=" ".join(quantity.split())[:LONGEST_QUERY], note=note.strip()[:LONGEST_NOTE],
        name=" ".join(name.split())[:LONGEST_NAME], phone=phone,
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found


def open_wishes(session: Session, limit: int = 100) -> list[ProductWish]:
    """Wishes that nobody has settled, the newest first."""
    query = select(ProductWish).where(ProductWish.settled_at.is_(None))
    return list(session.scalars(query.order_by(ProductWish.id.desc()).limit(limit)))


def settle(session: Session, public_id: str, *, by: Actor) -> ProductWish:
    """A wish is dealt with. Raise NotFound or NotAllowed."""
    found = session.scalars(select(ProductWish).where(ProductWish.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    if not by.has("officer") or found.settled_at is not None:
        raise NotAllowed(verb="settle", state="settled")
    found.settled_at, found.settled_by = clock.now(), by.name
    session.flush()
    events.record(session, f"wish:{found.id}", "settle", by=by, product=found.product)
    return found
