"""What waits on each desk: for the menu, and for the first page of staff."""

from __future__ import annotations

from flask_babel import gettext as _

from marketplace.catalog import changes, paper_reviews
from marketplace.insight import alarms
from marketplace.kernel import jobs
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import db
from marketplace.notices import messages
from marketplace.people import caseload, identity_checks, organisations, paper_queue
from marketplace.trade import asking, reports
from marketplace.web import identity

from .desk_rows import Desk, is_late
from .finance_counters import finance

UNDER = {f"agency.{part}": "agency.finance" for part in ("accounts", "entries", "orders", "closing", "exporting")} | {
    "agency.payout_steps": "agency.payouts",
    "agency.maker_money": "agency.payouts",
    "agency.zones": "agency.places",
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
        found.append(Desk(_("Logo"), "agency.logos.show", _("Tanda toko dan tanda dinas."), None))
        what = _("Tempat ambil bersama dan tarif kurir.")
        found.append(Desk(_("Antaran"), "agency.places.show", what, None))
        what = _("Bantuan, tentang kami, privasi, dan syarat.")
        found.append(Desk(_("Tulisan"), "agency.texts.show", what, None))
        found.append(Desk(_("Petugas"), "agency.staff.show", _("Siapa bekerja di sini, dan perannya."), None))
    if by.has("head"):
        found.append(Desk(_("Catatan kerja"), "agency.audit.show", _("Siapa melakukan apa, dan kapan."), None))
    return found


def _finance() -> Desk:
    what = _("Semua angka, neraca saldo, tutup buku.")
    return Desk(_("Keuangan"), "agency.finance.show", what, None)


def _identities() -> Desk:
    what = _("Penjual yang KTP-nya belum diperiksa.")
    return Desk(_("Identitas"), "agency.identities.show", what, identity_checks.count_missing(db.session()))


def _changes() -> Desk:
    session = db.session()
    count, oldest = changes.backlog(session)
    what = _("Produk baru dan perubahan dari penjual.")
    return Desk(_("Produk"), "agency.changes.show", what, count, oldest, is_late(oldest))


def _alarms() -> Desk:
    count, oldest = alarms.backlog(db.session())
    what = _("Penjual yang lama tidak laku, terlambat, atau tidak menjawab.")
    return Desk(_("Alarm"), "agency.alarms.show", what, count, oldest)


def _reports() -> Desk:
    count, oldest = reports.backlog(db.session())
    what = _("Ulasan dan pertanyaan yang dilaporkan.")
    return Desk(_("Laporan"), "agency.reports.show", what, count, oldest, is_late(oldest))


def _papers() -> Desk:
    session = db.session()
    counts = [paper_queue.backlog(session), paper_reviews.backlog(session)]
    oldest = min((since for _count, since in counts if since), default=None)
    what = _("Surat usaha yang dikirim penjual.")
    return Desk(_("Dokumen"), "agency.papers.show", what, sum(n for n, _since in counts), oldest, is_late(oldest))


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
    return Desk(_("Organisasi"), "agency.organisations.show", what, count, oldest, is_late(oldest))


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
