"""Refunds and problems for the tour: an order with a problem, one of which money is to go back, and refused forms."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import settings
from marketplace.kernel.actor import SYSTEM
from marketplace.trade import fulfilment, paying, refunds
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.orders import Order, OrderGroup
from tests import cast

Try = tuple[str, str, str, str, dict[str, Any] | None, int]


def furnish(
    session: Session, maker: cast.Maker, buyer: FlaskClient, tokens: list[str], picture: io.BytesIO
) -> dict[str, Any]:
    """Both arrive; the buyer tells a problem with the first, a refund of the second waits for a second person."""
    settings.change(session, "refund.second_person_above", 20_000, by=SYSTEM)
    told, asked = (arrived(session, maker, token) for token in tokens)
    refund = refunds.give(
        session, asked, [refunds.Part(asked.lines[0].id, 1)], fee=5_000, reason="late", by=cast.FINANCE
    )
    made = {
        "problem": {"token": tokens[0], "number": told.number},
        "arrived": {"token": tokens[1], "number": asked.number},
        "asked_refund": refund.public_id,
        "refund_line": asked.lines[0].id,
    }
    line = told.lines[0].id
    session.commit()
    form = {f"packs-{line}": "1", "kind": "damaged", "want": "money", "words": "Pecah.", "photo-1": (picture, "a.jpg")}
    assert buyer.post(f"/pesanan/{tokens[0]}/{made['problem']['number']}/masalah", data=form).status_code == 303
    session.rollback()
    return {**made, "dispute": session.scalars(select(Dispute.public_id)).one()}


def arrived(session: Session, maker: cast.Maker, token: str) -> Order:
    """Paid and delivered."""
    group = session.scalars(select(OrderGroup).where(OrderGroup.token == token)).one()
    paying.confirm(session, group, by=cast.FINANCE)
    order: Order = group.orders[0]
    for step in (fulfilment.accept, fulfilment.make_ready, fulfilment.hand_over, fulfilment.deliver):
        step(session, order, by=maker.actor)
    return order


def states(made: dict[str, Any], owed: str) -> Iterator[Try]:
    """(name, person, method, path, form, status) of what is refused, or asks once more."""
    problem, other = made["problem"], made["arrived"]
    desk, shop = f"/agensi/pesanan/{other['number']}/kembalikan", f"/jualan/pesanan/{other['number']}/kembalikan"
    sure = {f"packs-{made['refund_line']}": "1", "reason": "damaged"}
    masalah = f"/pesanan/{other['token']}/{other['number']}/masalah"
    yield "problem to tell", "buyer", "GET", masalah, None, 200
    yield "problem, wrong", "buyer", "POST", masalah, {}, 422
    yield "order with a problem", "buyer", "GET", f"/pesanan/{problem['token']}", None, 200
    yield "maker's order with a problem", "producer", "GET", f"/jualan/pesanan/{problem['number']}", None, 200
    yield "maker's answer, wrong", "producer", "POST", f"/jualan/pesanan/{problem['number']}/sengketa", {}, 422
    yield "maker's refund, wrong", "producer", "POST", shop, {}, 422
    yield "maker's refund, sure?", "producer", "POST", shop, sure, 200
    yield "refund, wrong", "finance", "POST", desk, {}, 422
    yield "refund, sure?", "finance", "POST", desk, sure, 200
    yield "decision, wrong", "finance", "POST", f"/agensi/sengketa/{made['dispute']}", {"decision": "part"}, 422
    yield "second person, wrong", "finance", "POST", f"/agensi/pengembalian/{made['asked_refund']}/tolak", {}, 422
    yield "account, wrong", "buyer", "POST", f"/pesanan/{owed}/rekening", {"bank": "BCA", "number": "1"}, 422
