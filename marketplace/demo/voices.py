"""Invented reviews, reports, vain searches and alarms, so that no desk is empty; all marked as examples."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import wishes
from marketplace.insight import alarms
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor, guest
from marketplace.trade import reports, reviews
from marketplace.trade.orders import Order
from marketplace.trade.review_rows import Review

from . import crowd

MODERATOR = Actor("user", "Dewi Pemeriksa (contoh)", roles=frozenset({"moderator"}))
SAID = (
    (5, "Renyah dan gurih, bungkusnya rapi. Anak-anak langsung habis.", "Terima kasih, senang mendengarnya."),
    (4, "Rasanya enak, datang sesuai janji.", ""),
    (5, "Cocok untuk oleh-oleh. Tamu kantor suka.", "Terima kasih sudah membawa nama Balikpapan."),
    (3, "Enak, tetapi dua bungkus agak remuk.", "Maaf, lain kali kami pakai kardus lebih tebal."),
    (5, "Sudah tiga kali pesan, rasanya selalu sama.", ""),
    (4, "Porsinya pas untuk berdua.", ""),
    (2, "Terlalu asin untuk keluarga kami.", ""),
    (5, "", ""),
)
UNKIND = (1, "Penjualnya tidak becus, jangan beli di sini!")
SOUGHT = (
    ("keripik nangka", 9), ("kopi luwak", 6), ("madu kelulut", 5), ("sambal cumi kering", 4), ("tahu bakso", 3),
    ("abon rusa", 2), ("selai nanas", 2),
)  # fmt: skip
WISHED = (
    ("Keripik nangka", "20 bungkus sebulan", "Untuk oleh-oleh kantor, boleh dari beberapa pembuat."),
    ("Madu kelulut", "6 botol", ""),
    ("Kue kering tanpa gula", "10 toples", "Untuk hari raya."),
)


def load(session: Session) -> None:
    """Say it with the shop's own verbs, at earlier times."""
    written = _reviews(session)
    _reports(session, written)
    _searches(session)
    alarms.look(session)


def _reviews(session: Session) -> list[Review]:
    owners, now, written = crowd.makers(session), clock.now(), []
    done = session.scalars(select(Order).where(Order.state == "completed").order_by(Order.id).limit(60)).all()
    lines = [(order, line) for order in done for line in order.lines if order.group.is_demo]
    for n, (order, line) in enumerate(lines):
        stars, words, answer = (*UNKIND, "") if n == 1 else SAID[n % len(SAID)]
        if reviews.why_not(order, line, by=guest()):
            continue
        at = max(order.group.placed_at, now - timedelta(days=20)) + timedelta(hours=n % 30)
        with clock.pretend(min(at, now - timedelta(minutes=5))):
            review = reviews.write(session, order, line, stars, words, by=guest(order.group.name))
            if answer:
                reviews.reply(session, review, answer, by=owners[order.producer_id])
        written.append(review)
    return written


def _reports(session: Session, written: list[Review]) -> None:
    with clock.pretend(clock.now() - timedelta(hours=30)):
        for n, (place, reason, words) in enumerate(((1, "rude", "Bahasanya kasar."), (6, "false", ""))):
            if len(written) > place:
                reports.report(session, written[place], reason, words, by=guest(f"Pengunjung {n + 1}"))
    if len(written) > 9:
        reviews.hide(session, written[9], "Memuat nomor telepon orang lain.", by=MODERATOR)


def _searches(session: Session) -> None:
    for words, times in SOUGHT:
        for n in range(times):
            with clock.pretend(clock.now() - timedelta(days=5 * n)):
                wishes.missed(session, words)
    for n, (product, quantity, note) in enumerate(WISHED):
        with clock.pretend(clock.now() - timedelta(days=2 + 3 * n)):
            wishes.wish(session, product, quantity, note, name="Pengunjung contoh", phone="")
