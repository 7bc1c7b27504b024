"""The market with shortages and product lists: makers send less than ordered, and bring or take back whole lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product
from marketplace.kernel import clock, sheets
from marketplace.kernel.errors import Refusal
from marketplace.kernel.jobs import Job
from marketplace.trade import export_rows, fulfilment, import_rows, imports, shorting
from marketplace.trade.importing import Importer
from marketplace.trade.imports import ImportRun
from marketplace.trade.orders import Order
from tests.properties import market
from tests.properties.market import BUYER, choice

KEYS = [column.key for column in import_rows.COLUMNS]
USUAL: dict[str, Any] = {
    "kind": "Kerupuk & keripik", "content": 100, "unit": "g", "ingredients": "ikan, tapioka", "allergens": "ikan",
    "species": "tenggiri", "shelf_life_days": 90, "storage": "Simpan kering",
}  # fmt: skip
PACKABLE = ("accepted", "ready")


class Drawer(dict[str, bytes]):
    """Files that are kept as long as the example lasts."""

    def put(self, key: str, data: bytes) -> None:
        self[key] = data

    def get(self, key: str) -> bytes:  # type: ignore[override]
        return self[key]


class Market(market.Market):
    """The same market with a worker that saves lists piece by piece between all other steps."""

    def __init__(self) -> None:
        super().__init__()
        self.files = Drawer()
        self.importer = Importer(self.files)  # type: ignore[arg-type]

    # Shortages

    @rule(which=choice, there=st.lists(st.integers(0, 3), min_size=3, max_size=3), later=st.sampled_from([0, 0, 2, 40]))
    @precondition(lambda self: self.some(Order, Order.state.in_(PACKABLE)))
    def send_less(self, which: int, there: list[int], later: int) -> None:
        """A maker has fewer packs than were ordered: the rest is dropped, or promised for a day."""
        order = self.pick(which, Order, Order.state.in_(PACKABLE))
        have = {line.id: min(packs, line.going) for line, packs in zip(order.lines, there, strict=False)}
        day = clock.today() + timedelta(days=later) if later else None
        self.attempt(shorting.shorten, order, have, later=day, by=self.makers[order.producer_id])

    @rule(which=choice)
    @precondition(lambda self: self.some(Order, Order.state.in_(PACKABLE)))
    def send_nothing(self, which: int) -> None:
        """A maker has nothing of it at all."""
        order = self.pick(which, Order, Order.state.in_(PACKABLE))
        self.attempt(fulfilment.give_up, order, "habis", by=self.makers[order.producer_id])

    @rule(which=choice)
    @precondition(lambda self: self.some(Order, Order.parent_id.is_not(None)))
    def do_without_the_rest(self, which: int) -> None:
        """A buyer does not wait for what was promised later."""
        self.attempt(fulfilment.cancel, self.pick(which, Order, Order.parent_id.is_not(None)), by=BUYER)

    # Lists

    @rule(which=choice, packs=st.integers(0, 12), price=st.sampled_from([15_000, 18_000, 25_000]), new=st.booleans())
    def bring_a_list(self, which: int, packs: int, price: int, new: bool) -> None:
        """A maker sends a list: another price and count of what is known, perhaps something new, perhaps a mistake."""
        known = self.variants[which % 2].product
        row = {**USUAL, "code": known.sku, "name": known.name, "price": price, "packs": packs}
        rows = [row, {**row, "code": "", "name": f"Baru {which % 3}", "content": 250}] if new else [row]
        if which % 7 == 6:
            rows.append({**row, "code": "", "name": "Salah", "price": "-5"})
        self.attempt(self._send, known, rows)

    @rule(which=choice)
    @precondition(lambda self: self.some(ImportRun, ImportRun.state == "clean"))
    def save_a_list(self, which: int) -> None:
        """The list is clean and is to be saved."""
        run = self.pick(which, ImportRun, ImportRun.state == "clean")
        self.attempt(imports.save, run, by=self.makers[run.producer_id])

    @rule(which=choice)
    @precondition(lambda self: self.some(ImportRun))
    def take_a_list_back(self, which: int) -> None:
        """A whole list is undone, perhaps too early or twice, whatever was bought meanwhile."""
        run = self.pick(which, ImportRun)
        self.attempt(imports.take_back, run, by=self.makers[run.producer_id])

    @rule(jobs=st.integers(1, 3))
    @precondition(lambda self: self.some(Job, Job.state == "waiting", Job.kind.in_(self.importer.doers())))
    def the_worker_takes_up_lists(self, jobs: int) -> None:
        """The next pieces of work on lists."""
        doers = self.importer.doers()
        for _ in range(jobs):
            waiting = select(Job).where(Job.state == "waiting", Job.kind.in_(doers)).order_by(Job.id)
            job = self.session.scalars(waiting).first()
            if job is not None:
                self.piece(job, doers[job.kind])

    def piece(self, job: Job, act: Callable[..., None]) -> None:
        """One piece of work; what is refused must not stop the others."""
        number, facts = job.id, dict(job.facts)
        try:
            act(self.session, facts)
        except Refusal:
            self.session.rollback()
            raise
        self.session.get_one(Job, number).state = "done"
        self.session.commit()

    def _send(self, session: Session, known: Product, rows: list[dict[str, Any]]) -> ImportRun:
        cells = [[row.get(key) for key in KEYS] for row in rows]
        data = sheets.xlsx([("Produk", export_rows.HEADER, cells)])
        key = f"imports/{len(self.files)}.sheet"
        self.files.put(key, data)
        return imports.begin(
            session, known.producer_id, name="daftar.xlsx", mark=imports.digest(sheets.read(data), None), file_key=key,
            pictures_key=None, by=self.makers[known.producer_id],
        )  # fmt: skip


def furnish(session: Session) -> None:
    """The market's makers; their goods have the label that a list asks for."""
    market.furnish(session)
    for product in session.scalars(select(Product)):
        product.storage, product.shelf_life_days, product.species = "Simpan kering", 90, "tenggiri"
        product.allergens = ["ikan"]
    session.commit()
