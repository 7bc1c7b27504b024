"""A process that dies in the middle of a step loses nothing, and the step works afterwards."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

import marketplace
from marketplace.kernel import faults
from marketplace.trade.orders import OrderGroup
from tests.faults import dies_at, settings_for, shop, walk
from tests.network import Guest
from tests.servers import LiveServer
from tests.shopping import fill, to_review
from tests.walks import WALKS, Walk, buy, cast, stocked
from tests.walks_card import taking_cards

CARD = ("card.answered", "card.paid", "card.refund_claimed", "card.refund_sent")

for module in pkgutil.walk_packages(marketplace.__path__, "marketplace."):
    if not module.name.startswith("marketplace.demo"):
        importlib.import_module(module.name)


@pytest.mark.postgres
@pytest.mark.parametrize("point", sorted(faults.POINTS))
def test_nothing_is_lost_at(point: str, fresh_database: Callable[[], str], tmp_path: Path) -> None:
    nothing_is_lost(point, fresh_database(), tmp_path)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "point",
    ("place.held", "payment.allocated", "order.collected", "refund.posted", "refund.restocked", "refund.owed")
    + ("owed.returned", "dispute.decided", "payout.claimed", "payout.sent", "mail.sent", *CARD),
)
def test_nothing_is_lost_on_sqlite_either_at(point: str, fresh_database: Callable[[], str], tmp_path: Path) -> None:
    nothing_is_lost(point, fresh_database(), tmp_path)


def nothing_is_lost(point: str, url: str, folder: Path) -> None:
    assert point in WALKS, f"{point} is declared, but tests/walks.py does not say how it is reached"
    with taking_cards(point) as keys:
        settings = {**settings_for(url, folder / "shop"), **keys}
        app, plan = shop(settings), WALKS[point]
        for step in (stocked, *plan.before):
            step(app)
        walk(app, point, settings, plan.act)


def test_every_walk_is_of_a_point_that_exists() -> None:
    assert set(WALKS) == set(faults.POINTS)


@pytest.mark.one_database
def test_a_point_that_is_not_passed_is_told(fresh_database: Callable[[], str], tmp_path: Path) -> None:
    """Negative control: the walk of a step that never comes by would be red."""
    settings = settings_for(fresh_database(), tmp_path / "shop")
    stocked(shop(settings))
    assert not dies_at("order.owed", settings, Walk(buy).act)


@pytest.mark.postgres
def test_a_web_server_that_dies_shows_no_order_that_is_not_there(live_server: Callable[..., LiveServer]) -> None:
    """The same with the real server: the process that answers is killed, its successor sells."""
    server = live_server(workers=1, fault="place.held")
    stocked(server.app)
    with pytest.raises(OSError):
        shop_by_network(server)
    assert groups(server) == 0
    server.kill()
    whole = live_server(workers=1, url=server.settings["DATABASE_URL"])
    assert "/pesanan/" in shop_by_network(whole) and groups(whole) == 1


def shop_by_network(server: LiveServer) -> str:
    guest = Guest(server.url)
    with server.session() as session:
        variant = session.scalars(select(cast.Variant.id)).one()
    token = guest.token("/produk/amplang-uji")
    fill(guest, {variant: 1}, token)
    hidden = to_review(guest, method="transfer", phone="081277770002", street="Jl. Uji 2", token=token)
    return guest.post("/checkout/periksa", {**(hidden or {}), **token})[2]


def groups(server: LiveServer) -> int:
    with server.session() as session:
        return int(session.scalar(select(func.count()).select_from(OrderGroup)) or 0)
