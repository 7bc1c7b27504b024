"""The demo fills an empty shop once, with books that agree and a screen for every state."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product
from marketplace.demo import load
from marketplace.demo.logins import LOGINS
from marketplace.kernel.files import Files
from marketplace.money.payments import Payment
from marketplace.people import passwords, users
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.trade import books, orders


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_it_fills_an_empty_shop_once(session: Session, tmp_path: Path) -> None:
    assert load.is_empty(session)
    for _ in range(2):
        load.load(session, Files(tmp_path))
        assert (count(session, Producer), count(session, Product), count(session, Kelurahan)) == (26, 85, 34)
    assert books.faults(session) == []
    assert set(session.scalars(select(orders.Order.state))) == {
        "awaiting_payment", "placed", "accepted", "ready", "shipped", "arrived", "completed", "cancelled", "declined",
        "expired",
    }  # fmt: skip
    assert {"waiting", "checking", "rejected", "paid", "expired", "cancelled", "on_delivery"} <= set(
        session.scalars(select(Payment.state))
    )
    assert all(session.scalars(select(Product.picture)))
    for _role, who, password, _note in LOGINS:
        said = users.identifier(who)
        assert said is not None, who
        found = users.known_by(session, said)
        assert found is not None and passwords.check(found.password_hash, password), who
