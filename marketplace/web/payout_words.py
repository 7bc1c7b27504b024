"""Payouts in words: why somebody is not paid, where a payout stands."""

from __future__ import annotations

from flask_babel import gettext as _

from marketplace.kernel import rupiah
from marketplace.money import payouts
from marketplace.money.payouts import Payout, PayoutBatch
from marketplace.trade.dues import Due

from . import filters, identity


def why(due: Due) -> str:
    """Why a maker is not paid now, for finance; empty when she is."""
    held = due.account.hold_until if due.account is not None else None
    return {
        "frozen": _("Ditahan karena masalah pesanan"),
        "owes": _("Uang COD di tangannya lebih besar"),
        "unverified": _("Identitas belum diperiksa petugas"),
        "no_account": _("Belum mengisi rekening"),
        "unapproved": _("Rekening belum disetujui"),
        "held": _("Rekening baru diganti, ditahan sampai %(at)s", at=filters.moment(held)) if held else "",
        "below": _("Di bawah %(sum)s", sum=rupiah.show(payouts.MINIMUM(identity.db_session()))),
    }.get(due.why, "")


def why_to_her(due: Due) -> str:
    """The same for the maker herself."""
    held = due.account.hold_until if due.account is not None else None
    return {
        "frozen": _("Uang ditahan sampai masalah pesanan selesai."),
        "unverified": _("Petugas perlu memeriksa KTP Anda dulu. Kami akan menghubungi Anda."),
        "no_account": _("Isi rekening Anda dulu."),
        "unapproved": _("Rekening Anda sedang kami periksa."),
        "held": _("Rekening baru diganti. Uang dikirim mulai %(at)s.", at=filters.moment(held)) if held else "",
        "below": _("Dibayar setelah terkumpul %(sum)s.", sum=rupiah.show(payouts.MINIMUM(identity.db_session()))),
    }.get(due.why, "")


def state(payout: Payout) -> str:
    """Where one payout stands."""
    if payout.state == "claimed":
        return _("di berkas bank") if payout.filed_at else _("belum dikirim")
    return {"sent": _("terkirim"), "failed": _("gagal")}[payout.state]


def tone(payout: Payout) -> str:
    """How it looks."""
    return {"sent": "good", "failed": "bad"}.get(payout.state, "wait")


def stopped(reason: str) -> str:
    """Why a payout must not go any more."""
    return {
        "frozen": _("Ada pesanan yang uangnya ditahan. Keluarkan dari daftar ini."),
        "unverified": _("Identitas penjual tidak berlaku lagi. Keluarkan dari daftar ini."),
        "account": _("Penjual mengganti rekening. Keluarkan dari daftar ini."),
    }.get(reason, "")


def batch_state(batch: PayoutBatch) -> str:
    """Where a batch stands."""
    if batch.state == "waiting":
        return _("menunggu orang kedua")
    states = [payout.state for payout in batch.payouts]
    if "claimed" in states:
        return _("%(n)s belum dikirim", n=states.count("claimed"))
    return _("selesai, %(n)s gagal", n=states.count("failed")) if "failed" in states else _("selesai")


def batch_tone(batch: PayoutBatch) -> str:
    """How it looks."""
    states = {payout.state for payout in batch.payouts}
    return "wait" if "claimed" in states else "bad" if "failed" in states else "good"
