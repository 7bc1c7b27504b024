"""Walks a fault point: a live server kills itself there, comes back, and the books must agree."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException

from marketplace.trade import books
from tests.servers import LiveServer


def walk(live_server: Callable[..., LiveServer], point: str, act: Callable[[LiveServer], bool], **more: object) -> None:
    """Run `act` on a server that dies at `point`, then again without the fault; it must work the second time.

    `act` returns whether it reached its end.
    """
    broken = live_server(workers=1, fault=point, **more)
    try:
        reached = act(broken)
    except (OSError, HTTPException):
        reached = False
    assert not reached, f"{point} was never passed"
    broken.kill()
    whole = live_server(workers=1, url=broken.settings["DATABASE_URL"])
    with whole.session() as session:
        assert books.faults(session) == []
    assert act(whole)
    with whole.session() as session:
        assert books.faults(session) == []
    whole.kill()
