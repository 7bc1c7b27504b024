"""The provider's messages at one instant, and a provider that hangs: paid once, and the shop stays quick."""

from __future__ import annotations

import subprocess
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import config
from marketplace.cli import card_desk, serve
from marketplace.fakes.stripe import hooks
from marketplace.fakes.stripe.process import Twin
from marketplace.money.cards import CardCharge, CardSession
from marketplace.money.gateways import card
from marketplace.money.ledger import Entry, Leg, post
from marketplace.money.payments import Payment
from marketplace.trade import books
from marketplace.trade.orders import Order
from tests import cast
from tests.network import Guest
from tests.servers import QUIET, LiveServer
from tests.shopping import fill, to_review

AT_THE_SAME_TIME, HANGING, SECONDS = 64, 16, 4.0


@pytest.fixture
def twin() -> Iterator[Twin]:
    """The provider."""
    twin = Twin().start()
    yield twin
    twin.stop()
    card.use(None)


def furnish(session: Session) -> None:
    cast.finance(session)
    cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=90, phone="+6281200000901")


def shop(live_server: Callable[..., LiveServer], twin: Twin) -> LiveServer:
    keys = {"STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": twin.secret, "STRIPE_API_BASE": twin.url}
    return live_server(workers=2, prepare=furnish, **keys)


def at_the_till(server: LiveServer, n: int) -> Callable[[], str]:
    """A guest before the last press; pressing gives the address of the page between shop and provider."""
    guest = Guest(server.url)
    with server.session() as session:
        variant = session.scalars(select(cast.Variant.id)).one()
    token = guest.token("/produk/amplang-uji")
    fill(guest, {variant: 1}, token)
    hidden = to_review(guest, method="card", phone=f"08127777{n:04d}", street=f"Jl. Uji {n}", token=token)
    return lambda: guest.post("/checkout/periksa", {**(hidden or {}), **token})[2]


@pytest.mark.postgres
@pytest.mark.parametrize("storms", [1, pytest.param(6, marks=pytest.mark.soak)])
def test_the_same_message_many_times_at_one_instant(
    live_server: Callable[..., LiveServer], twin: Twin, storms: int
) -> None:
    server = shop(live_server, twin)
    for storm in range(storms):
        at_the_till(server, storm)()
        card_desk.work_off(server.app)
        twin.acts.pay(twin.state.all("sessions")[0])
        answers, worst = deliver(server, twin, twin.state.all("events")[:2], AT_THE_SAME_TIME // 2)
        assert answers["200 paid"] == 1 and answers["200 known"] == AT_THE_SAME_TIME - 1, answers
        assert worst < 30
    with server.session() as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == storms
        assert session.scalar(select(func.count()).select_from(CardCharge)) == storms
        assert books.faults(session) == []


@pytest.mark.postgres
def test_without_its_id_a_message_pays_as_often_as_it_comes(live_server: Callable[..., LiveServer], twin: Twin) -> None:
    """Negative control: looking whether the charge is known, writing afterwards; the books see it."""
    server = shop(live_server, twin)
    at_the_till(server, 0)()
    together = threading.Barrier(4)

    def careless(number: int) -> None:
        with server.session() as session:
            amount, order = session.scalars(select(Payment.amount)).one(), session.scalars(select(Order.id)).one()
            assert session.scalar(select(CardCharge.id)) is None
            together.wait()
            legs = [Leg("clearing", 1, amount), Leg("order_funds", order, -amount)]
            post(session, f"test:1 paid {number}", "uji", legs, by=cast.FINANCE)
            session.commit()

    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(careless, range(4)))
    with server.session() as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == 4 and books.faults(session) != []


def deliver(server: LiveServer, twin: Twin, events: list[dict[str, Any]], each: int) -> tuple[Counter[str], float]:
    """Every message `each` times, all begun together; the answers, and the slowest one."""
    bodies = [twin.hooks.body(event) for event in events] * each
    together = threading.Barrier(len(bodies))

    def post(body: str) -> tuple[str, float]:
        headers = {"Stripe-Signature": hooks.sign(body, twin.secret), "Content-Type": "application/json"}
        request = urllib.request.Request(f"{server.url}/hooks/stripe", body.encode(), headers)
        together.wait()
        began = time.monotonic()
        with urllib.request.urlopen(request, timeout=60) as answer:
            return f"{answer.status} {answer.read().decode()}", time.monotonic() - began

    with ThreadPoolExecutor(len(bodies)) as threads:
        found = list(threads.map(post, bodies))
    return Counter(text for text, _ in found), max(seconds for _, seconds in found)


@pytest.mark.soak
@pytest.mark.postgres
def test_a_provider_that_hangs_does_not_slow_the_shop(live_server: Callable[..., LiveServer], twin: Twin) -> None:
    """16 checkouts hang 4 s each at the provider: front page p95 < 1 s, every checkout ends within 10 s."""
    server = shop(live_server, twin)
    worker = subprocess.Popen(serve.WORKER, env={**QUIET, **server.settings}, cwd=config.ROOT)
    try:
        to_the_provider(server, at_the_till(server, 0))
        tills = [at_the_till(server, n) for n in range(1, HANGING + 1)]
        calm, _ = under_way(server, [])
        twin.switches.slow_seconds = SECONDS
        front, ends = under_way(server, tills)
    finally:
        worker.terminate()
        worker.wait(20)
    print({"front p95": p95(front), "calm p95": p95(calm), "n": len(front), "checkout worst": round(max(ends), 2)})
    assert p95(front) < 1 and max(ends) < 10 and len(ends) == HANGING
    with server.session() as session:
        pages = select(func.count()).select_from(CardSession).where(CardSession.state == "open")
        assert session.scalar(pages) == HANGING + 1 == len(twin.state.all("sessions"))
        assert session.scalar(select(func.count()).where(Payment.state == "paid")) == 0


def p95(seconds: list[float]) -> float:
    return round(sorted(seconds)[int(len(seconds) * 0.95)], 3)


def under_way(server: LiveServer, tills: list[Callable[[], str]]) -> tuple[list[float], list[float]]:
    """Seconds of the front page meanwhile, and of each checkout from its last press to the provider's address."""
    front: list[float] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            began = time.monotonic()
            assert server.status("/") == 200
            front.append(time.monotonic() - began)
            done.wait(0.05)

    looker = threading.Thread(target=look)
    looker.start()
    with ThreadPoolExecutor(HANGING) as threads:
        ends = list(threads.map(lambda press: to_the_provider(server, press), tills))
    done.wait(0 if tills else 4)
    done.set()
    looker.join()
    return front, ends


def to_the_provider(server: LiveServer, press: Callable[[], str]) -> float:
    """Press, then reload once a second as the page does by itself; seconds until the provider's page is reached."""
    began = time.monotonic()
    where, guest = press(), Guest(server.url)
    while guest.get(f"{where}/buka")[2].startswith("/"):
        time.sleep(1)
    return time.monotonic() - began
