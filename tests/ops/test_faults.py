"""A server that dies in the middle of a sale loses nothing and sells on afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.trade.orders import Order, OrderGroup
from tests import cast
from tests.faults import walk
from tests.network import Guest
from tests.servers import LiveServer
from tests.shopping import fill, to_review

POINTS = ("checkout.held", "place.slots", "place.orders", "place.held")


def prepare(session: Session) -> None:
    cast.finance(session)
    cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=2, phone="+6281200000901")


def buy(server: LiveServer) -> bool:
    """Somebody buys one of two packs; the dead server may still hold the other for a while."""
    guest = Guest(server.url)
    with server.session() as session:
        variant = session.scalars(select(cast.Variant.id)).one()
    token = guest.token("/produk/amplang-uji")
    fill(guest, {variant: 1}, token)
    hidden = to_review(guest, method="transfer", phone="081277770001", street="Jl. Uji 1", token=token)
    if hidden is None:
        return False
    status, _, where = guest.post("/checkout/periksa", {**hidden, **token})
    if status != 303 or "/pesanan/" not in where:
        return False
    with server.session() as session:
        assert session.scalar(select(func.count()).select_from(OrderGroup)) == 1
        assert session.scalar(select(func.count()).select_from(Order)) == 1
    return True


@pytest.mark.parametrize("point", POINTS)
def test_nothing_is_lost_when_the_server_dies(live_server: Callable[..., LiveServer], point: str) -> None:
    walk(live_server, point, buy, prepare=prepare)
