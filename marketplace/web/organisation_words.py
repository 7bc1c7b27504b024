"""Organisations in words: what they are, how they stand, how they pay, who does what for them."""

from __future__ import annotations

from flask_babel import gettext as _

from marketplace.people.organisations import KINDS, TERMS


def kind(name: str) -> str:
    """What sort of buyer."""
    return {
        "hotel": _("Hotel"),
        "restoran": _("Restoran atau kafe"),
        "katering": _("Katering"),
        "kantor": _("Kantor"),
        "lainnya": _("Lainnya"),
    }[name]


def kinds() -> list[tuple[str, str]]:
    """The sorts to choose from."""
    return [(name, kind(name)) for name in KINDS]


def state(name: str) -> str:
    """How it stands with the shop."""
    return {"new": _("Baru"), "active": _("Aktif"), "suspended": _("Dihentikan")}[name]


def tone(name: str) -> str:
    """How the state looks."""
    return {"new": "wait", "active": "good", "suspended": "bad"}[name]


def term(name: str) -> str:
    """When the money is due."""
    if name == "tunai":
        return _("Tunai saat barang diterima")
    return _("Uang muka 50 persen") if name == "dp50" else _("%(n)s hari", n=name)


def terms(names: list[str]) -> str:
    """Several of them in one line."""
    return ", ".join(term(name) for name in names)


def all_terms() -> list[tuple[str, str]]:
    """Those that staff may grant; cash needs no grant."""
    return [(name, term(name)) for name in TERMS if name != "tunai"]


def role(name: str) -> str:
    """A role by name."""
    return {
        "requester": _("Pemesan"),
        "approver": _("Penyetuju"),
        "receiver": _("Penerima barang"),
        "finance": _("Keuangan"),
        "owner": _("Pemilik"),
    }[name]


def may(name: str) -> str:
    """What a role may do."""
    return {
        "requester": _("menulis dan mengirim permintaan"),
        "approver": _("menyetujui atau menolak"),
        "receiver": _("menghitung barang yang datang"),
        "finance": _("melihat tagihan dan mencatat bayar"),
        "owner": _("semua, juga anggota dan anggaran"),
    }[name]


def event(verb: str) -> str:
    """What was done, for its history."""
    return {
        "founded": _("Organisasi didaftarkan"),
        "described": _("Data organisasi diubah"),
        "outlet_added": _("Outlet ditambah"),
        "outlet_changed": _("Outlet diubah"),
        "outlet_closed": _("Outlet ditutup"),
        "outlet_reopened": _("Outlet dibuka lagi"),
        "member_placed": _("Peran anggota diatur"),
        "member_removed": _("Anggota dikeluarkan"),
        "invited": _("Anggota diundang"),
        "invitation_withdrawn": _("Undangan ditarik"),
        "budget_set": _("Anggaran diatur"),
        "activated": _("Tempo dan batas kredit diberikan"),
        "suspended": _("Pembelian dihentikan"),
    }.get(verb, "")
