"""Troubles, states and terms of requests and purchase orders in words."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from marketplace.kernel import rupiah
from marketplace.sourcing.checks import Trouble
from marketplace.sourcing.ways import Time, Way
from marketplace.web import filters
from marketplace.web.shop import checkout_page


def trouble(one: Trouble) -> str:
    """What must be put right."""
    facts = one.facts
    day = filters.weekday(facts["day"]) if isinstance(facts.get("day"), date) else ""
    ready = filters.weekday(facts["ready"]) if isinstance(facts.get("ready"), date) else ""
    return {
        "empty": lambda: _("Belum ada barang di permintaan ini."),
        "wishes": lambda: _("%(n)s baris belum punya barang. Pilih barangnya dulu, atau hapus.", n=facts["n"]),
        "closed": lambda: _("%(maker)s sedang tidak berjualan. Ganti barangnya dulu.", maker=facts["maker"]),
        "gone": lambda: _("%(name)s tidak dijual lagi. Ganti atau hapus barisnya.", name=facts["name"]),
        "packs": lambda: _(
            "%(name)s: paling sedikit %(n)s, dengan kelipatan %(step)s.",
            name=facts["name"], n=facts["minimum"], step=facts["step"],
        ),
        "too_many": lambda: _("%(name)s: tinggal %(n)s yang bisa dipesan.", name=facts["name"], n=facts["most"]),
        "shares": lambda: _(
            "%(name)s: pembagiannya %(planned)s, padahal dipesan %(packs)s.",
            name=facts["name"], planned=facts["planned"], packs=facts["packs"],
        ),
        "minimum": lambda: _(
            "%(maker)s: kurang %(sum)s untuk pesanan terkecilnya.",
            maker=facts["maker"], sum=rupiah.show(facts["lack"]),
        ),
        "unplanned": lambda: _("%(maker)s: pilih hari pengantarannya.", maker=facts["maker"]),
        "way": lambda: _("%(maker)s: pilih cara dan waktu kirimnya.", maker=facts["maker"]),
        "day": lambda: _("%(maker)s: pilih hari pengantarannya.", maker=facts["maker"]),
        "hours": lambda: _(
            "%(maker)s: %(day)s di luar jam terima barang. Pilih waktu lain.", maker=facts["maker"], day=day
        ),
        "early": lambda: _(
            "%(maker)s: belum siap %(day)s. Paling cepat %(ready)s.", maker=facts["maker"], day=day, ready=ready
        ),
        "time": lambda: _(
            "%(maker)s: waktu %(day)s sudah penuh atau lewat. Pilih waktu lain.", maker=facts["maker"], day=day
        ),
    }[one.kind]()  # fmt: skip


def terms(code: str) -> str:
    """When it is paid."""
    known = {"tunai": _("Tunai saat barang diterima"), "dp50": _("Uang muka 50%, sisanya saat diterima")}
    return str(known.get(code) or _("%(n)s hari sesudah barang diterima", n=code))


def way(one: Way) -> str:
    """How it comes."""
    return {
        "own": _("Diantar penjual"),
        "quoted": _("Diantar penjual, sesuai penawaran"),
        "courier": one.name,
        "pickup": _("Ambil di %(place)s", place=one.name),
    }.get(one.kind, one.name)


def time(one: Time) -> str:
    """`Kamis, 26 November, 09.00–12.00`."""
    hours = checkout_page.window_text(one.starts, one.ends)
    return f"{filters.weekday(one.day)}, {hours}" if hours else filters.weekday(one.day)


def state(code: str) -> str:
    """The state of a request."""
    return str(
        {
            "draft": _("Sedang ditulis"),
            "pending": _("Menunggu persetujuan"),
            "sent_back": _("Dikembalikan"),
            "refused": _("Ditolak"),
            "expired": _("Waktu persetujuan habis"),
            "ordered": _("Sudah dipesan"),
            "discarded": _("Dibuang"),
        }[code]
    )


def tone(code: str) -> str:
    """The colour of the state."""
    return {"ordered": "good", "pending": "wait", "refused": "bad", "expired": "bad", "sent_back": "wait"}.get(
        code, "calm"
    )


def version(code: str) -> str:
    """The state of a version of a purchase order."""
    return str(
        {
            "valid": _("Berlaku"),
            "proposed": _("Menunggu jawaban penjual"),
            "refused": _("Tidak disetujui penjual"),
            "withdrawn": _("Ditarik kembali"),
            "replaced": _("Diganti"),
        }[code]
    )
