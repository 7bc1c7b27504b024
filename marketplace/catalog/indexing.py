"""What the search knows of each product. Written with the product, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ForeignKey, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column

from marketplace.kernel import upsert
from marketplace.kernel.db import Base
from marketplace.people.producers import Producer

from . import synonyms, vocabulary
from .products import Product
from .spelling import words

LONGEST = 4_000
PIECE = 500
USES = {
    "MB": "minibar kulkas kamar", "WA": "welcome amenity welcome drink sambutan tamu kamar", "OL": "oleh-oleh",
    "CB": "coffee break rapat meeting", "BF": "breakfast sarapan hotel prasmanan", "RI": "restoran masak",
    "RM": "room amenity kamar hotel", "UN": "seragam", "LB": "lobi lobby pajangan dekorasi", "HM": "hampers parsel",
}  # fmt: skip


class SearchText(Base):
    """The roots of a product's name, and those of everything else that is said of it, in order.

    On SQLite triggers copy a row to `search_index` (FTS5); on PostgreSQL the database keeps a
    `tsvector` of it. So whatever writes this row has written the index.
    """

    __tablename__ = "search_texts"

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str]
    words: Mapped[str]


def write(session: Session, product: Product) -> None:
    """Bring the index in step with a product that is flushed."""
    _store(session, [product])


def write_all_of(session: Session, producer: Producer) -> None:
    """A maker's name or place changed: all their goods are found by it from now on."""
    query = select(Product).where(Product.producer_id == producer.id, Product.archived_at.is_(None))
    _store(session, list(session.scalars(query.options(joinedload(Product.category), joinedload(Product.producer)))))


def rebuild(session: Session) -> int:
    """Write the whole index anew, and how common each word is; returns the number of products."""
    count, last = 0, 0
    session.execute(delete(vocabulary.SearchKey))
    session.execute(delete(vocabulary.SearchWord))
    for found in synonyms.listed(session):
        synonyms.spread(session, found)
    while some := _piece(session, last):
        _store(session, some)
        last, count = some[-1].id, count + len(some)
        session.expire_all()
    weigh(session)
    return count


def weigh(session: Session) -> None:
    """Keep how many names hold each root: of two words equally near, the more common one is meant."""
    counts: dict[str, int] = {}
    for name in session.scalars(select(SearchText.name).order_by(SearchText.product_id).limit(50_000)):
        for root in set(name.split()):
            counts[root] = counts.get(root, 0) + 1
    for root, number in sorted(counts.items()):
        word = vocabulary.SearchWord
        session.execute(update(word).where(word.stem == root, word.count != number).values(count=number))


def row(product_id: int, name: str, *rest: str) -> dict[str, Any]:
    """The stored form of a name and of everything else."""
    return {"product_id": product_id, "name": roots(name), "words": roots(" ".join(rest))}


def roots(text: str) -> str:
    """The roots of a text, one blank between and around them, so that a whole word can be looked for."""
    found = " ".join(vocabulary.root(word) for word in words(text, LONGEST))
    return f" {found} "


def told(product: Product) -> tuple[str, ...]:
    """Everything but the name by which a product may be looked for."""
    maker = product.producer
    return (
        product.category.name, maker.name, maker.kelurahan_name, maker.kecamatan_name, product.species,
        product.ingredients, product.raw_material, " ".join(USES.get(use, "") for use in product.buyer_uses),
    )  # fmt: skip


def _piece(session: Session, last: int) -> Sequence[Product]:
    query = select(Product).where(Product.id > last).order_by(Product.id).limit(PIECE)
    return session.scalars(query.options(joinedload(Product.category), joinedload(Product.producer))).all()


def _store(session: Session, products: Iterable[Product]) -> None:
    products = list(products)
    if not products:
        return
    values = [row(product.id, product.name, *told(product)) for product in products]
    statement = upsert.insert(session, SearchText).values(values)
    new = statement.excluded
    session.execute(
        statement.on_conflict_do_update(index_elements=["product_id"], set_={"name": new.name, "words": new.words})
    )
    vocabulary.learn(session, (part for product in products for part in (product.name, *told(product))))


def known(session: Session) -> int:
    """How many products the index holds."""
    return session.scalar(select(func.count()).select_from(SearchText)) or 0
