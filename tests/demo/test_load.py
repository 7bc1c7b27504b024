"""The demo fills an empty shop once, with books that agree and a screen for every state, for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.categories import Category
from marketplace.catalog.indexing import SearchText
from marketplace.catalog.products import Product, ProductCertificate, StockItem, Variant
from marketplace.demo import bulk, crowd, daily, images, load, orders, paper_desk, people, scenes, tables, wares
from marketplace.demo.logins import LOGINS
from marketplace.kernel import clock
from marketplace.kernel.files import Files
from marketplace.money.bank_accounts import BankAccount
from marketplace.money.payments import Payment, PaymentProof
from marketplace.money.payouts import Payout
from marketplace.people import passwords, users
from marketplace.people.certificates import Certificate, valid_today
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.stock.levels import FREE, StockLevel
from marketplace.trade import books, dues, earnings, sweeps
from marketplace.trade.offline_sales import OfflineSale
from marketplace.trade.orders import Order, OrderGroup, OrderLine, Strike
from marketplace.trade.owed import Owed
from marketplace.trade.shortages import Shortage

ORDER_STATES = {
    "awaiting_payment", "placed", "accepted", "ready", "shipped", "arrived", "completed", "cancelled", "declined",
    "expired",
}  # fmt: skip
PAYMENT_STATES = {
    "on_terms",
    "settled",
    "waiting",
    "checking",
    "rejected",
    "paid",
    "expired",
    "cancelled",
    "on_delivery",
    "collected",
}


def count(session: Session, model: type, *conditions: object) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """A store, and no pictures to put into it."""
    monkeypatch.setattr(images, "MASTERS", tmp_path / "none")
    return Files(tmp_path / "files")


def every_screen_is_full(session: Session) -> None:
    assert set(session.scalars(select(Order.state))) == ORDER_STATES
    assert set(session.scalars(select(Payment.state))) == PAYMENT_STATES
    assert {kind for kind in orders.PRESENT if not orders.present(session, kind)} == set()
    soon = clock.now() + timedelta(hours=20)
    assert count(session, Order, Order.deadline < soon, Order.state.in_(orders.OPEN)) == 0
    sold_out = (
        select(func.count())
        .select_from(StockLevel)
        .join(StockItem, StockItem.id == StockLevel.stock_item_id)
        .where(FREE <= 0, StockLevel.weekly_capacity.is_(None), StockItem.clearance_of.is_(None))
    )
    assert (session.scalar(sold_out) or 0) <= 5
    assert books.faults(session) == []


def payouts_of_every_state(session: Session) -> None:
    assert set(session.scalars(select(Payout.state))) == {"claimed", "sent", "failed"}
    assert count(session, BankAccount, BankAccount.state == "waiting") and any(
        not due.why for due in dues.of_all(session)
    )
    rahmi = session.scalars(select(Producer.id).order_by(Producer.id)).first()
    assert rahmi and all(vars(earnings.overview(session, rahmi)).values()), "every heap of hers holds something"


@pytest.mark.postgres
@pytest.mark.soak
def test_it_fills_an_empty_shop(session: Session, files: Files) -> None:
    load.load(session, files)
    every_screen_is_full(session)
    payouts_of_every_state(session)
    counts_agree(session)


@pytest.mark.one_database
def test_it_fills_an_empty_shop_once_and_for_good(session: Session, files: Files, later: Callable[..., None]) -> None:
    load.load(session, files)
    every_screen_is_full(session)
    everything_is_marked(session)
    a_second_time_changes_nothing(session, files)
    counts_agree(session)
    papers_of_every_kind(session)
    everybody_can_log_in(session)
    proofs_can_be_seen(session, files)
    forty_days_pass(session, files, later)


def a_second_time_changes_nothing(session: Session, files: Files) -> None:
    models = (Producer, Product, Kelurahan, OrderGroup, Certificate)
    counted = [count(session, model) for model in models]
    load.load(session, files)
    assert counted[:3] == [26, 85, 34]
    assert counted == [count(session, model) for model in models]


def everything_is_marked(session: Session) -> None:
    for model in (Producer, Product, Certificate, OrderGroup, users.User):
        assert count(session, model, ~model.is_demo) == 0


def counts_agree(session: Session) -> None:
    short = (
        select(func.coalesce(func.sum(Shortage.quantity), 0))
        .where(Shortage.order_line_id == OrderLine.id)
        .scalar_subquery()
    )
    sent = (
        select(Variant.product_id, func.sum(OrderLine.quantity - short))
        .join(OrderLine, OrderLine.variant_id == Variant.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.state.in_(("shipped", "arrived", "completed")))
        .group_by(Variant.product_id)
    )
    kept = session.execute(select(Product.id, Product.sold_count).where(Product.sold_count > 0))
    elsewhere = dict(
        session.execute(
            select(Variant.product_id, func.sum(OfflineSale.quantity))
            .join(OfflineSale, OfflineSale.variant_id == Variant.id)
            .group_by(Variant.product_id)
        ).all()
    )
    packs_sent = {product: int(packs) + int(elsewhere.pop(product, 0)) for product, packs in session.execute(sent)}
    assert {**packs_sent, **elsewhere} == {row.id: row.sold_count for row in kept}
    assert sum(session.scalars(select(Category.product_count))) == 85


def papers_of_every_kind(session: Session) -> None:
    assert {"nib", "halal", "pirt", "md", "psat", "na", "svlk", "npwp", "hki", "other"} == set(
        session.scalars(select(Certificate.kind))
    )
    shown = count(session, Certificate, valid_today())
    assert count(session, Certificate) - shown >= 7, "expired, withdrawn and unverified ones are there too"
    frozen = select(ProductCertificate).join(Product).join(Category).where(Category.code == "BKU")
    assert len(session.execute(frozen).all()) >= 4


def everybody_can_log_in(session: Session) -> None:
    for _role, who, password, _note in LOGINS:
        said = users.identifier(who)
        assert said is not None, who
        found = users.known_by(session, said)
        assert found is not None and passwords.check(found.password_hash, password), who
    assert people.load_test_buyers(session) == 80
    assert people.load_test_buyers(session) == 0


def proofs_can_be_seen(session: Session, files: Files) -> None:
    waiting = session.scalars(select(PaymentProof.file_key).where(PaymentProof.state == "waiting")).all()
    assert len(set(waiting)) >= 4
    assert all(files.get(key).startswith(b"\xff\xd8") for key in waiting)
    assert count(session, Strike) and count(session, Owed, Owed.state == "returned")


def forty_days_pass(session: Session, files: Files, later: Callable[..., None]) -> None:
    assert daily.move_forward(session, files) is False
    for days in (2, 38):
        later(days=days)
        if days == 38:
            sweep(session)
        assert daily.move_forward(session, files) is True
        assert daily.move_forward(session, files) is False
        every_screen_is_full(session)
        sweep(session)
        every_screen_is_full(session)
    ending = session.scalar(select(func.min(Certificate.valid_to)).where(valid_today()))
    assert ending == clock.today() + timedelta(days=paper_desk.ENDING[0].days or 0)


def sweep(session: Session) -> None:
    for step in sweeps.steps():
        while step(session):
            pass


@pytest.mark.one_database
@pytest.mark.soak
def test_the_same_day_tells_the_same_past(session: Session, files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "load", lambda session, files: None)
    load.load(session, files)
    known, buyers = wares.by_sku(session), crowd.buyers(session)

    once, again = (list(scenes.past(clock.today(), known, buyers)) for _ in range(2))

    assert once == again and len({scene.wish.number for scene in once}) == len(once) > 60


def test_many_products_come_in_bulk(session: Session, files: Files) -> None:
    assert bulk.load_products(session, 45) == 45
    assert bulk.load_products(session, 60) == 15
    assert bulk.load_products(session, 60) == 0

    assert (count(session, Product), count(session, Producer)) == (60, 4)
    assert sum(session.scalars(select(Category.product_count))) == 60
    assert count(session, SearchText) == 60
    assert books.faults(session) == []
    session.add(Producer(**plain_producer()))
    session.flush()


def plain_producer() -> dict[str, object]:
    return {
        "slug": "baru", "name": "Baru", "owner_name": "Bu Baru", "scale": "mikro", "kelurahan_code": "64.71.01.1001",
        "phone": "+6281200009999", "makes": "kerupuk",
    }  # fmt: skip


def test_pictures_are_stored_in_every_width(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "goods", lambda: {"AMP-01": {}, "GONE-01": {}})
    files = Files(tmp_path)

    with images.loading(files) as keys:
        pass

    assert set(keys) == {"AMP-01"}
    assert all(files.get(f"pictures/{keys['AMP-01']}/{width}.webp") for width in (320, 640, 960))
