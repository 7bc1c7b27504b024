"""What happened to the shelf, in words: why, how much, who, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from marketplace.stock.lots import Lot, Movement
from marketplace.trade.larder import Pile

from . import amounts


@dataclass(frozen=True)
class Told:
    """One line of the history."""

    text: str
    change: str
    at: datetime
    by: str
    note: str


def history(movements: Iterable[Movement], pile: Pile) -> list[Told]:
    """Movements in words; the parts of one act are one line."""
    told: list[tuple[Movement, int]] = []
    for movement in movements:
        last = told[-1][0] if told else None
        same = last is not None and (last.reference, last.cause) == (movement.reference, movement.cause)
        if same and movement.reference:
            told[-1] = (told[-1][0], told[-1][1] + movement.quantity)
        else:
            told.append((movement, movement.quantity))
    return [
        Told(cause(movement.cause, quantity), signed(quantity, pile), movement.at, movement.by_name, movement.note)
        for movement, quantity in told
    ]


def signed(quantity: int, pile: Pile) -> str:
    """`+12` or `−3`, in packs or weight."""
    return ("+" if quantity > 0 else "−") + amounts.short(abs(quantity), pile)


def cause(code: str, quantity: int) -> str:
    """Why the shelf changed."""
    if code == "count":
        return _("Dihitung lagi, ternyata lebih") if quantity > 0 else _("Dihitung lagi, ternyata kurang")
    return {
        "production": _("Baru dibuat"),
        "sale": _("Dikirim ke pembeli"),
        "returned": _("Kembali dari pembeli"),
        "sale_offline": _("Dijual di luar toko ini"),
        "sold_out": _("Ditandai habis"),
        "broken": _("Rusak"),
        "own_use": _("Dipakai sendiri"),
        "expired": _("Lewat tanggal"),
        "near_date_out": _("Dekat tanggal, pindah ke obral"),
        "near_date_in": _("Masuk obral, dekat tanggal"),
        "discarded": _("Dibuang setelah ditahan"),
        "short": _("Ternyata tidak ada saat dikemas"),
        "import": _("Diisi dari berkas"),
        "undo": _("Diurungkan"),
    }.get(code, _("Perubahan lain"))


def lot_state(lot: Lot) -> str:
    """Whether a lot is sold."""
    return {"open": _("Dijual"), "held": _("Ditahan"), "recalled": _("Ditarik kembali")}.get(lot.state, lot.state)


def place(code: str) -> str:
    """Where something was sold outside the shop."""
    return {"market": _("Pasar"), "whatsapp": _("WhatsApp"), "home": _("Di rumah")}.get(code, code)
