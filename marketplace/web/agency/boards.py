"""The boards: what the shop does for the city, and the rows behind each figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.insight import behind, boards, rollups, spans
from marketplace.insight.sales import CitySales
from marketplace.insight.spans import Span
from marketplace.kernel import clock, paging, rupiah
from marketplace.kernel.db import db
from marketplace.web import charts, filters, fragments, identity
from marketplace.web.access import policy

from . import board_words

bp = Blueprint("boards", __name__)
READERS = "staff:head|officer"
TIMELESS = ("tangga", "siap-hotel")
SUMS = (
    "orders",
    "packs",
    "rupiah",
    "told",
    "local",
    "replacing",
    "hotel",
    "makers",
    "buyers",
    "came_back",
    "first_sales",
)


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, how it is worked out, and where its rows are."""

    name: str
    shown: str
    method: str
    href: str
    beside: str = ""


@bp.get("/agensi/papan")
@policy(READERS)
def show() -> Response:
    """All figures of a month or a year."""
    session, span = db.session(), chosen()
    course = boards.course(session, span)
    return fragments.page(
        "agency/boards/show.html",
        span=span,
        spans=choices(boards.spans(session)),
        figures=figures(boards.city(session, span), span, boards.workdays(session, span)),
        course=course,
        chart=charts.bars(_bars(course, span), every=5 if span.kind == "month" else 1),
        names={row.first: label(row.first, span.parts) for row in course},
        ladder=_ladder(boards.ladder(session), span),
        makers=boards.best_makers(session, span),
        hotels=boards.best_hotels(session, span),
        replaced=boards.replaced(session, span),
        counted=rollups.last_done(session),
        under_way=rollups.is_under_way(session),
        words=board_words,
    )


@bp.get("/agensi/papan/<board>")
@policy(READERS)
def rows(board: str) -> Response:
    """The rows behind a figure, some at a time."""
    return listing(board)


@bp.post("/agensi/papan/hitung")
@policy(READERS)
def count() -> Response:
    """Have the figures counted now; the worker does it."""
    begun = rollups.plan(db.session(), by=identity.actor())
    db.session.commit()
    if begun:
        flash(_("Angka sedang dihitung ulang. Buka lagi sebentar lagi."))
    else:
        flash(_("Angka memang sedang dihitung. Buka lagi sebentar lagi."), "warning")
    return redirect(url_for("agency.boards.show", masa=request.form.get("masa", "")[:7] or None), 303)


def listing(board: str, status: int = 200, too_many: str = "") -> Response:
    """A page of rows; with a status and a sentence when a file was refused."""
    wanted = asked(board)
    session, after = db.session(), paging.read(request.args.get("sesudah", ""))
    part = behind.page(session, board, wanted, after)
    given = given_args()
    return fragments.page(
        "agency/boards/rows.html",
        status=status,
        too_many=too_many,
        board=board_words.board(board),
        span=wanted.span,
        title=label(wanted.span.first, wanted.span.kind),
        rows=part.rows,
        following=url_for(".rows", board=board, **given, sesudah=part.following.text) if part.following else "",
        first=url_for(".rows", board=board, **given) if after else "",
        given=given,
        steps=board_words.steps() if board == "tangga" else {},
        step=wanted.step,
        counted=rollups.last_done(session),
        spans=choices(boards.spans(session)),
        timeless=board in TIMELESS,
        cell=cell,
    )


def asked(board: str) -> behind.Wanted:
    """What the address asks for; 404 for a board that is not there."""
    if board not in behind.BOARDS:
        abort(404)
    args = given_args()
    return behind.Wanted(chosen(), args.get("penjual", ""), args.get("hotel", ""), args.get("langkah", ""))


def given_args() -> dict[str, Any]:
    """What was chosen, to be kept from page to page."""
    names = ("masa", "penjual", "hotel", "langkah")
    return {name: request.args[name][:80] for name in names if request.args.get(name)}


def chosen() -> Span:
    """The month or year of the address, else this year."""
    return spans.read(request.args.get("masa", "")) or spans.year(clock.today())


def choices(months: list[Any]) -> list[tuple[str, str]]:
    """Years and months in which something was sold: address and name."""
    found: list[tuple[str, str]] = []
    for year in sorted({month.year for month in months} | {clock.today().year}, reverse=True):
        found.append((str(year), _("Tahun %(year)s", year=year)))
        found += [(spans.month(one).text, filters.month(one)) for one in months if one.year == year]
    return found


