"""The checkout in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.people import phones
from marketplace.trade import delivery, quote, slots
from marketplace.trade.checkout import Checkout, CheckoutLine
from marketplace.web import filters, sentences


@dataclass(frozen=True)
class OptionView:
    """One way for a box; `slots` are (key, label, places left)."""

    key: str
    name: str
    detail: str
    fee: int
    promise: str
    slots: list[tuple[str, str, int]]
    open: bool
    reason: str


@dataclass(frozen=True)
class BoxView:
    """One producer's box."""

    producer_slug: str
    producer_name: str
    lines: list[CheckoutLine]
    subtotal: int
    options: list[OptionView]
    chosen: OptionView | None
    chosen_slot: str
    fee: int
    note: str
    ready_on: date


@dataclass(frozen=True)
class MethodView:
    """A way to pay."""

    code: str
    name: str
    detail: str
    open: bool
    reason: str


@dataclass(frozen=True)
class CheckoutView:
    """Everything the steps show; `total` is the amount on the button, the unique code included."""

    expires_at: datetime
    seconds_left: int
    name: str
    phone: str
    email: str
    address_lines: list[str]
    is_closed: bool
    boxes: list[BoxView]
    methods: list[MethodView]
    method: str
    method_name: str
    goods: int
    delivery: int
    code: int
    total: int


def of(checkout: Checkout, now: quote.Quote) -> CheckoutView:
    """The checkout as shown."""
    until = checkout.hold.expires_at or clock.now()
    code = checkout.payment.code if checkout.payment and checkout.method else 0
    return CheckoutView(
        expires_at=until,
        seconds_left=max(0, int((until - clock.now()).total_seconds())),
        name=checkout.name,
        phone=phones.show(checkout.phone) if checkout.phone else "",
        email=checkout.email,
        address_lines=address_lines(checkout),
        is_closed=checkout.kelurahan_code in delivery.CLOSED_PLACES(db.session()),
        boxes=[_box(box) for box in now.boxes],
        methods=[_method(method) for method in now.methods],
        method=checkout.method,
        method_name=method_name(checkout.method),
        goods=now.goods,
        delivery=now.delivery,
        code=code,
        total=now.total + code,
    )


def steps(current: str, checkout: Checkout, now: quote.Quote) -> list[tuple[str, str | None, str]]:
    """The path through checkout: label, address, state."""
    done = {"contact": checkout.has_contact, "delivery": now.delivered, "payment": bool(checkout.method)}
    names = [
        ("contact", _("Alamat")),
        ("delivery", _("Kirim")),
        ("payment", _("Bayar")),
        ("review", _("Periksa")),
    ]
    path = []
    for key, label in names:
        state = "now" if key == current else "done" if done.get(key) else "next"
        path.append((label, url_for(f"shop.checkout.{key}") if state == "done" else None, state))
    return path


def address_lines(place: object) -> list[str]:
    """Street, landmark, kelurahan with postcode."""
    area = getattr(place, "kelurahan", None)
    lines = [getattr(place, "street", ""), getattr(place, "landmark", "")]
    if area is not None:
        lines.append(f"{area.name}, {area.kecamatan} {area.postcode}")
    note = getattr(place, "courier_note", "")
    if note:
        lines.append(_("Catatan kurir: %(note)s", note=note))
    return [line for line in lines if line]


def method_name(code: str) -> str:
    """The name of a way to pay."""
    return {
        "transfer": _("Transfer bank"),
        "qris": "QRIS",
        "card": _("Kartu kredit/debit"),
        "cod": _("Bayar di tempat (COD)"),
        "fake": _("Kartu (uji)"),
    }.get(code, "")


def window_text(starts: int | None, ends: int | None) -> str:
    """`09.00–12.00`."""
    if starts is None or ends is None:
        return ""
    return f"{starts // 60:02d}.{starts % 60:02d}–{ends // 60:02d}.{ends % 60:02d}"


def option_name(kind: str, name: str) -> str:
    """What a way is called."""
    return {"own": _("Diantar penjual"), "pickup": _("Ambil di %(place)s", place=name)}.get(kind, name)


def promise_text(kind: str, day: date | None, window: str) -> str:
    """A date, never a number of days."""
    if day is None:
        return _("waktunya dikabari penjual")
    when = f"{filters.weekday(day)} {window}".strip()
    return _("bisa diambil %(when)s", when=when) if kind == "pickup" else _("tiba %(when)s", when=when)


def _box(box: quote.BoxQuote) -> BoxView:
    options = [_option(option, box) for option in box.options]
    chosen = next((view for view in options if box.chosen and view.key == box.chosen.key), None)
    return BoxView(
        producer_slug=box.producer.slug,
        producer_name=box.producer.name,
        lines=list(box.lines),
        subtotal=box.goods,
        options=options,
        chosen=chosen,
        chosen_slot=box.box.window_key,
        fee=box.fee,
        note=box.box.note,
        ready_on=box.ready_on,
    )


def _option(option: delivery.Option, box: quote.BoxQuote) -> OptionView:
    mine = box.chosen is not None and box.chosen.key == option.key
    window = box.window if mine and box.window else (option.windows[0] if option.windows else None)
    day = window.day if window else option.arrives_on
    hours = window_text(window.starts, window.ends) if window else ""
    detail = option.detail
    if option.kind == "courier":
        detail = _("Berat dihitung %(weight)s", weight=option.detail)
    promise = promise_text(option.kind, day, hours)
    if option.windows and not (mine and box.window):
        promise = _("paling cepat: %(promise)s", promise=promise)
    return OptionView(
        key=option.key,
        name=option_name(option.kind, option.name),
        detail=detail,
        fee=option.fee,
        promise=promise,
        slots=[(row.key, _slot(row), row.left) for row in option.windows],
        open=option.open,
        reason="" if option.open else _("Belum ada waktu yang bisa dipilih."),
    )


def _slot(row: slots.Window) -> str:
    return f"{filters.weekday(row.day)}, {window_text(row.starts, row.ends)}"


def _method(method: quote.MethodQuote) -> MethodView:
    details = {
        "transfer": _("Transfer tepat sampai tiga angka terakhir, lalu kirim foto buktinya."),
        "qris": _("Pindai kode dengan aplikasi bank atau dompet digital."),
        "card": _("Bayar di halaman aman penyedia kartu. Nomor kartu Anda tidak kami simpan."),
        "cod": _("Bayar tunai kepada pengantar atau penjual."),
        "fake": _("Hanya untuk pengujian."),
    }
    reason = sentences.method_reason(method.reason, method.limit) if method.reason else ""
    return MethodView(method.code, method_name(method.code), details.get(method.code, ""), method.open, reason)
