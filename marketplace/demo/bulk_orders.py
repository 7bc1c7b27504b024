"""A year of orders of any number, written in bulk, for measuring. They have no stock, no ledger and no papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import DeclarativeBase, Session

from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock
from marketplace.kernel.db import Base
from marketplace.kernel.events import Event
from marketplace.money.payments import Payment
from marketplace.people.organisations import Organisation, Outlet
from marketplace.people.places import Kelurahan
from marketplace.trade.orders import Order, OrderGroup, OrderLine

from .bulk import CHUNK, MARK, PEOPLE

YEAR = timedelta(days=365)
HOTELS = 43
PER_BUYER = 8
HOTEL_EVERY = 20
OPEN_EVERY = 50
OPEN = ("placed", "accepted", "ready", "shipped", "arrived")
FEE = 10_000
Rows = dict[type[Base], list[dict[str, Any]]]


@dataclass(frozen=True)
class Pack:
    """What a line copies from its pack."""

    variant_id: int
    stock_item_id: int
    producer_id: int
    name: str
    label: str
    slug: str
    content: int
    price: int


def load_orders(session: Session, wanted: int) -> int:
    """Have `wanted` orders for measuring, of the goods for measuring. Returns how many came."""
    there = session.scalar(select(func.count()).where(OrderGroup.number.startswith(MARK))) or 0
    packs = _packs(session)
    if wanted <= there or not packs:
        return 0
    writer = _Writer(session, packs, wanted)
    for first in range(there, wanted, CHUNK):
        writer.write(range(first, min(first + CHUNK, wanted)))
    writer.finish()
    return wanted - there


def _packs(session: Session) -> list[list[Pack]]:
    """The packs for measuring, those of one maker together."""
    found = session.execute(
        select(
            Variant.id, Variant.stock_item_id, Product.producer_id, Product.name, Variant.label, Product.slug,
            Variant.content, Variant.price,
        )
        .join(Product, Product.id == Variant.product_id)
        .where(Product.sku.startswith(MARK))
        .order_by(Product.producer_id, Variant.id)
    )  # fmt: skip
    makers: dict[int, list[Pack]] = {}
    for row in found:
        makers.setdefault(row.producer_id, []).append(Pack(*row))
    return list(makers.values())


class _Writer:
    """Knows the next free ids, so that whole chunks go in without asking for one back."""

    def __init__(self, session: Session, packs: list[list[Pack]], wanted: int) -> None:
        self.session, self.packs, self.wanted = session, packs, wanted
        self.next = {model: _highest(session, model) + 1 for model in (Payment, OrderGroup, Order)}
        self.places = session.scalars(select(Kelurahan.code).order_by(Kelurahan.code)).all()
        self.outlets = _outlets(session, self.places)
        self.begins, self.now = clock.now() - YEAR, clock.now()

    def write(self, numbers: range) -> None:
        """One chunk, table by table."""
        rows: Rows = {model: [] for model in (Payment, OrderGroup, Order, OrderLine, Event)}
        for n in numbers:
            self._order(n, rows)
        for model, found in rows.items():
            self.session.execute(insert(model.__table__), found)  # type: ignore[arg-type]

    def finish(self) -> None:
        """On PostgreSQL the sequences know of the new rows."""
        if self.session.get_bind().dialect.name == "postgresql":
            for model in self.next:
                last = select(func.max(model.__table__.c.id)).scalar_subquery()
                sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
                self.session.execute(select(func.setval(sequence, last)))

    def _take(self, model: type[DeclarativeBase]) -> int:
        self.next[model] += 1  # type: ignore[index]
        return self.next[model] - 1  # type: ignore[index]

    def _order(self, n: int, rows: Rows) -> None:
        dice = Random(f"order {n}")
        placed = self.begins + YEAR * n // self.wanted
        payment, group, order = (self._take(model) for model in (Payment, OrderGroup, Order))
        hotel = self.outlets[dice.randrange(len(self.outlets))] if n % HOTEL_EVERY == 0 else None
        state = OPEN[n // OPEN_EVERY % len(OPEN)] if n % OPEN_EVERY == 1 else "completed"
        goods = 0
        for pack in dice.sample(choice := dice.choice(self.packs), min(dice.randint(1, 3), len(choice))):
            goods += self._line(order, pack, dice.randint(1, 5) * (10 if hotel else 1), rows)
        maker = choice[0].producer_id
        self._group(n, placed, (payment, group), goods, hotel, rows)
        promised = clock.local(placed).date() + timedelta(days=2)
        rows[Order].append({
            "id": order, "number": f"{MARK}{n:07d}-1", "group_id": group, "producer_id": maker, "state": state,
            "deadline": None if state == "completed" else self.now + timedelta(days=30), "goods": goods,
            "delivery_fee": FEE, "delivery_kind": "own", "delivery_name": "Diantar penjual", "ready_on": promised,
            "promised_on": promised,
        })  # fmt: skip
        for place, verb in enumerate(("placed", "receive") if state == "completed" else ("placed",)):
            rows[Event].append({
                "at": placed + timedelta(days=2 * place), "subject": f"order:{order}", "verb": verb,
                "by_kind": "guest", "by_name": "Pembeli uji", "facts": {},
            })  # fmt: skip

    def _line(self, order: int, pack: Pack, quantity: int, rows: Rows) -> int:
        rows[OrderLine].append({
            "order_id": order, "variant_id": pack.variant_id, "stock_item_id": pack.stock_item_id, "name": pack.name,
            "label": pack.label, "slug": pack.slug, "quantity": quantity, "base_quantity": quantity * pack.content,
            "unit_price": pack.price, "list_price": pack.price, "rule": "list",
        })  # fmt: skip
        return quantity * pack.price

    def _group(
        self, n: int, placed: datetime, ids: tuple[int, int], goods: int, hotel: tuple[int, int] | None, rows: Rows
    ) -> None:
        buyer = Random(f"buyer {n}").randrange(max(self.wanted // PER_BUYER, 1))
        who = (
            {
                "name": "Hotel Uji",
                "phone": f"+6281300{hotel[0]:06d}",
                "organisation_id": hotel[0],
                "outlet_id": hotel[1],
            }
            if hotel
            else {"name": f"{PEOPLE[buyer % len(PEOPLE)]} {buyer}", "phone": f"+6281400{buyer:06d}"}
        )
        rows[Payment].append({
            "id": ids[0], "method": "transfer", "amount": goods + FEE, "state": "paid", "created_at": placed,
            "paid_at": placed,
        })  # fmt: skip
        rows[OrderGroup].append({
            "organisation_id": None, "outlet_id": None, "id": ids[1], "number": f"{MARK}{n:07d}", "payment_id": ids[0],
            "kelurahan_code": self.places[buyer % len(self.places)], "street": "Jl. Uji", "goods": goods,
            "delivery": FEE, "placed_at": placed, "is_demo": True,
        } | who)  # fmt: skip


def _outlets(session: Session, places: Sequence[str]) -> list[tuple[int, int]]:
    """As many hotels for measuring as the city has, each with one outlet: ids of both."""
    query = select(Outlet.organisation_id, Outlet.id).join(Organisation)
    ours = query.where(Organisation.name.startswith(MARK)).order_by(Outlet.id)
    if session.execute(ours.limit(1)).first() is None:
        for n in range(HOTELS):
            outlet = Outlet(name="Dapur", street="Jl. Uji", kelurahan_code=places[n % len(places)])
            phone = f"+62815000{n:05d}"
            session.add(
                Organisation(
                    name=f"{MARK}Hotel {n + 1}",
                    kind="hotel",
                    phone=phone,
                    state="active",
                    is_demo=True,
                    outlets=[outlet],
                )
            )
        session.flush()
    return [(organisation, outlet) for organisation, outlet in session.execute(ours)]


def _highest(session: Session, model: type[Any]) -> int:
    return session.scalar(select(func.max(model.id))) or 0
