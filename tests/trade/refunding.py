"""Orders that came to their buyers, for tests of what goes back."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.money import ledger
from marketplace.trade import fulfilment
from marketplace.trade.orders import Order
from tests import cast
from tests.trade.ordering import buy

SECOND = Actor("user", "Keuangan Dua", user_id=902, roles=frozenset({"finance"}))
FIRST = Actor("user", "Keuangan Satu", user_id=901, roles=frozenset({"finance"}))
ROAD = ("accept", "ready", "shipped", "arrived", "completed")


def bought(
    client: FlaskClient, session: Session, maker: cast.Maker, *, packs: int = 5, until: str = "completed",
    method: str = "transfer",
) -> Order:  # fmt: skip
    """One maker's order, taken along the road as far as `until`."""
    order = buy(client, session, {maker.variant.id: packs}, method).orders[0]
    steps = {
        "accept": lambda: fulfilment.accept(session, order, by=maker.actor),
        "ready": lambda: fulfilment.make_ready(session, order, by=maker.actor),
        "shipped": lambda: fulfilment.hand_over(session, order, by=maker.actor),
        "arrived": lambda: fulfilment.deliver(session, order, by=maker.actor),
        "completed": lambda: fulfilment.receive(session, order, by=FIRST),
    }
    for name in ROAD if until != "placed" else ():
        steps[name]()
        if name == until:
            break
    session.flush()
    return order


def balance(session: Session, code: str) -> int:
    """What one account holds."""
    return ledger.balances(session, code.partition(":")[0]).get(code, 0)
