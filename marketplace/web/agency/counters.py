"""What waits on each desk: for the menu, and for the first page of staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from marketplace.catalog import changes, paper_reviews
from marketplace.insight import alarms
from marketplace.kernel import clock, jobs
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import db
from marketplace.money import bank_accounts, card_cases, card_money, payouts, statements
from marketplace.money.gateways import card
from marketplace.notices import messages
from marketplace.people import caseload, identity_checks, organisations, paper_queue
from marketplace.sourcing import contests
from marketplace.trade import asking, bills, dispute_queue, owed, proof_queue, refund_rows, reports
from marketplace.web import identity

from .changes import REVIEW_HOURS

SHOWN = 5
UNDER = {f"agency.{part}": "agency.finance" for part in ("accounts", "entries", "orders", "closing", "exporting")} | {
    "agency.payout_steps": "agency.payouts",
    "agency.maker_money": "agency.payouts",
    "agency.local_rules": "agency.local_reports",
    "agency.room_goods": "agency.local_reports",
    "agency.restricted": "agency.changes",
    "agency.paper_list": "agency.papers",
    "agency.paper_reviews": "agency.papers",
    "agency.paper_rules": "agency.papers",
    "agency.statement_lines": "agency.statements",
    "agency.statement_formats": "agency.statements",
    "agency.register_lists": "agency.businesses",
    "agency.hotel_ready": "agency.boards",
}


@dataclass(frozen=True)
class Item:
    """One thing of a list: what it is, where a press settles it, since when, rupiah."""

    name: str
    whose: str
    href: str
    at: datetime | None
    amount: int
    late: bool = False


@dataclass(frozen=True)
class Desk:
    """One list: where it is, how much waits, since when, and whether that is too long.

    `count` is nothing where no list waits; `items` gives its first ones for the finance desk.
    """

    label: str
    endpoint: str
    what: str
    count: int | None = 0
    oldest: datetime | None = None
    late: bool = False
    amount: int = 0
    items: Callable[[], list[Item]] | None = None


def desks() -> list[Desk]:
    """The lists that the present person may open, in the order of a day's work.

    Those of finance only while something waits; the others are on the finance desk.
    """
    by = identity.actor()
    found = [_finance(), *(desk for desk in finance() if desk.count)] if by.has("finance") else []
    if by.has("head") or by.has("officer"):
        what = _("Omzet, tangga penjual, bahan lokal, siap hotel.")
        found.append(Desk(_("Papan"), "agency.boards.show", what, None))
    found += [_changes(), _reports()] if by.has("moderator") else []
    found += [_papers()] if by.has("verifier") else []
    found += [_caseload()] if by.has("officer") else []
    found += [_register()] if by.has("officer") or by.has("head") else []
    found += [_paper_calendar()] if by.has("officer") or by.has("head") or by.has("verifier") else []
    found += [_alarms(), _identities(), _organisations(), _threads()] if by.has("officer") else []
    if by.has("officer") or by.has("head"):
        what = _("Yang dicari tetapi belum ada, dan siapa yang bisa membuatnya.")
        found.append(Desk(_("Kebutuhan"), "agency.demand.show", what, None))
    found += [_whatsapp(), _jobs()]
    if by.has("officer"):
        what = _("Untuk warga yang lupa kata sandi dan tidak punya e-mail.")
        found.append(Desk(_("Tautan masuk"), "agency.identity_links.show", what, None))
        found.append(Desk(_("Catatan"), "agency.advice.show", _("Saran untuk toko dan barangnya."), None))
        what = _("Yang dicari pembeli tetapi belum ada.")
        found.append(Desk(_("Pencarian"), "agency.searches.show", what, None))
    if by.has("officer") or by.has("head"):
        what = _("Laporan hotel tentang barang lokal yang mereka beli.")
        found.append(Desk(_("Produk lokal"), "agency.local_reports.show", what, None))
    return found + _looking_after(by)


def _looking_after(by: Actor) -> list[Desk]:
    """What heads and administrators look after."""
    found = []
    if by.has("admin"):
        found.append(
            Desk(_("Pengaturan"), "agency.settings.show", _("Nilai dan aturan toko, dengan riwayatnya."), None)
        )
        what = _("Tempat ambil bersama dan tarif kurir.")
        found.append(Desk(_("Antaran"), "agency.places.show", what, None))
        what = _("Bantuan, tentang kami, privasi, dan syarat.")
        found.append(Desk(_("Tulisan"), "agency.texts.show", what, None))
        found.append(Desk(_("Petugas"), "agency.staff.show", _("Siapa bekerja di sini, dan perannya."), None))
    if by.has("head"):
        found.append(Desk(_("Catatan kerja"), "agency.audit.show", _("Siapa melakukan apa, dan kapan."), None))
    return found


def finance() -> list[Desk]:
    """The lists of finance."""
    return [
        _proofs(),
        _statements(),
        *_card(),
        _owed(),
        *_seconds(),
        _disputes(),
        _bills(),
        _payouts(),
        _bank_accounts(),
        _documents(),
        _tax(),
        _commission(),
        _courier(),
    ]


def _finance() -> Desk:
    what = _("Semua angka, neraca saldo, tutup buku.")
    return Desk(_("Keuangan"), "agency.finance.show", what, None)


def _proofs() -> Desk:
    session = db.session()
    count, oldest = proof_queue.backlog(session)
    late = oldest is not None and oldest < proof_queue.late_since(session)
    what = _("Cocokkan dengan mutasi rekening.")
    return Desk(_("Bukti bayar"), "agency.proofs.show", what, count, oldest, late, items=_proof_items)


def _proof_items() -> list[Item]:
    session, found = db.session(), []
    since = proof_queue.late_since(session)
    for group in proof_queue.waiting(session, SHOWN):
        href, at = url_for("agency.proofs.show", nomor=group.number, putusan="terima"), proof_queue.sent_at(group)
        found.append(Item(group.number, group.name, href, at, group.payment.due, at is not None and at < since))
    return found


def _statements() -> Desk:
    count, oldest, amount = statements.backlog(db.session())
    since = clock.midnight(oldest) if oldest else None
    what = _("Uang masuk yang belum jelas untuk pesanan mana.")
    return Desk(_("Mutasi"), "agency.statements.show", what, count, since, amount=amount)


def _owed() -> Desk:
    count, oldest, amount = owed.backlog(db.session())
    what = _("Uang pembeli yang harus dikembalikan.")
    return Desk(_("Dikembalikan"), "agency.owed.show", what, count, oldest, amount=amount, items=_owed_items)


def _owed_items() -> list[Item]:
    found = []
    for debt in owed.waiting(db.session())[:SHOWN]:
        href = url_for("agency.owed.show", utang=debt.public_id)
        found.append(Item(debt.order.number, debt.order.group.name, href, debt.created_at, debt.amount))
    return found


def _documents() -> Desk:
    what = _("Invoice, nota kredit dan kuitansi, per bulan.")
    return Desk(_("Dokumen jual"), "agency.sales_documents.show", what, None)


def _tax() -> Desk:
    return Desk(_("Pajak"), "agency.tax.show", _("Aturan pajak pada invoice, dan penjual PKP."), None)


def _commission() -> Desk:
    return Desk(_("Komisi"), "agency.commission.show", _("Aturan komisi, dan surat bebas pajak."), None)


def _courier() -> Desk:
    return Desk(_("Kurir"), "agency.courier.show", _("Ongkir untuk kurir, dan tagihannya."), None)


def _disputes() -> Desk:
    count, oldest, late = dispute_queue.backlog(db.session())
    what = _("Masalah yang dilaporkan pembeli, menunggu putusan.")
    return Desk(_("Masalah"), "agency.disputes.show", what, count, oldest, late)


def _bills() -> Desk:
    """What is overdue, and counts that a maker contests."""
    session = db.session()
    late = [bill for bill in bills.all_open(session) if bill.days_late > 0]
    count, oldest = contests.backlog(session)
    if late:
        since = clock.midnight(late[0].due_on)
        oldest = min(oldest, since) if oldest else since
    what = _("Tagihan hotel yang lewat jatuh tempo, dan berita acara yang dibantah.")
    amount = sum(bill.open for bill in late)
    return Desk(_("Tagihan hotel"), "agency.bills.show", what, len(late) + count, oldest, bool(late), amount)


def _seconds() -> list[Desk]:
    """Refunds that ask for a second person; the desk is there while something waits."""
    waiting = refund_rows.waiting(db.session())
    if not waiting:
        return []
    what, amount = _("Pengembalian besar yang menunggu orang kedua."), sum(row.amount for row in waiting)
    return [Desk(_("Persetujuan"), "agency.refunds.show", what, len(waiting), waiting[0].asked_at, amount=amount)]


def _card() -> list[Desk]:
    """Only where cards are or were taken."""
    session = db.session()
    count, oldest, amount = card_cases.backlog(session)
    if not count and card.provider() is None and not card_money.balance(session):
        return []
    what = _("Uang kartu yang perlu dilihat.")
    return [Desk(_("Kartu"), "agency.card.show", what, count, oldest, late=count > 0, amount=amount)]


def _payouts() -> Desk:
    count, oldest, amount = payouts.backlog(db.session())
    what = _("Uang penjual yang harus dikirim.")
    return Desk(_("Pencairan"), "agency.payouts.show", what, count, oldest, amount=amount)


def _bank_accounts() -> Desk:
    count, oldest = bank_accounts.backlog(db.session())
    what = _("Rekening penjual yang perlu disetujui.")
    return Desk(_("Rekening penjual"), "agency.bank_accounts.show", what, count, oldest, _is_late(oldest))


def _identities() -> Desk:
    what = _("Penjual yang KTP-nya belum diperiksa.")
    return Desk(_("Identitas"), "agency.identities.show", what, identity_checks.count_missing(db.session()))


def _changes() -> Desk:
    session = db.session()
    count, oldest = changes.backlog(session)
    what = _("Produk baru dan perubahan dari penjual.")
    return Desk(_("Produk"), "agency.changes.show", what, count, oldest, _is_late(oldest))


def _alarms() -> Desk:
    count, oldest = alarms.backlog(db.session())
    what = _("Penjual yang lama tidak laku, terlambat, atau tidak menjawab.")
    return Desk(_("Alarm"), "agency.alarms.show", what, count, oldest)


def _reports() -> Desk:
    count, oldest = reports.backlog(db.session())
    what = _("Ulasan dan pertanyaan yang dilaporkan.")
    return Desk(_("Laporan"), "agency.reports.show", what, count, oldest, _is_late(oldest))


def _papers() -> Desk:
    session = db.session()
    counts = [paper_queue.backlog(session), paper_reviews.backlog(session)]
    oldest = min((since for _count, since in counts if since), default=None)
    what = _("Surat usaha yang dikirim penjual.")
    return Desk(_("Dokumen"), "agency.papers.show", what, sum(n for n, _since in counts), oldest, _is_late(oldest))


def _paper_calendar() -> Desk:
    what = _("Surat yang segera berakhir, dan daftar rujukannya.")
    return Desk(_("Kalender surat"), "agency.paper_calendar.show", what, None)


def _caseload() -> Desk:
    me = identity.me().id
    what = _("Usaha yang Anda dampingi, dan langkah berikutnya.")
    return Desk(_("Lapangan"), "agency.fieldwork.show", what, caseload.count_due(db.session(), me))


def _register() -> Desk:
    return Desk(_("Register"), "agency.businesses.show", _("Semua usaha yang tercatat di dinas."), None)


def _organisations() -> Desk:
    count, oldest = organisations.backlog(db.session())
    what = _("Hotel dan usaha yang menunggu tempo dan batas kredit.")
    return Desk(_("Organisasi"), "agency.organisations.show", what, count, oldest, _is_late(oldest))


def _is_late(oldest: datetime | None) -> bool:
    return oldest is not None and oldest < clock.now() - timedelta(hours=REVIEW_HOURS(db.session()))


def _whatsapp() -> Desk:
    session = db.session()
    count, oldest = messages.backlog_whatsapp(session)
    late = oldest is not None and oldest < messages.old_since(session)
    return Desk(_("Kirim WA"), "agency.whatsapp.show", _("Satu ketukan untuk satu pesan."), count, oldest, late)


def _threads() -> Desk:
    count, oldest = asking.backlog(db.session())
    what = _("Yang tidak dijawab penjual.")
    return Desk(_("Pertanyaan"), "agency.threads.show", what, count, oldest, late=count > 0)


def _jobs() -> Desk:
    count = jobs.count_failed(db.session())
    what = _("Yang gagal sesudah dicoba berkali-kali.")
    return Desk(_("Pekerjaan"), "agency.jobs.show", what, count, late=count > 0)
