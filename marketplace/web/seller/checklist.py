"""The five steps of a new maker: what is told, what is missing, why it matters."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.people import members
from marketplace.trade import advice, checklist
from marketplace.web import fragments, identity
from marketplace.web.access import PERSON, policy

from . import screens

bp = Blueprint("checklist", __name__)


@dataclass(frozen=True)
class StepView:
    """A step in words, with the way to it."""

    title: str
    why: str
    missing: list[str]
    done: bool
    label: str
    href: str | None


@bp.get("/jualan/langkah")
@policy(PERSON)
def show() -> Response:
    """The steps; who has no shop yet is led to joining."""
    by = identity.actor()
    if not by.producer_ids:
        return fragments.leave(url_for("seller.joining.show"))
    session, shop = db.session(), screens.shop()
    steps = checklist.of(session, shop)
    return fragments.page(
        "seller/checklist/show.html",
        shop=shop,
        steps=[_view(step) for step in steps],
        percent=checklist.percent(steps),
        notes=advice.open_for(session, shop.id).get(shop.subject, []),
        user=identity.me(),
        is_owner=identity.me().id in members.user_ids(session, shop.id),
    )


def _view(step: checklist.Step) -> StepView:
    title, why, label, endpoint = {
        "shop": (
            _("Ceritakan toko Anda"), _("Pembeli lebih percaya bila tahu siapa pembuatnya dan di mana dapurnya."),
            _("Isi data toko"), "seller.shop.show",
        ),
        "product": (
            _("Tayangkan produk pertama"), _("Tanpa produk, toko belum terlihat pembeli."),
            _("Tambah produk"), "seller.photos.index",
        ),
        "ways": (
            _("Pengiriman dan jam buka"), _("Pembeli ingin tahu kapan barang sampai atau bisa diambil."),
            _("Atur pengiriman dan jam"), "seller.ways.show",
        ),
        "papers": (
            _("Surat usaha"), _("Tanda halal dan PIRT baru tampil setelah suratnya diperiksa."),
            _("Kirim foto surat"), "seller.documents.show",
        ),
        "days": (
            _("Hari produksi"), _("Kami hanya menjanjikan tanggal yang sanggup Anda kerjakan."),
            _("Pilih hari produksi"), "seller.calendar.days",
        ),
    }[step.code]  # fmt: skip
    return StepView(title, why, [_missing(name) for name in step.missing], step.done, label, _address(endpoint))


def _missing(name: str) -> str:
    return {
        "kelurahan": _("kelurahan"),
        "street": _("alamat dapur"),
        "story": _("cerita singkat"),
        "product": _("belum ada produk"),
        "unfinished": _("ada produk yang belum selesai diisi"),
        "way": _("cara kirim"),
        "hours": _("jam buka"),
        "paper": _("belum ada foto surat"),
        "days": _("hari produksi"),
    }[name]


def _address(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None
