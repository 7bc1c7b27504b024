"""Is a maker ready for hotels? Ten things that hotels ask for, as SQL: for one maker and for all at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, or_, select
from sqlalchemy.orm import Session

from marketplace.catalog.categories import Category
from marketplace.catalog.products import PriceTier, Product, Variant
from marketplace.kernel import clock
from marketplace.money.bank_accounts import BankAccount
from marketplace.people.certificates import Certificate, valid_today
from marketplace.people.producers import Producer
from marketplace.trade.delivery import OwnDelivery, ProducerCourier
from marketplace.trade.orders import Strike

CODES = ("nib", "food", "halal", "photo", "label", "tiers", "days", "delivery", "bank", "promises")
EACH = 100 // len(CODES)
FOOD_PAPERS = ("pirt", "md", "psat")
KEPT_FOR = timedelta(days=90)
NO_DAYS = ("[]", "null", "")


@dataclass(frozen=True)
class Check:
    """One of CODES and whether it is met."""

    code: str
    met: bool


def of(session: Session, producer_id: int) -> list[Check]:
    """The checklist of one maker, as it is now."""
    found = session.execute(met().where(Producer.id == producer_id)).one()
    return [Check(code, bool(getattr(found, code))) for code in CODES]


def score(checks: list[Check]) -> int:
    """Out of a hundred."""
    return sum(check.met for check in checks) * EACH


def met() -> Select[Any]:
    """Whether each is met, by maker; columns are named as CODES."""
    columns: list[Any] = [column.label(code) for code, column in conditions().items()]
    return select(Producer.id.label("producer_id"), *columns)


def conditions() -> dict[str, ColumnElement[bool]]:
    """The conditions on the row of a maker, in the order of CODES."""
    food = _product(Category.is_food.is_(True))
    return {
        "nib": or_(_paper("nib"), Producer.nib != ""),
        "food": or_(~food, _paper(*FOOD_PAPERS)),
        "halal": or_(~food, _paper("halal")),
        "photo": _product(Product.picture.is_not(None)),
        "label": _product(or_(~Category.is_food, _labelled())),
        "tiers": _tiers(),
        "days": cast(Producer.production_days, Text).not_in(NO_DAYS),
        "delivery": or_(*(exists().where(way.producer_id == Producer.id) for way in (OwnDelivery, ProducerCourier))),
        "bank": exists().where(BankAccount.producer_id == Producer.id, BankAccount.state == "approved"),
        "promises": ~exists().where(Strike.producer_id == Producer.id, Strike.at > clock.now() - KEPT_FOR),
    }


def _paper(*kinds: str) -> ColumnElement[bool]:
    return exists().where(Certificate.producer_id == Producer.id, Certificate.kind.in_(kinds), valid_today())


def _product(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """There is something on sale with these conditions."""
    return exists().where(
        Product.producer_id == Producer.id, Product.published_at.is_not(None), Product.archived_at.is_(None),
        Category.id == Product.category_id, *conditions,
    )  # fmt: skip


def _labelled() -> ColumnElement[bool]:
    return and_(Product.ingredients != "", Product.storage != "", Product.shelf_life_days.is_not(None))


def _tiers() -> ColumnElement[bool]:
    """A price for many packs of something on sale."""
    return exists().where(
        Product.producer_id == Producer.id, Product.published_at.is_not(None), Product.archived_at.is_(None),
        Variant.product_id == Product.id, Variant.archived_at.is_(None), PriceTier.variant_id == Variant.id,
    )  # fmt: skip
