"""What happened to an order and its payment, in words for staff."""

from __future__ import annotations

from flask_babel import gettext as _

from marketplace.kernel import rupiah
from marketplace.kernel.events import Event
from marketplace.web import words
from marketplace.web.shop.order_views import StepView


def steps(happened: list[Event]) -> list[StepView]:
    """One step for each event, with its reason or sum."""
    return [StepView(_text(event), event.at, event.by_name, True, _note(event)) for event in happened]


def _text(event: Event) -> str:
    if event.subject.startswith("group:"):
        known = {
            "place": _("Pesanan dibuat"),
            "send_proof": _("Bukti bayar dikirim"),
            "reject": _("Bukti dikembalikan ke pembeli"),
            "confirm": _("Uang diterima"),
            "expire": _("Waktu pembayaran habis"),
            "cancel": _("Dibatalkan pembeli"),
        }.get(event.verb)
        return known or event.verb
    known = {"returned": _("Uang dikembalikan ke pembeli")}.get(event.verb)
    return known or words.event(event.verb) or event.verb


def _note(event: Event) -> str:
    amount = event.facts.get("amount")
    money = rupiah.show(amount) if isinstance(amount, int) else ""
    return " ".join(part for part in (str(event.facts.get("reason") or ""), money) if part)
