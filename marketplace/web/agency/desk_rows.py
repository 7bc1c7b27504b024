"""One list of a desk, and one thing of it: what waits, since when, and whether that is too long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from marketplace.kernel import clock
from marketplace.kernel.db import db

from .review_queue import REVIEW_HOURS


@dataclass(frozen=True)
class Item:
    """One thing of a list: what it is, where a press settles it, since when, rupiah."""

    name: str
    whose: str
    href: str
    at: datetime | None
    amount: int
    late: bool = False


@dataclass(frozen=True)
class Desk:
    """One list: where it is, how much waits, since when, and whether that is too long.

    `count` is nothing where no list waits; `items` gives its first ones for the finance desk.
    """

    label: str
    endpoint: str
    what: str
    count: int | None = 0
    oldest: datetime | None = None
    late: bool = False
    amount: int = 0
    items: Callable[[], list[Item]] | None = None


def is_late(oldest: datetime | None) -> bool:
    """Whether the oldest waits longer than promised."""
    return oldest is not None and oldest < clock.now() - timedelta(hours=REVIEW_HOURS(db.session()))
