"""Invented favourites, people who wait for what is sold out, and imports to compare with; all marked as examples."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import favourites, reference_goods
from marketplace.catalog.products import Product, Variant
from marketplace.catalog.reference_goods import Told
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.people import users
from marketplace.people.producers import Producer
from marketplace.people.users import Identifier
from marketplace.trade import stock_waits

from . import logins, shelves, tables

MODERATOR = Actor("user", "Sari Pemeriksa", roles=frozenset({"verifier", "moderator"}))
LIKED = ("AMP-01", "SMB-01", "KRP-02", "OIL-06")
LIKED_MAKERS = ("U01", "U06")
WAITERS = 4
SOURCE = "Angka contoh untuk peragaan, bukan hasil survei"


def load(session: Session, makers: dict[str, Producer], goods: dict[str, Product]) -> None:
    """Say it with the shop's own verbs, at earlier times."""
    _imports(session)
    _favourites(session, makers, goods)
    _waits(session, goods)


def _imports(session: Session) -> None:
    for n, row in enumerate(tables.rows("reference_goods")):
        with clock.pretend(clock.now() - timedelta(days=30 + n)):
            told = Told(
                row["name"], row["category"], row["replaces"], _number(row["pack_grams"]), _number(row["price"]),
                row["halal"] or "unknown", row["origin"], _number(row["shelf_life_days"]), SOURCE, clock.today(), True,
            )  # fmt: skip
            reference_goods.save(session, None, told, by=MODERATOR)


def _favourites(session: Session, makers: dict[str, Producer], goods: dict[str, Product]) -> None:
    who = users.identifier(logins.SHOPPER)
    shopper = users.known_by(session, who) if who else None
    if shopper is None:
        return
    for code in LIKED_MAKERS:
        favourites.add(session, shopper.id, ("producer", makers[code].id))
    for sku in LIKED:
        favourites.add(session, shopper.id, ("product", goods[sku].id))


def _waits(session: Session, goods: dict[str, Product]) -> None:
    """A few for everything that is sold out, the oldest a week ago."""
    for place, sku in enumerate(sorted(shelves.SOLD_OUT)):
        first = select(Variant).where(Variant.product_id == goods[sku].id, Variant.position == 0)
        pack = session.scalars(first).one()
        for n in range(WAITERS - place):
            with clock.pretend(clock.now() - timedelta(days=7 - n)):
                who = Identifier("email", f"menunggu{place}{n}@contoh.example")
                try:
                    stock_waits.ask(
                        session, goods[sku].slug, pack.id, who, name="Pembeli contoh", language="id", user_id=None
                    )
                except stock_waits.ThereAlready:
                    break


def _number(text: str) -> int | None:
    return int(text) if text else None
