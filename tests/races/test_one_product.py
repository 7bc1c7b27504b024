"""Two taps on “Tayangkan” at the same instant, and two makers with the same name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import create_engine, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from marketplace.catalog.categories import Category
from marketplace.catalog.drafts import Draft
from marketplace.catalog.products import Product
from marketplace.kernel import db
from marketplace.kernel.actor import Actor
from marketplace.stock.lots import Lot
from marketplace.trade import publishing
from tests import listing

TAPS = 4


@pytest.fixture
def engine(app: Flask, fresh_database: Callable[[], str]) -> Iterator[Engine]:
    address = db.driver_url(fresh_database())
    made = create_engine(address, **db.engine_options(address))
    yield made
    made.dispose()


def tap(engine: Engine, draft_id: int, by: Actor, together: threading.Barrier) -> tuple[int, str]:
    with Session(engine) as session:
        together.wait()
        db.begin_write(session)
        product = publishing.publish(session, session.get_one(Draft, draft_id), by=by)
        found = product.id, product.slug
        session.commit()
        return found


def race(engine: Engine, taps: list[tuple[int, Actor]]) -> list[tuple[int, str]]:
    together = threading.Barrier(len(taps))
    with ThreadPoolExecutor(len(taps)) as crowd:
        jobs = [crowd.submit(tap, engine, draft_id, by, together) for draft_id, by in taps]
        return [job.result() for job in jobs]


def test_one_draft_becomes_one_product(engine: Engine) -> None:
    with Session(engine) as session:
        owner = listing.maker(session)
        draft, actor = listing.draft(session, owner).id, owner.actor
        session.commit()
    assert len(set(race(engine, [(draft, actor)] * TAPS))) == 1
    with Session(engine) as session:
        made = session.scalars(select(Product).where(Product.name == "Amplang Tenggiri Pedas")).one()
        item = made.variants[0].stock_item_id
        assert session.scalars(select(Lot).where(Lot.stock_item_id == item)).one().on_hand == 24 * 250


def test_two_makers_with_one_name_get_two_addresses(engine: Engine) -> None:
    with Session(engine) as session:
        makers = [listing.maker(session, f"+628120000091{n}", f"Dapur {n}") for n in range(TAPS)]
        before = session.scalars(select(Category.product_count).where(Category.code == "KRP")).one()
        taps = [(listing.draft(session, owner).id, owner.actor) for owner in makers]
        session.commit()
    assert len(set(race(engine, taps))) == TAPS
    with Session(engine) as session:
        assert session.scalars(select(Category.product_count).where(Category.code == "KRP")).one() == before + TAPS
