"""Money in plain words: four heaps, each opening to its orders."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.trade import earnings
from marketplace.web import fragments, words
from marketplace.web.access import PRODUCER, policy

from . import own

bp = Blueprint("money", __name__)

ADDRESSES = {"akan-tunai": "expected", "ditahan": "held", "akan-dibayar": "due", "tunai": "cash"}


@dataclass(frozen=True)
class Heap:
    """A heap as the page shows it: its address, its name, what it means, rupiah."""

    address: str
    title: str
    meaning: str
    amount: int


@bp.get("/jualan/uang")
@policy(PRODUCER)
def show() -> Response:
    """The four heaps."""
    return fragments.page("seller/money/show.html", heaps=_heaps())


@bp.get("/jualan/uang/<address>")
@policy(PRODUCER)
def heap(address: str) -> Response:
    """The orders of one heap."""
    kind = ADDRESSES.get(address)
    number = request.args.get("halaman", "1")
    if kind is None or not number.isascii() or not number.isdigit() or not 1 <= int(number[:6]) <= 10_000:
        abort(404)
    page = int(number)
    chosen = next(found for found in _heaps() if found.address == address)
    rows = earnings.rows(db.session(), own.producer_id(), kind, page=page)
    more = page + 1 if len(rows) == earnings.PAGE else None
    return fragments.page("seller/money/heap.html", heap=chosen, rows=rows, page=page, more=more, words=words)


def _heaps() -> list[Heap]:
    money = earnings.overview(db.session(), own.producer_id())
    texts = {
        "due": (_("Akan dibayar"), _("Pesanan selesai. Uangnya menunggu dibayarkan kepada Anda.")),
        "held": (_("Masih ditahan"), _("Pembeli sudah bayar. Uang menjadi milik Anda setelah pesanan selesai.")),
        "expected": (_("Akan diterima tunai"), _("Pembeli membayar tunai saat barang tiba.")),
        "cash": (_("Anda pegang"), _("Uang tunai yang sudah Anda terima dari pembeli.")),
    }
    address = {kind: name for name, kind in ADDRESSES.items()}
    return [Heap(address[kind], *texts[kind], getattr(money, kind)) for kind in texts]
