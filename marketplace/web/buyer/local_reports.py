"""The hotel's report on local goods: months, what it declares, and freezing (F81)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, Refusal
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Outlet
from marketplace.sourcing import local_figures, local_freezing, local_goods, local_reports, local_rules
from marketplace.sourcing.local_freezing import TotalMissing, TotalTooSmall
from marketplace.sourcing.local_report_rows import LocalReport
from marketplace.sourcing.local_reports import READERS, WRITERS, NoRule
from marketplace.web import forms, fragments, identity, local_fields, local_words, sentences
from marketplace.web.access import BUYER, policy
from marketplace.web.documents import accounts

from . import desks, local_outside_form

bp = Blueprint("local_reports", __name__)


@bp.get("/pembelian/<org>/laporan")
@policy(BUYER)
def show(org: str) -> Response:
    """The last twelve months of every outlet where the person pays or approves."""
    desk = desks.current(org)
    desks.demand_anywhere(desk, *READERS)
    session, months = db.session(), local_reports.months(clock.today())
    outlets = desk.outlets(*READERS)
    return fragments.page(
        "buyer/local_reports/show.html",
        desk=desk,
        outlets=outlets,
        months=months,
        reports=local_reports.of_outlets(session, {one.id for one in outlets}, months[-1]),
        rules=local_rules.of_month(session, desk.organisation.kind, months[0]),
        words=local_words,
    )


@bp.get("/pembelian/<org>/laporan/<outlet>/<month>")
@policy(BUYER)
def one(org: str, outlet: str, month: str) -> Response:
    """One month of one outlet: its figures, what is declared, what was frozen."""
    desk, place, first = where(org, outlet, month, *READERS)
    return page(desk, place, first)


@bp.post("/pembelian/<org>/laporan/<outlet>/<month>")
@policy(BUYER)
def save(org: str, outlet: str, month: str) -> Response:
    """Keep what was declared; with the second button freeze it as well."""
    desk, place, first = where(org, outlet, month, *WRITERS)
    session, by = db.session(), identity.actor()
    try:
        report = local_reports.opened(session, desk.organisation, place, first)
    except NoRule as refusal:
        session.rollback()
        return page(desk, place, first, 422, problem=sentences.of(refusal))
    form = declaring(report, typed=True)
    if not form.validate():
        return page(desk, place, first, 422, form=form)
    totals = {line.code: form[f"total-{line.code}"].data for line in report.rule.lines}
    local_reports.declare(
        session, desk, place, first, totals=totals, rooms=form.rooms.data, person=form.person.data or "", by=by
    )
    if request.form.get("langkah") != "bekukan":
        session.commit()
        flash(_("Pernyataan tersimpan."))
        return fragments.leave(_here(desk, place, first))
    try:
        with session.begin_nested():
            found = local_freezing.freeze(session, desk, place, first, reason=form.reason.data or "", by=by)
    except Refusal as refusal:
        session.commit()
        problem = _explain(form, refusal)
        return page(desk, place, first, 422, form=form, problem=problem)
    session.commit()
    flash(_("Laporan %(number)s sudah dibekukan. Siapa pun bisa memeriksanya.", number=found.number))
    return fragments.leave(
        url_for("buyer.local_versions.show", org=org, outlet=outlet, month=month, version=found.version)
    )


def where(org: str, outlet: str, month: str, *roles: str) -> tuple[Desk, Outlet, date]:
    """The desk, outlet and month of an address; 404 for anybody without one of the roles."""
    desk = desks.current(org)
    return desk, desks.outlet(desk, outlet, *roles), accounts.month_of(month)


def declaring(report: LocalReport, *, typed: bool = False) -> Any:
    """The form of what the hotel says: a total for each class of the rule."""
    field = local_fields.OF_METRIC[report.rule.metric]
    made: dict[str, Any] = {
        f"total-{line.code}": field(_("Total %(name)s", name=line.name), [forms.optional()])
        for line in report.rule.lines
    }
    made["rooms"] = local_fields.WholeField(_l("Banyaknya kamar"), [forms.optional()])
    made["person"] = StringField(_l("Penanggung jawab"), [forms.optional(), forms.at_most(100)])
    made["reason"] = StringField(_l("Sebab perbaikan"), [forms.optional(), forms.at_most(300)])
    kind = type("DeclareForm", (forms.Form,), made)
    data: dict[str, Any] = {f"total-{row.code}": row.amount for row in report.totals}
    data |= {"rooms": report.rooms, "person": report.person}
    return kind(data=data) if typed else kind(formdata=None, data=data)


def page(
    desk: Desk, place: Outlet, first: date, status: int = 200, *, form: Any = None, outside: Any = None,
    problem: str = "",
) -> Response:  # fmt: skip
    """The month, with a form that was refused in the place of its own."""
    session = db.session()
    try:
        report = local_reports.find(session, place, first)
        report = report or local_reports.blank(session, desk.organisation, place, first)
    except NoRule as refusal:
        text = sentences.of(refusal)
        return fragments.page(
            "buyer/local_reports/none.html", status=status, desk=desk, place=place, text=text, form_errors=bool(problem)
        )
    facts = local_figures.of(session, report)
    wrong = form or outside
    return fragments.page(
        "buyer/local_reports/one.html",
        status=status,
        desk=desk,
        place=place,
        month=first,
        report=report,
        facts=facts,
        over=clock.today() > local_goods.last_day(first),
        frozen_from=local_goods.next_month(first),
        behind=bool(report.version) and local_freezing.is_behind(report, facts),
        may_write=desk.may(place.id, *WRITERS),
        form=form or declaring(report),
        outside=outside or local_outside_form.blank(report),
        outside_open=outside is not None,
        problem=problem,
        form_errors=(wrong.errors if wrong is not None else None) or problem or None,
        words=local_words,
        today=clock.today(),
    )


def _explain(form: Any, refusal: Refusal) -> str:
    """Put the refusal by its fields; what belongs to no field is the sentence over the page."""
    if isinstance(refusal, TotalMissing):
        for code in refusal.facts["codes"]:  # type: ignore[attr-defined]
            form.refuse(f"total-{code}", _("Tulis total pembelian kelas ini, atau 0 bila tidak ada."))
        return ""
    if isinstance(refusal, TotalTooSmall):
        known = local_words.amount(str(refusal.facts["metric"]), int(str(refusal.facts["known"])))
        text = _("Paling sedikit %(known)s: itu barang lokal yang sudah tercatat.", known=known)
        form.refuse(f"total-{refusal.facts['code']}", text)
        return ""
    if isinstance(refusal, Invalid):
        form.refuse("reason", _("Tulis sebab perbaikannya, paling banyak 300 huruf."))
        return ""
    return sentences.of(refusal)


def _here(desk: Desk, place: Outlet, first: date) -> str:
    return url_for(
        "buyer.local_reports.one", org=desk.organisation.public_id, outlet=place.public_id, month=f"{first:%Y-%m}"
    )
