"""What a producer has to do now, in the order in which it should be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from marketplace.catalog.products import Product, StockItem, Variant
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.stock import levels
from marketplace.stock.levels import StockLevel

from . import pressing, second_thoughts
from .orders import ENDED, Order, Strike
from .second_thoughts import PendingStep, Step
from .threads import Thread

LOW_PACKS = 5
STRIKE_DAYS = 90


@dataclass(frozen=True)
class Job:
    """An order with the state its producer sees."""

    order: Order
    state: str
    step: Step | None


@dataclass(frozen=True)
class Agenda:
    """Each list is ready to be worked off from the top."""

    asked: list[Job]
    new: list[Job]
    pack: list[Job]
    hand_over: list[Job]
    under_way: list[Job]
    later: list[Job]
    in_progress: int

    @property
    def jobs(self) -> list[Job]:
        """Every open order, in the order of the page."""
        return [*self.new, *self.asked, *self.pack, *self.hand_over, *self.under_way, *self.later]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to be done today."""
        return not (self.asked or self.new or self.pack or self.hand_over or self.under_way)


@dataclass(frozen=True)
class Low:
    """A product of which few packs are left."""

    name: str
    slug: str
    packs: int


@dataclass(frozen=True)
class Near:
    """Goods near their date."""

    item: int
    name: str


def of(session: Session, *, by: Actor) -> Agenda:
    """The work of the actor's producers today."""
    jobs = listed(session, by=by)
    today = clock.today()
    asked = [job for job in jobs if job.order.cancel_deadline is not None]
    rest = [job for job in jobs if job.order.cancel_deadline is None]
    accepted = [job for job in rest if job.state == "accepted"]
    return Agenda(
        asked=sorted(asked, key=lambda job: job.order.cancel_deadline or clock.now()),
        new=sorted([job for job in rest if job.state == "placed"], key=lambda job: job.order.deadline or clock.now()),
        pack=[job for job in accepted if _day(job.order) <= today],
        hand_over=[job for job in rest if job.state == "ready"],
        under_way=[job for job in rest if job.state == "shipped"],
        later=[job for job in accepted if _day(job.order) > today],
        in_progress=sum(job.order.total for job in jobs if job.state not in {*ENDED, "placed"}),
    )


def listed(session: Session, *, by: Actor, ended: bool = False, limit: int = 100) -> list[Job]:
    """The actor's orders: open ones by promised day, ended ones newest first."""
    query = select(Order).where(Order.producer_id.in_(by.producer_ids), Order.state != "awaiting_payment")
    query = query.options(selectinload(Order.lines), selectinload(Order.group))
    if ended:
        query = query.where(Order.state.in_(ENDED)).order_by(Order.id.desc())
    else:
        query = query.where(Order.state.not_in(ENDED)).order_by(
            func.coalesce(Order.promised_on, Order.ready_on), Order.id
        )
    return jobs_of(session, session.scalars(query.limit(limit)).all())


def jobs_of(session: Session, orders: Iterable[Order]) -> list[Job]:
    """Orders with what their producer has pressed."""
    orders = list(orders)
    steps = second_thoughts.of_orders(session, [order.id for order in orders])
    return [Job(order, pressing.shown_state(order, steps.get(order.id)), steps.get(order.id)) for order in orders]


def with_due_steps(session: Session, *, by: Actor) -> list[int]:
    """The actor's orders whose pressed step should have acted by now."""
    query = select(Order.id).join(PendingStep, PendingStep.order_id == Order.id)
    return list(session.scalars(query.where(Order.producer_id.in_(by.producer_ids), PendingStep.due_at <= clock.now())))


def count_new(session: Session, *, by: Actor) -> int:
    """How many orders wait for an answer."""
    pressed = select(PendingStep.order_id)
    query = select(func.count()).where(
        Order.producer_id.in_(by.producer_ids), Order.state == "placed", Order.id.not_in(pressed)
    )
    return int(session.scalar(query) or 0)


def questions(session: Session, *, by: Actor) -> tuple[int, datetime | None]:
    """How many buyers wait for a word, and since when the first."""
    query = select(func.count(), func.min(Thread.waiting_since)).where(
        Thread.producer_id.in_(by.producer_ids), Thread.waiting_since.is_not(None)
    )
    count, since = session.execute(query).one()
    return int(count), since


def low_stock(session: Session, *, by: Actor, limit: int = 5) -> list[Low]:
    """Products on sale of which at most LOW_PACKS packs are left, the emptiest first."""
    packs = levels.packs_free(Variant.content)
    query = (
        select(Product.name, Product.slug, packs)
        .join(Variant, (Variant.product_id == Product.id) & (Variant.position == 0))
        .join(StockLevel, StockLevel.stock_item_id == Variant.stock_item_id)
        .where(
            Product.producer_id.in_(by.producer_ids),
            Product.published_at.is_not(None),
            Product.archived_at.is_(None),
            Variant.archived_at.is_(None),
            StockLevel.weekly_capacity.is_(None),
            packs <= LOW_PACKS,
        )
        .order_by(packs, Product.id)
        .limit(limit)
    )
    return [Low(name, slug, int(left)) for name, slug, left in session.execute(query)]


def without_price(session: Session, *, by: Actor, limit: int = 5) -> list[Near]:
    """Goods near their date that nobody can buy, since their clearance has no price yet."""
    priced = select(Variant.stock_item_id).where(Variant.is_clearance, Variant.archived_at.is_(None))
    query = (
        select(StockItem.id, StockItem.name)
        .join(StockLevel, StockLevel.stock_item_id == StockItem.id)
        .where(
            StockItem.producer_id.in_(by.producer_ids),
            StockItem.clearance_of.is_not(None),
            StockItem.id.not_in(priced),
            levels.FREE > 0,
        )
        .order_by(StockItem.id)
        .limit(limit)
    )
    return [Near(item, name) for item, name in session.execute(query)]


def strikes(session: Session, producer_id: int) -> int:
    """Promises not kept in the last STRIKE_DAYS days."""
    since = clock.now() - timedelta(days=STRIKE_DAYS)
    query = select(func.count()).where(Strike.producer_id == producer_id, Strike.at >= since)
    return int(session.scalar(query) or 0)


def has_products(session: Session, *, by: Actor) -> bool:
    """Whether anything of the actor's is on sale."""
    query = select(Product.id).where(
        Product.producer_id.in_(by.producer_ids), Product.published_at.is_not(None), Product.archived_at.is_(None)
    )
    return session.scalar(query.limit(1)) is not None


def _day(order: Order) -> date:
    return order.promised_on or order.ready_on
