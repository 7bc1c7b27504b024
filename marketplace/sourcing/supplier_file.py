"""What an auditor asks about a maker: papers valid today, every product's specification and last lots (F79)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.catalog.products import Product, ProductCertificate, Variant
from marketplace.kernel.errors import NotFound
from marketplace.people import producers
from marketplace.people.certificates import Certificate, valid_today
from marketplace.people.producers import Producer
from marketplace.stock.lots import Lot
from marketplace.trade.shelf import on_sale

LOTS = 5
ASKED = ("nib", "halal", "pirt", "md")


@dataclass(frozen=True)
class Sheet:
    """One product: what it is made of, its packs, the papers that cover it, its last lots."""

    product: Product
    packs: list[Variant]
    papers: list[Certificate]
    lots: list[Lot]


@dataclass(frozen=True)
class SupplierFile:
    """A maker; only papers that staff verified and that are valid today, never their pictures."""

    producer: Producer
    papers: list[Certificate]
    sheets: list[Sheet]

    @property
    def lacking(self) -> list[str]:
        """The usual papers of which none is valid today; one of PIRT and MD is enough."""
        held = {paper.kind for paper in self.papers}
        if held & {"pirt", "md"}:
            held |= {"pirt", "md"}
        return [kind for kind in ASKED if kind not in held]


def of(session: Session, slug: str) -> SupplierFile:
    """The file of a maker who has goods on sale; raise NotFound for any other."""
    producer = producers.by_slug(session, slug)
    products = _products(session, producer)
    if not products:
        raise NotFound(slug=slug)
    covered = _papers(session, [one.id for one in products])
    packs = {one.id: [pack for pack in one.variants if pack.archived_at is None] for one in products}
    made = _lots(session, [pack.stock_item_id for held in packs.values() for pack in held])
    sheets = [Sheet(one, packs[one.id], covered.get(one.id, []), _of(packs[one.id], made)) for one in products]
    query = select(Certificate).where(Certificate.producer_id == producer.id, valid_today())
    return SupplierFile(producer, list(session.scalars(query.order_by(Certificate.kind, Certificate.id))), sheets)


def _products(session: Session, producer: Producer) -> list[Product]:
    query = (
        select(Product)
        .join(Product.producer)
        .where(Product.producer_id == producer.id, on_sale())
        .options(joinedload(Product.category), selectinload(Product.variants))
        .order_by(Product.name, Product.id)
    )
    return list(session.scalars(query))


def _papers(session: Session, products: list[int]) -> dict[int, list[Certificate]]:
    query = (
        select(ProductCertificate.product_id, Certificate)
        .join(Certificate, Certificate.id == ProductCertificate.certificate_id)
        .where(ProductCertificate.product_id.in_(products), valid_today())
        .order_by(Certificate.kind, Certificate.id)
    )
    found: dict[int, list[Certificate]] = {}
    for product_id, paper in session.execute(query):
        found.setdefault(product_id, []).append(paper)
    return found


def _lots(session: Session, items: list[int]) -> dict[int, list[Lot]]:
    """The last lots of each stock item, newest first; parts that went into a clearance are their first lot."""
    place = func.row_number().over(partition_by=Lot.stock_item_id, order_by=(Lot.produced_on.desc(), Lot.id.desc()))
    numbered = select(Lot.id, place.label("place")).where(Lot.stock_item_id.in_(items), Lot.split_from.is_(None))
    kept = numbered.subquery()
    query = select(Lot).join(kept, kept.c.id == Lot.id).where(kept.c.place <= LOTS)
    found: dict[int, list[Lot]] = {}
    for lot in session.scalars(query.order_by(Lot.produced_on.desc(), Lot.id.desc())):
        found.setdefault(lot.stock_item_id, []).append(lot)
    return found


def _of(packs: list[Variant], made: dict[int, list[Lot]]) -> list[Lot]:
    items = dict.fromkeys(pack.stock_item_id for pack in packs)
    return [lot for item in items for lot in made.get(item, [])]
