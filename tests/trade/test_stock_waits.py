"""Who waits for a sold-out pack: told once, oldest first, as many as there are packs, the rest later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.insight.privacy import retention
from marketplace.kernel import clock, jobs, settings
from marketplace.kernel.actor import SYSTEM
from marketplace.people.users import Identifier
from marketplace.stock import levels, lots
from marketplace.stock.levels import StockLevel
from marketplace.trade import back_in_stock, larder, stock_waits, sweeps
from marketplace.trade.stock_waits import StockWait, ThereAlready, WaitsForMuch
from tests import asking, cast


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=0, phone="+6281200000901")


def wait(session: Session, maker: cast.Maker, n: int) -> StockWait:
    who = Identifier("phone", f"+62812777700{n:02d}")
    return stock_waits.ask(
        session, maker.product.slug, maker.variant.id, who, name="Pembeli", language="id", user_id=None
    )


def arrive(session: Session, maker: cast.Maker, packs: int) -> None:
    lots.receive(
        session, maker.variant.stock_item_id, packs * 100, code=f"B{packs}", produced_on=clock.today(),
        best_before=None, by=SYSTEM,
    )  # fmt: skip


def sweep(session: Session) -> list[str]:
    """Let the worker's step run until nothing is left; who was told so far, oldest first."""
    while back_in_stock.tell_next(session):
        pass
    session.expire_all()
    return [row.address[-2:] for row in session.scalars(select(StockWait).order_by(StockWait.id)) if row.told_at]


def test_the_oldest_are_told_first_and_as_many_as_there_are_packs(
    session: Session, amplang: cast.Maker, later: Callable[..., None]
) -> None:
    for n in range(5):
        wait(session, amplang, n)
    assert sweep(session) == []
    assert larder.pile(session, amplang.variant.stock_item_id, by=amplang.actor).waiting == 5
    arrive(session, amplang, 2)
    assert sweep(session) == sweep(session) == ["00", "01"]
    levels.take(session, amplang.variant.stock_item_id, 200)
    later(hours=25)
    assert sweep(session) == ["00", "01"], "nothing is left: nobody else is told"
    arrive(session, amplang, 9)
    assert sweep(session) == ["00", "01", "02", "03", "04"]
    assert back_in_stock.tell_next in sweeps.steps()


@pytest.mark.one_database
def test_a_batch_is_a_setting_and_the_next_one_waits_for_its_pause(
    session: Session, amplang: cast.Maker, later: Callable[..., None]
) -> None:
    settings.change(session, "stock_wait.batch", 2, by=SYSTEM)
    for n in range(3):
        wait(session, amplang, n)
    arrive(session, amplang, 50)
    assert sweep(session) == ["00", "01"]
    later(hours=25)
    assert sweep(session) == ["00", "01", "02"]


@pytest.mark.one_database
def test_what_is_made_to_order_is_back_when_a_week_has_room(session: Session, amplang: cast.Maker) -> None:
    level = session.get_one(StockLevel, amplang.variant.stock_item_id)
    amplang.product.made_to_order, amplang.product.lead_days, level.weekly_capacity = True, 2, 0
    session.flush()
    wait(session, amplang, 1)
    assert sweep(session) == []
    level.weekly_capacity = 500
    session.flush()
    assert sweep(session) == ["01"]


@pytest.mark.one_database
def test_one_message_each_and_none_after_the_link_was_used(
    app: Flask, client: FlaskClient, session: Session, amplang: cast.Maker
) -> None:
    first, second = wait(session, amplang, 1), wait(session, amplang, 2)
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=0, phone="+6281200000902")
    hers = wait(session, other, 2)
    arrive(session, amplang, 5)
    assert sweep(session) == ["01", "02"]
    messages = asking.deliver(app, session)
    assert [(one.channel, one.address[-2:]) for one in messages] == [("whatsapp", "01"), ("whatsapp", "02")]
    assert f"/kabar/{first.token}" in messages[0].body and "Amplang Uji ada lagi" in messages[0].subject
    assert asking.deliver(app, session) == messages
    assert "Sambal Uji" in client.get(f"/kabar/{second.token}").text
    assert client.post(f"/kabar/{second.token}").status_code == 303
    session.expire_all()
    assert hers.state == "stopped" and second.state == "told"
    left = [one.address[-2:] for one in asking.deliver(app, session)]
    assert left == ["01"], "what had not left is never sent"


@pytest.mark.one_database
def test_asked_twice_is_once_and_only_for_what_is_sold_out(session: Session, amplang: cast.Maker) -> None:
    assert wait(session, amplang, 1).id == wait(session, amplang, 1).id
    settings.change(session, "stock_wait.most", 1, by=SYSTEM)
    sambal = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=0, phone="+6281200000902")
    with pytest.raises(WaitsForMuch):
        wait(session, sambal, 1)
    arrive(session, amplang, 1)
    with pytest.raises(ThereAlready):
        wait(session, amplang, 3)


@pytest.mark.one_database
def test_waits_are_let_go_after_their_term(session: Session, amplang: cast.Maker, later: Callable[..., None]) -> None:
    told, open_ = wait(session, amplang, 1), wait(session, amplang, 2)
    arrive(session, amplang, 1)
    sweep(session)
    later(days=31)
    retention.keep_terms(session)
    assert set(session.scalars(select(StockWait.id))) == {open_.id} != {told.id}
    later(days=150)
    retention.keep_terms(session)
    assert session.scalars(select(StockWait)).all() == []
    assert session.scalars(select(jobs.Job).where(jobs.Job.kind == "notice")).all() != []
