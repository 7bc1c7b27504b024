"""A producer's own figures: what sold, who came back, what ran out, what to do next."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock
from marketplace.stock.levels import FREE, StockLevel
from marketplace.trade.offline_sales import OfflineSale
from marketplace.trade.orders import Order, OrderGroup, OrderLine
from marketplace.trade.shortages import Shortage

WEEKS = 12
RECENT = timedelta(days=28)
SOLD = ("shipped", "arrived", "completed")
PHONE_TAIL = 4


@dataclass(frozen=True)
class Week:
    """Rupiah and packs sold in the week that begins on `monday`; `offline` is the part sold elsewhere."""

    monday: date
    rupiah: int
    packs: int
    offline: int


@dataclass(frozen=True)
class Best:
    """What one product sold in the last four weeks, against the four before. Packs and rupiah."""

    name: str
    packs: int
    rupiah: int
    before: int


@dataclass(frozen=True)
class Regular:
    """A buyer who ordered again; the phone is told by its last digits only."""

    name: str
    phone_end: str
    orders: int
    rupiah: int
    last: date


@dataclass(frozen=True)
class RanOut:
    """A pack that cannot be bought now, and how many packs went in the last four weeks."""

    name: str
    label: str
    slug: str
    sold: int


@dataclass(frozen=True)
class Numbers:
    """Everything on the page of own figures."""

    weeks: list[Week]
    best: list[Best]
    regulars: list[Regular]
    ran_out: list[RanOut]
    orders: int
    recent_rupiah: int
    before_rupiah: int
    step: str


@dataclass(frozen=True)
class _Sale:
    at: datetime
    name: str
    packs: int
    rupiah: int
    offline: bool


def of(session: Session, producer_id: int) -> Numbers:
    """Gather the figures of one producer over the last twelve weeks, this one included."""
    first = _monday(clock.today()) - timedelta(weeks=WEEKS - 1)
    sales = _sales(session, producer_id, clock.midnight(first))
    now = clock.now()
    recent = [sale for sale in sales if sale.at > now - RECENT]
    before = [sale for sale in sales if now - 2 * RECENT < sale.at <= now - RECENT]
    ran_out = _ran_out(session, producer_id, recent)
    regulars = _regulars(session, producer_id)
    return Numbers(
        weeks=_weeks(sales, first),
        best=_best(recent, before),
        regulars=regulars,
        ran_out=ran_out,
        orders=_orders(session, producer_id, now - RECENT),
        recent_rupiah=sum(sale.rupiah for sale in recent),
        before_rupiah=sum(sale.rupiah for sale in before),
        step=_next_step(session, producer_id, bool(ran_out), bool(recent), bool(regulars)),
    )


def _sales(session: Session, producer_id: int, since: datetime) -> list[_Sale]:
    short = (
        select(Shortage.order_line_id.label("line_id"), func.sum(Shortage.quantity).label("packs"))
        .group_by(Shortage.order_line_id)
        .subquery()
    )
    sent = OrderLine.quantity - func.coalesce(short.c.packs, 0)
    lines = session.execute(
        select(OrderGroup.placed_at, OrderLine.name, sent, OrderLine.unit_price * sent)
        .join(Order, Order.id == OrderLine.order_id)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .outerjoin(short, short.c.line_id == OrderLine.id)
        .where(Order.producer_id == producer_id, Order.state.in_(SOLD), OrderGroup.placed_at >= since)
    )
    elsewhere = session.execute(
        select(OfflineSale.sold_at, OfflineSale.name, OfflineSale.quantity, OfflineSale.total).where(
            OfflineSale.producer_id == producer_id, OfflineSale.undone_at.is_(None), OfflineSale.sold_at >= since
        )
    )
    online = [_Sale(at, name, int(packs), int(rupiah), False) for at, name, packs, rupiah in lines]
    return online + [_Sale(at, name, packs, int(total), True) for at, name, packs, total in elsewhere]


def _weeks(sales: list[_Sale], first: date) -> list[Week]:
    rupiah: Counter[date] = Counter()
    packs: Counter[date] = Counter()
    offline: Counter[date] = Counter()
    for sale in sales:
        monday = _monday(clock.local(sale.at).date())
        rupiah[monday] += sale.rupiah
        packs[monday] += sale.packs
        offline[monday] += sale.rupiah if sale.offline else 0
    mondays = [first + timedelta(weeks=n) for n in range(WEEKS)]
    return [Week(monday, rupiah[monday], packs[monday], offline[monday]) for monday in mondays]


def _best(recent: list[_Sale], before: list[_Sale]) -> list[Best]:
    packs: Counter[str] = Counter()
    rupiah: Counter[str] = Counter()
    earlier: Counter[str] = Counter()
    for sale in recent:
        packs[sale.name] += sale.packs
        rupiah[sale.name] += sale.rupiah
    for sale in before:
        earlier[sale.name] += sale.packs
    return [Best(name, count, rupiah[name], earlier[name]) for name, count in packs.most_common(10)]


def _regulars(session: Session, producer_id: int) -> list[Regular]:
    amount = func.sum(Order.goods - Order.shorted + Order.delivery_fee)
    found = session.execute(
        select(
            func.max(OrderGroup.name).label("name"),
            OrderGroup.phone,
            func.count(Order.id).label("orders"),
            amount.label("rupiah"),
            func.max(OrderGroup.placed_at).label("last"),
        )
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .where(Order.producer_id == producer_id, Order.state.in_(SOLD), Order.parent_id.is_(None))
        .group_by(OrderGroup.phone)
        .having(func.count(Order.id) > 1)
        .order_by(func.count(Order.id).desc(), amount.desc())
        .limit(10)
    )
    return [
        Regular(row.name, row.phone[-PHONE_TAIL:], row.orders, int(row.rupiah), clock.local(row.last).date())
        for row in found
    ]


def _ran_out(session: Session, producer_id: int, recent: list[_Sale]) -> list[RanOut]:
    sold: dict[str, int] = defaultdict(int)
    for sale in recent:
        sold[sale.name] += sale.packs
    query: Any = (
        select(Product.name, Variant.label, Product.slug)
        .join(Variant, Variant.product_id == Product.id)
        .join(StockLevel, StockLevel.stock_item_id == Variant.stock_item_id)
        .where(
            Product.producer_id == producer_id,
            Product.published_at.is_not(None),
            Product.archived_at.is_(None),
            Product.made_to_order.is_(False),
            Product.preorder_on.is_(None),
            Variant.archived_at.is_(None),
            Variant.is_clearance.is_(False),
            FREE < Variant.content,
        )
        .order_by(Product.sold_count.desc(), Variant.position)
        .limit(20)
    )
    return [RanOut(name, label, slug, sold[name]) for name, label, slug in session.execute(query)]


def _orders(session: Session, producer_id: int, since: datetime) -> int:
    query = select(func.count(Order.id)).join(OrderGroup, OrderGroup.id == Order.group_id)
    mine = query.where(
        Order.producer_id == producer_id, OrderGroup.placed_at > since, Order.state.in_(SOLD), Order.parent_id.is_(None)
    )
    return int(session.scalar(mine) or 0)


def _next_step(session: Session, producer_id: int, ran_out: bool, sold: bool, regulars: bool) -> str:
    """The one thing that would help most now."""
    live = session.scalar(
        select(func.count(Product.id)).where(
            Product.producer_id == producer_id, Product.published_at.is_not(None), Product.archived_at.is_(None)
        )
    )
    if not live:
        return "first_product"
    if ran_out:
        return "make_more"
    if not sold:
        return "share"
    return "thank" if regulars else "another"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
