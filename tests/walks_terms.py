"""The steps of an organisation's order on terms, from the request to the paid bill."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Variant
from marketplace.kernel import clock
from marketplace.people.organisations import Organisation
from marketplace.people.producers import Producer
from marketplace.people.users import User
from marketplace.sourcing import (
    amending,
    approvals,
    checks,
    contests,
    deciding,
    local_freezing,
    local_reports,
    requests,
    schedules,
    submitting,
)
from marketplace.sourcing.local_report_rows import LocalReport
from marketplace.sourcing.purchase_orders import PurchaseOrder
from marketplace.sourcing.receipt_rows import Receipt
from marketplace.sourcing.requests import PurchaseRequest, RequestLine
from marketplace.trade import fulfilment
from marketplace.trade.bills import Bill
from marketplace.trade.orders import Order
from tests import buying, cast
from tests.faults import unit
from tests.sourcing import terming


def hotel_joins(app: Flask) -> None:
    """A hotel whose owner wants everything approved, and its draft for four packs."""
    with unit(app) as session:
        hotel, maker = buying.hotel(session), _maker(session)
        owner = hotel.desk(session, "owner")
        approvals.add(session, owner, from_sum=0, outlet=None, category=None, by=hotel.actor("owner"))
        made = requests.begin(session, hotel.desk(session, "requester"), hotel.kitchen, terms="14")
        made.lines.append(
            RequestLine(
                producer_id=maker.producer.id, variant_id=maker.variant.id, quantity=4,
                unit_price=maker.variant.price, rule="base",
            )
        )  # fmt: skip
        session.flush()
        for part in schedules.plan(session, made).parts:
            chosen = schedules.proposal(part)
            assert chosen is not None
            schedules.save(session, made, part.producer.id, [chosen], by=hotel.actor("requester"))


def submit(app: Flask) -> None:
    with unit(app) as session:
        hotel, made = _hotel(session), session.scalars(select(PurchaseRequest)).one()
        plan = schedules.plan(session, made)
        desk, by = hotel.desk(session, "requester"), hotel.actor("requester")
        submitting.submit(session, desk, made, seen=plan.total, seen_marks=checks.marks(plan), by=by)


def approve(app: Flask) -> None:
    with unit(app) as session:
        hotel, made = _hotel(session), session.scalars(select(PurchaseRequest)).one()
        plan = schedules.plan(session, made)
        desk, by = hotel.desk(session, "approver"), hotel.actor("approver")
        deciding.approve(session, desk, made, seen=plan.total, seen_marks=checks.marks(plan), by=by)


def fewer_are_wished(app: Flask) -> None:
    with unit(app) as session:
        hotel, po = _hotel(session), session.scalars(select(PurchaseOrder)).one()
        packs = {po.orders[0].lines[0].id: 3}
        desk, by = hotel.desk(session, "requester"), hotel.actor("requester")
        amending.propose(session, desk, po, amending.Wish({}, packs), "Tamu berkurang", by=by)


def agree(app: Flask) -> None:
    with unit(app) as session:
        amending.accept(session, session.scalars(select(PurchaseOrder)).one(), 2, by=_maker(session).actor)


def bring(app: Flask) -> None:
    """The maker accepts, packs and brings it."""
    with unit(app) as session:
        for step in (fulfilment.accept, fulfilment.make_ready, fulfilment.hand_over):
            step(session, session.scalars(select(Order)).one(), by=_maker(session).actor)


def count(app: Flask) -> None:
    """One pack is damaged, the others are accepted."""
    with unit(app) as session:
        order = session.scalars(select(Order)).one()
        terming.receive(session, _hotel(session), order, accepted=order.lines[0].going - 1, rejected=1)


def pay(app: Flask) -> None:
    with unit(app) as session:
        bill = session.scalars(select(Bill)).one()
        terming.pay(session, _hotel(session), {bill: bill.open})


def declare(app: Flask) -> None:
    """Finance tells what the outlet bought in all, and the month is over."""
    with unit(app) as session:
        hotel, first = _hotel(session), clock.today().replace(day=1)
        report = local_reports.blank(session, hotel.organisation, hotel.kitchen, first)
        totals = {line.code: 1_000_000 for line in report.rule.lines}
        local_reports.declare(
            session, hotel.desk(session, "finance"), hotel.kitchen, first, totals=totals, rooms=120, person="Mira",
            by=hotel.actor("finance"),
        )  # fmt: skip


def freeze(app: Flask) -> None:
    with unit(app) as session:
        hotel = _hotel(session)
        month = session.scalars(select(LocalReport.month)).one()
        local_freezing.freeze(session, hotel.desk(session, "finance"), hotel.kitchen, month, by=hotel.actor("finance"))


def contest(app: Flask) -> None:
    with unit(app) as session:
        contests.contest(session, session.scalars(select(Receipt)).one(), "Kardus utuh.", by=_maker(session).actor)


def overrule(app: Flask) -> None:
    with unit(app) as session:
        contests.decide(session, session.scalars(select(Receipt)).one(), "overrule", "Benar utuh.", by=cast.FINANCE)


def _maker(session: Session) -> cast.Maker:
    producer = session.scalars(select(Producer)).one()
    variant = session.scalars(select(Variant)).one()
    return cast.Maker(producer, session.get_one(cast.Product, variant.product_id), variant)


def _hotel(session: Session) -> buying.Hotel:
    organisation = session.scalars(select(Organisation)).one()
    people = {
        role: session.scalars(select(User).where(User.name == f"{role.title()} {organisation.name}")).one()
        for role in buying.ROLES
    }
    return buying.Hotel(organisation, organisation.outlets[0], organisation.outlets[1], people)
