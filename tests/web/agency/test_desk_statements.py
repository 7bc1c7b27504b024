"""A page of the desk costs the same number of statements whether little waits on it or much."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.insight import alarms, rollups
from marketplace.kernel import events
from marketplace.money import bank_accounts
from marketplace.people import certificates
from marketplace.people.certificates import Told
from marketplace.people.users import StaffRole, User
from marketplace.trade import edits, fulfilment, paying
from marketplace.web import access
from tests import cast, placed
from tests.counting import cost
from tests.web.agency.desk import open_desk

FILES = (".xlsx", ".pdf", "/ekspor")
LETTERS = "/agensi/produk-lokal/surat"


def more(session: Session, number: int) -> None:
    """A maker with something on nearly every list of the desk."""
    maker = cast.maker(
        session, f"Dapur Uji {number}", f"Amplang {number}", price=18_000, packs=40, phone=f"+62812000009{number:02d}"
    )
    maker.product.storage, maker.product.shelf_life_days = "Simpan di tempat kering", 90
    paying.send_proof(session, placed.place(session, {maker.variant.id: 1}), "proofs/x.jpg", "", by=cast.FINANCE)
    declined = placed.place(session, {maker.variant.id: 1})
    paying.confirm(session, declined, by=cast.FINANCE)
    fulfilment.decline(session, declined.orders[0], "Ikan habis", by=maker.actor)
    told = Told("other", f"X-{number}", "Uji", None, None)
    certificates.submit(session, maker.producer, told, file_key="documents/x.jpg", by=maker.actor)
    edits.propose(session, maker.product, {"ingredients": f"ikan, tapioka, {number}"}, by=maker.actor)
    bank_accounts.enter(session, maker.producer.id, holder="Uji", bank="BRI", number="00123456", by=maker.actor)
    events.record(session, maker.producer.subject, "described", by=maker.actor)


@pytest.mark.one_database
def test_every_page_costs_the_same_with_few_rows_and_with_many(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    cast.finance(session)
    person = session.scalars(select(User).where(User.email == "keuangan@contoh.id")).one()
    session.add(StaffRole(user_id=person.id, role="admin", granted_by="uji"))
    desk = open_desk(client, session)
    more(session, 1)
    pages = [
        path
        for path, methods, policy, _ in access.url_map(app)
        if "GET" in methods and policy.startswith("staff:") and "<" not in path
        if not any(part in path for part in FILES) and path != LETTERS
    ]
    costs = []
    for numbers in ((), (2, 3, 4)):
        for number in numbers:
            more(session, number)
        alarms.look(session)
        rollups.count_all(session)
        costs.append({page: cost(desk, page) for page in pages})
    few, many = costs
    assert len(pages) > 50
    assert {page: (few[page], many[page]) for page in pages if many[page] > few[page]} == {}
