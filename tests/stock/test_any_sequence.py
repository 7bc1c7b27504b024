"""Whatever makers, buyers, time and staff do to the stock in whatever order: the books always agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Variant
from marketplace.kernel import clock
from marketplace.kernel.errors import Refusal
from marketplace.stock import allocations, capacity, holds, levels, lots, near_dates, shelf, stops
from marketplace.stock.levels import StockLevel
from marketplace.stock.lots import Lot, Movement
from marketplace.trade import books, clearance, offline_sales, sweeps
from tests import cast

PACKS = st.integers(1, 9)
MANY = {"max_examples": 120, "stateful_step_count": 40}
FEW = {"max_examples": 6, "stateful_step_count": 16}


class Stock(RuleBasedStateMachine):
    """One item of one maker, its clearance, and everything that may happen to them."""

    session: Session

    def __init__(self) -> None:
        super().__init__()
        self.outer = self.session.begin_nested()
        self.maker = cast.maker(
            self.session, "Amplang Uji", "Amplang Uji", price=18_000, packs=4, phone="+6281200000901"
        )
        self.item = self.maker.variant.stock_item_id
        self.holds: list[holds.Hold] = []
        self.lines: list[str] = []
        self.moved = timedelta()

    def teardown(self) -> None:
        clock.shift_for_tests(timedelta())
        self.outer.rollback()
        self.session.expunge_all()

    @contextmanager
    def refusable(self) -> Iterator[None]:
        """A verb does all or nothing: a refusal leaves no trace."""
        try:
            with self.session.begin_nested():
                yield
        except Refusal:
            pass
        self.session.expire_all()

    def pick(self, rows: list[Any], n: int) -> Any:
        return rows[n % len(rows)]

    def all_lots(self) -> list[Lot]:
        return list(self.session.scalars(select(Lot).order_by(Lot.id)))

    @rule(packs=PACKS, keeps=st.sampled_from([None, 2, 8, 40]), age=st.sampled_from([0, 30]))
    def produce(self, packs: int, keeps: int | None, age: int) -> None:
        today = clock.today()
        with self.refusable():
            shelf.produce(
                self.session, self.item, packs * 100, produced_on=today - timedelta(days=age),
                best_before=None if keeps is None else today + timedelta(days=keeps), by=self.maker.actor,
            )  # fmt: skip

    @rule(packs=PACKS)
    def count(self, packs: int) -> None:
        with self.refusable():
            shelf.count(self.session, self.item, packs * 100, by=self.maker.actor)

    @rule(packs=PACKS, cause=st.sampled_from(["broken", "own_use"]))
    def take_off(self, packs: int, cause: str) -> None:
        with self.refusable():
            shelf.take_off(self.session, self.item, packs * 100, cause, by=self.maker.actor)

    @rule()
    def sell_out(self) -> None:
        with self.refusable():
            shelf.sell_out(self.session, self.item, by=self.maker.actor)

    @rule(packs=PACKS)
    def sell_elsewhere(self, packs: int) -> None:
        with self.refusable():
            offline_sales.record(self.session, self.maker.variant, packs, 1_000, "market", by=self.maker.actor)

    @rule(n=st.integers(0, 50))
    def undo(self, n: int) -> None:
        acts = self.session.execute(select(Movement.stock_item_id, Movement.reference).order_by(Movement.id)).all()
        item, reference = self.pick(list(acts), n)
        with self.refusable():
            if reference.startswith("offline:"):
                sale = self.session.get_one(offline_sales.OfflineSale, int(reference.removeprefix("offline:")))
                offline_sales.undo(self.session, sale, by=self.maker.actor)
            else:
                shelf.undo(self.session, item, reference, by=self.maker.actor)

    @rule(packs=PACKS, lead=st.sampled_from([None, 2]), ahead=st.sampled_from([0, 0, 20]))
    def enter_checkout(self, packs: int, lead: int | None, ahead: int) -> None:
        day = clock.today() + timedelta(days=ahead) if ahead else None
        with self.refusable():
            wanted = [holds.Wanted(self.item, packs * 100, lead, day)]
            target = self.session.scalars(select(Variant).where(Variant.is_clearance)).first()
            if target is not None and packs % 2:
                wanted.append(holds.Wanted(target.stock_item_id, 100))
            self.holds.append(holds.take(self.session, wanted, until=clock.now() + timedelta(minutes=15)))

    @precondition(lambda self: self.holds)
    @rule(n=st.integers(0, 9))
    def leave_checkout(self, n: int) -> None:
        with self.refusable():
            holds.release(self.session, self.pick(self.holds, n))

    @precondition(lambda self: self.holds)
    @rule(n=st.integers(0, 9))
    def order(self, n: int) -> None:
        hold = self.pick(self.holds, n)
        wanted: dict[int, int] = {}
        for line in hold.lines:
            wanted[line.stock_item_id] = wanted.get(line.stock_item_id, 0) + line.quantity
        claims = [
            allocations.Claim(f"line:{9000 + len(self.lines) + i}", *pair) for i, pair in enumerate(wanted.items())
        ]
        with self.refusable():
            allocations.from_hold(self.session, hold, claims)
            self.lines += [claim.reference for claim in claims]

    @precondition(lambda self: self.lines)
    @rule(n=st.integers(0, 9))
    def cancel_order(self, n: int) -> None:
        with self.refusable():
            allocations.release(self.session, [self.pick(self.lines, n)])

    @precondition(lambda self: self.lines)
    @rule(n=st.integers(0, 9))
    def send_order(self, n: int) -> None:
        with self.refusable():
            allocations.send(self.session, [self.pick(self.lines, n)], by=self.maker.actor)

    @rule(n=st.integers(0, 20), what=st.sampled_from([stops.hold, stops.hold, stops.recall]))
    def stop(self, n: int, what: Callable[..., None]) -> None:
        with self.refusable():
            what(self.session, self.pick(self.all_lots(), n), "uji", by=self.maker.actor)

    @rule(n=st.integers(0, 20), what=st.sampled_from([stops.let_go, stops.let_go, stops.discard]))
    def after_stop(self, n: int, what: Callable[..., object]) -> None:
        with self.refusable():
            what(self.session, self.pick(self.all_lots(), n), by=self.maker.actor)

    @rule(packs=PACKS)
    def set_weekly(self, packs: int) -> None:
        with self.refusable():
            capacity.set_weekly(self.session, self.item, packs * 100, by=self.maker.actor)

    @rule(packs=PACKS)
    def set_cap(self, packs: int) -> None:
        with self.refusable():
            day = clock.today() + timedelta(days=20)
            capacity.set_day(self.session, self.item, day, packs * 100, by=self.maker.actor)

    @rule(packs=PACKS)
    def override(self, packs: int) -> None:
        with self.refusable():
            capacity.override(self.session, self.item, clock.today(), packs * 100, "ramai", by=self.maker.actor)

    @rule(hours=st.sampled_from([1, 24, 24 * 7]))
    def time_passes(self, hours: int) -> None:
        self.moved += timedelta(hours=hours)
        clock.shift_for_tests(self.moved)
        with self.refusable():
            for sweep in (sweeps.release_hold, sweeps.write_off, sweeps.near_date):
                while sweep(self.session):
                    pass

    @rule()
    def offer_clearance(self) -> None:
        with self.refusable():
            item = near_dates.clearance_item(self.session, self.item)
            clearance.offer(self.session, item, 12_000, by=self.maker.actor)

    @invariant()
    def the_books_agree(self) -> None:
        assert books.stock_faults(self.session) == []
        for level in self.session.scalars(select(StockLevel)):
            assert level.held + level.allocated + level.stopped <= level.on_hand
            assert levels.free(self.session, level.stock_item_id) == level.free >= 0

    @invariant()
    def what_is_free_can_really_be_sold(self) -> None:
        for level in self.session.scalars(select(StockLevel)):
            free_in_lots = sum(lot.free for lot in lots.first_expired(self.session, level.stock_item_id, any_date=True))
            assert free_in_lots == level.free + level.held


def run(session: Session, how: dict[str, int]) -> None:
    machine = type("OnThisDatabase", (Stock,), {"session": session})
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        machine, settings=settings(deadline=None, database=None, suppress_health_check=quiet, **how)
    )


def test_the_books_agree_after_any_sequence(session: Session) -> None:
    run(session, FEW)


@pytest.mark.soak
def test_the_books_agree_after_very_many_sequences(session: Session) -> None:
    run(session, MANY)
