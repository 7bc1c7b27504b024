"""Invented orders of which money went back, and problems that buyers told: one of each state."""

from __future__ import annotations

import io
from datetime import timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, pictures
from marketplace.kernel.actor import Actor, guest
from marketplace.kernel.files import Files
from marketplace.money.payments import Payment
from marketplace.trade import disputes, refund_accounts, refunds, returning
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.disputes import Complaint
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.owed import Owed
from marketplace.trade.refunds import Part

from . import crowd, proofs

TOLD = "Saat dibuka, satu kemasannya robek dan isinya sudah lembek."
ANSWER = "Waktu kami serahkan kemasannya masih utuh. Ini fotonya sebelum dikirim."


def load(session: Session, files: Files) -> None:
    """Play them; an order that is missing leaves its scene out."""
    finance, makers = crowd.finance(session), crowd.makers(session)
    done, arrived = _orders(session, "completed"), _orders(session, "arrived")
    photos = (_photo(files, "robek", "#c98b4b"), _photo(files, "isi", "#8d5a34"))
    for order, scene in zip(done, (_returned, _asked, _decided), strict=False):
        since = disputes.received_at(session, order)
        if since is not None:
            with clock.pretend(since + timedelta(hours=3)):
                scene(session, files, order, photos, finance, makers[order.producer_id])
    for order, answered in zip(arrived, (False, True), strict=False):
        found = _tell(session, order, photos, "money_fee" if answered else "money")
        if answered:
            shown = [_photo(files, "utuh", "#2f7d5b")]
            disputes.answer(session, found, ANSWER, shown, by=makers[order.producer_id])
    session.flush()


def _returned(
    session: Session, files: Files, order: Order, photos: tuple[str, ...], finance: Actor, maker: Actor
) -> None:
    """Part of it went back, and was sent."""
    line = order.lines[0]
    parts = [Part(line.id, 1)]
    refunds.give(session, order, parts, fee=0, reason="damaged", words="Satu kemasan pecah di jalan.", by=finance)
    refund_accounts.put(session, order.group, "BCA", "5270123456", order.group.name, by=guest(order.group.name))
    debt = session.scalars(select(Owed).where(Owed.order_id == order.id, Owed.reason == "refund")).one()
    key = proofs.keep(files, "kembali", debt.amount, order.group.name)
    how = f"BCA •••• 3456, {order.group.name}"
    returning.give_back(session, debt, how=how, proof_key=key, by=finance)


def _asked(session: Session, files: Files, order: Order, photos: tuple[str, ...], finance: Actor, maker: Actor) -> None:
    """The maker gives something back; the buyer has not given an account yet."""
    refunds.give(
        session, order, [Part(order.lines[0].id, 1)], fee=0, reason="goodwill",
        words="Maaf, rasanya kali ini kurang pas.", by=maker,
    )  # fmt: skip


def _decided(
    session: Session, files: Files, order: Order, photos: tuple[str, ...], finance: Actor, maker: Actor
) -> None:
    """Told, answered, decided; the account waits at finance."""
    found = _tell(session, order, photos, "money")
    disputes.answer(session, found, ANSWER, [], by=maker)
    words = "Fotonya jelas. Satu kemasan kami kembalikan, yang lain masih baik."
    disputes.decide(session, found, "part", words, parts=[Part(order.lines[0].id, 1)], by=finance)
    refund_accounts.put(session, order.group, "DANA", "081254567890", order.group.name, by=guest(order.group.name))


def _tell(session: Session, order: Order, photos: tuple[str, ...], want: str) -> Dispute:
    line = order.lines[0]
    said = Complaint("damaged", TOLD, want, {line.id: min(2, line.going)}, photos)
    return disputes.open_(session, order, said, by=guest(order.group.name))


def _orders(session: Session, state: str) -> list[Order]:
    """The newest prepaid demo orders of a state of which nothing went back yet."""
    query = (
        select(Order)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .join(Payment, Payment.id == OrderGroup.payment_id)
        .where(OrderGroup.is_demo, Order.state == state, Payment.state == "paid", Order.refunded == 0)
        .order_by(Order.id.desc())
    )
    return [order for order in session.scalars(query) if order.lines[0].going][:3]


def _photo(files: Files, name: str, colour: str) -> str:
    """A drawn parcel that says that it is an example."""
    picture = Image.new("RGB", (900, 900), "#efe6d3")
    pen = ImageDraw.Draw(picture)
    pen.polygon(
        [(200, 360), (450, 250), (700, 360), (700, 680), (450, 790), (200, 680)], fill=colour, outline="#3b2a1a"
    )
    pen.line([(200, 360), (450, 470), (700, 360)], fill="#3b2a1a", width=8)
    pen.line([(450, 470), (450, 790)], fill="#3b2a1a", width=8)
    if name != "utuh":
        pen.line([(300, 420), (350, 520), (310, 580), (370, 700)], fill="#f6efe0", width=16)
    pen.text((40, 840), "CONTOH", fill="#3b2a1a", font_size=40)
    out = io.BytesIO()
    picture.save(out, "PNG")
    key = f"disputes/contoh-{name}.jpg"
    files.put(key, pictures.jpeg(out.getvalue()).data)
    return key
