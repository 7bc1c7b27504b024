"""What waits on each desk: for the menu, and for the first page of staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from marketplace.catalog import changes
from marketplace.kernel import clock, jobs
from marketplace.kernel.db import db
from marketplace.money import statements
from marketplace.notices import messages
from marketplace.people import certificates
from marketplace.trade import asking, owed, proof_queue
from marketplace.web import identity

from .changes import REVIEW_HOURS


@dataclass(frozen=True)
class Desk:
    """One list: where it is, how much waits, since when, and whether that is too long."""

    label: str
    endpoint: str
    what: str
    count: int = 0
    oldest: datetime | None = None
    late: bool = False
    amount: int = 0


def desks() -> list[Desk]:
    """The lists that the present person may open, in the order of a day's work."""
    by = identity.actor()
    found = [_proofs(), _statements(), _owed()] if by.has("finance") else []
    found += [_changes(), _papers(), _threads()] if by.has("officer") else []
    found += [_whatsapp(), _jobs()]
    if by.has("officer"):
        what = _("Untuk warga yang lupa kata sandi dan tidak punya e-mail.")
        found.append(Desk(_("Tautan masuk"), "agency.identity_links.show", what))
        found.append(Desk(_("Catatan"), "agency.advice.show", _("Saran untuk toko dan barangnya.")))
    return found


def _proofs() -> Desk:
    session = db.session()
    count, oldest = proof_queue.backlog(session)
    late = oldest is not None and oldest < proof_queue.late_since(session)
    return Desk(_("Bukti bayar"), "agency.proofs.show", _("Cocokkan dengan mutasi rekening."), count, oldest, late)


def _statements() -> Desk:
    count, oldest, amount = statements.backlog(db.session())
    since = clock.midnight(oldest) if oldest else None
    what = _("Uang masuk yang belum jelas untuk pesanan mana.")
    return Desk(_("Mutasi"), "agency.statements.show", what, count, since, amount=amount)


def _owed() -> Desk:
    count, oldest, amount = owed.backlog(db.session())
    what = _("Uang pembeli yang harus dikembalikan.")
    return Desk(_("Dikembalikan"), "agency.owed.show", what, count, oldest, amount=amount)


def _changes() -> Desk:
    session = db.session()
    count, oldest = changes.backlog(session)
    what = _("Produk baru dan perubahan dari penjual.")
    return Desk(_("Produk"), "agency.changes.show", what, count, oldest, _is_late(oldest))


def _papers() -> Desk:
    waiting = certificates.waiting(db.session())
    oldest = waiting[0].submitted_at if waiting else None
    what = _("Surat usaha yang dikirim penjual.")
    return Desk(_("Dokumen"), "agency.papers.show", what, len(waiting), oldest, _is_late(oldest))


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
