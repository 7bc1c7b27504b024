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
from marketplace.kernel.db import db
from marketplace.trade.orders import OrderGroup
from tests.faults import Act, dies_at, settings_for, shop, walk
from tests.network import Guest
from tests.servers import LiveServer
from tests.shopping import fill, to_review
from tests.walks import WALKS, Walk, buy, buy_by_card, cast, points_at, stocked, ways
from tests.walks_card import taking_cards

CARD = ("card.answered", "card.paid", "card.refund_claimed", "card.refund_sent")


def named(way: tuple[Act, ...]) -> str:
    """The last steps name the way."""
    return "-".join(act.__name__ for act in way[-3:])


def passed(way: tuple[Act, ...]) -> set[str]:
    """The points of a way."""
    return {point for n in range(len(way)) for point in points_at(way[: n + 1])}


for module in pkgutil.walk_packages(marketplace.__path__, "marketplace."):
    if not module.name.startswith("marketplace.demo"):
        importlib.import_module(module.name)


EVERY = frozenset(faults.POINTS)
SHORT = frozenset(
    ("place.held", "payment.allocated", "order.collected", "refund.posted", "refund.restocked", "refund.owed")
    + ("owed.returned", "dispute.decided", "payout.claimed", "payout.sent", "mail.sent", *CARD)
)


@pytest.mark.postgres
@pytest.mark.parametrize("way", ways(), ids=named)
def test_nothing_is_lost_on_the_way(way: tuple[Act, ...], fresh_database: Callable[[], str], tmp_path: Path) -> None:
    go(way, EVERY, fresh_database(), tmp_path)


@pytest.mark.one_database
@pytest.mark.parametrize("way", [way for way in ways() if passed(way) & SHORT], ids=named)
def test_nothing_is_lost_on_sqlite_either(
    way: tuple[Act, ...], fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    go(way, SHORT, fresh_database(), tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("point", sorted(faults.POINTS))
def test_nothing_is_lost_at(point: str, kind: str, fresh_database: Callable[[], str], tmp_path: Path) -> None:
    """Each point by itself, in a shop that never died before."""
    go(WALKS[point].way, frozenset({point}), fresh_database(), tmp_path)


def go(way: tuple[Act, ...], wanted: frozenset[str], url: str, folder: Path) -> None:
    """Live the life of one shop; at every wanted point a process dies first."""
    with taking_cards(buy_by_card in way) as keys:
        settings = {**settings_for(url, folder / "shop"), **keys}
        app = shop(settings)
        stocked(app)
        for number, act in enumerate(way, start=1):
            points = [point for point in points_at(way[:number]) if point in wanted]
            if points:
                walk(app, points, settings, act)
            else:
                act(app)
        with app.app_context():
            db.engine.dispose()


def test_every_point_is_on_a_way() -> None:
    assert set(WALKS) == set(faults.POINTS)
    assert set().union(*map(passed, ways())) == set(WALKS)


@pytest.mark.one_database
def test_a_point_that_is_not_passed_is_told(fresh_database: Callable[[], str], tmp_path: Path) -> None:
    """Negative control: the walk of a step that never comes by would be red."""
    settings = settings_for(fresh_database(), tmp_path / "shop")
    stocked(shop(settings))
    assert not dies_at("order.owed", settings, Walk(buy).act)


@pytest.mark.soak
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
