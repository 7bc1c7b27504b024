"""The invented hotel's local purchases: the month before last is frozen, last month waits for its totals."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.files import Files
from marketplace.people import buyers
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Organisation, Outlet
from marketplace.sourcing import local_figures, local_freezing, local_reports
from marketplace.sourcing.local_report_rows import LocalReport
from marketplace.sourcing.local_reports import Bought
from marketplace.trade import bill_paying, bills
from marketplace.trade.bills import Bill

from . import hotel, hotel_bills, orders, proofs

MAKERS = {2: 9, 1: 6}
OUTSIDE = (
    ("segar", "Kelompok Tani Contoh Karang Joang", "Pepaya mini", 40_000, 480_000, 4),
    ("ikan", "Nelayan Contoh Manggar", "Udang windu", 12_000, 1_320_000, 11),
)
BOUGHT = {"camilan": 2_400_000, "ikan": 6_800_000, "bumbu": 3_100_000, "minuman": 2_750_000, "segar": 5_200_000,
          "beku": 1_900_000, "kriya": 1_250_000}  # fmt: skip
ROOMS = 124


def load(session: Session, files: Files) -> None:
    """After the hotel and the makers' stock; nothing when there are no goods."""
    house = session.scalars(select(Organisation).where(Organisation.name == hotel.NAME)).first()
    goods = hotel_bills.wares(session)
    if house is None or len(goods) < max(MAKERS.values()):
        return
    kitchen = house.outlets[0]
    finance = hotel_bills.who(session, kitchen, "finance")
    desk = buyers.desk(session, house.public_id, by=finance)
    house.created_at = clock.midnight(_months_ago(6))
    for back, makers in MAKERS.items():
        first = _months_ago(back)
        with clock.pretend(clock.at(first + timedelta(days=9), 10 * 60)):
            _deliver(session, house, kitchen, makers)
        with clock.pretend(clock.at(first + timedelta(days=20), 10 * 60)):
            _outside(session, files, desk, kitchen, first, finance)
    _freeze(session, desk, kitchen, _months_ago(2), finance)
    orders.forget_old_notices(session)


def _months_ago(count: int) -> date:
    first = clock.today().replace(day=1)
    for _ in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def _deliver(session: Session, house: Organisation, kitchen: Outlet, makers: int) -> None:
    """Counted and paid on the spot; of the first delivery a carton is rejected."""
    by = {role: hotel_bills.who(session, kitchen, role) for role in ("requester", "receiver")}
    for place, (variant, product) in enumerate(hotel_bills.wares(session)[:makers]):
        order = hotel_bills.sent(session, house, kitchen, variant, product, by["requester"])
        hotel_bills.count(session, house, order, by["receiver"], rejected=0 if place else 1)
        bill = bills.of_order(session, order.id)
        if bill is not None:
            _pay(session, house, bill)


def _pay(session: Session, house: Organisation, bill: Bill) -> None:
    finance = Actor("user", "Keuangan (contoh)", roles=frozenset({"finance"}))
    transfer = bill_paying.Transfer(bill.open, clock.today(), bill.number, f"demo-local-{bill.id}")
    bill_paying.record(session, house, transfer, {bill.id: bill.open}, by=finance)


def _outside(session: Session, files: Files, desk: Desk, kitchen: Outlet, first: date, by: Actor) -> None:
    for code, seller, product, grams, amount, day in OUTSIDE:
        key, data = proofs.nota(files, f"{first:%Y%m}-{code}", seller, product, amount)
        bought = Bought(
            code, seller, product, first + timedelta(days=day), amount, grams, key, hashlib.sha256(data).hexdigest()
        )
        local_reports.add_outside(session, desk, kitchen, first, bought, by=by)


def _freeze(session: Session, desk: Desk, kitchen: Outlet, first: date, by: Actor) -> None:
    """On the third of the month after; no total is smaller than what is known of the class."""
    after = first + timedelta(days=34)
    with clock.pretend(clock.at(after.replace(day=3), 9 * 60)):
        report = local_reports.find(session, kitchen, first)
        assert report is not None
        local_reports.declare(
            session, desk, kitchen, first, totals=_totals(session, report), rooms=ROOMS, person=by.name, by=by
        )
        local_freezing.freeze(session, desk, kitchen, first, by=by)


def _totals(session: Session, report: LocalReport) -> dict[str, int | None]:
    rows = local_figures.of(session, report)["classes"]
    return {row["code"]: max(BOUGHT.get(row["code"], 0), (row["platform"] + row["outside"]) * 2) for row in rows}
