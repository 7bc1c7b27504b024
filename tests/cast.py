"""The cast of the tests: the amplang maker, the sambal maker, what they sell, and a guest."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import indexing
from marketplace.catalog.categories import Category
from marketplace.catalog.products import PriceTier, Product, StockItem, Variant
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.slugs import slug
from marketplace.money.receiving import ReceivingAccount
from marketplace.people import passwords
from marketplace.people.members import ProducerMember
from marketplace.people.producers import Producer
from marketplace.people.users import StaffRole, User
from marketplace.stock import lots
from marketplace.stock.levels import StockLevel
from marketplace.trade.delivery import OwnDelivery, PickupPoint, ProducerPickup
from marketplace.trade.slots import Slot

PASSWORD = "rahasia-dapur-bersama"
FINANCE = Actor("user", "Keuangan", roles=frozenset({"finance"}))
DAMAI = "64.71.06.1005"


@dataclass
class Maker:
    """A producer with one product of one pack."""

    producer: Producer
    product: Product
    variant: Variant

    @property
    def actor(self) -> Actor:
        return Actor("user", self.producer.owner_name, producer_ids=frozenset({self.producer.id}))


def maker(session: Session, name: str, product: str, *, price: int, packs: int, phone: str) -> Maker:
    """A producer who delivers everywhere every day and hands over at the kitchen."""
    owner = Producer(
        slug=slug(name), name=name, owner_name=f"Bu {name}", scale="mikro", kelurahan_code="64.71.01.1004",
        phone=phone, makes=product,
    )  # fmt: skip
    session.add(owner)
    session.flush()
    _delivery(session, owner)
    user = User(name=owner.owner_name, phone=phone, password_hash=passwords.seal(PASSWORD))
    session.add(user)
    session.flush()
    session.add(ProducerMember(user_id=user.id, producer_id=owner.id))
    return Maker(owner, *goods(session, owner, product, price=price, packs=packs))


def goods(session: Session, owner: Producer, name: str, *, price: int, packs: int) -> tuple[Product, Variant]:
    """A product in packs of 100 g with a lot that keeps, 12 packs or more a tenth cheaper."""
    category = session.scalars(select(Category).where(Category.code == "KRP")).one()
    product = Product(
        slug=slug(name), sku=slug(name), producer_id=owner.id, category_id=category.id, name=name, base_price=price,
        ingredients="ikan, tapioka", published_at=clock.now(),
    )  # fmt: skip
    item = StockItem(producer_id=owner.id, name=name, unit="g")
    session.add_all([product, item])
    session.flush()
    session.add(StockLevel(stock_item_id=item.id, on_hand=0, held=0, allocated=0))
    variant = Variant(
        product_id=product.id, stock_item_id=item.id, label="100 g", content=100, unit="g", price=price,
        weight_grams=120, length_cm=20, width_cm=14, height_cm=5,
        tiers=[PriceTier(minimum=12, price=price * 9 // 10)],
    )  # fmt: skip
    session.add(variant)
    session.flush()
    indexing.write(session, product)
    if packs:
        lots.receive(session, item.id, packs * 100, code="A1", produced_on=clock.today(), best_before=None, by=SYSTEM)
    return product, variant


def finance(session: Session) -> None:
    """A person of the finance desk and the operator's bank account."""
    person = User(name="Keuangan", email="keuangan@contoh.id", password_hash=passwords.seal(PASSWORD))
    session.add(person)
    session.flush()
    session.add(StaffRole(user_id=person.id, role="finance", granted_by="uji"))
    session.add(
        ReceivingAccount(kind="bank", bank="Bank Uji", number="111", holder="Koperasi Uji", valid_from=clock.now())
    )
    session.flush()


def _delivery(session: Session, owner: Producer) -> None:
    point = PickupPoint(
        code=owner.slug, name=f"dapur {owner.name}", address="RT 1", kelurahan_code=owner.kelurahan_code
    )
    session.add(point)
    session.flush()
    session.add(ProducerPickup(producer_id=owner.id, pickup_point_id=point.id))
    for zone in range(1, 7):
        session.add(OwnDelivery(producer_id=owner.id, kecamatan_code=f"64.71.{zone:02d}", fee=10_000))
    for weekday in range(7):
        for kind in ("own", "pickup"):
            session.add(
                Slot(
                    producer_id=owner.id, kind=kind, weekday=weekday, starts=540, ends=720, cutoff_minutes=60,
                    capacity=500,
                )
            )  # fmt: skip
    session.flush()
