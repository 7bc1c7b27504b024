"""Fills an empty shop: invented makers, goods, stock and log-ins, all marked as demo."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.files import Files
from marketplace.people.producers import Producer

from . import delivery, goods, makers, orders, people

DATA = Path(__file__).parent / "data"


def is_empty(session: Session) -> bool:
    """Whether there is no producer yet."""
    return session.scalar(select(Producer.id).limit(1)) is None


def load(session: Session, files: Files) -> None:
    """Load everything once; the caller commits."""
    if not is_empty(session):
        return
    known = makers.load(session, DATA / "producers.csv")
    goods.load(session, DATA / "products.csv", known, files)
    delivery.load(session, known)
    people.load(session, known)
    orders.load(session, files)
