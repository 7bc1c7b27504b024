"""Local-purchase reports in words: shares, amounts in the unit of a rule, how a class stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from marketplace.kernel import rupiah
from marketplace.sourcing.local_report_rows import LocalReport

from . import filters


def percent(points: int | None) -> str:
    """`22,25 %`; a dash where there is no whole."""
    if points is None:
        return "–"
    whole, part = divmod(points, 100)
    text = f"{whole},{part:02d}".rstrip("0").rstrip(",") if part else str(whole)
    return f"{text} %"


def amount(metric: str, number: int | None) -> str:
    """A figure in the unit of the rule; a dash while it is not told."""
    if number is None:
        return "–"
    if metric == "value":
        return rupiah.show(number)
    if metric == "volume":
        return kilos(number)
    return filters.number(number)


def kilos(grams: int) -> str:
    """`1.240,5 kg`."""
    whole, part = divmod(grams, 1000)
    return filters.number(whole) + (f",{part:03d}".rstrip("0") if part else "") + " kg"


def metric(name: str) -> str:
    """What shares are of."""
    return {
        "value": _("nilai rupiah"),
        "volume": _("berat"),
        "products": _("banyaknya macam barang"),
        "rooms": _("macam barang di kamar"),
    }[name]


def status(name: str) -> str:
    """How a rule stands."""
    return {"draft": _("draf"), "active": _("berlaku"), "reference": _("rujukan"), "archived": _("arsip")}[name]


def status_tone(name: str) -> str:
    """How that looks."""
    return {"draft": "wait", "active": "good"}.get(name, "calm")


def severity(name: str) -> str:
    """Whether a class must be met."""
    return {"info": _("keterangan"), "required": _("wajib")}[name]


def target(metric: str, minimum: int | None) -> str:
    """The threshold of a class."""
    if minimum is None:
        return _("belum ditetapkan")
    return _("%(n)s macam", n=minimum) if metric == "rooms" else percent(minimum)


def verdict(metric: str, minimum: int | None, row: dict[str, Any]) -> tuple[str, str]:
    """How a class stands against its threshold, and how that looks; nothing without a threshold."""
    reached = row["platform"] if metric == "rooms" else row["share"]
    if minimum is None or reached is None:
        return "", ""
    if reached >= minimum:
        return _("tercapai"), "good"
    if metric == "rooms":
        return _("kurang %(gap)s macam", gap=minimum - reached), "bad"
    return _("kurang %(gap)s", gap=percent(minimum - reached)), "bad"


def state(report: LocalReport | None, month: date, today: date, *, behind: bool = False) -> tuple[str, str]:
    """How the report of a month stands, and how that looks."""
    if report is not None and report.version:
        if behind:
            return _("perlu perbaikan"), "bad"
        return (_("beku"), "good") if report.version == 1 else (_("beku, versi %(n)s", n=report.version), "good")
    if month >= today.replace(day=1):
        return _("bulan berjalan"), "calm"
    return _("belum dibekukan"), "wait"
