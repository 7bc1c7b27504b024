"""Filters of a listing: what can be chosen, and what each choice asks of a product."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import and_, exists, func, literal, or_, select
from sqlalchemy.sql.elements import ColumnElement

from marketplace.catalog.categories import Category
from marketplace.catalog.products import NOT_WEIGHED, Product, ProductCertificate, Variant
from marketplace.kernel import clock
from marketplace.people.certificates import Certificate, valid_today
from marketplace.people.producers import Producer
from marketplace.stock.levels import FREE, StockLevel

from .delivery import CourierRate, OwnDelivery, ProducerCourier

PERMITS = ("pirt", "md", "psat", "na", "svlk")
DAYS = (3, 7, 14)
MINIMA = (1, 6, 12, 24)
PRICES = {"0-20": (0, 20_000), "20-50": (20_001, 50_000), "50-100": (50_001, 100_000), "100": (100_001, 10**12)}
KILOS = {
    "0-100": (0, 100_000), "100-200": (100_001, 200_000), "200-400": (200_001, 400_000),
    "400": (400_001, NOT_WEIGHED - 1),
}  # fmt: skip
LEVELS = ("L1", "L2")
KECAMATAN_DIGITS = 8


@dataclass(frozen=True)
class Chosen:
    """The filters of one listing; an empty value does not filter. Several values of one kind widen it."""

    kategori: tuple[str, ...] = ()
    kecamatan: tuple[str, ...] = ()
    halal: bool = False
    izin: tuple[str, ...] = ()
    harga: tuple[str, ...] = ()
    kilo: tuple[str, ...] = ()
    siap: str = ""
    minimal: int | None = None
    kirim: str = ""
    lokal: tuple[str, ...] = ()
    impor: bool = False

    @property
    def active(self) -> list[str]:
        """The kinds that filter."""
        return [one.name for one in fields(self) if getattr(self, one.name)]


NOTHING_CHOSEN = Chosen()


def conditions(chosen: Chosen, *, but: str = "") -> list[ColumnElement[bool]]:
    """One condition for each kind that filters, but for one kind."""
    return [_condition(name, chosen) for name in chosen.active if name != but]


def _condition(name: str, chosen: Chosen) -> ColumnElement[bool]:
    value: Any = getattr(chosen, name)
    if name == "kategori":
        return Product.category_id.in_(select(Category.id).where(Category.slug.in_(value)))
    if name == "kecamatan":
        return kecamatan().in_(value)
    if name == "halal":
        return has_valid("halal")
    if name == "izin":
        return or_(*(has_valid(kind) for kind in value))
    if name == "harga":
        return or_(*(Product.base_price.between(*PRICES[band]) for band in value))
    if name == "kilo":
        return or_(*(Product.per_kilo.between(*KILOS[band]) for band in value))
    if name == "siap":
        return _first_pack(ready() if value == "kini" else within(int(value)))
    if name == "minimal":
        return _first_pack(Variant.minimum <= int(value))
    if name == "kirim":
        return delivered(value)
    if name == "lokal":
        return or_(*(level(one) for one in value))
    return Product.replaces != literal("")


def _first_pack(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition of a product's first pack and its stock."""
    return (
        exists()
        .where(
            Variant.product_id == Product.id, Variant.position == 0,
            StockLevel.stock_item_id == Variant.stock_item_id, condition,
        )
        .correlate(Product)
    )  # fmt: skip


def kecamatan() -> ColumnElement[Any]:
    """The code of the kecamatan of a maker's kitchen."""
    return func.substr(Producer.kelurahan_code, 1, KECAMATAN_DIGITS)


def ready() -> ColumnElement[bool]:
    """There is enough for one pack on the shelf."""
    today = clock.today()
    return and_(FREE >= Variant.content, or_(Product.preorder_on.is_(None), Product.preorder_on <= today))


def within(days: int) -> ColumnElement[bool]:
    """On the shelf, or made to order within so many days."""
    return or_(ready(), and_(StockLevel.weekly_capacity.is_not(None), Product.lead_days <= days))


def delivered(kelurahan_code: str) -> ColumnElement[bool]:
    """The maker brings it to this kelurahan, or hands it to a courier who does."""
    zone, today = kelurahan_code[:KECAMATAN_DIGITS], clock.today()
    own = exists().where(OwnDelivery.producer_id == Producer.id, OwnDelivery.kecamatan_code == zone)
    courier = exists().where(
        ProducerCourier.producer_id == Producer.id,
        CourierRate.courier == ProducerCourier.courier,
        CourierRate.kecamatan_code == zone,
        CourierRate.valid_from <= today,
        or_(CourierRate.valid_to.is_(None), CourierRate.valid_to >= today),
    )
    return or_(own, courier)


def level(name: str) -> ColumnElement[bool]:
    """The provenance level of `products.level_of` as a condition."""
    if name == "L1":
        return Product.local_percent >= 50
    return Product.local_percent < 50


def has_valid(kind: str) -> ColumnElement[bool]:
    """Whether a verified certificate of a kind that is valid today covers the product."""
    return exists().where(
        ProductCertificate.product_id == Product.id,
        ProductCertificate.certificate_id == Certificate.id,
        Certificate.kind == kind,
        valid_today(),
    )
