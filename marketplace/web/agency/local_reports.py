"""Staff: hotels by their share of local goods, who has not reported, letters that remind (F92)."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import clock, paging, sheets
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.people import agency
from marketplace.sourcing import local_checking, local_goods, local_overview, local_reports
from marketplace.web import filters, fragments, identity, local_words, sentences, uploads
from marketplace.web.access import policy
from marketplace.web.documents import accounts, local_answers

bp = Blueprint("local_reports", __name__)
SEES = "staff:officer|head"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LETTERS = 200
MOST_ROWS = 5_000


@bp.get("/agensi/produk-lokal")
@policy(SEES)
def show() -> Response:
    """One month: who reported, by share; and on the other list who did not."""
    session, first = db.session(), _month()
    after = paging.read(request.args.get("setelah", ""))
    late = request.args.get("lihat") == "belum"
    found = [] if late else local_overview.reported(session, first, after, local_overview.PAGE + 1)
    lacking = local_overview.missing(session, first, after, local_overview.PAGE + 1) if late else []
    shown = found[: local_overview.PAGE]
    outlets = [row.outlet_id for row in shown] or [outlet.id for outlet, _ in lacking[: local_overview.PAGE]]
    return fragments.page(
        "agency/local_reports/show.html",
        month=first,
        months=local_reports.months(clock.today()),
        over=clock.today() > local_goods.last_day(first),
        counts=local_overview.month(session, first),
        late=late,
        reports=shown,
        lacking=lacking[: local_overview.PAGE],
        trend=local_overview.trend(session, outlets, first),
        before=local_overview.before(first),
        following=_following(late, len(found) or len(lacking), shown, lacking),
        may_remind=identity.actor().has("officer"),
        words=local_words,
    )


@bp.get("/agensi/produk-lokal.xlsx")
@policy(SEES)
def export() -> Response:
    """The same month as a workbook: both lists."""
    session, first = db.session(), _month()
    done = [
        [row.organisation.name, row.outlet.name, row.share, row.local, row.received, row.version, row.rule.title]
        for row in local_overview.reported(session, first, limit=MOST_ROWS)
    ]
    lacking = [
        [outlet.organisation.name, outlet.name, report.reminded_at.date() if report and report.reminded_at else ""]
        for outlet, report in local_overview.missing(session, first, limit=MOST_ROWS)
    ]
    share = _("Porsi (per 10.000)")
    data = sheets.xlsx([
        (_("Sudah melapor"), [_("Hotel"), _("Outlet"), share, _("Lokal"), _("Diterima (Rp)"), _("Versi"), _("Aturan")],
         done),
        (_("Belum melapor"), [_("Hotel"), _("Outlet"), _("Diingatkan")], lacking),
    ])  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="produk-lokal-{first:%Y-%m}.xlsx"'}
    return Response(data, mimetype=XLSX, headers=headers)


@bp.get("/agensi/produk-lokal/outlet/<outlet>")
@policy(SEES)
def outlet(outlet: str) -> Response:
    """One outlet: its shares over the months, and every frozen version."""
    session = db.session()
    place = local_overview.outlet_of(session, outlet)
    first = clock.today().replace(day=1)
    months = local_overview.before(first)
    return fragments.page(
        "agency/local_reports/outlet.html",
        place=place,
        versions=local_overview.history(session, place),
        outside=local_overview.outside(session, place),
        may_open=identity.actor().has("officer"),
        trend=local_overview.trend(session, [place.id], first).get(place.id, {}),
        before=months,
        words=local_words,
    )


@bp.get("/agensi/produk-lokal/nota/<public_id>")
@policy("staff:officer")
def paper(public_id: str) -> Response:
    """The paper of an outside purchase; the opening is logged."""
    begin_write(db.session())
    row = local_overview.open_paper(db.session(), public_id, by=identity.actor())
    answer = uploads.hand_out(row.file_key, f"nota-{row.bought_on}")
    db.session.commit()
    return answer


@bp.get("/agensi/produk-lokal/laporan/<public_id>")
@policy(SEES)
def version(public_id: str) -> Response:
    """A frozen report."""
    found = local_checking.by_public_id(db.session(), public_id)
    return local_answers.page(found, url_for(".outlet", outlet=found.report.outlet.public_id))


@bp.get("/agensi/produk-lokal/laporan/<public_id>.<any(pdf, xlsx, json):kind>")
@policy(SEES)
def file(public_id: str, kind: str) -> Response:
    """The same as a file."""
    return local_answers.file(local_checking.by_public_id(db.session(), public_id), kind)


@bp.get("/agensi/produk-lokal/surat")
@policy("staff:officer")
def letters() -> Response:
    """Letters to those who have not reported a month, one to a page; `outlet` for one of them."""
    session, first = db.session(), _month()
    if clock.today() <= local_goods.last_day(first):
        abort(404)
    one = request.args.get("outlet", "")
    rows = local_overview.missing(session, first, limit=MOST_LETTERS)
    chosen = [place for place, _ in rows if not one or place.public_id == one]
    return fragments.page(
        "documents/local_letter.html",
        places=chosen,
        month=f"{filters.MONTHS['id'][first.month - 1]} {first.year}",
        today=f"{clock.today().day} {filters.MONTHS['id'][clock.today().month - 1]} {clock.today().year}",
        phone=agency.PHONE(session),
        address=filters.public_url("/pembelian"),
        back=url_for(".show", bulan=f"{first:%Y-%m}", lihat="belum"),
    )


@bp.post("/agensi/produk-lokal/outlet/<outlet>/ingatkan")
@policy("staff:officer")
def remind(outlet: str) -> Response:
    """Send the message that asks for the report of a month."""
    session, first = db.session(), accounts.month_of(request.form.get("bulan", ""))
    place = local_overview.outlet_of(session, outlet)
    try:
        local_overview.remind(session, place, first, by=identity.actor())
    except NotAllowed as refusal:
        session.rollback()
        frozen = refusal.facts["state"] == "frozen"
        flash(_("Laporannya sudah masuk.") if frozen else _("Baru saja diingatkan. Tunggu sehari."), "warning")
    except Refusal as refusal:
        session.rollback()
        flash(sentences.of(refusal), "warning")
    else:
        session.commit()
        flash(_("%(name)s diingatkan lewat WhatsApp dan e-mail.", name=place.organisation.name))
    return fragments.leave(url_for(".show", bulan=f"{first:%Y-%m}", lihat="belum"))


def _month() -> date:
    """The month of the address; without one the last with a frozen report, else the last that is over."""
    asked = request.args.get("bulan", "")
    if asked:
        return accounts.month_of(asked)
    over = (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    return local_overview.last_reported(db.session()) or over


def _following(late: bool, count: int, shown: list, lacking: list) -> str:  # type: ignore[type-arg]
    if count <= local_overview.PAGE:
        return ""
    if late:
        return paging.Cursor(0, lacking[local_overview.PAGE - 1][0].id).text
    return local_overview.cursor(shown[-1]).text
