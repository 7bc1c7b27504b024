"""A lot whose sale is stopped, let go on, or called back; near dates; acts and their undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import StockItem
from marketplace.kernel import clock
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.stock import allocations, holds, levels, near_dates, shelf, stops
from marketplace.stock.levels import OutOfStock, StockLevel
from marketplace.stock.lots import Lot, Movement
from marketplace.trade import books, clearance, offline_sales, sweeps
from tests import cast


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=0, phone="+6281200000901")


def lot(session: Session, maker: cast.Maker, packs: int, keeps: int | None, made: int = 0) -> Lot:
    """A lot made `made` days ago that keeps `keeps` more days."""
    today = clock.today()
    return shelf.produce(
        session, maker.variant.stock_item_id, packs * 100, produced_on=today - timedelta(days=made),
        best_before=None if keeps is None else today + timedelta(days=keeps), by=maker.actor,
    )  # fmt: skip


def hold(session: Session, maker: cast.Maker, packs: int) -> holds.Hold:
    wanted = [holds.Wanted(maker.variant.stock_item_id, packs * 100)]
    return holds.take(session, wanted, until=clock.now() + timedelta(minutes=15))


def promise(session: Session, maker: cast.Maker, packs: int, reference: str) -> None:
    claim = allocations.Claim(reference, maker.variant.stock_item_id, packs * 100)
    allocations.from_hold(session, hold(session, maker, packs), [claim])


def free(session: Session, maker: cast.Maker) -> int:
    return levels.free(session, maker.variant.stock_item_id) // 100


def test_a_stopped_lot_is_neither_sold_nor_sent(session: Session, maker: cast.Maker) -> None:
    bad = lot(session, maker, 10, 60)
    promise(session, maker, 4, "line:1")
    stops.hold(session, bad, "kemasan bocor", by=maker.actor)
    assert free(session, maker) == 0 and books.stock_faults(session) == []
    assert [row.reference for row in allocations.short(session, bad.stock_item_id)] == ["line:1"]
    with pytest.raises(OutOfStock), session.begin_nested():
        hold(session, maker, 1)
    with pytest.raises(allocations.LotStopped), session.begin_nested():
        allocations.send(session, ["line:1"], by=maker.actor)
    session.expire_all()
    assert bad.on_hand == 1000
    stops.let_go(session, bad, by=maker.actor)
    assert free(session, maker) == 6 and books.stock_faults(session) == []
    allocations.send(session, ["line:1"], by=maker.actor)
    assert books.stock_faults(session) == []


def test_orders_of_a_stopped_lot_get_theirs_from_the_next(session: Session, maker: cast.Maker) -> None:
    first, second = lot(session, maker, 5, 60), lot(session, maker, 3, 90)
    promise(session, maker, 5, "line:1")
    stops.hold(session, first, "salah takaran", by=maker.actor)
    assert (first.allocated, second.allocated, free(session, maker)) == (200, 300, 0)
    assert books.stock_faults(session) == []
    lot(session, maker, 4, 90)
    assert (first.allocated, free(session, maker)) == (0, 2)
    assert allocations.short(session, first.stock_item_id) == []
    assert books.stock_faults(session) == []


def test_what_is_cancelled_of_a_stopped_lot_is_not_free_again(session: Session, maker: cast.Maker) -> None:
    bad = lot(session, maker, 5, 60)
    promise(session, maker, 5, "line:1")
    stops.recall(session, bad, "alergen tidak tertulis", by=maker.actor)
    allocations.release(session, ["line:1"])
    assert free(session, maker) == 0 and books.stock_faults(session) == []
    assert stops.discard(session, bad, by=maker.actor) == 500
    session.expire_all()
    assert (bad.on_hand, session.get_one(StockLevel, bad.stock_item_id).on_hand) == (0, 0)
    assert books.stock_faults(session) == []


def test_stopping_ends_the_checkouts_that_hold_it(session: Session, maker: cast.Maker) -> None:
    bad = lot(session, maker, 5, 60)
    old, new = hold(session, maker, 2), hold(session, maker, 2)
    stops.hold(session, bad, "berjamur", by=maker.actor)
    session.expire_all()
    assert {old.state, new.state} == {"released"}
    assert free(session, maker) == 0 and books.stock_faults(session) == []


def test_a_recall_is_for_good_and_a_hold_is_not_stopped_twice(session: Session, maker: cast.Maker) -> None:
    bad = lot(session, maker, 5, 60)
    stops.hold(session, bad, "curiga", by=maker.actor)
    with pytest.raises(NotAllowed):
        stops.hold(session, bad, "curiga", by=maker.actor)
    stops.recall(session, bad, "benar rusak", by=maker.actor)
    with pytest.raises(NotAllowed):
        stops.let_go(session, bad, by=maker.actor)
    with pytest.raises(NotAllowed):
        stops.recall(session, bad, "lagi", by=maker.actor)
    assert free(session, maker) == 0 and books.stock_faults(session) == []


def test_near_dates_go_to_the_clearance_and_sell_there_only(session: Session, maker: cast.Maker) -> None:
    near, fresh = lot(session, maker, 6, 10, made=50), lot(session, maker, 4, 60)
    assert sweeps.near_date(session) and not sweeps.near_date(session)
    item = near_dates.clearance_item(session, maker.variant.stock_item_id)
    assert (free(session, maker), levels.free(session, item.id), fresh.on_hand) == (4, 600, 400)
    part = session.scalars(select(Lot).where(Lot.split_from == near.id)).one()
    assert (part.code, part.best_before) == (near.code, near.best_before)
    assert books.stock_faults(session) == []
    assert clearance.offered(session, item.id) is None
    pack = clearance.offer(session, item, clearance.proposed(18_000), by=maker.actor)
    assert (pack.price, pack.is_clearance, pack.stock_item_id) == (12_500, True, item.id)
    stops.recall(session, near, "rusak", by=maker.actor)
    session.expire_all()
    assert part.state == "recalled" and levels.free(session, item.id) == 0
    assert books.stock_faults(session) == []


def test_a_short_life_is_near_only_in_its_last_third(session: Session, maker: cast.Maker) -> None:
    lot(session, maker, 5, 4)
    assert near_dates.due(session) == []
    assert near_dates.due(session) == [] and free(session, maker) == 5


def test_held_goods_are_not_moved_away(session: Session, maker: cast.Maker) -> None:
    near = lot(session, maker, 5, 10, made=50)
    hold(session, maker, 2)
    assert near_dates.move(session, near) == 300 and not sweeps.near_date(session)
    assert books.stock_faults(session) == []


def test_counting_says_how_much_lies_there(session: Session, maker: cast.Maker, later: Callable[..., None]) -> None:
    item = maker.variant.stock_item_id
    old, new = lot(session, maker, 3, 60), lot(session, maker, 3, 90)
    promise(session, maker, 2, "line:1")
    assert shelf.count(session, item, 600, by=maker.actor) == ""
    less = shelf.count(session, item, 300, by=maker.actor, seen=600)
    assert (old.on_hand, new.on_hand, free(session, maker)) == (200, 100, 1), "the older one goes first"
    with pytest.raises(shelf.StillPromised) as refusal:
        shelf.count(session, item, 100, by=maker.actor)
    assert refusal.value.facts["promised"] == 200
    with pytest.raises(shelf.CountedElse):
        shelf.count(session, item, 900, by=maker.actor, seen=600)
    shelf.count(session, item, 500, by=maker.actor)
    assert new.on_hand == 300
    shelf.undo(session, item, less, by=maker.actor)
    assert free(session, maker) == 6 and books.stock_faults(session) == []
    with pytest.raises(shelf.AlreadyUndone):
        shelf.undo(session, item, less, by=maker.actor)


def test_sold_out_by_one_act_and_back(session: Session, maker: cast.Maker) -> None:
    lot(session, maker, 3, 60), lot(session, maker, 3, 90)
    promise(session, maker, 2, "line:1")
    act = shelf.sell_out(session, maker.variant.stock_item_id, by=maker.actor)
    assert free(session, maker) == 0 and shelf.sell_out(session, maker.variant.stock_item_id, by=maker.actor) == ""
    assert {row.cause for row in session.scalars(select(Movement).where(Movement.reference == act))} == {"sold_out"}
    shelf.undo(session, maker.variant.stock_item_id, act, by=maker.actor)
    assert free(session, maker) == 4 and books.stock_faults(session) == []


def test_what_is_sold_meanwhile_cannot_be_taken_back(session: Session, maker: cast.Maker) -> None:
    made = lot(session, maker, 5, 60)
    act = session.scalars(select(Movement.reference).where(Movement.lot_id == made.id)).one()
    promise(session, maker, 1, "line:1")
    with pytest.raises(OutOfStock), session.begin_nested():
        shelf.undo(session, maker.variant.stock_item_id, act, by=maker.actor)
    assert books.stock_faults(session) == []


def test_a_sale_at_the_market_is_the_same_stock(session: Session, maker: cast.Maker) -> None:
    first = lot(session, maker, 2, 60)
    lot(session, maker, 3, 90)
    sale = offline_sales.record(session, maker.variant, 3, 54_000, "market", by=maker.actor)
    session.expire_all()
    assert (first.on_hand, free(session, maker), maker.product.sold_count) == (0, 2, 3)
    assert books.stock_faults(session) == []
    with pytest.raises(OutOfStock), session.begin_nested():
        offline_sales.record(session, maker.variant, 3, 54_000, "market", by=maker.actor)
    with pytest.raises(NotFound):
        offline_sales.record(session, maker.variant, 1, 18_000, "market", by=cast.FINANCE)
    offline_sales.undo(session, sale, by=maker.actor)
    session.expire_all()
    assert (free(session, maker), maker.product.sold_count) == (5, 0)
    assert books.stock_faults(session) == []
    with pytest.raises(shelf.AlreadyUndone):
        offline_sales.undo(session, sale, by=maker.actor)
    assert session.get_one(StockItem, sale.stock_item_id).unit == "g"


def test_the_books_notice(session: Session, maker: cast.Maker) -> None:
    made = lot(session, maker, 2, 60)
    sale = offline_sales.record(session, maker.variant, 1, 18_000, "home", by=maker.actor)
    sale.base_quantity = 200
    made.on_hand += 100
    session.flush()
    faults = " ".join(books.stock_faults(session))
    assert "offline:" in faults and f"lot {made.id}" in faults and "on hand ≠ lots" in faults
