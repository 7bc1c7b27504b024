"""Orders in bulk are whole enough for figures: every one of them is counted."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.demo import bulk, bulk_orders
from marketplace.insight import behind, rollups, spans
from marketplace.insight.behind import Wanted
from marketplace.insight.sales import Sale
from marketplace.kernel import clock
from marketplace.trade.orders import Order


@pytest.mark.one_database
def test_orders_in_bulk_are_counted_and_come_once(session: Session) -> None:
    bulk.load_products(session, 20, per_maker=10)
    assert bulk_orders.load_orders(session, 60) == 60 and bulk_orders.load_orders(session, 60) == 0
    rollups.plan(session, everything=True)
    while rollups.step(session):
        pass
    complete = session.scalar(select(func.sum(Order.goods)).where(Order.state == "completed"))
    assert session.scalar(select(func.sum(Sale.rupiah))) == complete
    this, last = spans.year(clock.today()), spans.before(spans.year(clock.today()))
    hotels = [row.hotel for span in (this, last) for row in behind.everything(session, "hotel", Wanted(span))]
    assert hotels and all(name.startswith(bulk.MARK) for name in hotels)
