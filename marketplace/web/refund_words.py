"""Refunds and disputes in words that everybody knows."""

from __future__ import annotations

from flask_babel import gettext as _

from marketplace.kernel import rupiah
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.refund_rows import Refund

from . import filters


def reason(code: str) -> str:
    """Why a refund is given."""
    return {
        "damaged": _("Barang rusak atau pecah"),
        "wrong": _("Barangnya salah"),
        "missing": _("Ada yang tidak sampai"),
        "quality": _("Mutunya kurang baik"),
        "late": _("Terlambat sampai"),
        "goodwill": _("Niat baik penjual"),
        "dispute": _("Laporan masalah dari pembeli"),
    }.get(code, code)


def why_not(code: str) -> str:
    """Why nothing can be refunded."""
    return {
        "not_sent": _("Barangnya belum sampai ke pembeli. Batalkan pesanannya, atau catat barang yang kurang."),
        "not_paid": _("Pesanan ini belum dibayar."),
        "all": _("Semua uang pesanan ini sudah dikembalikan."),
    }.get(code, "")


def kind(code: str) -> str:
    """What is wrong with what came."""
    return {
        "damaged": _("Rusak, pecah, atau bocor"),
        "wrong": _("Barangnya salah"),
        "missing": _("Ada yang kurang"),
        "quality": _("Basi atau mutunya kurang baik"),
        "not_arrived": _("Barangnya belum saya terima"),
    }.get(code, code)


def want(code: str) -> str:
    """What the buyer asks for."""
    return {
        "money": _("Uang barang ini kembali"),
        "money_fee": _("Uang barang ini dan ongkirnya kembali"),
        "replace": _("Barang pengganti"),
    }.get(code, code)


def decision(code: str) -> str:
    """What finance decided."""
    return {
        "refund": _("Uang kembali seperti yang diminta"),
        "part": _("Sebagian uang kembali"),
        "none": _("Tidak ada uang yang kembali"),
    }.get(code, code)


def why_no_dispute(code: str) -> str:
    """Why no problem can be told now."""
    return {
        "not_received": _("Masalah bisa dilaporkan setelah barangnya tiba."),
        "over": _("Batas waktu melapor sudah lewat. Anda masih bisa bertanya kepada penjual."),
        "open": _("Masalah ini sudah Anda laporkan."),
        "decided": _("Laporan untuk pesanan ini sudah diputuskan."),
    }.get(code, "")


def dispute_state(dispute: Dispute) -> str:
    """Where a dispute stands."""
    if dispute.is_late:
        return _("penjual belum menjawab")
    return {
        "open": _("menunggu penjual"),
        "answered": _("menunggu putusan"),
        "approving": _("menunggu orang kedua"),
        "agreed": _("penjual setuju"),
        "decided": _("sudah diputuskan"),
        "withdrawn": _("ditarik pembeli"),
    }.get(dispute.state, dispute.state)


def dispute_tone(dispute: Dispute) -> str:
    """How that looks."""
    if dispute.is_late:
        return "bad"
    return "wait" if dispute.is_open else "calm"


def what_comes(dispute: Dispute) -> str:
    """What happens next, for the buyer."""
    if dispute.is_late or dispute.state in {"answered", "approving"}:
        return _("Petugas kami memutuskan, paling lama dua hari kerja.")
    if dispute.state == "open":
        return _("Penjual menjawab sebelum %(at)s.", at=filters.moment(dispute.answer_by))
    return ""


def parts(refund: Refund) -> list[str]:
    """What of an order a refund is about."""
    found = [f"{row.quantity} × {row.line.name}, {row.line.label}" for row in refund.lines]
    return [*found, _("ongkir %(fee)s", fee=rupiah.show(refund.fee))] if refund.fee else found
