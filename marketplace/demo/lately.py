"""Orders of the demo that were completed these days, so that makers have money coming, held and in their hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.files import Files

from . import crowd, orders, scenes, wares
from .baskets import Baskets
from .scenes import Scene
from .writing import Wish

STEPS = 8
ORDERS = (
    ("U01", 190, "transfer"), ("U01", 120, "cod"), ("U01", 72, "qris"), ("U06", 66, "transfer"), ("U02", 60, "qris"),
    ("U01", 30, "transfer"), ("U01", 26, "cod"), ("U03", 28, "transfer"), ("U06", 24, "qris"), ("U08", 22, "transfer"),
)  # fmt: skip


def load(session: Session, files: Files) -> None:
    """Tell them by the shop's own verbs."""
    orders.play(session, files, _scenes(session))


def _scenes(session: Session) -> Iterator[Scene]:
    """Each began so many hours ago and has just ended, or not long ago."""
    people = [buyer for buyer in crowd.buyers(session) if buyer.kind == "home"]
    baskets, now = Baskets(wares.by_sku(session)), clock.now()
    for n, (maker, hours, method) in enumerate(ORDERS):
        when, dice = now - timedelta(hours=hours), Random(f"lately {n}")
        cash = method == "cod"
        wish = Wish(
            number=scenes.number(when, f"lately-{n}"), buyer=people[n % len(people)],
            basket=baskets.of_makers((maker,), dice, small=cash), method=method, code=700 + 23 * n,
            ways=("own", "pickup"), not_before=clock.local(when).date(),
        )  # fmt: skip
        pace = timedelta(hours=min(hours, 40)) / STEPS
        yield Scene(when, wish, "none" if cash else "paid", ("completed",), pace)
