"""What the agency's desk has of a large shop, written in bulk, for measuring: register, papers, invoices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.money import documents, numbers
from marketplace.money.documents import Document
from marketplace.people.businesses import Business, fold
from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer
from marketplace.trade.orders import Order, OrderGroup

from .bulk import CHUNK, MARK

SOURCE = "daftar uji"
PAPERS = ("pirt", "halal")
WAITING_EVERY = 100
TERM_DAYS = 1_400
Rows = list[dict[str, Any]]


def load_desk(session: Session) -> int:
    """Write what is missing for the makers and orders for measuring. Returns how many rows came."""
    written = _write(session, Business, _businesses(session)) + _write(session, Certificate, _papers(session))
    return written + _write(session, Document, _invoices(session))


def _makers(session: Session, known: Any) -> Sequence[Producer]:
    """The makers for measuring that have nothing of a kind."""
    query = select(Producer).where(Producer.phone.startswith("+62812000"), Producer.id.not_in(known))
    return session.scalars(query.order_by(Producer.id)).all()


def _businesses(session: Session) -> Iterator[dict[str, Any]]:
    """One record a maker."""
    for maker in _makers(session, select(Business.producer_id).where(Business.producer_id.is_not(None))):
        yield {
            "public_id": ids.public_id(), "name": maker.name, "folded": fold(maker.name),
            "owner_name": maker.owner_name, "phone": maker.phone, "nib": f"9{maker.id:012d}", "scale": "mikro",
            "sector": "food", "kelurahan_code": maker.kelurahan_code, "source": SOURCE, "source_row": maker.id,
            "producer_id": maker.id, "created_at": clock.now(), "created_by": "Uji", "is_demo": True,
            "street": maker.street, "makes": maker.makes, "consent_text": "", "consent_how": "", "consent_by": "",
        }  # fmt: skip


def _papers(session: Session) -> Iterator[dict[str, Any]]:
    """Two papers each, that end over some years; one of a hundred waits for a verifier."""
    for maker in _makers(session, select(Certificate.producer_id)):
        for place, kind in enumerate(PAPERS):
            dice = Random(f"paper {maker.id} {kind}")
            waits = (maker.id * len(PAPERS) + place) % WAITING_EVERY == 0
            yield {
                "producer_id": maker.id, "kind": kind, "number": f"{dice.randrange(10**14):015d}", "issuer": "Uji",
                "valid_from": clock.today() - timedelta(days=400),
                "valid_to": clock.today() + timedelta(days=dice.randrange(-30, TERM_DAYS)),
                "verified_at": None if waits else clock.now(), "verified_by": None if waits else "Uji",
                "withdrawn_reason": "", "submitted_at": clock.now(), "submitted_by": maker.owner_name,
                "returned_reason": "", "is_demo": True,
            }  # fmt: skip


def _invoices(session: Session) -> Iterator[dict[str, Any]]:
    """One for each received order of those for measuring, on the day it was placed."""
    last = session.scalar(select(func.max(Document.serial)).where(Document.issuer.startswith(MARK))) or 0
    rows = session.execute(
        select(Order.id, Order.number, Order.producer_id, Order.goods, OrderGroup.placed_at, Producer.name)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .join(Producer, Producer.id == Order.producer_id)
        .where(Order.number.startswith(MARK), Order.state == "completed", Order.id > last)
        .order_by(Order.id)
    )
    for order, number, maker, goods, placed_at, name in rows:
        yield _invoice(order, number, maker, goods, placed_at, name)


def _invoice(order: int, number: str, maker: int, goods: int, placed_at: Any, name: str) -> dict[str, Any]:
    day: date = clock.local(placed_at).date()
    shown = numbers.shown("invoice", day, order)
    data = {
        "order": number, "kind": "invoice", "number": shown, "issued_on": day.isoformat(), "total": goods,
        "issuer": {"name": name},
    }  # fmt: skip
    body = documents.canonical(data)
    return {
        "public_id": ids.public_id(), "kind": "invoice", "issuer": f"{MARK}{maker}", "issuer_name": name,
        "producer_id": maker, "year": day.year, "serial": order, "number": shown, "subject": f"order:{order}",
        "source": f"order:{order} invoice", "issued_at": placed_at, "total": goods, "tax": 0, "body": body,
        "sha256": documents.fingerprint(body), "by_name": "Uji",
    }  # fmt: skip


def _write(session: Session, model: type[Base], rows: Iterator[dict[str, Any]]) -> int:
    """Some thousand with each statement."""
    count = 0
    heap: Rows = []
    for row in rows:
        heap.append(row)
        if len(heap) == CHUNK:
            count += _insert(session, model, heap)
    return count + (_insert(session, model, heap) if heap else 0)


def _insert(session: Session, model: type[Base], heap: Rows) -> int:
    session.execute(insert(model.__table__), heap)  # type: ignore[arg-type]
    count = len(heap)
    heap.clear()
    return count
