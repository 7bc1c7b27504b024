"""Walks a fault point: a process really kills itself there; afterwards all is as before, and the step works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import db
from marketplace.money.cards import CardSession
from marketplace.money.documents import Document
from marketplace.money.freezes import Freeze
from marketplace.money.ledger import Close, Entry
from marketplace.notices.messages import Message
from marketplace.sourcing.local_report_rows import LocalVersion
from marketplace.sourcing.purchase_orders import PurchaseOrderVersion
from marketplace.sourcing.receipt_rows import Receipt
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.stock.levels import StockLevel
from marketplace.trade import books
from marketplace.trade.bills import Bill
from marketplace.trade.card_refunds import CardRefund
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.orders import Order, OrderGroup, OrderLine
from marketplace.trade.owed import Owed
from marketplace.trade.refund_rows import Refund
from tests.lives import Act, Life


def settings_for(url: str, folder: Path) -> dict[str, str]:
    """A deployment on this database with a clock that a test can move."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clock").write_text("0")
    return {"APP_ENV": "test", "DATABASE_URL": url, "DATA_DIR": str(folder), "CLOCK_FILE": str(folder / "clock")}


@contextmanager
def unit(app: Flask) -> Iterator[Session]:
    """One unit of work as an edge does it: one commit at its end."""
    with app.app_context():
        db.begin_write(db.db.session())
        yield db.db.session()
        db.db.session.commit()


def dies_at(point: str, settings: dict[str, str], act: Act) -> bool:
    """Whether a process of its own, armed with the point, was killed while it did `act`."""
    with Life(settings) as life:
        return life.dies_at(point, act)


def walk(app: Flask, life: Life, points: Iterable[str], act: Act) -> None:
    """Die at each of the points and find everything as it was, then do the same step and find it done."""
    before = picture(app)
    for point in points:
        assert life.dies_at(point, act), f"{point} was never passed"
        assert picture(app) == before, f"{point} left something behind"
        assert trouble(app) == [], point
    life.does(act)
    assert picture(app) != before and trouble(app) == []


def picture(app: Flask) -> dict[str, Any]:
    """What a shop shows and what its books hold; a checkout that was left holds stock for a while."""
    with app.app_context():
        session = db.db.session
        groups = session.scalars(select(OrderGroup).order_by(OrderGroup.id))
        levels = session.scalars(select(StockLevel).order_by(StockLevel.stock_item_id))
        return {
            "groups": [(group.number, group.payment.state, len(group.payment.proofs)) for group in groups],
            "orders": [tuple(row) for row in session.execute(select(Order.number, Order.state).order_by(Order.id))],
            "disputes": list(session.scalars(select(Dispute.state).order_by(Dispute.id))),
            "refunds": list(session.scalars(select(Refund.state).order_by(Refund.id))),
            "owed": list(session.scalars(select(Owed.state).order_by(Owed.id))),
            "frozen": session.scalar(select(func.count()).select_from(Freeze)),
            "levels": [(level.on_hand, level.allocated) for level in levels],
            "documents": session.scalar(select(func.count()).select_from(Document)),
            "entries": session.scalar(select(func.count()).select_from(Entry)),
            "closed": session.scalar(select(func.count()).select_from(Close)),
            "cards": [tuple(row) for row in session.execute(select(CardSession.name, CardSession.state))],
            "card refunds": [tuple(row) for row in session.execute(select(CardRefund.owed_id, CardRefund.state))],
            "requests": list(session.scalars(select(PurchaseRequest.state).order_by(PurchaseRequest.id))),
            "versions": list(session.scalars(select(PurchaseOrderVersion.state).order_by(PurchaseOrderVersion.id))),
            "receipts": list(session.scalars(select(Receipt.state).order_by(Receipt.id))),
            "bills": [tuple(row) for row in session.execute(select(Bill.amount, Bill.paid).order_by(Bill.id))],
            "reports": session.scalar(select(func.count()).select_from(LocalVersion)),
            "sent": session.scalar(select(func.count()).select_from(Message).where(Message.state == "sent")),
        }


def trouble(app: Flask) -> list[str]:
    """What does not agree: the books, and orders that are only half there."""
    with app.app_context():
        return books.faults(db.db.session()) + headless(db.db.session())


def headless(session: Session) -> list[str]:
    """Groups without orders and orders without lines."""
    groups = select(OrderGroup.number).where(~select(Order.id).where(Order.group_id == OrderGroup.id).exists())
    orders = select(Order.number).where(~select(OrderLine.id).where(OrderLine.order_id == Order.id).exists())
    return [f"{number} is empty" for query in (groups, orders) for number in session.scalars(query)]
