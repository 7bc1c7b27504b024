"""A process that dies in the middle of a step loses nothing, and the step works afterwards."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

import marketplace
from marketplace.kernel import faults
from marketplace.kernel.db import db
from marketplace.trade.orders import OrderGroup
from tests.databases import empty_shop
from tests.faults import dies_at, settings_for, walk
from tests.lives import Act, Life, shop
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


@dataclass(frozen=True)
class Place:
    """A shop with a process that lives on from way to way, each time with nothing in it."""

    app: Flask
    life: Life

    def empty(self, template: Path) -> None:
        """Nothing is left but the time, which only goes on."""
        with self.app.app_context():
            empty_shop(db.engine, template)
            db.engine.dispose()


@contextmanager
def opened(settings: dict[str, str]) -> Iterator[Place]:
    """A shop whose process ends with the block."""
    app = shop(settings)
    with Life(settings) as life:
        yield Place(app, life)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def places() -> Iterator[tuple[ExitStack, dict[str, Place]]]:
    """The shops of both databases, once somebody needs them."""
    with ExitStack() as stack:
        yield stack, {}


@pytest.fixture
def place(
    places: tuple[ExitStack, dict[str, Place]], lasting_database: Callable[[], str], kind: str, folder: Path,
    way: tuple[Act, ...],
) -> Iterator[Place]:  # fmt: skip
    """An empty shop; one with a provider of cards of its own where the way needs it."""
    stack, known = places
    if buy_by_card in way:
        with (
            taking_cards() as keys,
            opened({**settings_for(lasting_database(), folder / f"cards-{kind}"), **keys}) as one,
        ):
            one.empty(folder / "template.db")
            yield one
        return
    if kind not in known:
        known[kind] = stack.enter_context(opened(settings_for(lasting_database(), folder / f"lives-{kind}")))
    known[kind].empty(folder / "template.db")
    yield known[kind]


@pytest.mark.postgres
@pytest.mark.parametrize("way", ways(), ids=named)
def test_nothing_is_lost_on_the_way(way: tuple[Act, ...], place: Place) -> None:
    go(way, EVERY, place)


@pytest.mark.one_database
@pytest.mark.parametrize("way", [way for way in ways() if passed(way) & SHORT], ids=named)
def test_nothing_is_lost_on_sqlite_either(way: tuple[Act, ...], place: Place) -> None:
    go(way, SHORT, place)


@pytest.mark.soak
@pytest.mark.parametrize(("point", "way"), [(point, WALKS[point].way) for point in sorted(WALKS)])
def test_nothing_is_lost_at(point: str, way: tuple[Act, ...], place: Place) -> None:
    """Each point by itself, in a shop where nobody died before."""
    go(way, frozenset({point}), place)


def go(way: tuple[Act, ...], wanted: frozenset[str], place: Place) -> None:
    """Live the life of one shop; at every wanted point a process dies first."""
    place.life.does(stocked)
    for number, act in enumerate(way, start=1):
        points = [point for point in points_at(way[:number]) if point in wanted]
        if points:
            walk(place.app, place.life, points, act)
        else:
            place.life.does(act)


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
