"""What people would buy and nobody sells: searched, asked for, requested by hotels, sold out (F88)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.catalog import wishes
from marketplace.catalog.products import Product, Variant
from marketplace.catalog.wishes import ProductWish, SearchMiss
from marketplace.kernel import clock, settings
from marketplace.people.organisations import Organisation
from marketplace.people.producers import Producer
from marketplace.sourcing.quotes import Quote
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.sourcing.rfqs import Rfq, RfqLine
from marketplace.sourcing.wishes import RequestWish
from marketplace.trade.orders import Order, OrderGroup, OrderLine

from .alarm_causes import on_sale, sellable
from .alarm_kinds import NO_ORDER

WEEKS = settings.declare(
    "demand.weeks", 8, "Berapa minggu pencarian sia-sia dan penjualan dilihat ke belakang", settings.at_least(1)
)
SHOWN = 40
LOOKED_AT = 200


@dataclass(frozen=True)
class Missed:
    """A search without result: how often in all the weeks, and in which week last."""

    what: str
    times: int
    last_week: date


@dataclass(frozen=True)
class Asked:
    """What a hotel asked for in vain: packs of a pack, or base units of a unit where they are known."""

    what: str
    packs: int | None
    pack: str
    content: int | None
    unit: str
    whose: str
    at: datetime
    is_over: bool = False


@dataclass(frozen=True)
class SoldOut:
    """A product without stock, and what it sold in a week while it had some."""

    product_id: int
    slug: str
    what: str
    maker: str
    packs: int
    base: int
    unit: str
    is_demo: bool


def missed(session: Session, limit: int = SHOWN) -> list[Missed]:
    """Searches that found nothing, the most frequent first."""
    since = wishes.monday(clock.today()) - timedelta(weeks=WEEKS(session) - 1)
    times = func.sum(SearchMiss.count)
    query = select(SearchMiss.query, times, func.max(SearchMiss.week)).where(SearchMiss.week >= since)
    rows = session.execute(query.group_by(SearchMiss.query).order_by(times.desc(), SearchMiss.query).limit(limit))
    return [Missed(what, int(count), week) for what, count, week in rows]


def wished(session: Session, limit: int = SHOWN) -> list[ProductWish]:
    """What visitors asked for and nobody has settled."""
    return wishes.open_wishes(session, limit)


def unquoted(session: Session, limit: int = SHOWN) -> list[Asked]:
    """Lines of requests for quotation to which no maker has made an offer, the newest first."""
    offer = select(Quote.id).where(Quote.rfq_id == Rfq.id, Quote.state != "withdrawn").exists()
    day_ago, now = clock.now() - timedelta(days=1), clock.now()
    waits = and_(Rfq.state == "open", or_(Rfq.sent_at <= day_ago, Rfq.deadline <= now))
    rows = session.execute(
        select(RfqLine, Rfq.sent_at, Rfq.deadline, Organisation.name, Variant.content, Variant.unit)
        .join(Rfq, Rfq.id == RfqLine.rfq_id)
        .join(Organisation, Organisation.id == Rfq.organisation_id)
        .outerjoin(Variant, Variant.id == RfqLine.variant_id)
        .where(waits, ~offer, Rfq.sent_at >= _since(session))
        .order_by(RfqLine.id.desc())
        .limit(limit)
    )
    return [
        Asked(
            row.RfqLine.name, row.RfqLine.quantity, row.RfqLine.pack,
            row.content * row.RfqLine.quantity if row.content else None, row.unit or "", row.name, row.sent_at,
            row.deadline <= now,
        )
        for row in rows
    ]  # fmt: skip


def unfound(session: Session, limit: int = SHOWN) -> list[Asked]:
    """What hotels wrote on their lists and no product was found for, the newest first."""
    rows = session.execute(
        select(RequestWish, Organisation.name.label("whose"))
        .join(PurchaseRequest, PurchaseRequest.id == RequestWish.request_id)
        .join(Organisation, Organisation.id == PurchaseRequest.organisation_id)
        .where(RequestWish.written_at >= _since(session))
        .order_by(RequestWish.id.desc())
        .limit(limit)
    )
    return [
        Asked(wish.name or wish.text, wish.packs, "", wish.content, wish.unit, whose, wish.written_at)
        for wish, whose in rows
    ]


def sold_out(session: Session, limit: int = SHOWN) -> list[SoldOut]:
    """Goods without any pack to sell that sold in the last weeks, the most wanted first.

    Only those that sold most of all time are looked at, so that a large shop is not added up for one page.
    """
    weeks, pack, gone = WEEKS(session), aliased(Variant), _best_without_stock().subquery()
    packs, base = func.sum(OrderLine.quantity), func.sum(OrderLine.base_quantity)
    lately = select(Order.id).join(OrderGroup, OrderGroup.id == Order.group_id)
    lately = lately.where(OrderGroup.placed_at >= _since(session), Order.state.not_in(NO_ORDER))
    rows = session.execute(
        select(
            Product.id, Product.slug, Product.name, Producer.name.label("maker"), Product.is_demo, packs.label("packs"),
            base.label("base"), func.max(pack.unit).label("unit"),
        )
        .select_from(gone)
        .join(Product, Product.id == gone.c.id)
        .join(Producer, Producer.id == Product.producer_id)
        .join(pack, pack.product_id == Product.id)
        .join(OrderLine, OrderLine.variant_id == pack.id)
        .where(Producer.suspended_at.is_(None), lately.where(Order.id == OrderLine.order_id).exists())
        .group_by(Product.id, Product.slug, Product.name, Producer.name, Product.is_demo)
        .order_by(packs.desc(), Product.id)
        .limit(limit)
    )  # fmt: skip
    return [
        SoldOut(
            row.id, row.slug, row.name, row.maker, _a_week(row.packs, weeks), _a_week(row.base, weeks), row.unit,
            row.is_demo,
        )
        for row in rows
    ]  # fmt: skip


def _best_without_stock() -> Select[int]:
    """Found along the index of what sold most, product by product."""
    pack = sellable().where(Variant.product_id == Product.id).correlate(Product).exists()
    query = select(Product.id).where(on_sale(), Product.preorder_on.is_(None), ~pack)
    return query.order_by(Product.sold_count.desc(), Product.id.desc()).limit(LOOKED_AT)


def _a_week(count: int, weeks: int) -> int:
    """At least one, since something was sold."""
    return max(1, (int(count) + weeks // 2) // weeks)


def _since(session: Session) -> datetime:
    return clock.now() - timedelta(weeks=WEEKS(session))
