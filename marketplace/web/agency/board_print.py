"""The figures of a month or a year on one page, for the Mayor: to print and as PDF."""

from __future__ import annotations

from itertools import zip_longest

from flask import Blueprint, abort, url_for
from flask_babel import force_locale
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from marketplace.insight import boards as counted
from marketplace.insight import rollups, spans
from marketplace.insight.boards import Amount
from marketplace.insight.spans import Span
from marketplace.kernel import clock, rupiah
from marketplace.kernel.db import db
from marketplace.people import agency
from marketplace.web import filters, fragments, pdf
from marketplace.web.access import policy
from marketplace.web.pdf.paper import Block, Column, Extra, Paper

from . import board_words, boards

bp = Blueprint("board_print", __name__)
TOP = 5
RUNGS = {
    "semua": "Terdaftar",
    "tayang": "Tayang",
    "terjual": "Menjual",
    "kembali": "Pembeli kembali",
    "hotel": "Ke hotel",
    "siap": "Siap hotel",
}
METHODS = [
    Column("Angka", 42),
    Column("Masa ini", 30, True),
    Column("Sebelumnya", 30, True),
    Column("Cara menghitung", 108),
]


@bp.get("/agensi/papan/cetak/<masa>")
@policy(boards.READERS)
def show(masa: str) -> Response:
    """The print page."""
    span = _span(masa)
    back = url_for("agency.boards.show", masa=span.text)
    return fragments.page("documents/board.html", paper=_paper(db.session(), span), back=back)


@bp.get("/agensi/papan/cetak/<masa>.pdf")
@policy(boards.READERS)
def file(masa: str) -> Response:
    """The PDF."""
    span = _span(masa)
    answer = Response(pdf.render(_paper(db.session(), span)), content_type=pdf.MIME)
    answer.headers["Content-Disposition"] = f'inline; filename="papan-{span.text}.pdf"'
    return answer


def _span(masa: str) -> Span:
    span = spans.read(masa)
    if span is None:
        abort(404)
    return span


def _paper(session: Session, span: Span) -> Paper:
    """Every word and figure; Indonesian in every language of the shop, as papers are."""
    with force_locale("id"):
        city, done = counted.city(session, span), rollups.last_done(session)
        title = boards.label(span.first, span.kind)
        when = filters.moment(done.done_at) if done and done.done_at else "–"
        return Paper(
            title="Papan",
            number=title,
            issuer=Block(agency.SHOP_NAME(session), [agency.AGENCY_NAME(session)]),
            blocks=[Block("Masa", [title]), Block("Dihitung", [when]), Block("Dicetak", [filters.moment(clock.now())])],
            columns=METHODS,
            rows=_figures(session, span),
            words=rupiah.show(city.rupiah if city else 0),
            words_label="Omzet penjual",
            extra=[_ladder(session), *_largest(session, span)],
            notes=[board_words.ladder()],
            dense=True,
            foot=f"Papan {agency.SHOP_NAME(session)} · {title}",
        )


def _figures(session: Session, span: Span) -> list[list[str]]:
    before = spans.before(span)
    now = boards.figures(counted.city(session, span), span, counted.workdays(session, span))
    then = boards.figures(counted.city(session, before), before, counted.workdays(session, before))
    return [[one.name, one.shown, other.shown, one.method] for one, other in zip(now, then, strict=True)]


def _ladder(session: Session) -> Extra:
    counts = counted.ladder(session)
    columns = [Column(name, 30) for name in RUNGS.values()]
    return Extra("Tangga penjual", columns, [[filters.number(counts[code]) for code in RUNGS]])


def _largest(session: Session, span: Span) -> list[Extra]:
    lists = [
        _named(found)
        for found in (
            counted.best_makers(session, span, TOP),
            counted.replaced(session, span, TOP),
            counted.best_hotels(session, span, TOP),
        )
    ]
    if not any(lists):
        return []
    columns = [Column("Penjual", 70), Column("Barang luar yang diganti", 70), Column("Hotel dan usaha", 70)]
    return [Extra("Omzet terbesar", columns, [list(row) for row in zip_longest(*lists, fillvalue="")])]


def _named(amounts: list[Amount]) -> list[str]:
    return [f"{one.name}, {rupiah.show(one.rupiah)}" for one in amounts]
