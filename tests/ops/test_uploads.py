"""Uploads that are too large: refused with a sentence, without memory, while others are served."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.request import Request

import pytest
from PIL import Image
from sqlalchemy import select

from marketplace.kernel import pictures
from marketplace.trade.orders import OrderGroup
from tests.network import Guest
from tests.ops.crowd import Crowd, stocked
from tests.ops.uploads import Scales, bomb, form, send
from tests.proxy import Proxy
from tests.servers import LiveServer

SENTENCE = "Kirim foto yang lebih kecil, paling besar 16 MB."
MOST_MIB = 100


class Reader(threading.Thread):
    """Somebody who opens pages meanwhile."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.guest, self.done, self.times = Guest(url), threading.Event(), list[float]()
        self.start()

    def run(self) -> None:
        while not self.done.is_set():
            began = time.monotonic()
            self.guest.get("/bantuan")
            self.times.append(time.monotonic() - began)

    def ends(self) -> float:
        """The 95th percentile of the waits; every page was answered."""
        self.done.set()
        self.join()
        assert set(self.guest.statuses) == {200}
        return sorted(self.times)[int(len(self.times) * 0.95)]


@pytest.fixture
def waiting_order(live_server: Callable[..., LiveServer]) -> tuple[LiveServer, str]:
    """A server, and the address where an order waits for its proof."""
    server = live_server(workers=2, prepare=stocked)
    crowd = Crowd(server, buyers=0)
    crowd.buy("081277770001", "Jl. Uji 1")
    return server, f"/pesanan/{crowd.shown[0]}"


def send_picture(url: str, order: str, data: bytes) -> tuple[int, str]:
    guest = Guest(url)
    body, kind = form(guest.token(order), "bukti.jpg", data)
    return guest._send(Request(f"{url}{order}/bukti", body, {"Content-Type": kind}))[:2]


@pytest.mark.one_database
def test_what_is_too_large_is_refused_with_a_sentence(waiting_order: tuple[LiveServer, str]) -> None:
    server, order = waiting_order
    huge = bomb()
    assert send_picture(server.url, order, huge)[0] == 422
    scales, reader = Scales(server), Reader(server.url)
    with ThreadPoolExecutor(6) as crowd:
        heavy = [crowd.submit(send, server.url, f"{order}/bukti", 30) for _ in range(4)]
        wide = [crowd.submit(send_picture, server.url, order, huge) for _ in range(2)]
        assert all(job.result()[0] == 413 and SENTENCE in job.result()[1] for job in heavy)
        assert all(job.result()[0] == 422 and "gambar ini terlalu besar" in job.result()[1] for job in wide)
    reader.ends()
    assert scales.gained() < MOST_MIB
    with server.session() as session:
        assert session.scalars(select(OrderGroup)).one().payment.proofs == []


@pytest.mark.soak
@pytest.mark.postgres
@pytest.mark.parametrize("nginx", [False, True], ids=["alone", "nginx"])
def test_twenty_at_once(
    waiting_order: tuple[LiveServer, str], behind_nginx: Callable[[LiveServer], Proxy], nginx: bool
) -> None:
    server, order = waiting_order
    url, huge = behind_nginx(server).url if nginx else server.url, bomb()
    send_picture(url, order, huge)
    scales, reader = Scales(server), Reader(url)
    with ThreadPoolExecutor(28) as crowd:
        heavy = [crowd.submit(send, url, f"{order}/bukti", 30) for _ in range(20)]
        wide = [crowd.submit(send_picture, url, order, huge) for _ in range(8)]
        assert all(job.result()[0] == 413 and SENTENCE in job.result()[1] for job in heavy)
        assert all(job.result()[0] == 422 for job in wide)
    p95, gained = reader.ends(), scales.gained()
    print({"p95": round(p95, 3), "MiB before": round(scales.before), "MiB gained": round(gained, 1)})
    assert p95 < 1 and gained < MOST_MIB


@pytest.mark.parametrize(("encoding", "side", "accepted"), [("JPEG", 5500, True), ("PNG", 5500, False)])
def test_a_picture_that_would_stand_whole_in_memory_may_have_fewer_pixels(
    encoding: str, side: int, accepted: bool
) -> None:
    out = io.BytesIO()
    Image.new("L", (side, side)).save(out, encoding)
    if accepted:
        assert pictures.jpeg(out.getvalue()).width == 1600
    else:
        with pytest.raises(pictures.PictureTooLarge):
            pictures.jpeg(out.getvalue())
