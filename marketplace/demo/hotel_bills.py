"""The hotel's deliveries on terms: one counted and paid, one overdue, one on its way."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, StockItem, Variant
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.people import buyers
from marketplace.people.buyers import Buyer, BuyerRole
from marketplace.people.organisations import Organisation, Outlet
from marketplace.people.producers import Producer
from marketplace.people.users import User
from marketplace.sourcing import receipts
from marketplace.sourcing.receipts import Count, Signature
from marketplace.stock import holds
from marketplace.stock.levels import StockLevel
from marketplace.trade import bill_paying, bills, fulfilment, terms
from marketplace.trade.orders import Order

from . import hotel

PACKS = 6
DRAWN = "M20 80L45 30L60 85L80 40L98 82L130 55L160 78L200 50L260 70"


def load(session: Session) -> None:
    """After the hotel and the makers' stock; nothing when no maker has enough."""
    owner = session.scalars(select(Organisation).where(Organisation.name == hotel.NAME)).first()
    goods = wares(session)
    if owner is None or len(goods) < 3:
        return
    kitchen = owner.outlets[0]
    by = {role: who(session, kitchen, role) for role in ("requester", "receiver")}
    for place, (variant, product) in enumerate(goods[:3]):
        order = sent(session, owner, kitchen, variant, product, by["requester"])
        if place < 2:
            count(session, owner, order, by["receiver"], rejected=1 - place)
    _pay_first_and_age_second(session, owner)


def sent(
    session: Session, owner: Organisation, kitchen: Outlet, variant: Variant, product: Product, by: Actor
) -> Order:
    """An order of one pack, on its way."""
    units = PACKS * variant.content
    hold = holds.take(session, [holds.Wanted(variant.stock_item_id, units)], until=clock.now() + timedelta(hours=1))
    line = terms.LineDraft(
        variant.id, variant.stock_item_id, product.name, variant.label, product.slug, PACKS, units,
        variant.price, variant.price, "base",
    )  # fmt: skip
    draft = terms.OrderDraft(
        product.producer_id, clock.today(), 8 * 60, 10 * 60, "own", "Diantar sendiri", "", 15_000, None, "", [line]
    )
    sale = terms.Sale(
        owner, kitchen, "14", by.user_id, by.name, owner.phone, owner.email, "id", [draft]
    )  # fmt: skip
    order = terms.place(session, sale, hold, by=by).orders[0]
    maker = session.get_one(Producer, product.producer_id)
    acting = Actor("user", maker.owner_name, producer_ids=frozenset({maker.id}))
    for step in (fulfilment.accept, fulfilment.make_ready, fulfilment.hand_over):
        step(session, order, by=acting)
    return order


def count(session: Session, owner: Organisation, order: Order, by: Actor, *, rejected: int) -> None:
    """The store-keeper counts and signs."""
    line = order.lines[0]
    count = Count(line.going - rejected, rejected, "damaged" if rejected else "", "Kardus basah" if rejected else "")
    desk = buyers.desk(session, owner.public_id, by=by)
    signed = Signature(by.name, DRAWN, "Pengantar contoh")
    receipts.sign(session, desk, order.number, {line.id: count}, signed, by=by)


def _pay_first_and_age_second(session: Session, owner: Organisation) -> None:
    first, second = bills.open_of(session, owner.id)
    finance = Actor("user", "Keuangan (contoh)", roles=frozenset({"finance"}))
    transfer = bill_paying.Transfer(first.amount, clock.today(), first.number, "demo-hotel-1")
    bill_paying.record(session, owner, transfer, {first.id: first.amount}, by=finance)
    second.due_on = clock.today() - timedelta(days=5)
    session.flush()


def wares(session: Session) -> list[tuple[Variant, Product]]:
    """One well stocked pack of each of several makers."""
    rows = session.execute(
        select(Variant, Product)
        .join(Product, Product.id == Variant.product_id)
        .join(StockItem, StockItem.id == Variant.stock_item_id)
        .join(StockLevel, StockLevel.stock_item_id == StockItem.id)
        .where(
            Product.published_at.is_not(None),
            StockLevel.on_hand - StockLevel.held - StockLevel.allocated - StockLevel.stopped
            >= Variant.content * PACKS * 3,
        )
        .order_by(Variant.id)
    )
    found: dict[int, tuple[Variant, Product]] = {}
    for variant, product in rows:
        found.setdefault(product.producer_id, (variant, product))
    return list(found.values())


def who(session: Session, outlet: Outlet, role: str) -> Actor:
    """Somebody with a role at the outlet."""
    user = session.scalars(
        select(User)
        .join(Buyer, Buyer.user_id == User.id)
        .join(BuyerRole, BuyerRole.buyer_id == Buyer.id)
        .where(BuyerRole.outlet_id == outlet.id, BuyerRole.role == role)
        .order_by(User.id)
    ).first()
    return Actor("user", user.name, user_id=user.id) if user else SYSTEM
