"""What waits for a member of an organisation: every part of the desk adds its own counter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from marketplace.people.buyers import Desk


@dataclass(frozen=True)
class Wait:
    """One list: how much waits on it, since when, until when, and where it is settled."""

    label: str
    href: str
    what: str
    count: int
    oldest: datetime | None = None
    late: bool = False
    amount: int = 0


COUNTERS: tuple[Callable[[Desk], Wait | None], ...] = ()


def of(desk: Desk) -> list[Wait]:
    """What waits for this person; a counter says nothing to who has not the role."""
    found = [count(desk) for count in COUNTERS]
    return [one for one in found if one is not None and one.count]
