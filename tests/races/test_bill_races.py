"""Two receipts of one delivery, two transfers for one bill: exactly one of each counts."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import driver_url
from marketplace.kernel.errors import Refusal
from marketplace.people import buyers
from marketplace.people.organisations import Organisation
from marketplace.people.users import User
from marketplace.sourcing import receipts
from marketplace.sourcing.receipts import Count, Signature
from marketplace.trade import bill_paying, books
from marketplace.trade.bills import Bill
from marketplace.trade.orders import Order
from tests import buying, cast
from tests.faults import settings_for, unit
from tests.lives import shop
from tests.sourcing.terming import place, receive, send

AT_ONCE = 3
FINANCE = Actor("user", "Keuangan", user_id=1, roles=frozenset({"finance"}))


@pytest.fixture
def sent(fresh_database: Callable[[], str], tmp_path: Path) -> tuple[Flask, str]:
    """Ten packs on their way to the hotel; the application and its database."""
    settings = settings_for(fresh_database(), tmp_path / "shop")
    app = shop(settings)
    with unit(app) as session:
        cast.finance(session)
        ani = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")
        hotel = buying.hotel(session)
        send(session, ani, place(session, hotel, [(ani, 10, 18_000)]).orders[0])
        session.commit()
    return app, driver_url(settings["DATABASE_URL"])


def count(session: Session, place_: int, gate: Any) -> None:
    """One store-keeper: has read the order, waits for the others, signs."""
    order = session.scalars(select(Order)).one()
    user = session.scalars(select(User).where(User.name.startswith("Receiver"))).one()
    by = Actor("user", user.name, user_id=user.id)
    desk = buyers.desks(session, by=by)[0]
    counts = {order.lines[0].id: Count(10 - place_, place_, "damaged")}
    gate.wait(60)
    receipts.sign(session, desk, order.number, counts, Signature("Joko"), by=by)


def pay(session: Session, place_: int, gate: Any) -> None:
    """One person of finance: has read the bill, waits for the others, records the transfer."""
    bill = session.scalars(select(Bill)).one()
    owner = session.get_one(Organisation, bill.organisation_id)
    transfer = bill_paying.Transfer(bill.open, clock.today(), "", f"key-{place_}")
    gate.wait(60)
    bill_paying.record(session, owner, transfer, {bill.id: transfer.amount}, by=FINANCE)


def careless(session: Session, place_: int, gate: Any) -> None:
    """Negative control: writes what was allowed by what was read."""
    paid = session.scalars(select(Bill.paid)).one()
    amount = session.scalars(select(Bill.amount)).one()
    session.rollback()
    gate.wait(60)
    if not paid:
        session.execute(
            text(
                "INSERT INTO bill_payments (public_id, key, organisation_id, account_id, amount, surplus, arrived_on,"
                " reference, at, by_name) SELECT :key, :key, b.organisation_id, r.id, b.amount, 0, b.issued_on, '',"
                " now(), 'x' FROM bills b, receiving_accounts r"
            ),
            {"key": f"key-{place_}"},
        )
        session.execute(
            text(
                "INSERT INTO bill_shares (payment_id, bill_id, amount)"
                " SELECT p.id, b.id, b.amount FROM bill_payments p, bills b WHERE p.key = :key"
            ),
            {"key": f"key-{place_}"},
        )
        session.execute(text("UPDATE bills SET paid = :paid"), {"paid": amount})


DOING = {"count": count, "pay": pay, "careless": careless}


def one(url: str, what: str, place_: int, gate: Any, told: Any) -> None:
    """One process."""
    with Session(create_engine(url)) as session:
        try:
            DOING[what](session, place_, gate)
            session.commit()
            told.put("done")
        except Refusal as refusal:
            told.put(type(refusal).__name__)
        except Exception as problem:
            told.put(f"{type(problem).__name__}: {problem}")


def together(url: str, what: str) -> list[str]:
    """What each process was told."""
    context = multiprocessing.get_context("forkserver")
    gate, told = context.Barrier(AT_ONCE), context.Queue()
    crowd = [context.Process(target=one, args=(url, what, n, gate, told)) for n in range(AT_ONCE)]
    for process in crowd:
        process.start()
    answers = sorted(told.get(timeout=90) for _ in crowd)
    for process in crowd:
        process.join(30)
    return answers


@pytest.mark.postgres
def test_one_count_and_one_transfer(sent: tuple[Flask, str]) -> None:
    app, url = sent
    assert together(url, "count") == ["NotOnItsWay"] * (AT_ONCE - 1) + ["done"]
    assert together(url, "pay") == ["BillOver"] * (AT_ONCE - 1) + ["done"]
    with unit(app) as session:
        assert books.faults(session) == []
        assert session.scalars(select(Bill)).one().open == 0


@pytest.mark.postgres
def test_without_care_a_bill_is_paid_three_times(sent: tuple[Flask, str]) -> None:
    """Negative control: the books see it."""
    app, url = sent
    with unit(app) as session:
        hotel = session.scalars(select(Organisation)).one()
        people = {"receiver": session.scalars(select(User).where(User.name.startswith("Receiver"))).one()}
        made = buying.Hotel(hotel, hotel.outlets[0], hotel.outlets[1], people)
        receive(session, made, session.scalars(select(Order)).one())
        session.commit()
    assert together(url, "careless") == ["done"] * AT_ONCE
    with unit(app) as session:
        assert any("transfers and down payment" in fault for fault in books.faults(session))
