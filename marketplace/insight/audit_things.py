"""The things that events speak of: their names, and how one is found by what staff type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.catalog.products import Product
from marketplace.catalog.reference_goods import ReferenceGood
from marketplace.kernel import settings
from marketplace.kernel.errors import NotFound
from marketplace.people.certificates import Certificate
from marketplace.people.organisations import Organisation
from marketplace.people.producers import Producer
from marketplace.people.users import User
from marketplace.sourcing.purchase_orders import PurchaseOrder
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.sourcing.rfqs import Rfq
from marketplace.trade.bills import Bill
from marketplace.trade.orders import Order, OrderGroup

MOST = 50


@dataclass(frozen=True)
class Named:
    """A kind of thing with an id: which column names it, and by which its page is found."""

    id: InstrumentedAttribute[int]
    name: InstrumentedAttribute[str]
    key: InstrumentedAttribute[str]


@dataclass(frozen=True)
class Thing:
    """One thing: its kind, what it is called, and the key of its page (empty: it has none)."""

    kind: str
    name: str
    key: str


NAMED: dict[str, Named] = {
    "order": Named(Order.id, Order.number, Order.number),
    "group": Named(OrderGroup.id, OrderGroup.number, OrderGroup.number),
    "product": Named(Product.id, Product.name, Product.slug),
    "producer": Named(Producer.id, Producer.name, Producer.slug),
    "organisation": Named(Organisation.id, Organisation.name, Organisation.public_id),
    "user": Named(User.id, User.name, User.public_id),
    "certificate": Named(Certificate.id, Certificate.number, Certificate.number),
    "purchase_request": Named(PurchaseRequest.id, PurchaseRequest.number, PurchaseRequest.number),
    "purchase_order": Named(PurchaseOrder.id, PurchaseOrder.number, PurchaseOrder.number),
    "rfq": Named(Rfq.id, Rfq.number, Rfq.number),
    "reference_good": Named(ReferenceGood.id, ReferenceGood.name, ReferenceGood.public_id),
    "bill": Named(Bill.id, Bill.number, Bill.number),
}


def of(session: Session, subjects: Iterable[str]) -> dict[str, Thing]:
    """The things of these subjects, in one statement for each kind; what is not known has its number as name."""
    ids: dict[str, set[int]] = defaultdict(set)
    found: dict[str, Thing] = {}
    for subject in set(subjects):
        kind, _, key = subject.partition(":")
        if kind == "setting":
            found[subject] = Thing(kind, settings.REGISTRY[key].doc if key in settings.REGISTRY else key, key)
        else:
            found[subject] = Thing(kind, key, key if kind == "text" else "")
        if kind in NAMED and key.isdigit():
            ids[kind].add(int(key))
    for kind, wanted in ids.items():
        columns = NAMED[kind]
        for row_id, name, key in session.execute(_names(columns).where(columns.id.in_(wanted))):
            found[f"{kind}:{row_id}"] = Thing(kind, name, key)
    return found


def named(session: Session, typed: str, kind: str = "") -> list[str]:
    """Subjects whose number or name is what was typed, or contains it; `kind` narrows them."""
    wanted = NAMED if not kind else {kind: NAMED[kind]} if kind in NAMED else {}
    found = [f"{kind}:{typed}"] if kind else []
    if kind in {"", "setting"}:
        found += [f"setting:{name}" for name in settings.REGISTRY if typed.casefold() in name]
    for name, columns in wanted.items():
        match = columns.name.icontains(typed, autoescape=True) | (columns.key == typed)
        found += [f"{name}:{row_id}" for row_id in session.scalars(select(columns.id).where(match).limit(MOST))]
    return found


def _names(columns: Named) -> Select[int, str, str]:
    return select(columns.id, columns.name, columns.key)


def keyed(session: Session, kind: str, key: str) -> list[str]:
    """The subject of the thing whose page has this key. Raise NotFound."""
    columns = NAMED[kind]
    found = session.scalars(select(columns.id).where(columns.key == key).limit(1)).first()
    if found is None:
        raise NotFound(kind=kind, key=key)
    return [f"{kind}:{found}"]
