"""The matrix of what a maker sees of a buyer, field by field and by the order's phase."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.trade import buyer_facts
from tests import cast
from tests.placed import place

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("state", "way", "days", "seen"),
    [
        ("accepted", "own", 0, {"name", "phone", "street", "landmark", "courier_note", "kelurahan"}),
        ("accepted", "pickup", 0, {"name", "phone"}),
        ("completed", "own", 0, {"name", "phone"}),
        ("completed", "own", 60, {"name"}),
    ],
)
def test_a_maker_sees_what_the_delivery_needs(
    session: Session, later: Callable[..., None], state: str, way: str, days: int, seen: set[str]
) -> None:
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")
    cast.finance(session)
    order = place(session, {maker.variant.id: 1}, street="Jl. Rahasia 9").orders[0]
    order.group.email, order.group.landmark, order.group.courier_note = "ani@contoh.id", "pagar biru", "ketuk"
    order.state, order.delivery_kind = state, way
    session.flush()
    later(days=days)
    facts = buyer_facts.of(session, order)
    assert {name for name in buyer_facts.FIELDS if getattr(facts, name)} == seen


def test_the_pages_of_a_maker_keep_to_it(client: FlaskClient, session: Session, later: Callable[..., None]) -> None:
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")
    cast.finance(session)
    order = place(session, {maker.variant.id: 1}, street="Jl. Rahasia 9").orders[0]
    number = order.number
    order.state, order.deadline = "accepted", None
    session.flush()
    later(days=0)
    client.post("/masuk", data={"who": "081200000901", "password": cast.PASSWORD})
    pages = (f"/jualan/pesanan/{number}", f"/jualan/pesanan/{number}/surat-jalan")
    assert all("Jl. Rahasia 9" in client.get(page).text and "0812-3456-7890" in client.get(page).text for page in pages)
    order.state = "completed"
    session.flush()
    later(days=50)
    client.post("/masuk", data={"who": "081200000901", "password": cast.PASSWORD})
    for page in pages:
        text = client.get(page).text
        assert "Ani" in text and "Rahasia" not in text and "3456" not in text
