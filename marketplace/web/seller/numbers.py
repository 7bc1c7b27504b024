"""A maker's own figures: what sold, who came back, what ran out, what to do next."""

from __future__ import annotations

from flask import Blueprint, current_app, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.insight import own as figures
from marketplace.kernel.db import db
from marketplace.web import charts, filters, fragments
from marketplace.web.access import PRODUCER, policy

from . import own

bp = Blueprint("numbers", __name__)


@bp.get("/jualan/angka")
@policy(PRODUCER)
def show() -> Response:
    """The figures of the last twelve weeks."""
    numbers = figures.of(db.session(), own.producer_id())
    bars = charts.bars([(filters.short_day(week.monday), week.rupiah, week.offline) for week in numbers.weeks])
    return fragments.page("seller/numbers/show.html", numbers=numbers, bars=bars, step=_step(numbers.step))


def _step(step: str) -> tuple[str, str, str]:
    """What to do next: a sentence, the button's words, where it leads."""
    home = url_for("shop.home.show")
    add, made = _("Tambah produk"), "seller.drafts.start"
    text, label, endpoint = {
        "first_product": (_("Belum ada produk yang tayang."), add, made),
        "make_more": (_("Ada kemasan yang habis. Catat produksi baru."), _("Isi stok"), "seller.stock.show"),
        "share": (_("Bulan ini belum ada penjualan. Kirim toko Anda ke kenalan."), _("Bagikan"), "seller.share.show"),
        "thank": (_("Pembeli Anda kembali lagi. Kabari mereka kalau ada produk baru."), add, made),
        "another": (_("Produk kedua membuat pembeli belanja lebih banyak."), add, made),
    }[step]
    return text, label, url_for(endpoint) if endpoint in current_app.view_functions else home
