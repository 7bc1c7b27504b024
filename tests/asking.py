"""A maker with an order by cash, and buyers who ask: shared by the tests of links and questions."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import jobs
from marketplace.notices.channels import recording, whatsapp_link
from marketplace.notices.delivery import Delivery
from marketplace.notices.messages import Message
from marketplace.trade.orders import Order
from tests import cast, placed

MAKER = "081200000901"


def amplang(session: Session) -> cast.Maker:
    """The maker of these tests."""
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


def order(client: FlaskClient, session: Session, maker: cast.Maker) -> Order:
    """A guest's order, to be paid in cash."""
    return placed.place(session, {maker.variant.id: 2}, "cod").orders[0]


def deliver(app: Flask, session: Session) -> list[Message]:
    """Do all promised notices; every message there is."""

    def write(text: str, language: str, **values: Any) -> str:
        with app.test_request_context():
            return render_template(f"messages/{text}.txt", **values)

    doers = Delivery(write, {"email": recording.Recording(), "whatsapp": whatsapp_link.ByHand()}).doers()
    for job in session.scalars(
        select(jobs.Job).where(jobs.Job.kind == "notice", jobs.Job.state == "waiting").order_by(jobs.Job.id)
    ):
        doers["notice"](session, job.facts)
        jobs.finish(session, job)
    session.flush()
    return list(session.scalars(select(Message).order_by(Message.id)))


def log_in(client: FlaskClient, who: str) -> FlaskClient:
    """A browser of its own, logged in."""
    browser = client.application.test_client()
    assert browser.post("/masuk", data={"who": who, "password": cast.PASSWORD}).status_code == 303
    return browser
