"""The people of the hotel's journey, the pages that they keep open, and the books after every step."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.notices.messages import Message
from marketplace.people import second_factor
from marketplace.people.producers import Producer
from marketplace.people.users import Identifier, known_by
from marketplace.sourcing import approvals, purchase_orders
from marketplace.stock.levels import StockLevel
from marketplace.trade import books, fulfilment
from marketplace.trade.orders import Order
from tests import buying, cast
from tests.browser import DESK, PHONE
from tests.servers import LiveServer

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AMPLANG, LEZAT, SAMBAL = "+6281200000901", "+6281200000902", "+6281200000903"
ROLES = {"requester": 100, "approver": 101, "receiver": 102, "finance": 103}


def furnish(session: Session) -> None:
    """Three makers, a hotel whose orders all need an approver, the shop's own finance."""
    cast.finance(session)
    first = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone=AMPLANG)
    cast.goods(session, first.producer, "Abon Uji", price=30_000, packs=20)
    cast.maker(session, "Amplang Lezat", "Amplang Lezat", price=19_000, packs=30, phone=LEZAT)
    cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=30, phone=SAMBAL)
    hotel = buying.hotel(session)
    hotel.kitchen.receiving = {str(day): [480, 960] for day in range(7)}
    owner = hotel.actor("owner")
    approvals.add(session, hotel.desk(session, "owner"), from_sum=0, outlet=None, category=None, by=owner)
    person = known_by(session, Identifier("email", "keuangan@contoh.id"))
    assert person is not None
    person.is_demo = True
    session.flush()
    second_factor.enrol_demo(session, person, SECRET)


@dataclass
class Day:
    """The server and everybody's browser."""

    server: LiveServer
    make_page: Callable[..., Any]
    js: bool
    pages: dict[str, Page] = field(default_factory=dict)

    def phone(self, who: str) -> Page:
        """A phone that is kept by somebody."""
        return self._kept(who, PHONE)

    def member(self, role: str, size: dict[str, int] = DESK) -> Page:
        """Who has the role, somewhere at the hotel's desk."""
        known = role in self.pages
        page = self._kept(role, size)
        if not known:
            self.log_in(page, f"+62812666001{ROLES[role] % 100:02d}")
        if not page.get_by_role("link", name="Hari ini").count():
            page.goto("/pembelian")
        return page

    def _kept(self, who: str, size: dict[str, int]) -> Page:
        if who not in self.pages:
            self.pages[who] = self.make_page(js=self.js, size=size, url=self.server.url)
        return self.pages[who]

    def log_in(self, page: Page, who: str) -> None:
        """By the form."""
        page.goto("/masuk")
        page.locator("#who").fill(who)
        page.locator("#password").fill(cast.PASSWORD)
        page.locator("main button[type=submit]").last.click()
        page.wait_for_load_state()

    def messages(self, about: str) -> list[str]:
        """What was told so far, the oldest first, after everything due was done."""
        self.server.work()
        with self.server.session() as session:
            told = [f"{one.subject}\n{one.body}" for one in session.scalars(select(Message).order_by(Message.id))]
        return [text for text in told if about in text]

    def link_of(self, maker: str) -> str:
        """The address in the WhatsApp message that asks a maker to quote."""
        found = [re.search(r"/q/[\w-]+", body) for body in self.messages(maker)]
        return next(one.group() for one in found if one)

    def make(self) -> None:
        """Both makers accept, pack and hand over."""
        with self.server.session() as session:
            for order in session.scalars(select(Order).order_by(Order.id)).all():
                maker = session.get_one(Producer, order.producer_id)
                by = cast.Actor("user", maker.owner_name, producer_ids=frozenset({maker.id}))
                for step in (fulfilment.accept, fulfilment.make_ready, fulfilment.hand_over):
                    step(session, order, by=by)
            session.commit()

    def sound(self, *stock: tuple[int, int, int]) -> None:
        """No book is at fault; grams on hand, held and allocated by product in the order of `furnish`."""
        with self.server.session() as session:
            assert books.faults(session) + purchase_orders.faults(session) == []
            levels = session.scalars(select(StockLevel).order_by(StockLevel.stock_item_id))
            assert [(one.on_hand // 100, one.held // 100, one.allocated // 100) for one in levels] == list(stock)
