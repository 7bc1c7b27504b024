"""Invented questions: some wait, one for longer than it should, others are answered."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor, guest
from marketplace.people.producers import Producer
from marketplace.trade import asking, canned
from marketplace.trade.orders import Order
from marketplace.trade.threads import Thread

from . import crowd

ASKED = (
    ("U01", 0, 40, "Sari Melati", "Apakah tahan tiga hari di perjalanan? Mau saya bawa ke Surabaya.", ""),
    ("U01", 1, 3, "Dimas Pratama", "Kalau beli 20 bungkus untuk oleh-oleh kantor, bisa minta kardus?", ""),
    ("U01", 0, 75, "Bu Wati", "Pedasnya sedang atau pedas sekali? Untuk anak-anak.", "Tidak pedas, Bu."),
    ("U06", 0, 31, "Hendra Wijaya", "Bisa dipesan tanpa bawang putih?", ""),
    ("U02", 0, 5, "Lina Hartati", "Berapa lama tahan setelah dibuka?", ""),
)  # fmt: skip
ABOUT_ORDER = ("Bisa dikirim setelah jam empat sore? Saya masih di kantor.", "Bisa, Pak. Kurir kami kabari.")


def load(session: Session, makers: dict[str, Producer]) -> None:
    """Ask and answer by the shop's own verbs, at earlier times."""
    owners, now = crowd.makers(session), clock.now()
    for n, (key, place, hours, name, text, reply) in enumerate(ASKED):
        product = _product(session, makers[key], place)
        if product is None:
            continue
        with clock.pretend(now - timedelta(hours=hours)):
            thread = asking.about_product(
                session, product, text, name=name, phone=f"+62812000020{n:02d}", language="id", by=guest(name)
            )
        if reply:
            with clock.pretend(now - timedelta(hours=hours - 2)):
                asking.answer(session, thread, reply, by=owners[product.producer_id])
    _about_order(session, makers["U01"], owners[makers["U01"].id])
    canned.add(session, "Dapur kami buka Senin sampai Sabtu, jam 8 sampai 4 sore.", by=owners[makers["U01"].id])


def keep_waiting(session: Session, days: int) -> None:
    """Whoever waits has waited as long as before, on every later day."""
    for thread in session.scalars(select(Thread).where(Thread.is_demo, Thread.waiting_since.is_not(None))):
        if thread.waiting_since is not None:
            thread.waiting_since += timedelta(days=days)


def _product(session: Session, maker: Producer, place: int) -> Product | None:
    query = select(Product).where(Product.producer_id == maker.id).order_by(Product.id)
    return session.scalars(query.offset(place).limit(1)).first()


def _about_order(session: Session, maker: Producer, owner: Actor) -> None:
    query = select(Order).where(Order.producer_id == maker.id, Order.state == "accepted").order_by(Order.id)
    order = session.scalars(query.limit(1)).first()
    if order is None:
        return
    with clock.pretend(clock.now() - timedelta(hours=6)):
        thread = asking.about_order(session, order, ABOUT_ORDER[0], by=guest(order.group.name))
    asking.answer(session, thread, ABOUT_ORDER[1], by=owner)
