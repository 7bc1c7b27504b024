"""Invented past orders in every state, made by the shop's own verbs at earlier times."""

from __future__ import annotations

import io
from datetime import timedelta
from random import Random

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM, Actor, guest
from marketplace.kernel.files import Files
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.stock.levels import OutOfStock
from marketplace.trade import carts, checkout, fulfilment, owed, paying, placing, quote, settlement
from marketplace.trade.orders import Order, OrderGroup

FINANCE = Actor("user", "Keuangan Contoh", roles=frozenset({"finance"}))
NAMES = ("Ani", "Budi", "Citra", "Dewi", "Eko", "Fitri", "Galih", "Hana", "Indra", "Joko")
PROOF = "proofs/contoh.jpg"
STORIES = (
    [(days, "completed") for days in range(88, 4, -4)]
    + [(60, "returned"), (45, "declined"), (30, "expired"), (21, "cancelled"), (12, "declined")]
    + [
        (2, "arrived"),
        (1, "arrived"),
        (1, "arrived"),
        (2, "shipped"),
        (1, "shipped"),
        (1, "ready"),
        (1, "accepted"),
        (1, "asked"),
        (1, "late"),
    ]
    + [(0, "placed"), (0, "placed"), (0, "checking"), (0, "checking"), (0, "rejected"), (0, "waiting"), (0, "cash")]
)


def load(session: Session, files: Files) -> None:
    """Tell every story at its time; the clock is set right again afterwards."""
    files.put(PROOF, _proof())
    dice = Random(2611)  # noqa: S311
    variants = list(session.scalars(select(Variant).join(Product).where(~Product.made_to_order).order_by(Variant.id)))
    places = list(session.scalars(select(Kelurahan).order_by(Kelurahan.code)))
    try:
        for n, (days, story) in enumerate(STORIES):
            clock.shift_for_tests(timedelta(days=-days, minutes=-5))
            tell(session, story, n, dice, variants, places)
    finally:
        clock.shift_for_tests(timedelta())


def tell(session: Session, story: str, n: int, dice: Random, variants: list[Variant], places: list[Kelurahan]) -> None:
    """Place one order and take it to where its story ends."""
    method = "cod" if story == "cash" else "transfer"
    group = _place(session, n, method, dice, variants, places)
    if group is None or story in {"waiting", "cash"}:
        return
    if story == "expired":
        paying.expire(session, group, by=SYSTEM)
        return
    if story == "cancelled":
        paying.cancel(session, group, by=guest(group.name))
        return
    paying.send_proof(session, group, PROOF, "", by=guest(group.name))
    if story == "rejected":
        paying.reject(session, group, "Jumlahnya belum terlihat di rekening kami.", by=FINANCE)
    elif story != "checking":
        paying.confirm(session, group, by=FINANCE)
        for order in group.orders:
            _go(session, order, story)


def _go(session: Session, order: Order, story: str) -> None:
    maker = Actor("user", order.producer.owner_name, producer_ids=frozenset({order.producer_id}))
    if story in {"declined", "returned"}:
        fulfilment.decline(session, order, "Bahan baku sedang kosong.", by=maker)
        if story == "returned":
            debt = next(row for row in owed.waiting(session) if row.order_id == order.id)
            settlement.give_back(session, debt, how="Transfer ke rekening pembeli", proof_key=PROOF, by=FINANCE)
        return
    if story == "placed":
        return
    fulfilment.accept(session, order, by=maker)
    if story == "asked":
        fulfilment.ask_cancel(session, order, "Salah pilih tanggal.", by=guest())
    elif story == "late":
        fulfilment.mark_late(session, order, by=SYSTEM)
    if story in {"accepted", "asked", "late"}:
        return
    fulfilment.make_ready(session, order, by=maker)
    if story == "ready":
        return
    fulfilment.hand_over(session, order, by=maker)
    if story == "shipped":
        return
    if order.state == "shipped":
        fulfilment.deliver(session, order, by=maker)
    if story == "completed":
        fulfilment.finish(session, order, by=SYSTEM)


def _place(
    session: Session, n: int, method: str, dice: Random, variants: list[Variant], places: list[Kelurahan]
) -> OrderGroup | None:
    cart, _secret = carts.open_for_guest(session)
    for variant in dice.sample(variants, 1 if method == "cod" else 2):
        maker = session.get_one(Producer, session.get_one(Product, variant.product_id).producer_id)
        packs = max(1, -(-maker.minimum_order // variant.price))
        carts.add(session, cart, variant.id, packs)
    try:
        with session.begin_nested():
            begun = checkout.start(session, cart, user_id=None, network="contoh")
    except (OutOfStock, checkout.CartNotReady):
        return None
    answers = {"name": f"{NAMES[n % 10]} Contoh", "phone": f"+6281200000{200 + n:03d}", "email": ""}
    place = {"kelurahan": dice.choice(places).code, "street": f"Jl. Contoh No. {n + 1}, RT {n % 30 + 1}"}
    checkout.save_contact(session, begun, {**answers, **place, "landmark": "", "courier_note": ""})
    for box in quote.of(session, begun).boxes:
        way = next((way for way in box.options if way.open), None)
        if way is None:
            return None
        window = way.windows[0].key if way.windows else ""
        checkout.choose_delivery(session, begun, box.producer.id, way.key, window, "")
    now = quote.of(session, begun)
    offered = now.method(method)
    if offered is None or not offered.open:
        method = "transfer"
    placing.choose_method(session, begun, method, now)
    due = begun.payment.due if begun.payment else 0
    group = placing.place(session, begun, seen_total=due, language="id", by=guest(begun.name))
    group.is_demo = True
    session.flush()
    return group


def _proof() -> bytes:
    paper = Image.new("RGB", (480, 640), "#f6efe0")
    pen = ImageDraw.Draw(paper)
    pen.text((40, 60), "BUKTI TRANSFER - DATA CONTOH", fill="#14573d")
    pen.rectangle((40, 120, 440, 560), outline="#14573d", width=3)
    out = io.BytesIO()
    paper.save(out, "JPEG")
    return out.getvalue()
