"""The last look before a request is sent: lines, days, sums, budget, credit, and who will decide."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed, Refusal
from marketplace.people.buyers import Desk
from marketplace.sourcing import approvals, checks, expiring, requests, schedules, spending, submitting
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.trade import credit
from marketplace.web import fragments, identity, sentences
from marketplace.web.access import BUYER, policy

from . import buying_words, desks, rule_words

bp = Blueprint("submit", __name__)


@bp.get("/pembelian/<org>/ajukan/<public_id>")
@policy(BUYER)
def show(org: str, public_id: str) -> Response:
    """As it would be sent now; where it stands once it was sent."""
    desk, found = _found(org, public_id)
    return _page(desk, found)


@bp.post("/pembelian/<org>/ajukan/<public_id>")
@policy(BUYER)
def send(org: str, public_id: str) -> Response:
    """Send it, or take it back."""
    desk, found = _found(org, public_id)
    desks.demand(desk, found.outlet_id, "requester")
    try:
        if request.form.get("langkah") == "tarik":
            submitting.withdraw(db.session(), desk, found, by=identity.actor())
            db.session.commit()
            flash(_("Permintaan ditarik. Anda bisa mengubahnya, lalu mengajukan lagi."))
            return fragments.leave(url_for("buyer.schedule.show", org=org, public_id=public_id))
        seen = request.form.get("dilihat", "")
        submitting.choose_terms(
            db.session(), found, request.form.get("terms", ""), request.form.get("hotel_number", ""),
            request.form.get("note", ""),
        )  # fmt: skip
        submitting.submit(
            db.session(), desk, found, seen=int(seen) if seen.isdecimal() else 0,
            seen_marks=request.form.get("tanda", ""), by=identity.actor(),
        )  # fmt: skip
    except Invalid as refused:
        return _again(org, public_id, {key: _("Periksa isian ini.") for key in refused.facts["errors"]})  # type: ignore[attr-defined]
    except NotAllowed as refused:
        db.session.rollback()
        flash(sentences.of(refused), "bad")
        return fragments.leave(url_for("buyer.submit.show", org=org, public_id=public_id))
    except Refusal as refused:
        told = {"ringkasan": sentences.of(refused)}
        if isinstance(refused, checks.RequestTroubled):
            told = {}
        return _again(org, public_id, told)
    db.session.commit()
    flash(_("Terkirim untuk disetujui.") if found.state == "pending" else _("Pesanan sudah dibuat."))
    return fragments.leave(url_for("buyer.submit.show", org=org, public_id=public_id))


def _found(org: str, public_id: str) -> tuple[Desk, PurchaseRequest]:
    desk = desks.current(org)
    return desk, requests.of_desk(db.session(), public_id, desk)


def _again(org: str, public_id: str, wrong: dict[str, str]) -> Response:
    """The page after a refusal, with what was typed."""
    db.session.rollback()
    desk, found = _found(org, public_id)
    return _page(desk, found, wrong=wrong, refused=True)


def _page(
    desk: Desk, found: PurchaseRequest, *, wrong: dict[str, str] | None = None, refused: bool = False
) -> Response:
    session = db.session()
    plan = schedules.plan(session, found)
    over = expiring.is_over(found)
    open_ = found.is_editable or over
    typed = request.form if refused else None
    return fragments.page(
        "buyer/submit/show.html",
        status=422 if refused else 200,
        desk=desk,
        req=found,
        plan=plan,
        state="expired" if over else found.state,
        open=open_,
        mine=desk.may(found.outlet_id, "requester"),
        troubles=checks.troubles(plan) if open_ and found.state != "pending" else [],
        marks=checks.marks(plan),
        uses=spending.both(session, found),
        credit=credit.of(session, found.organisation),
        rules=approvals.asked_by(session, plan),
        approvers=approvals.approvers(session, found.outlet_id),
        until=submitting.deadline(session, plan) if open_ else found.deadline,
        terms=typed.get("terms", found.terms) if typed else found.terms,
        hotel_number=typed.get("hotel_number", "") if typed else found.hotel_number,
        note=typed.get("note", "") if typed else found.note,
        wrong=wrong or {},
        form_errors=wrong or refused,
        summary=[(key, text, "") for key, text in (wrong or {}).items()],
        say=buying_words,
        rule=rule_words.rule,
    )