def label(first: Any, kind: str) -> str:
    """A span in words."""
    if kind == "year":
        return _("Tahun %(year)s", year=first.year)
    return filters.month(first) if kind == "month" else filters.day(first)


def figures(city: CitySales | None, span: Span, workdays: int) -> list[Figure]:
    """The figures of a span; all zero when nothing was sold."""
    row: Any = city or CitySales(**dict.fromkeys(SUMS, 0))

    def to(board: str) -> str:
        return url_for("agency.boards.rows", board=board, masa=span.text)

    words, show = board_words, rupiah.show
    return [
        Figure(_("Omzet penjual"), show(row.rupiah), words.orders(), to("penjual")),
        Figure(_("Pesanan selesai"), filters.number(row.orders), _("Satu pesanan dari satu penjual."), to("pesanan")),
        Figure(
            _("Penjual yang menjual"), filters.number(row.makers), _("Punya pesanan selesai pada masa ini."),
            to("penjual"),
        ),
        Figure(_("Penjualan pertama"), filters.number(row.first_sales), words.first_sales(), to("penjualan-pertama")),
        Figure(
            _("Pembeli yang kembali"), filters.number(row.came_back), words.came_back(), to("pembeli-kembali"),
            _("dari %(n)s pembeli", n=filters.number(row.buyers)),
        ),
        Figure(_("Perkiraan hari kerja"), filters.number(workdays), words.workdays(), to("hari-kerja")),
        Figure(
            _("Rupiah untuk bahan lokal"), show(row.local), words.local(), to("bahan-lokal"),
            _("%(share)s dari omzet", share=share(row.local, row.rupiah)),
        ),
        Figure(
            _("Pengganti barang luar"), show(row.replacing), words.replacing(), to("pengganti-impor"),
            _("%(share)s dari omzet", share=share(row.replacing, row.rupiah)),
        ),
        Figure(
            _("Bagian hotel dan usaha"), share(row.hotel, row.rupiah), words.hotels(), to("hotel"), show(row.hotel)
        ),
    ]  # fmt: skip


def share(part: int, whole: int) -> str:
    """`12,3 %`."""
    tenths = (part * 1000 + whole // 2) // whole if whole else 0
    return f"{tenths // 10},{tenths % 10} %"


def cell(column: board_words.Column, row: Any, span: Span) -> Any:
    """What stands in a cell of a page; in a file it is `board_files.value`."""
    value: Any = getattr(row, column.key, None)
    kinds: dict[str, Callable[[], Any]] = {
        "rp": lambda: rupiah.show(value or 0),
        "n": lambda: filters.number(value or 0),
        "day": lambda: filters.day(value) if value else "–",
        "span": lambda: label(value, span.parts),
        "hotel": lambda: value or _("Perorangan"),
        "share": lambda: share(row.local, row.rupiah),
        "missing": lambda: missing(value),
    }
    return kinds[column.kind]() if column.kind in kinds else value or "–"


def missing(codes: str) -> str:
    """What a maker lacks, in words."""
    names = board_words.checks()
    return ", ".join(names[code][0] for code in codes.split() if code in names) or _("Lengkap")


def _bars(course: list[CitySales], span: Span) -> list[tuple[str, int, int]]:
    sold, found, one = {row.first: row for row in course}, [], Span(span.parts, span.first)
    while one.first < span.after:
        row = sold.get(one.first)
        name = filters.short_day(one.first).split()
        found.append((name[0] if span.kind == "month" else name[1], row.rupiah if row else 0, row.hotel if row else 0))
        one = Span(one.kind, one.after)
    return found


def _ladder(counts: dict[str, int], span: Span) -> list[tuple[str, int, int, str]]:
    """Each rung: its name, how many makers, how long its bar is (percent), and where they are listed."""
    everybody = max(counts["semua"], 1)
    rungs = board_words.steps().items()
    address = {
        code: url_for("agency.boards.rows", board="tangga", masa=span.text, langkah=code) for code, _name in rungs
    }
    return [(name, counts[code], counts[code] * 100 // everybody, address[code]) for code, name in rungs]
