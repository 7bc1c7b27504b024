"""Requests for quotation and offers in words, for both sides."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _

from marketplace.kernel import rupiah
from marketplace.people.organisations import TERMS
from marketplace.sourcing.comparison import Paper
from marketplace.sourcing.quotes import Quote
from marketplace.sourcing.rfqs import Rfq

from . import filters
from .seller import papers_in_words


def state(rfq: Rfq) -> tuple[str, str]:
    """Words and tone for the state of a request."""
    if rfq.state == "open" and not rfq.takes_quotes:
        return _("Waktu menjawab habis"), "wait"
    return {
        "draft": (_("Belum dikirim"), "calm"),
        "open": (_("Menunggu jawaban"), "wait"),
        "awarded": (_("Sudah dipilih"), "good"),
        "cancelled": (_("Dibatalkan"), "bad"),
    }[rfq.state]


def answer(quote: Quote | None) -> tuple[str, str]:
    """Words and tone for the state of an offer; nothing offered yet is one as well."""
    if quote is None:
        return _("Belum dijawab"), "wait"
    if quote.shown_state == "offered" and quote.counter is not None:
        return _("Ditawar balik"), "wait"
    return {
        "offered": (_("Sudah ditawarkan"), "calm"),
        "expired": (_("Lewat masa berlaku"), "bad"),
        "withdrawn": (_("Ditarik"), "bad"),
        "accepted": (_("Diterima"), "good"),
        "lost": (_("Tidak terpilih"), "calm"),
    }[quote.shown_state]


def done(do: str) -> str:
    """What a maker has just done."""
    return {
        "offer": _("Penawaran terkirim. Pembeli kami kabari."),
        "agree": _("Anda setuju dengan tawaran pembeli. Ia kami kabari."),
        "withdraw": _("Penawaran ditarik. Pembeli kami kabari."),
        "decline": _("Tercatat: tidak bisa kali ini."),
    }.get(do, _("Pesan terkirim."))


def terms(code: str) -> str:
    """A way of paying in words."""
    return {"tunai": _("tunai saat terima"), "dp50": _("50 persen di muka")}.get(code) or _("tempo %(n)s hari", n=code)


def all_terms(allowed: list[str]) -> list[tuple[str, str]]:
    """Those that an organisation may use, with words."""
    return [(code, terms(code)) for code in TERMS if code in allowed]


def more(basis_points: int | None, price: int | None = None) -> str:
    """What waiting costs: `+2 %`, with an example in rupiah when there is a price."""
    if basis_points is None:
        return _("tidak bisa")
    if not basis_points:
        return _("sama dengan tunai")
    whole, part = divmod(basis_points, 100)
    percent = f"{whole},{part:02d}".rstrip("0").rstrip(",")
    return f"+{percent} %"


def with_more(price: int, basis_points: int | None) -> str:
    """A price when it is paid later."""
    return "–" if basis_points is None else rupiah.show(price + rupiah.share(price, basis_points))


def paper(one: Paper) -> str:
    """A required paper today."""
    name = papers_in_words.kind_name(one.kind)
    if one.state == "verified":
        return _("%(paper)s berlaku", paper=name) + (
            _(" sampai %(day)s", day=filters.short_day(one.until) + f" {one.until.year}") if one.until else ""
        )
    return {
        "waiting": _("%(paper)s sedang diperiksa", paper=name),
        "expired": _("%(paper)s kedaluwarsa", paper=name),
    }.get(one.state, _("%(paper)s tidak ada", paper=name))


def level(code: str) -> str:
    """How local the raw material is."""
    return {
        "L1": _("bahan lokal 50 % atau lebih"),
        "L2": _("dibuat di Balikpapan"),
    }.get(code, _("belum ada data"))


def until(valid_until: datetime) -> str:
    """The last day on which an offer stands."""
    return filters.day(valid_until - timedelta(seconds=1))


def side(name: str) -> str:
    """Who wrote a version."""
    return _("Pembeli menawar") if name == "buyer" else _("Produsen menawarkan")
