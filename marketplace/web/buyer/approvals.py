"""What waits for an approver, and the one page on which a manager decides, on a phone."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, Refusal
from marketplace.people.buyers import Buyer, Desk
from marketplace.sourcing import approvals, checks, deciding, expiring, requests, schedules, spending
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.trade import credit
from marketplace.web import fragments, identity, sentences
from marketplace.web.access import BUYER, policy

from . import buying_words, desks, rule_words
from .waiting import COUNTERS, Wait

bp = Blueprint("approvals", __name__)


@bp.get("/pembelian/<org>/persetujuan")
@policy(BUYER)
def show(org: str) -> Response:
    """Those that wait, the most urgent first, and the last decisions."""
    desk = desks.current(org)
    desks.demand_anywhere(desk, "approver")
    return fragments.page(
        "buyer/approvals/show.html",
        desk=desk,
        waiting=approvals.waiting(db.session(), desk),
        decided=approvals.decided(db.session(), desk),
        people=_people(desk),
        say=buying_words,
    )


@bp.get("/pembelian/<org>/persetujuan/<public_id>")
@policy(BUYER)
def one(org: str, public_id: str) -> Response:
    """Everything that a manager must know to decide."""
    desk, found = _found(org, public_id)
    return _page(desk, found)


@bp.post("/pembelian/<org>/persetujuan/<public_id>")
@policy(BUYER)
def decide(org: str, public_id: str) -> Response:
    """Approve, send back or refuse."""
    desk, found = _found(org, public_id)
    step, reason = request.form.get("langkah", ""), request.form.get("reason", "")
    try:
        if step == "setujui":
            seen = request.form.get("dilihat", "")
            deciding.approve(
                db.session(), desk, found, seen=int(seen) if seen.isdecimal() else 0,
                seen_marks=request.form.get("tanda", ""), by=identity.actor(),
            )  # fmt: skip
        elif step == "tolak":
            deciding.refuse(db.session(), desk, found, reason, by=identity.actor())
        else:
            deciding.send_back(db.session(), desk, found, reason, by=identity.actor())
    except Refusal as refused:
        db.session.rollback()
        desk, found = _found(org, public_id)
        return _page(desk, found, _told(refused), reason)
    db.session.commit()
    told = {"setujui": _("Disetujui. Pesanan sudah dikirim ke penjual."), "tolak": _("Permintaan ditolak.")}
    flash(told.get(step, _("Permintaan dikembalikan kepada pemohon.")))
    return fragments.leave(url_for("buyer.approvals.one", org=org, public_id=public_id))


def counter(desk: Desk) -> Wait | None:
    """What waits for an approver today."""
    if not desk.anywhere("approver"):
        return None
    found = approvals.waiting(db.session(), desk)
    return Wait(
        label=_("Persetujuan"),
        href=url_for("buyer.approvals.show", org=desk.organisation.public_id),
        what=_("permintaan menunggu keputusan Anda"),
        count=len(found),
        oldest=min((one.submitted_at for one in found if one.submitted_at), default=None),
        amount=sum(one.total for one in found),
    )


COUNTERS.append(counter)


def _found(org: str, public_id: str) -> tuple[Desk, PurchaseRequest]:
    desk = desks.current(org)
    found = requests.of_desk(db.session(), public_id, desk)
    desks.demand(desk, found.outlet_id, "approver")
    return desk, found


def _told(refused: Refusal) -> dict[str, str]:
    if isinstance(refused, checks.RequestTroubled):
        found: list[checks.Trouble] = refused.facts["troubles"]  # type: ignore[assignment]
        return {f"ringkasan-{n}": buying_words.trouble(trouble) for n, trouble in enumerate(found)}
    if isinstance(refused, Invalid):
        return {"reason": _("Tulis alasannya, supaya pemohon tahu.")}
    return {"ringkasan": sentences.of(refused)}


def _page(desk: Desk, found: PurchaseRequest, wrong: dict[str, str] | None = None, reason: str = "") -> Response:
    session = db.session()
    plan = schedules.plan(session, found)
    over = expiring.is_over(found)
    requester = session.get_one(Buyer, found.buyer_id)
    return fragments.page(
        "buyer/approvals/one.html",
        status=422 if wrong else 200,
        desk=desk,
        req=found,
        plan=plan,
        state="expired" if over else found.state,
        open=found.state == "pending" and not over,
        may=deciding.may_decide(session, desk, found),
        requester=requester,
        decider=session.get(Buyer, found.decided_by_id) if found.decided_by_id else None,
        troubles=checks.troubles(plan) if found.state == "pending" and not over else [],
        marks=checks.marks(plan),
        uses=spending.both(session, found),
        credit=credit.of(session, found.organisation),
        reason=reason,
        wrong=wrong or {},
        form_errors=wrong,
        summary=[(key if key == "reason" else "ringkasan", text, "") for key, text in (wrong or {}).items()],
        say=buying_words,
        rule=rule_words.rule,
    )


def _people(desk: Desk) -> dict[int, str]:
    rows = select(Buyer).where(Buyer.organisation_id == desk.organisation.id)
    return {buyer.id: buyer.user.name for buyer in db.session().scalars(rows)}
