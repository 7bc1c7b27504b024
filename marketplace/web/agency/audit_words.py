"""The stream of events as rows of a page: who did what to which thing, with links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from marketplace.insight import audit_things
from marketplace.insight.audit_things import Thing
from marketplace.kernel.actor import Actor
from marketplace.kernel.events import Event

from . import audit_facts, audit_verbs
from .audit_facts import Fact

KINDS = {
    "order": _l("Pesanan"), "group": _l("Belanja"), "product": _l("Barang"), "producer": _l("Toko"),
    "organisation": _l("Organisasi"), "user": _l("Akun"), "certificate": _l("Surat"), "setting": _l("Pengaturan"),
    "purchase_request": _l("Permintaan pembelian"), "purchase_order": _l("Surat pesanan"), "rfq": _l("Minta penawaran"),
    "quote": _l("Penawaran"), "bill": _l("Tagihan"), "receipt": _l("Berita acara"), "payout": _l("Pencairan"),
    "payout_batch": _l("Daftar pencairan"), "bank_account": _l("Rekening"), "statement": _l("Mutasi"),
    "statement_line": _l("Baris mutasi"), "thread": _l("Pertanyaan"), "assistance": _l("Izin bantuan"),
    "lot": _l("Produksi"), "item": _l("Stok"), "draft": _l("Calon barang"), "import": _l("Daftar barang"),
    "price_list": _l("Daftar harga"), "text": _l("Tulisan"), "pickup_point": _l("Tempat ambil"),
    "courier_rate": _l("Tarif kurir"), "business": _l("Usaha"), "visit": _l("Kunjungan"), "review": _l("Ulasan"),
    "report": _l("Laporan"), "commission_rule": _l("Aturan komisi"), "tax_rule": _l("Aturan pajak"),
    "period": _l("Tutup buku"), "card_case": _l("Kartu"), "courier_bill": _l("Tagihan kurir"), "job": _l("Pekerjaan"),
    "tax_handed_on": _l("Setoran pajak"),
    "message": _l("Pesan"), "synonyms": _l("Kata pencarian"), "wish": _l("Permintaan barang"),
    "audit": _l("Catatan"), "receiving_account": _l("Rekening toko"), "statement_format": _l("Bentuk mutasi"),
    "bill_payment": _l("Pembayaran tagihan"), "rfq_invitation": _l("Undangan menawar"),
    "local_report": _l("Laporan belanja lokal"), "alarm": _l("Peringatan"), "local_rule": _l("Aturan belanja lokal"),
    "paper_rule": _l("Aturan surat"), "business_import": _l("Daftar usaha"), "privacy": _l("Data pribadi"),
}  # fmt: skip
PAGES = {
    "order": ("agency.orders.show", "number", "finance"),
    "organisation": ("agency.organisations.one", "public_id", "officer"),
    "setting": ("agency.settings.one", "name", "admin"),
    "text": ("agency.texts.one", "page", "admin"),
}
READERS = {
    "order": {"finance", "officer"},
    "group": {"finance", "officer"},
    "product": {"moderator", "officer", "verifier"},
    "producer": {"officer", "verifier", "moderator", "finance"},
    "certificate": {"verifier", "officer"},
    "organisation": {"officer", "finance"},
    "business": {"officer"},
    "local_report": {"officer"},
}


@dataclass(frozen=True)
class Line:
    """One row: when, who, what; the thing with the address of its own story, and the facts."""

    id: int
    at: datetime
    by: str
    act: str
    kind: str
    thing: str
    href: str
    facts: list[Fact]


def lines(session: Session, events: list[Event]) -> list[Line]:
    """Rows for a page, the names of all things read in one statement a kind."""
    things = audit_things.of(session, [event.subject for event in events])
    return [_line(event, things[event.subject]) for event in events]


def may_read(by: Actor, kind: str) -> bool:
    """Whether a member of staff may read the story of such things; the head reads all."""
    return by.has("head") or any(by.has(role) for role in READERS.get(kind, ()))


def kind_name(kind: str) -> str:
    """The kind of a thing in words."""
    return str(KINDS.get(kind, kind.replace("_", " ")))


def page_of(thing: Thing, by: Actor) -> str:
    """The address of the page where this person looks at the thing, if there is one."""
    endpoint, field, role = PAGES.get(thing.kind, ("", "", ""))
    values: dict[str, Any] = {field: thing.key}
    return url_for(endpoint, **values) if endpoint and thing.key and by.has(role) else ""


def _line(event: Event, thing: Thing) -> Line:
    number = event.subject.partition(":")[2]
    return Line(
        id=event.id,
        at=event.at,
        by=event.by_name or _("Seseorang"),
        act=audit_verbs.text(thing.kind, event.verb),
        kind=kind_name(thing.kind),
        thing=thing.name,
        href=url_for("agency.audit.story", kind=thing.kind, key=number),
        facts=audit_facts.of(event),
    )
