"""What a new maker has told already and what is missing; nothing of it blocks anything (F32)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from marketplace.catalog.drafts import Draft
from marketplace.catalog.products import Product
from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer

from .delivery import OwnDelivery, ProducerCourier, ProducerPickup

Table = type[Certificate] | type[ProducerPickup] | type[OwnDelivery] | type[ProducerCourier]


@dataclass(frozen=True)
class Step:
    """One of the five: `missing` names what is not told yet; nothing missing means done."""

    code: str
    missing: tuple[str, ...]

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def of(session: Session, producer: Producer) -> list[Step]:
    """The five steps in their order."""
    return [
        Step("shop", _shop(producer)),
        Step("product", _product(session, producer)),
        Step("ways", _ways(session, producer)),
        Step("papers", () if _has(session, Certificate, producer) else ("paper",)),
        Step("days", () if producer.production_days else ("days",)),
    ]


def has_way(session: Session, producer: Producer) -> bool:
    """Whether there is any way for goods to get to buyers."""
    return any(_has(session, table, producer) for table in (ProducerPickup, OwnDelivery, ProducerCourier))


def percent(steps: list[Step]) -> int:
    """How far the maker is."""
    return sum(step.done for step in steps) * 100 // len(steps)


def _shop(producer: Producer) -> tuple[str, ...]:
    told = {"kelurahan": producer.kelurahan_code, "street": producer.street, "story": producer.story}
    return tuple(name for name, value in told.items() if not value)


def _product(session: Session, producer: Producer) -> tuple[str, ...]:
    on_sale = select(Product.id).where(
        Product.producer_id == producer.id, Product.published_at.is_not(None), Product.archived_at.is_(None)
    )
    if session.scalar(on_sale.limit(1)):
        return ()
    begun = select(Draft.id).where(
        Draft.producer_id == producer.id, Draft.product_id.is_(None), Draft.dropped_at.is_(None)
    )
    return ("unfinished",) if session.scalar(begun.limit(1)) else ("product",)


def _ways(session: Session, producer: Producer) -> tuple[str, ...]:
    return tuple(name for name, told in (("way", has_way(session, producer)), ("hours", producer.opening)) if not told)


def _has(session: Session, table: Table, producer: Producer) -> bool:
    return bool(session.scalar(select(exists().where(table.producer_id == producer.id))))
