"""The makers from whom an organisation may buy, with the papers that are valid today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product
from marketplace.people.certificates import Certificate, valid_today
from marketplace.people.organisations import Organisation
from marketplace.people.producers import Producer
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.shelf import on_sale

PAGE = 50


@dataclass
class Supplier:
    """A maker with goods on sale; `bought_at` is when the organisation last ordered there."""

    producer: Producer
    products: int
    papers: set[str] = field(default_factory=set)
    bought_at: datetime | None = None


def listing(session: Session, organisation: Organisation, text: str, page: int) -> tuple[list[Supplier], bool]:
    """One page by name, and whether another follows; four statements whatever the number."""
    query = (
        select(Producer, func.count(Product.id))
        .join(Product, Product.producer_id == Producer.id)
        .where(on_sale())
        .group_by(Producer.id)
        .order_by(Producer.name, Producer.id)
    )
    if text:
        query = query.where(
            or_(*(column.icontains(text, autoescape=True) for column in (Producer.name, Producer.makes, Product.name)))
        )
    rows = session.execute(query.offset((page - 1) * PAGE).limit(PAGE + 1)).unique().all()
    found = {producer.id: Supplier(producer, int(count)) for producer, count in rows[:PAGE]}
    for producer_id, kind in session.execute(
        select(Certificate.producer_id, Certificate.kind).where(Certificate.producer_id.in_(found), valid_today())
    ):
        found[producer_id].papers.add(kind)
    for producer_id, at in session.execute(_bought(organisation, list(found))):
        found[producer_id].bought_at = at
    return list(found.values()), len(rows) > PAGE


def _bought(organisation: Organisation, makers: list[int]):  # type: ignore[no-untyped-def]
    return (
        select(Order.producer_id, func.max(OrderGroup.placed_at))
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .where(OrderGroup.organisation_id == organisation.id, Order.producer_id.in_(makers))
        .group_by(Order.producer_id)
    )
