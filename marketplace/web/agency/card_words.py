"""What card cases are called, and what finance is advised to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from marketplace.kernel import rupiah
from marketplace.money.card_cases import CardCase
from marketplace.trade.orders import OrderGroup


@dataclass(frozen=True)
class CaseView:
    """A case as finance sees it. act: note, loss, or nothing to press."""

    public_id: str
    title: str
    detail: str
    advice: str
    subject: str
    number: str
    amount: int
    opened_at: datetime
    act: str


def shown(case: CardCase, group: OrderGroup | None) -> CaseView:
    """A case in words."""
    act = "loss" if is_lost(case) else "" if closes_itself(case) else "note"
    return CaseView(
        public_id=case.public_id, title=_title(case), detail=_detail(case), advice=_advice(case), subject=case.subject,
        number=group.number if group else "", amount=case.amount, opened_at=case.opened_at, act=act,
    )  # fmt: skip


def is_lost(case: CardCase) -> bool:
    """Whether the buyer's bank decided against us."""
    return case.kind == "dispute" and case.facts.get("status") == "lost"


def closes_itself(case: CardCase) -> bool:
    """Whether the provider will end it; nobody here can."""
    return case.kind == "dispute" and not is_lost(case) and case.payment_id is not None


def _title(case: CardCase) -> str:
    if case.kind == "dispute":
        return _("Sengketa kartu kalah") if is_lost(case) else _("Pembeli menggugat lewat banknya")
    return {
        "unknown": _("Uang kartu tanpa pesanan"),
        "amount": _("Jumlah kartu tidak sama dengan tagihan"),
        "session": _("Penyedia menolak membuat halaman kartu"),
        "away": _("Penyedia kartu tidak menjawab"),
        "refund": _("Pengembalian ke kartu gagal"),
        "refund_slow": _("Pengembalian ke kartu tertahan"),
        "foreign_refund": _("Pengembalian dibuat di luar toko ini"),
        "differs_charge": _("Pembayaran berbeda dengan catatan penyedia"),
        "differs_refund": _("Pengembalian berbeda dengan catatan penyedia"),
    }.get(case.kind, case.kind)


def _detail(case: CardCase) -> str:
    facts = case.facts
    if case.kind == "amount":
        asked = rupiah.show(int(facts.get("asked", 0)))
        if facts.get("currency") == "idr":
            return _("Ditagih %(asked)s, yang masuk lain.", asked=asked)
        return _("Ditagih %(asked)s, yang masuk mata uang asing.", asked=asked)
    if case.kind.startswith("differs"):
        ours, theirs = rupiah.show(int(facts.get("ours", 0))), rupiah.show(int(facts.get("theirs", 0)))
        return _("Catatan kita %(ours)s, catatan penyedia %(theirs)s.", ours=ours, theirs=theirs)
    if case.kind == "dispute":
        return _("Uang pesanannya ditahan, tidak ikut dicairkan.")
    return _("Kata penyedia: %(words)s", words=facts["reason"]) if facts.get("reason") else ""


def _advice(case: CardCase) -> str:
    if case.kind == "dispute":
        return "" if is_lost(case) else _("Jawab di halaman penyedia. Selesai sendiri bila bank sudah memutuskan.")
    return {
        "unknown": _("Cari di halaman penyedia, lalu kembalikan dari sana bila bukan milik kita."),
        "amount": _("Tidak ada yang dicatat. Periksa di halaman penyedia."),
        "refund": _("Kembalikan lewat transfer dari daftar “Dikembalikan”."),
        "refund_slow": _("Kami terus mencoba. Jangan kembalikan dengan cara lain dulu."),
        "foreign_refund": _("Cari tahu siapa yang membuatnya, lalu cocokkan."),
        "differs_charge": _("Cari nomornya di halaman penyedia."),
        "differs_refund": _("Cari nomornya di halaman penyedia."),
        "away": _("Bila lama, periksa kunci dan keadaan penyedia."),
    }.get(case.kind, "")
