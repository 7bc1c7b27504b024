"""What waits on the lists of finance."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.money import bank_accounts, card_cases, card_money, payouts, receiving, statements
from marketplace.money.gateways import card
from marketplace.sourcing import contests
from marketplace.trade import bills, dispute_queue, owed, proof_queue, refund_rows

from .desk_rows import Desk, Item, is_late

SHOWN = 5


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
        _receiving_accounts(),
        _documents(),
        _tax(),
        _tax_handing(),
        _commission(),
        _courier(),
    ]


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


def _tax_handing() -> Desk:
    what = _("PPh 22 yang dipotong, dan yang sudah disetor.")
    return Desk(_("Setoran pajak"), "agency.tax_handing.show", what, None)


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
    return Desk(_("Rekening penjual"), "agency.bank_accounts.show", what, count, oldest, is_late(oldest))


def _receiving_accounts() -> Desk:
    count, oldest = receiving.backlog(db.session())
    what = _("Tempat uang pembeli masuk: rekening bank dan QRIS.")
    return Desk(_("Rekening toko"), "agency.receiving_accounts.show", what, count, oldest, is_late(oldest))
