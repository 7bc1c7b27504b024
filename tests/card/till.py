"""A guest who pays by card, in this process: from the cart to the order, then whatever the provider says."""

from __future__ import annotations

import itertools
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.cli import card_desk, worker
from marketplace.fakes.stripe import hooks
from marketplace.fakes.stripe.process import Twin
from marketplace.money import card_cases, ledger
from marketplace.money.card_cases import CardCase
from marketplace.money.cards import CardSession
from marketplace.trade import books
from marketplace.trade.orders import OrderGroup
from tests import cast
from tests.shopping import InProcess, fill, to_review

PHONES = itertools.count(1)


class Till:
    """One shop with one maker, a buyer, and the twin."""

    def __init__(self, app: Flask, session: Session, twin: Twin, packs: int = 20) -> None:
        self.app, self.session, self.twin = app, session, twin
        cast.finance(session)
        self.maker = cast.maker(
            session, "Amplang Uji", "Amplang Uji", price=18_000, packs=packs, phone="+6281200000901"
        )
        self.browser = InProcess(app.test_client())

    def order(self, packs: int = 1, *, ask: bool = True) -> OrderGroup:
        """Buy; then the worker asks the provider for the page."""
        fill(self.browser, {self.maker.variant.id: packs})
        phone = f"0812777{next(PHONES):05d}"
        hidden = to_review(self.browser, method="card", phone=phone, street=f"Jl. Uji {phone}")
        assert hidden is not None
        status, _, where = self.browser.post("/checkout/periksa", hidden)
        assert status == 303 and where.startswith("/bayar/kartu/"), (status, where)
        if ask:
            self.work()
        return self.group()

    def work(self) -> None:
        """The worker does what is due: jobs, sweeps, errands."""
        self.session.commit()
        worker.run(self.app, once=True)
        self.session.expire_all()

    def errands(self) -> None:
        """Only the provider's errands."""
        self.session.commit()
        card_desk.work_off(self.app)
        self.session.expire_all()

    def group(self) -> OrderGroup:
        """The newest order."""
        self.session.expire_all()
        return self.session.scalars(select(OrderGroup).order_by(OrderGroup.id.desc()).limit(1)).one()

    def page(self) -> CardSession:
        """The newest hosted page as we know it."""
        self.session.expire_all()
        return self.session.scalars(select(CardSession).order_by(CardSession.id.desc()).limit(1)).one()

    def hosted(self) -> dict[str, Any]:
        """The newest hosted page as the twin knows it."""
        return self.twin.state.all("sessions")[0]

    def pay(self) -> None:
        """The buyer pays at the twin; its messages are not delivered yet."""
        self.twin.acts.pay(self.hosted())

    def told(self) -> list[dict[str, Any]]:
        """The twin's messages so far, oldest first."""
        return list(reversed(self.twin.state.all("events")))

    def deliver(self, *events: dict[str, Any]) -> list[str]:
        """Deliver these messages (all of them by default), as the twin signs them."""
        return [self.post(self.twin.hooks.body(event)) for event in events or self.told()]

    def post(self, body: str | bytes, signature: str | None = None, client: FlaskClient | None = None) -> str:
        """One delivery; the answer as `200 paid`."""
        text = body if isinstance(body, str) else ""
        signature = hooks.sign(text, self.twin.secret) if signature is None else signature
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
        answer = (client or self.app.test_client()).post("/hooks/stripe", data=body, headers=headers)
        self.session.expire_all()
        return f"{answer.status_code} {answer.get_data(as_text=True) if answer.status_code < 401 else ''}".strip()

    def state(self) -> tuple[str, str]:
        """The payment's and the first order's."""
        found = self.group()
        return found.payment.state, found.orders[0].state

    def entries(self) -> int:
        """How many entries the ledger has."""
        return self.session.scalar(select(func.count()).select_from(ledger.Entry)) or 0

    def clearing(self) -> int:
        """Rupiah at the provider by our books."""
        return ledger.balances(self.session, "card_clearing").get("card_clearing", 0)

    def cases(self) -> list[str]:
        """What finance has to look at."""
        return [case.kind for case in card_cases.waiting(self.session)]

    def case(self) -> CardCase:
        """The oldest of it."""
        return card_cases.waiting(self.session)[0]

    def sound(self) -> bool:
        """Whether all books agree."""
        self.session.expire_all()
        return books.faults(self.session) == []

    def read(self, path: str = "") -> str:
        """The buyer's order page."""
        return self.browser.get(path or f"/pesanan/{self.group().token}")[1]
