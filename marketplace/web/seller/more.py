"""Everything else a maker can do, in one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, current_app, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.sourcing import invited
from marketplace.trade import advice
from marketplace.web import fragments, identity
from marketplace.web.access import PRODUCER, policy

from . import screens

bp = Blueprint("more", __name__)
OWN_ONLY = "seller.helpers.show"


@dataclass(frozen=True)
class Entry:
    """A line of the list."""

    icon: str
    label: str
    hint: str
    href: str
    count: int = 0


@bp.get("/jualan/lainnya")
@policy(PRODUCER)
def show() -> Response:
    """Only what is there."""
    shop = screens.shop()
    asked = invited.count_open(db.session(), shop.id)
    open_notes = sum(len(notes) for notes in advice.open_for(db.session(), shop.id).values())
    groups = [
        (title, _there(entries, {"seller.advice.show": open_notes, "seller.quotations.listing": asked}))
        for title, entries in _all(shop.slug)
    ]
    return fragments.page("seller/more/show.html", shop=shop, groups=[group for group in groups if group[1]])


def _there(entries: list[tuple[str, str, str, str, dict[str, str]]], counts: dict[str, int]) -> list[Entry]:
    return [
        Entry(
            icon,
            label,
            hint,
            url_for(endpoint, **cast(dict[str, Any], values)),
            counts.get(endpoint, 0),
        )
        for endpoint, icon, label, hint, values in entries
        if endpoint in current_app.view_functions and not (endpoint == OWN_ONLY and identity.actor().acting_for)
    ]


def _all(slug: str) -> list[tuple[str, list[tuple[str, str, str, str, dict[str, str]]]]]:
    return [
        (_("Barang"), [
            ("seller.photos.index", "camera", _("Tambah produk"), _("Mulai dari foto"), {}),
            ("seller.products.show", "basket", _("Daftar produk"), _("Harga, nama, foto"), {}),
            ("seller.stock.show", "box", _("Stok"), _("Tambah, kurangi, habis"), {}),
            ("seller.grid.show", "menu", _("Tabel stok"), _("Untuk layar lebar"), {}),
            ("seller.sales.show", "cash", _("Catat penjualan"), _("Laku di pasar atau lewat WhatsApp"), {}),
            ("seller.sheets.show", "download", _("Masukkan dari Excel"), _("Banyak produk sekaligus"), {}),
        ]),
        (_("Pesanan dan uang"), [
            ("seller.inbox.show", "box", _("Pesanan"), _("Yang perlu dikerjakan"), {}),
            ("seller.picking.show", "check", _("Daftar ambil"), _("Apa yang dikemas hari ini"), {}),
            ("seller.threads.show", "chat", _("Pertanyaan pembeli"), _("Jawab dari sini"), {}),
            ("seller.reviews.show", "star", _("Ulasan pembeli"), _("Baca dan jawab"), {}),
            ("seller.quotations.listing", "pen", _("Permintaan penawaran"), _("Hotel menanyakan harga"), {}),
            ("seller.money.show", "bank", _("Uang"), _("Yang akan diterima"), {}),
            ("seller.bank.show", "cash", _("Rekening saya"), _("Ke mana uang dikirim"), {}),
            ("seller.price_lists.show", "star", _("Harga khusus"), _("Untuk hotel dan restoran"), {}),
            ("seller.numbers.show", "star", _("Angka toko"), _("Yang laku, siapa pelanggannya"), {}),
        ]),
        (_("Toko saya"), [
            ("seller.checklist.show", "check", _("Langkah membuka toko"), _("Yang sudah dan yang belum"), {}),
            ("seller.shop.show", "home", _("Data toko"), _("Nama, foto, alamat"), {}),
            ("seller.calendar.hours", "clock", _("Jam buka"), _("Per hari"), {}),
            ("seller.calendar.holiday", "door", _("Libur"), _("Tanggal toko tutup"), {}),
            ("seller.ways.show", "scooter", _("Cara kirim"), _("Ambil, antar sendiri, kurir"), {}),
            ("seller.calendar.days", "clock", _("Hari produksi"), _("Hari dapur bekerja"), {}),
            ("seller.calendar.capacity", "leaf", _("Kesanggupan per minggu"), _("Untuk barang pesanan"), {}),
            ("seller.documents.show", "halal", _("Surat usaha"), _("NIB, PIRT, halal"), {}),
            ("seller.helpers.show", "person", _("Yang membantu saya"), _("Izin mengurus toko"), {}),
            ("seller.advice.show", "pen", _("Catatan pendamping"), _("Saran untuk toko Anda"), {}),
        ]),
        (_("Lihat dan akun"), [
            ("shop.catalogue.producer", "search", _("Lihat toko saya"), _("Seperti dilihat pembeli"), {"slug": slug}),
            ("shop.home.show", "globe", _("Lihat pasar"), _("Semua toko"), {}),
            ("shop.account.show", "person", _("Akun"), _("Nomor HP, kata sandi, keluar"), {}),
            ("shop.pages.help", "help", _("Bantuan"), _("Pertanyaan yang sering"), {}),
        ]),
    ]  # fmt: skip
