"""Two thumbs on one link at one moment: the order moves once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from marketplace.kernel import events
from marketplace.kernel.errors import Refusal
from marketplace.trade import action_links
from marketplace.trade.orders import Order, subject
from tests import cast
from tests.network import Guest
from tests.servers import LiveServer
from tests.shopping import fill, to_review

TAPS = 6


@pytest.mark.postgres
def test_taps_at_one_moment_act_once(live_server: Callable[..., LiveServer]) -> None:
    server = live_server(workers=1)
    with server.session() as session:
        maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=5, phone="+6281200000901")
        variant = maker.variant.id
        session.commit()
    guest = Guest(server.url)
    token = guest.token("/produk/amplang-uji")
    fill(guest, {variant: 1}, token)
    hidden = to_review(guest, method="cod", phone="081234567890", street="Jl. Uji 1", token=token)
    guest.post("/checkout/periksa", {**(hidden or {}), **token})
    with server.session() as session:
        link = action_links.issue(session, session.scalars(select(Order)).one())["accept"]
        session.commit()
    together = threading.Barrier(TAPS)

    def tap() -> bool:
        with server.session() as mine:
            assert action_links.peek(mine, link).why == ""
            together.wait()
            try:
                action_links.use(mine, link)
            except Refusal:
                return False
            mine.commit()
            return True

    with ThreadPoolExecutor(TAPS) as crowd:
        assert sum(job.result() for job in [crowd.submit(tap) for _ in range(TAPS)]) == 1
    with server.session() as session:
        order = session.scalars(select(Order)).one()
        assert order.state == "accepted"
        assert [event.verb for event in events.history(session, subject(order))].count("accept") == 1
