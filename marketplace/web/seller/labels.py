"""The label of a pack: what is in it, from which lot, until when it is good, and where that is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer
from marketplace.trade import origins, picking, showcase
from marketplace.trade.orders import Order
from marketplace.web import qr_codes
from marketplace.web.filters import public_url

MOST = 120


@dataclass(frozen=True)
class Label:
    """One label. Halal and P-IRT numbers come from papers that are valid today, else they are empty."""

    name: str
    content: str
    ingredients: str
    allergens: list[str]
    storage: str
    maker: Producer
    lot_code: str
    made_on: date | None
    best_before: date | None
    halal: str
    not_halal: bool
    permit: str
    qr: Markup | None
    packs: int


def of_order(session: Session, order: Order, *, each_pack: bool) -> list[Label]:
    """A label for each line and lot, or as many as there are packs."""
    found: list[Label] = []
    for take in picking.takes_of(session, order):
        label = _label(session, take, order.producer)
        found += [label] * (take.packs if each_pack else 1)
    return found[:MOST]


def _label(session: Session, take: picking.Take, maker: Producer) -> Label:
    product = origins.of_item(session, take.line.stock_item_id)
    papers = showcase.papers(session, product.id) if product else []
    lot = take.lot
    return Label(
        name=take.line.name,
        content=take.line.label,
        ingredients=product.ingredients if product else "",
        allergens=product.allergens if product else [],
        storage=product.storage if product else "",
        maker=maker,
        lot_code=lot.code if lot else "",
        made_on=lot.produced_on if lot else None,
        best_before=lot.best_before if lot else None,
        halal=_number(papers, "halal"),
        not_halal=bool(product and product.halal_claim == "not_halal"),
        permit=_number(papers, "md") or _number(papers, "pirt"),
        qr=qr_codes.svg(public_url(url_for("shop.origin.show", lot=lot.public_id))) if lot else None,
        packs=take.packs,
    )


def _number(papers: list[Certificate], kind: str) -> str:
    return next((paper.number for paper in papers if paper.kind == kind), "")
