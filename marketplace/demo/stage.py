"""Plays many tales in the order of time: each says when it goes on, the clock is set to that instant."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import datetime

from marketplace.kernel import clock

Tale = Iterator[datetime]


class Stage:
    """Holds what is still to happen; whatever lies in the future stays untold."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Tale]] = []
        self._count = 0

    def begin(self, at: datetime, tale: Tale) -> None:
        """Let a tale start at an instant."""
        self._count += 1
        heapq.heappush(self._waiting, (at, self._count, tale))

    def play(self) -> None:
        """Tell everything up to now."""
        now = clock.now()
        while self._waiting and self._waiting[0][0] <= now:
            at, _, tale = heapq.heappop(self._waiting)
            with clock.pretend(at):
                following = next(tale, None)
            if following is not None:
                self.begin(max(at, following), tale)
        self._waiting.clear()
