"""Finance: bank accounts of makers that wait for a second person."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed
from marketplace.money import bank_accounts
from marketplace.people import identity_checks, producers
from marketplace.web import forms, fragments, identity
from marketplace.web.access import policy

bp = Blueprint("bank_accounts", __name__)


class RefuseForm(forms.Form):
    """Why an account is not taken."""

    reason = TextAreaField(
        _l("Alasan untuk penjual"), [forms.needed(_l("Tulis alasannya untuk penjual.")), forms.at_most(200)]
    )


@bp.get("/agensi/rekening-penjual")
@policy("staff:finance")
def show() -> Response:
    """What waits, oldest first."""
    return _page(request.args.get("rekening", ""))


@bp.post("/agensi/rekening-penjual/<public_id>/setuju")
@policy("staff:finance")
def approve(public_id: str) -> Response:
    """The account is hers."""
    session = db.session()
    row = bank_accounts.by_public_id(session, public_id)
    try:
        bank_accounts.approve(session, row, by=identity.actor())
    except NotAllowed as refusal:
        return _not_now(refusal)
    session.commit()
    flash(_("Rekening %(number)s disetujui.", number=row.masked))
    return redirect(url_for("agency.bank_accounts.show"), 303)


@bp.post("/agensi/rekening-penjual/<public_id>/tolak")
@policy("staff:finance")
def refuse(public_id: str) -> Response:
    """The account is not taken; she reads why."""
    session, form = db.session(), RefuseForm()
    row = bank_accounts.by_public_id(session, public_id)
    if not form.validate():
        return _page(public_id, 422, form)
    try:
        bank_accounts.refuse(session, row, form.reason.data, by=identity.actor())
    except NotAllowed as refusal:
        return _not_now(refusal)
    session.commit()
    flash(_("Rekening %(number)s ditolak.", number=row.masked))
    return redirect(url_for("agency.bank_accounts.show"), 303)


def _not_now(refusal: NotAllowed) -> Response:
    db.session.rollback()
    own = refusal.facts["state"] == "own"
    told = _("Rekening ini dari Anda sendiri. Orang lain yang memutuskan.") if own else _("Ini sudah diputuskan.")
    flash(told, "warning")
    return redirect(url_for("agency.bank_accounts.show"), 303)


def _page(chosen: str = "", status: int = 200, form: RefuseForm | None = None) -> Response:
    session = db.session()
    waiting = bank_accounts.waiting(session)
    row = next((row for row in waiting if row.public_id == chosen), next(iter(waiting), None))
    return fragments.page(
        "agency/bank_accounts/show.html",
        status=status,
        waiting=waiting,
        row=row,
        before=bank_accounts.approved(session, row.producer_id) if row else None,
        checked=identity_checks.of(session, row.producer_id) if row else None,
        makers=producers.by_id(session, [one.producer_id for one in waiting]),
        form=form or RefuseForm(formdata=None),
        form_errors=form.errors if form else None,
    )
