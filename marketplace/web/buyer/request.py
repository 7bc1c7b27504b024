"""One request: its lines by maker at today's prices, numbers to change, what is in the way."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed, Refusal
from marketplace.people.buyers import Desk
from marketplace.sourcing import request_lines, requests, sheet, spending, wishes
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.trade.carts import WrongQuantity
from marketplace.web import fragments, identity, sentences
from marketplace.web.access import BUYER, policy

from . import counts, desks, rule_words

bp = Blueprint("request", __name__)
PAGE = "buyer/request/show.html"


@bp.get("/pembelian/<org>/permintaan/<public_id>")
@policy(BUYER)
def show(org: str, public_id: str) -> Response:
    """As it stands today."""
    desk = desks.current(org)
    return page(desk, requests.of_desk(db.session(), public_id, desk))


@bp.post("/pembelian/<org>/permintaan/<public_id>")
@policy(BUYER)
def save(org: str, public_id: str) -> Response:
    """Set the numbers of all lines, or take one line out; the prices of today are seen."""
    desk, found = editable(org, public_id)
    typed = {key.removeprefix("q-"): text for key, text in request.form.items() if key.startswith("q-")}
    wanted, wrong = _read(typed, found)
    gone = request.form.get("hapus", "")
    if gone.isdecimal():
        wanted[int(gone)] = 0
        wrong.pop(gone, None)
    try:
        if wrong:
            raise Invalid(errors=wrong)
        request_lines.change(db.session(), found, wanted, by=identity.actor())
        sheet.see(db.session(), found)
    except Invalid as refused:
        errors: Mapping[str, Refusal | str] = refused.facts["errors"]  # type: ignore[assignment]
        db.session.rollback()
        told = {key: why if isinstance(why, str) else _sentence(why) for key, why in errors.items()}
        return page(desk, requests.of_desk(db.session(), public_id, desk), wrong=told, typed=typed)
    except NotAllowed as refused:
        db.session.rollback()
        flash(sentences.of(refused), "warning")
        return fragments.leave(url_for("buyer.request.show", org=org, public_id=public_id))
    db.session.commit()
    if fragments.wanted():
        return page(desk, requests.of_desk(db.session(), public_id, desk))
    flash(_("Baris sudah dihapus.") if gone else _("Jumlah sudah disimpan."))
    return fragments.leave(url_for("buyer.request.show", org=org, public_id=public_id))


def editable(org: str, public_id: str) -> tuple[Desk, PurchaseRequest]:
    """The desk and a request at an outlet where the person may ask; raise NotFound."""
    desk = desks.current(org)
    found = requests.of_desk(db.session(), public_id, desk)
    desks.demand(desk, found.outlet_id, "requester")
    return desk, found


def page(
    desk: Desk, found: PurchaseRequest, *, wrong: dict[str, str] | None = None, typed: dict[str, str] | None = None
) -> Response:
    """The request's page, or its table for HTMX."""
    session = db.session()
    lines = sheet.of(session, found)
    return fragments.page(
        PAGE,
        fragment="buyer/request/_sheet.html",
        status=422 if wrong else 200,
        form_errors=wrong,
        desk=desk,
        req=found,
        sheet=lines,
        wishes=wishes.of(session, found),
        budgets=spending.both(session, found),
        editing=found.is_editable and desk.may(found.outlet_id, "requester"),
        wrong=wrong or {},
        typed=typed or {},
        rule=rule_words.rule,
        summary=[(f"q-{key}", text, _name(lines, key)) for key, text in (wrong or {}).items()],
    )


def _name(lines: sheet.Sheet, key: str) -> str:
    return next((f"{one.pack.name} {one.pack.label}" for one in lines.lines if str(one.line.id) == key), "")


def _read(typed: dict[str, str], found: PurchaseRequest) -> tuple[dict[int, int], dict[str, str]]:
    known = {str(line.id): line for line in found.lines}
    wanted: dict[int, int] = {}
    wrong: dict[str, str] = {}
    for key, text in typed.items():
        if key not in known:
            continue
        count = counts.read(text)
        if count is None:
            wrong[key] = _("Tulis angka bulat, misalnya 12.")
        else:
            wanted[known[key].id] = count
    return wanted, wrong


def _sentence(why: Refusal) -> str:
    if isinstance(why, WrongQuantity) and why.facts["minimum"] == why.facts["maximum"]:
        return str(_("Jumlah ini sudah disepakati lewat penawaran. Hapus baris, atau biarkan."))
    return sentences.of(why)
