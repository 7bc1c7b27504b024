"""Every message that is composed reads well: a subject, and links that can be tapped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.notices.recipients import Recipient
from marketplace.trade import orders
from tests import cast
from tests.shopping import InProcess, fill, to_review

TEXTS = sorted(path.stem for path in (Path(__file__).parents[2] / "templates" / "messages").glob("*.txt"))


@pytest.fixture
def group(client: FlaskClient, session: Session) -> orders.OrderGroup:
    cast.finance(session)
    amplang = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    browser = InProcess(client)
    fill(browser, {amplang.variant.id: 2})
    hidden = to_review(browser, method="transfer", phone="081234567890", street="Jl. Uji 1")
    browser.post("/checkout/periksa", hidden or {})
    session.expire_all()
    return session.scalars(select(orders.OrderGroup)).one()


def test_every_message_has_a_subject_and_a_link_on_its_own(
    app: Flask, session: Session, group: orders.OrderGroup
) -> None:
    event = events.history(session, orders.group_subject(group))[0]
    event.facts["reason"] = "Jumlahnya berbeda."
    for text in [name for name in TEXTS if not name.startswith("account_")]:
        reads_well(app, event, group, text)


def reads_well(app: Flask, event: events.Event, group: orders.OrderGroup, text: str) -> None:
    who = Recipient(text, "email", "ani@contoh.id", "Ani", "id", False)
    with app.test_request_context():
        written = render_template(f"messages/{text}.txt", event=event, group=group, order=group.orders[0], who=who)
    subject, _, body = written.strip().partition("\n")
    assert subject and "http" not in subject and "Ani" in body, text
    links = re.findall(r"(\S*)https?://\S+", body)
    assert links == [""], (text, written)
    assert re.search(r"[.:][A-Z]", body) is None, (text, written)
