"""Two tabs of one browser log in at the same moment: the guest's cart arrives once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.people import passwords
from marketplace.people.users import User
from marketplace.trade import carts
from tests import cast
from tests.network import Guest
from tests.servers import LiveServer
from tests.shopping import fill

TABS = 4


def furnish(session: Session) -> None:
    cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    session.add(User(name="Siti", phone="+6281200000001", password_hash=passwords.seal(cast.PASSWORD)))


def test_a_cart_is_merged_once(warm_server: Callable[..., LiveServer]) -> None:
    server = warm_server(prepare=furnish)
    with server.session() as session:
        variant = session.scalars(select(cast.Variant.id)).one()
    browser = Guest(server.url)
    token = browser.token("/produk/amplang-uji")
    fill(browser, {variant: 3}, token)
    tabs = [browser.another_tab() for _ in range(TABS)]
    together = threading.Barrier(TABS)

    def log_in(tab: Guest) -> int:
        together.wait()
        return tab.post("/masuk", {"who": "081200000001", "password": cast.PASSWORD, **token})[0]

    with ThreadPoolExecutor(TABS) as crowd:
        statuses = [job.result() for job in [crowd.submit(log_in, tab) for tab in tabs]]
    assert 303 in statuses and max(statuses) < 500
    with server.session() as session:
        lines = session.execute(select(carts.Cart.user_id, carts.CartLine.quantity).join(carts.CartLine)).all()
    assert [quantity for owner, quantity in lines if owner is not None] == [3] and len(lines) == 1
