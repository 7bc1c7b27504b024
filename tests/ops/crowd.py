"""Buyers who go on buying whatever happens to the server, and who count what happened to them."""

from __future__ import annotations

import threading
import time
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.stock.levels import StockLevel
from marketplace.trade import books
from marketplace.trade.orders import OrderGroup, OrderLine
from tests import cast
from tests.faults import headless, unit
from tests.network import Guest
from tests.servers import LiveServer
from tests.shopping import fill, to_review

Cut = (OSError, HTTPException)
PACKS = 100_000
PATIENCE_SECONDS = 60


def stocked(session: Session) -> None:
    """More packs than anybody can buy, and no limit that ends the crowd early."""
    cast.finance(session)
    cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=PACKS, phone="+6281200000901")
    session.execute(cast.Slot.__table__.update().values(capacity=PACKS))


class Visitor(Guest):
    """A guest who notes each request: answered, refused at the door, or cut."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.cut = self.refused = self.unanswered = 0
        self.worst = 0.0

    def _send(self, request):  # type: ignore[no-untyped-def]
        """As a person does: nobody there, or the line breaks: once more, a little later."""
        began = time.monotonic()
        while True:
            try:
                answer = super()._send(request)
                self.worst = max(self.worst, time.monotonic() - began)
                if answer[0] not in (502, 503, 504):
                    return answer
            except Cut as problem:
                reason = getattr(problem, "reason", problem)
                nobody = isinstance(reason, ConnectionRefusedError)
                self.refused += nobody
                self.cut += not nobody
                self.unanswered += isinstance(reason, RemoteDisconnected | IncompleteRead)
            if time.monotonic() - began > PATIENCE_SECONDS:
                raise TimeoutError(request.full_url)
            time.sleep(0.05)


class Crowd:
    """Eight buyers, each buying one pack after another until told to stop."""

    def __init__(self, server: LiveServer, url: str = "", buyers: int = 8) -> None:
        self.url = url or server.url
        with server.session() as session:
            self.variant = session.scalars(select(cast.Variant.id)).one()
        self.stop = threading.Event()
        self.shown: list[str] = []
        self.visitors: list[Visitor] = []
        self.troubles: list[str] = []
        self.threads = [threading.Thread(target=self.live, args=(n,)) for n in range(buyers)]
        for thread in self.threads:
            thread.start()

    def live(self, n: int) -> None:
        """Buy again and again as ever new people."""
        turn = 0
        while not self.stop.is_set():
            turn += 1
            try:
                self.buy(f"0812{n:02d}{turn:06d}", f"Jl. Uji {n} nomor {turn}")
            except Exception as problem:
                self.troubles.append(repr(problem))

    def buy(self, phone: str, street: str) -> None:
        """One guest's whole way; what is shown at its end is an order."""
        guest = Visitor(self.url)
        self.visitors.append(guest)
        token = guest.token("/produk/amplang-uji")
        fill(guest, {self.variant: 1}, token)
        hidden = to_review(guest, method="transfer", phone=phone, street=street, token=token)
        assert hidden is not None
        where = guest.post("/checkout/periksa", {**hidden, **token})[2]
        assert "/pesanan/" in where, (where, guest.statuses)
        self.shown.append(where.rsplit("/", 1)[-1])

    def go_home(self) -> None:
        """Everybody ends what they began."""
        self.stop.set()
        for thread in self.threads:
            thread.join(60)

    def unanswered(self) -> int:
        """Requests that were taken and never answered, or only half."""
        return sum(visitor.unanswered for visitor in self.visitors)

    def figures(self) -> dict[str, float]:
        """Requests answered, cut and refused, their share, and the longest that anybody waited."""
        answered = sum(len(visitor.statuses) for visitor in self.visitors)
        cut = sum(visitor.cut for visitor in self.visitors)
        refused = sum(visitor.refused for visitor in self.visitors)
        bad = sum(status >= 500 for visitor in self.visitors for status in visitor.statuses)
        return {
            "orders": len(self.shown),
            "answered": answered,
            "cut": cut,
            "refused": refused,
            "5xx": bad,
            "share": round((cut + refused + bad) / max(1, answered + cut + refused), 4),
            "longest": round(max((visitor.worst for visitor in self.visitors), default=0.0), 2),
        }


def trouble(app: Flask, shown: list[str]) -> list[str]:
    """What is wrong afterwards: orders shown that are not there, stock, books, half orders."""
    with unit(app) as session:
        there = set(session.scalars(select(OrderGroup.token)))
        found = [f"{token} was shown and is not there" for token in shown if token not in there]
        found += [f"{token} was shown twice" for token in set(shown) if shown.count(token) > 1]
        level = session.scalars(select(StockLevel)).one()
        sold = int(session.scalar(select(func.sum(OrderLine.base_quantity))) or 0)
        if level.on_hand != PACKS * 100 or not len(shown) * 100 <= sold <= level.held:
            found.append(f"stock {level.on_hand}, held {level.held}, sold {sold}")
        return found + books.faults(session) + headless(session)
