"""The hotel's desk in use: a rule, an order that was placed at once, one that waits, one that was sent back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, Variant
from marketplace.kernel.actor import Actor
from marketplace.people import buyers
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Organisation
from marketplace.people.producers import Producer
from marketplace.sourcing import amending, approvals, checks, deciding, purchase_orders, requests, schedules, submitting
from marketplace.sourcing.amending import Wish
from marketplace.sourcing.requests import PurchaseRequest, RequestLine
from marketplace.stock.levels import StockLevel
from marketplace.trade import shelf
from marketplace.trade.delivery import OwnDelivery

from . import hotel

MAKERS = 3
FROM_SUM = 1_000_000


def load(session: Session) -> None:
    """Once, after the hotel and the goods."""
    found = session.scalars(select(Organisation).where(Organisation.name == hotel.NAME)).one()
    people = {role: _person(session, found, role) for role in ("owner", "requester", "approver")}
    owner, chef, manager = (people[role] for role in ("owner", "requester", "approver"))
    approvals.add(session, owner[0], from_sum=FROM_SUM, outlet=None, category=None, by=owner[1])
    variants = _variants(session, found)
    small = _write(session, chef, variants[:1], 6, "PO-HT-2611-031")
    _send(session, chef, small)
    for number, most in (("PO-HT-2611-032", 90), ("PO-HT-2611-033", 60), ("PO-HT-2611-034", 60)):
        large = _write(session, chef, variants, most, number)
        _send(session, chef, large)
        if large.state != "pending":
            continue
        if number.endswith("032"):
            plan = schedules.plan(session, large)
            deciding.approve(session, manager[0], large, seen=plan.total, seen_marks=checks.marks(plan), by=manager[1])
            _ask(session, chef, large)
        elif number.endswith("033"):
            deciding.send_back(session, manager[0], large, "Tolong pisah untuk dua minggu.", by=manager[1])


def _person(session: Session, found: Organisation, role: str) -> tuple[Desk, Actor]:
    for buyer in buyers.members(session, found):
        if any(held.role == role for held in buyer.roles):
            by = Actor("user", buyer.user.name, user_id=buyer.user_id)
            return buyers.desk(session, found.public_id, by=by), by
    raise LookupError(role)


def _variants(session: Session, found: Organisation) -> list[Variant]:
    """The best stocked pack of some makers who deliver to the hotel themselves."""
    place = found.outlets[0].kelurahan.kecamatan_code
    rows = session.scalars(
        select(Variant)
        .join(Product, Product.id == Variant.product_id)
        .join(Producer, Producer.id == Product.producer_id)
        .join(OwnDelivery, OwnDelivery.producer_id == Product.producer_id)
        .join(StockLevel, StockLevel.stock_item_id == Variant.stock_item_id)
        .where(shelf.on_sale(), Variant.archived_at.is_(None), OwnDelivery.kecamatan_code == place)
        .where(Product.preorder_on.is_(None), Variant.is_clearance.is_(False))
        .order_by((StockLevel.on_hand - StockLevel.held - StockLevel.allocated).desc(), Variant.id)
        .limit(60)
    )
    chosen: dict[int, Variant] = {}
    for variant in rows:
        chosen.setdefault(variant.product.producer_id, variant)
    return list(chosen.values())[:MAKERS]


def _write(
    session: Session, chef: tuple[Desk, Actor], variants: list[Variant], most: int, number: str
) -> PurchaseRequest:
    desk, by = chef
    made = requests.begin(session, desk, desk.outlets("requester")[0], terms="14")
    made.hotel_number = number
    for variant in variants:
        free = session.get_one(StockLevel, variant.stock_item_id, populate_existing=True).free // variant.content
        packs = max(variant.minimum, min(most, free // 4) // variant.step * variant.step)
        made.lines.append(
            RequestLine(
                producer_id=variant.product.producer_id, variant_id=variant.id, quantity=packs,
                unit_price=variant.price, rule="base",
            )
        )  # fmt: skip
    session.flush()
    for part in schedules.plan(session, made).parts:
        chosen = schedules.proposal(part)
        if chosen is not None:
            schedules.save(session, made, part.producer.id, [chosen], by=by)
    return made


def _send(session: Session, chef: tuple[Desk, Actor], made: PurchaseRequest) -> None:
    """As far as it can be sent: a draft with a trouble is a scene as well."""
    plan = schedules.plan(session, made)
    if not checks.troubles(plan):
        submitting.submit(session, chef[0], made, seen=plan.total, seen_marks=checks.marks(plan), by=chef[1])


def _ask(session: Session, chef: tuple[Desk, Actor], made: PurchaseRequest) -> None:
    """One maker is asked for another day."""
    po = purchase_orders.of_request(session, made.id)[0]
    for number, times in amending.times(session, po).items():
        if times:
            said = po.valid.facts
            wish = Wish({number: times[0]}, hotel_number=said["hotel_number"], note=said["note"])
            amending.propose(session, chef[0], po, wish, "Acara tamu bergeser satu hari.", by=chef[1])
            return
