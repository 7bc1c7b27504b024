"""Card orders in each state that a buyer may meet, and cases on finance's desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money import card_cases
from marketplace.money.cards import CardSession
from marketplace.money.gateways import card, stripe_api
from marketplace.trade.orders import OrderGroup

STATES = ("card", "card_slow", "card_open", "card_checking", "card_declined", "card_refused", "card_ended")
Try = tuple[str, str, str, str, dict[str, Any] | None, int]


def furnish(session: Session, buy: Callable[[], str]) -> dict[str, Any]:
    """One order for each state; the provider is never asked."""
    card.use(stripe_api.Access("sk_test_1", "whsec_1", "http://127.0.0.1:9"))
    made: dict[str, Any] = {state: buy() for state in STATES}
    card.use(None)
    session.rollback()
    for state in STATES[1:]:
        _bring(session, made[state], state)
    cases: dict[str, dict[str, Any]] = {
        "amount": {"asked": 18_000, "currency": "idr"}, "dispute": {"status": "lost"},
        "refund": {"reason": "card closed"}, "differs_charge": {"ours": 1, "theirs": 2},
    }  # fmt: skip
    for kind, facts in cases.items():
        card_cases.tell(session, kind, f"{kind}_1", amount=18_000, **facts)
    made["case"] = card_cases.waiting(session)[0].public_id
    session.commit()
    return made


def states(made: dict[str, Any]) -> Iterator[Try]:
    """(name, person, method, path, form, status)."""
    for state in STATES:
        yield f"order, {state}", "guest", "GET", f"/pesanan/{made[state]}", None, 200
    for state in ("card_slow", "card_open"):
        yield f"waiting, {state}", "guest", "GET", f"/bayar/kartu/{made[state]}", None, 200
    yield "card case, no word", "finance", "POST", f"/agensi/kartu/{made['case']}", {}, 422
    yield "card money, wrong", "finance", "POST", "/agensi/kartu/masuk-bank", {"gross": "x"}, 422
    yield "card money, more than there is", "finance", "POST", "/agensi/kartu/masuk-bank", {
        "reference": "po_1", "gross": "1.000.000", "fee": "2.000.000",
    }, 422  # fmt: skip


def _bring(session: Session, token: str, state: str) -> None:
    group = session.scalars(select(OrderGroup).where(OrderGroup.token == token)).one()
    page = session.scalars(select(CardSession).where(CardSession.payment_id == group.payment_id)).one()
    page.url = "http://127.0.0.1:9/pay/1"
    if state == "card_slow":
        page.created_at = clock.now() - timedelta(minutes=1)
        return
    page.state = {"card_refused": "failed", "card_ended": "expired"}.get(state, "open")
    page.error = {"card_refused": "refused", "card_declined": "declined"}.get(state, "")
    page.returned_at = clock.now() if state == "card_checking" else None
