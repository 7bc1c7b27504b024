"""States, steps and reasons in words that everybody knows (buyer's and seller's alike)."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from marketplace.kernel import clock
from marketplace.trade.orders import ENDED, Order, OrderGroup

from . import filters


def order_state(order: Order, state: str | None = None) -> str:
    """The state of an order for its buyer (or what another state would be called)."""
    state = state or order.state
    pickup = order.delivery_kind == "pickup"
    return {
        "awaiting_payment": _("Belum bayar"),
        "placed": _("Menunggu konfirmasi penjual"),
        "accepted": _("Dikemas"),
        "ready": _("Siap diambil") if pickup else _("Siap dikirim"),
        "shipped": _("Dikirim"),
        "arrived": _("Sudah diambil") if pickup else _("Tiba di tujuan"),
        "completed": _("Selesai"),
        "cancelled": _("Dibatalkan"),
        "declined": _("Ditolak penjual"),
        "expired": _("Waktu pembayaran habis"),
    }.get(state, state)


def seller_state(order: Order, state: str | None = None) -> str:
    """The state of an order for its seller (or what another state would be called)."""
    state = state or order.state
    return {"placed": _("Pesanan baru"), "accepted": _("Perlu dikemas")}.get(state) or order_state(order, state)


def pressed(verb: str) -> str:
    """What the seller has just done and can still take back."""
    return {
        "accept": _("Pesanan Anda terima."),
        "decline": _("Pesanan Anda tolak."),
        "ready": _("Pesanan sudah siap."),
        "hand_over": _("Pesanan sudah diserahkan."),
        "deliver": _("Pesanan sudah tiba."),
    }.get(verb, "")


def not_done(verb: str) -> str:
    """A step that no longer fitted when it should have acted."""
    if verb == "ready":
        return _("Belum tersimpan siap: stok tidak cukup atau pesanan berubah.")
    return _("Langkah terakhir tidak jadi, karena pesanan berubah.")


def time_left(until: datetime) -> str:
    """`3 jam lagi`, rounded down."""
    minutes = max(0, int((until - clock.now()).total_seconds()) // 60)
    if minutes >= 48 * 60:
        return _("%(n)s hari lagi", n=minutes // (24 * 60))
    if minutes >= 60:
        return _("%(n)s jam lagi", n=minutes // 60)
    return _("%(n)s menit lagi", n=minutes) if minutes else _("waktu hampir habis")


def tone(state: str) -> str:
    """How a state looks."""
    if state in {"cancelled", "declined", "expired"}:
        return "bad"
    if state in {"completed", "arrived"}:
        return "good"
    return "wait" if state in {"awaiting_payment", "placed"} else "calm"


def group_state(group: OrderGroup) -> str:
    """The state of a whole group: the payment's while it is open, else its orders'."""
    if group.payment.state in {"waiting", "rejected"}:
        return _("Belum bayar")
    if group.payment.state == "checking":
        return _("Pembayaran sedang dicek")
    states = list(dict.fromkeys(order_state(order) for order in group.orders))
    return " · ".join(states)


def event(verb: str) -> str:
    """What happened, or nothing when it is not for the timeline."""
    return {
        "place": _("Pesanan dibuat"),
        "pay": _("Sudah dibayar"),
        "accept": _("Diterima penjual"),
        "decline": _("Ditolak penjual"),
        "ready": _("Siap"),
        "hand_over": _("Dikirim"),
        "collect": _("Sudah diambil pembeli"),
        "deliver": _("Tiba di tujuan"),
        "receive": _("Pembeli sudah menerima"),
        "finish": _("Selesai"),
        "turn_away": _("Semua barang ditolak pembeli"),
        "accept_after_all": _("Barang yang ditolak ditagih juga"),
        "cancel": _("Dibatalkan pembeli"),
        "cancel_late": _("Dibatalkan pembeli karena terlambat"),
        "ask_cancel": _("Pembeli minta batal"),
        "cancel_rest": _("Sisa pesanan dibatalkan pembeli"),
        "give_up": _("Dibatalkan penjual"),
        "short": _("Ada yang kurang"),
        "rest": _("Sisa pesanan, disusulkan"),
        "grant_cancel": _("Permintaan batal disetujui"),
        "refuse_cancel": _("Permintaan batal ditolak"),
        "mark_late": _("Terlambat dari janji"),
        "readdress": _("Alamat diperbaiki"),
        "expire": _("Waktu pembayaran habis"),
        "fail": _("Stok tidak cukup lagi"),
        "refund": _("Uang dikembalikan ke pembeli"),
        "returned": _("Uang sudah dikirim ke pembeli"),
        "return_failed": _("Uang belum sampai, rekening perlu diperbaiki"),
        "dispute": _("Pembeli melaporkan masalah"),
        "dispute_answer": _("Penjual menjawab laporan"),
        "dispute_agree": _("Penjual setuju mengembalikan uang"),
        "dispute_decide": _("Masalah diputuskan"),
        "dispute_withdraw": _("Pembeli menarik laporannya"),
    }.get(verb, "")


def awaited(order: Order) -> str:
    """The step that is awaited next."""
    return {
        "awaiting_payment": _("Menunggu pembayaran"),
        "placed": _("Menunggu jawaban penjual"),
        "accepted": _("Sedang disiapkan"),
        "ready": _("Menunggu diambil") if order.delivery_kind == "pickup" else _("Menunggu dikirim"),
        "shipped": _("Dalam perjalanan"),
        "arrived": _("Menunggu pembeli memastikan"),
    }.get(order.state, "")


def deadline(order: Order) -> str:
    """Until when, and what happens then."""
    if order.cancel_deadline is not None:
        return _("Penjual menjawab permintaan batal sebelum %(at)s.", at=filters.moment(order.cancel_deadline))
    if order.deadline is None or order.state in ENDED:
        return ""
    at = filters.moment(order.deadline)
    return {
        "placed": _("Penjual menjawab sebelum %(at)s, jika tidak pesanan batal sendiri.", at=at),
        "shipped": _("Dianggap tiba pada %(at)s.", at=at),
        "arrived": _("Selesai sendiri pada %(at)s.", at=at),
    }.get(order.state, "")


def owed_reason(reason: str) -> str:
    """Why money goes back."""
    return {
        "declined": _("Penjual tidak bisa memenuhi pesanan."),
        "cancelled": _("Pesanan dibatalkan."),
        "no_stock": _("Uang masuk setelah barangnya habis."),
        "short": _("Sebagian barang tidak bisa dikirim."),
        "overpaid": _("Uang yang masuk lebih dari tagihan."),
        "paid_twice": _("Pesanan dibayar dua kali."),
        "after_cancel": _("Uang masuk sesudah pesanan dibatalkan."),
        "refund": _("Uang kembali untuk barang yang sudah dikirim."),
        "stray": _("Uang kartu masuk setelah pesanan berakhir."),
        "card_failed": _("Bank pembeli menolak pengembalian ke kartu."),
    }.get(reason, reason)


def finance_state(state: str) -> str:
    """How a payment stands, for finance."""
    return {
        "waiting": _("belum ada bukti"),
        "checking": _("perlu dicek"),
        "rejected": _("dikembalikan ke pembeli"),
        "expired": _("lewat waktu"),
    }.get(state, state)


def payment_state(state: str) -> str:
    """How a payment stands, told by itself."""
    return {
        "waiting": _("Menunggu pembayaran"),
        "checking": _("Perlu dicek"),
        "rejected": _("Bukti dikembalikan ke pembeli"),
        "expired": _("Waktu pembayaran habis"),
        "paid": _("Sudah dibayar"),
        "cancelled": _("Dibatalkan"),
        "on_delivery": _("Tunai saat diterima"),
        "collected": _("Sudah dibayar tunai"),
    }.get(state, state)


def job(kind: str) -> str:
    """What a background job does."""
    return {
        "notice": _("Menyusun pesan"),
        "email": _("Mengirim e-mail"),
        "whatsapp": _("Mengirim WA"),
        "card_refund": _("Mengembalikan uang ke kartu"),
        "message": _("Pesan akun"),
        "statement_read": _("Membaca mutasi rekening"),
        "statement_match": _("Mencocokkan mutasi rekening"),
    }.get(kind, kind)
