"""The calendar of papers that end, and the referral list of a kind for its office: to print, or as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import coverage
from marketplace.kernel import clock, events, sheets
from marketplace.kernel.db import db
from marketplace.people import paper_calendar, paper_declaring, phones
from marketplace.people.certificates import KINDS
from marketplace.people.paper_calendar import FIRST_SPAN, MOST, PAGE, SPANS, Choice
from marketplace.web import fragments, identity
from marketplace.web.access import policy
from marketplace.web.seller import papers_in_words

bp = Blueprint("paper_calendar", __name__)
SHEET = 100
DESKS = "staff:verifier|officer|head"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Line:
    """One paper of the referral list."""

    maker: str
    owner: str
    phone: str
    kelurahan: str
    kind: str
    number: str
    until: date
    days: int
    goods: str


@bp.get("/agensi/dokumen/kalender")
@policy(DESKS)
def show() -> Response:
    """How many end, by kelurahan and kind; below, those of the cell that was chosen."""
    session, choice = db.session(), _choice()
    rows = paper_calendar.ending(session, choice, _after())
    last = rows[PAGE - 1][0] if len(rows) > PAGE else None
    return fragments.page(
        "agency/papers/calendar.html",
        choice=choice,
        table=paper_calendar.table(session, choice.span),
        rows=_lines(rows[:PAGE]),
        after=f"{last.valid_to}.{last.id}" if last else None,
        silent=paper_declaring.waiting(session, PAGE),
        spans=spans(),
        address=_address,
        kind_name=papers_in_words.kind_name,
    )


@bp.get("/agensi/dokumen/rujukan")
@policy(DESKS)
def referral() -> Response:
    """The list on paper: whom the office may expect."""
    choice = _choice()
    rows = paper_calendar.ending(db.session(), choice, _after(), limit=SHEET + 1)
    shown, last = rows[:SHEET], rows[SHEET - 1][0] if len(rows) > SHEET else None
    return fragments.page(
        "agency/papers/referral.html",
        choice=choice,
        rows=_lines(shown),
        office=papers_in_words.issuer(choice.kind) if choice.kind else "",
        span=spans()[choice.span],
        kind=papers_in_words.kind_name(choice.kind) if choice.kind else "",
        following=_address(".referral", choice, setelah=f"{last.valid_to}.{last.id}") if last else "",
        back=_address("agency.paper_calendar.show", choice),
    )


@bp.post("/agensi/dokumen/rujukan.xlsx")
@policy(DESKS)
def export() -> Response:
    """The same as a workbook; since it holds phone numbers, who took it is kept."""
    session, choice = db.session(), _choice()
    lines = _lines(paper_calendar.ending(session, choice, limit=MOST))
    events.record(
        session, "papers:0", "exported", by=identity.actor(), rows=len(lines), span=choice.span, kind=choice.kind,
        kelurahan=choice.kelurahan,
    )  # fmt: skip
    session.commit()
    header = [
        _("Usaha"), _("Pemilik"), _("HP"), _("Kelurahan"), _("Surat"), _("Nomor"), _("Berlaku sampai"),
        _("Sisa hari"), _("Produk"),
    ]  # fmt: skip
    cells: list[list[Any]] = [list(vars(line).values()) for line in lines]
    answer = Response(sheets.xlsx([(_("Rujukan"), header, cells)]), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="rujukan-{choice.kind or "surat"}.xlsx"'
    return answer


def spans() -> dict[str, str]:
    """The spans in words."""
    words = {span: _("dalam %(n)s hari", n=days) for span, days in SPANS.items() if days > 0}
    return words | {"lewat": _("sudah lewat, 90 hari terakhir")}


def _choice() -> Choice:
    asked = request.values
    span, kind = asked.get("rentang", ""), asked.get("jenis", "")
    return Choice(
        span if span in SPANS else FIRST_SPAN, kind if kind in KINDS else "", asked.get("kelurahan", "").strip()[:13]
    )


def _after() -> tuple[date, int] | None:
    day, _dot, number = request.args.get("setelah", "").partition(".")
    try:
        return date.fromisoformat(day), int(number[:15])
    except ValueError:
        return None


def _address(endpoint: str, choice: Choice, **more: Any) -> str:
    """The page of a choice; what is not chosen is left out."""
    asked: dict[str, Any] = {"rentang": choice.span, "jenis": choice.kind, "kelurahan": choice.kelurahan} | more
    return url_for(endpoint, **{name: value for name, value in asked.items() if value})


def _lines(rows: list[paper_calendar.Row]) -> list[Line]:
    covers = coverage.names_of_papers(db.session(), [paper.id for paper, _maker in rows])
    return [
        Line(
            maker.name, maker.owner_name, phones.show(maker.phone), maker.kelurahan_name,
            papers_in_words.kind_name(paper.kind), paper.number, paper.valid_to or clock.today(),
            ((paper.valid_to or clock.today()) - clock.today()).days, ", ".join(covers.get(paper.id, [])),
        )
        for paper, maker in rows
    ]  # fmt: skip
