"""What happened to a paper, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from marketplace.kernel.events import Event


@dataclass(frozen=True)
class Step:
    """One line of the history."""

    text: str
    at: datetime
    by: str
    note: str
    done: bool = True


def steps(found: Iterable[Event]) -> list[Step]:
    """The history, oldest first."""
    return [Step(_text(event), event.at, event.by_name, _note(event)) for event in found]


def _text(event: Event) -> str:
    if event.verb == "opened":
        return _("Nomor lengkap dibuka") if event.facts.get("what") == "number" else _("Foto dibuka")
    return {
        "submitted": _("Dikirim"),
        "covers": _("Produk dipilih"),
        "verified": _("Disahkan"),
        "returned": _("Dikembalikan"),
        "withdrawn": _("Ditarik"),
        "remind": _("Diingatkan"),
        "expired": _("Berakhir"),
        "declare_asked": _("Ditanya apakah ada yang berubah"),
        "unchanged": _("Dinyatakan tidak berubah"),
        "review_asked": _("Ditinjau lagi karena produknya berubah"),
        "review_kept": _("Tetap berlaku untuk produk ini"),
        "review_dropped": _("Tidak berlaku untuk produk ini"),
    }.get(event.verb, event.verb)


def _note(event: Event) -> str:
    facts = event.facts
    if event.verb == "remind":
        return _("%(days)s hari sebelum berakhir", days=facts["days"])
    return " · ".join(str(facts[name]) for name in ("product", "reason") if facts.get(name))
