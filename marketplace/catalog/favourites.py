"""What somebody wants to find again: products and makers, kept with the account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, delete, exists, false, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from marketplace.kernel import clock, settings, upsert
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound, Refusal
from marketplace.people.producers import Producer

from .products import Product

MOST = settings.declare("favourites.most", 200, "Paling banyak favorit dalam satu akun", settings.at_least(1))
Thing = tuple[str, int]


class FavouritesFull(Refusal):
    """The list is as long as it may be; facts: limit."""


class Favourite(Base):
    """One product or one maker on somebody's list."""

    __tablename__ = "favourites"
    __table_args__ = (
        CheckConstraint("(product_id IS NULL) <> (producer_id IS NULL)", name="one_thing"),
        UniqueConstraint("user_id", "product_id"),
        UniqueConstraint("user_id", "producer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producers.id"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)


MODELS: dict[str, type[Product] | type[Producer]] = {"product": Product, "producer": Producer}
COLUMNS = {"product": Favourite.product_id, "producer": Favourite.producer_id}


def find(session: Session, kind: str, slug: str) -> Thing:
    """The thing of an address, on sale or not, since it must also go off a list. Raise NotFound."""
    model = MODELS.get(kind)
    found = session.scalar(select(model.id).where(model.slug == slug)) if model else None
    if found is None:
        raise NotFound(kind=kind, slug=slug)
    return kind, found


def of_user(session: Session, user_id: int) -> list[Thing]:
    """Somebody's list, the newest first."""
    query = select(Favourite.product_id, Favourite.producer_id).where(Favourite.user_id == user_id)
    rows = session.execute(query.order_by(Favourite.id.desc()))
    return [("product", product) if product is not None else ("producer", int(maker or 0)) for product, maker in rows]


def has(user_id: int | None, kind: str, thing: Any) -> ColumnElement[bool]:
    """Whether the thing is on somebody's list, as a column."""
    if user_id is None:
        return false()
    return exists().where(Favourite.user_id == user_id, COLUMNS[kind] == thing)


def add(session: Session, user_id: int, thing: Thing) -> None:
    """Put a thing on the list; twice is once. Raise FavouritesFull."""
    limit = MOST(session)
    if (session.scalar(select(func.count()).where(Favourite.user_id == user_id)) or 0) >= limit:
        raise FavouritesFull(limit=limit)
    _insert(session, user_id, [thing])


def remove(session: Session, user_id: int, thing: Thing) -> None:
    """Take a thing off the list; one that is gone already is no mistake."""
    kind, number = thing
    session.execute(delete(Favourite).where(Favourite.user_id == user_id, COLUMNS[kind] == number))


def join(session: Session, user_id: int, guests: Sequence[Thing]) -> None:
    """A guest's list, the newest first, becomes part of the account's, as far as there is room."""
    mine = set(of_user(session, user_id))
    new = [thing for thing in guests if thing not in mine][: max(0, MOST(session) - len(mine))]
    _insert(session, user_id, _that_exist(session, list(reversed(new))))


def _that_exist(session: Session, things: list[Thing]) -> list[Thing]:
    """A cookie may be older than what it speaks of."""
    known: set[Thing] = set()
    for kind, model in MODELS.items():
        numbers = [number for one, number in things if one == kind]
        if numbers:
            known |= {(kind, number) for number in session.scalars(select(model.id).where(model.id.in_(numbers)))}
    return [thing for thing in things if thing in known]


def _insert(session: Session, user_id: int, things: Iterable[Thing]) -> None:
    rows = [
        {"user_id": user_id, "added_at": clock.now(), "product_id": None, "producer_id": None, f"{kind}_id": number}
        for kind, number in things
    ]
    if rows:
        session.execute(upsert.insert(session, Favourite).values(rows).on_conflict_do_nothing())
