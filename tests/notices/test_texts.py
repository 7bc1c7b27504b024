"""Every message that is composed reads well: a subject, and links that can be tapped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import guest
from marketplace.money.bank_accounts import BankAccount
from marketplace.money.payouts import Payout
from marketplace.notices import recipients
from marketplace.notices.recipients import Recipient
from marketplace.people import assisting
from marketplace.people.certificates import Certificate
from marketplace.people.users import User
from marketplace.sourcing import local_checking, receipts
from marketplace.sourcing.purchase_orders import PurchaseOrder
from marketplace.trade import asking, bills, orders
from marketplace.trade.review_rows import Review
from marketplace.trade.stock_waits import StockWait
from tests import asking as help_
from tests import cast, quoting, tour_buyer

FOLDER = Path(__file__).parents[2] / "templates" / "messages"
TEXTS = sorted(path.stem for path in FOLDER.glob("*.txt") if not path.stem.startswith(("account_", "_")))
FACTS = {
    "reason": "Jumlahnya berbeda.", "kind": "edit", "lot": "A1", "missing": ["1 × Amplang 100 g"],
    "amount": 18_000, "total": 28_000, "later": None, "days": 1, "version": 2, "product": "Amplang",
}  # fmt: skip
TOLD = [
    *(("group", verb, f"group_{verb}") for verb in sorted(recipients.GROUP_TO_BUYER)),
    *(("order", verb, f"buyer_{verb}") for verb in sorted(recipients.ORDER_TO_BUYER)),
    *(("order", verb, f"producer_{verb}") for verb in sorted(recipients.ORDER_TO_PRODUCER)),
    *((kind, verb, f"{kind}_{verb}") for kind, verb in sorted(events.TOLD)),
]


@pytest.fixture
def about(client: FlaskClient, session: Session) -> dict[str, Any]:
    """One of each thing that messages speak of."""
    cast.finance(session)
    maker = help_.amplang(session)
    order = help_.order(client, session, maker)
    paper = Certificate(
        producer_id=maker.producer.id,
        kind="halal",
        number="ID1",
        issuer="BPJPH",
        valid_from=clock.today(),
        valid_to=clock.today(),
    )
    session.add(paper)
    thread = asking.about_order(session, order, "Bisa sore?", by=guest())
    product = maker.product
    helper = User(name="Rina", phone="+6281200000333")
    session.add(helper)
    session.flush()
    consent = assisting.agree(session, maker.producer, user_id=helper.id, name="Rina", by=maker.actor)
    account = BankAccount(
        producer_id=maker.producer.id, bank="Bank Contoh", holder_sealed="x", number_sealed="y", tail="0001",
        hold_until=clock.now(),
    )  # fmt: skip
    payout = Payout(public_id=ids.public_id(), amount=90_000, bank_account=account)
    hotel, made = tour_buyer.furnish(session, maker)
    po = session.scalars(select(PurchaseOrder).where(PurchaseOrder.public_id == made["amended"])).one()
    sambal = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=30, phone="+6281200000902")
    scene = quoting.scene(session, hotel, (maker, sambal))
    bill = bills.by_public_id(session, made["bill"])
    receipt = receipts.by_public_id(session, made["bast"])
    quote = quoting.offer(session, scene, scene.amplang, (50, 17_000))
    return {
        "bill": bill,
        "receipt": receipt,
        "report": local_checking.by_public_id(session, made["local_public"]).report,
        "request": po.request,
        "po": po,
        "rfq": scene.rfq,
        "quote": quote,
        "invitation": scene.rfq.invitations[0],
        "account": account,
        "payout": payout,
        "group": order.group,
        "order": order,
        "product": product,
        "paper": paper,
        "thread": thread,
        "review": Review(public_id=ids.public_id(), product=product, stars=4),
        "consent": consent,
        "wait": StockWait(variant=maker.variant, token=ids.token()),
    }


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_message_has_a_subject_and_links_on_their_own(
    app: Flask, session: Session, about: dict[str, Any], language: str
) -> None:
    event = events.record(session, "order:0", "uji", by=guest(), **FACTS)
    for text in TEXTS:
        who = Recipient(text, "email", "ani@contoh.id", "Ani", language, False)
        links = {"accept": "a" * 32, "ready": "b" * 32, "hand_over": "c" * 32} if text in recipients.ACTED_ON else {}
        links = links if text.startswith("producer_") else {"quote": "d" * 32}
        with app.test_request_context(), force_locale(language):
            written = render_template(f"messages/{text}.txt", event=event, who=who, links=links, **about)
        subject, _, body = written.strip().partition("\n")
        assert subject and "http" not in subject and "Ani" in body, text
        steps = len(links) if text.startswith("producer_") else 0
        assert re.findall(r"(\S*)https?://\S+", body) == [""] * (1 + steps), written
        assert ("/q/" in body) == (text in recipients.ACTED_ON and not steps), written
        assert re.search(r"[.:][A-Z]", re.sub(r"https?://\S+", "", body)) is None, written


@pytest.mark.parametrize(("thing", "verb", "text"), TOLD)
def test_every_event_that_people_are_told_of_has_its_text(thing: str, verb: str, text: str) -> None:
    assert text in TEXTS, f"{thing} {verb}"


def test_every_text_is_used() -> None:
    assert sorted({text for _, _, text in TOLD}) == TEXTS


def test_only_makers_are_sent_links_that_act(session: Session, about: dict[str, Any]) -> None:
    order = about["order"]
    for verb in recipients.ORDER_TO_BUYER | recipients.ORDER_TO_PRODUCER:
        event = events.record(session, orders.subject(order), verb, by=guest())
        for who in recipients.of(session, event).people:
            if who.may_act:
                assert (who.channel, who.address) == ("whatsapp", order.producer.phone)
                assert verb in {"place", "pay"}


@pytest.mark.parametrize(("what", "verb"), [("product", "approve"), ("certificate", "returned")])
def test_a_maker_is_told_what_staff_decided(
    app: Flask, session: Session, about: dict[str, Any], what: str, verb: str
) -> None:
    session.flush()
    thing = about["paper" if what == "certificate" else "product"]
    events.record(session, f"{what}:{thing.id}", verb, by=guest(), reason="Fotonya buram.", kind="edit")
    events.record(session, f"{what}:{thing.id}", "looked_at", by=guest())
    told = [message for message in help_.deliver(app, session) if message.subject.startswith(("Perubahan", "Dokumen"))]
    assert [message.address for message in told] == ["+6281200000901"]
