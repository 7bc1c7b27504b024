"""Organisations that buy: grant terms and a credit limit, or stop them; every step stays in the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, TextAreaField

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.kernel.events import Event
from marketplace.people import buyers, founding, organisation_review, organisations
from marketplace.people.organisations import LARGEST_CREDIT, Organisation
from marketplace.web import forms, fragments, identity, organisation_words
from marketplace.web.access import policy
from marketplace.web.rupiah_field import RupiahField

bp = Blueprint("organisations", __name__)
LONGEST = 80


class CreditField(RupiahField):
    """Up to the largest credit."""

    most = LARGEST_CREDIT


class GrantForm(forms.Form):
    """What the organisation may do."""

    terms = SelectMultipleField(_l("Tempo yang boleh dipakai"))
    credit_limit = CreditField(_l("Batas kredit"), [forms.optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms.choices = forms.choices(*organisation_words.all_terms())


class SuspendForm(forms.Form):
    """Why it is stopped; its owners read it."""

    reason = TextAreaField(_l("Alasan"), [forms.needed(_l("Tulis alasannya.")), forms.at_most(300)])


@dataclass(frozen=True)
class Step:
    """One line of the history."""

    text: str
    at: Any
    by: str
    note: str
    done: bool = True


@bp.get("/agensi/organisasi")
@policy("staff:officer")
def show() -> Response:
    """All of them; what waits for a decision first."""
    text = request.args.get("cari", "").strip()[:LONGEST]
    rows = organisation_review.found(db.session(), text)
    people = founding.count_members(db.session(), [row.id for row in rows])
    return fragments.page(
        "agency/organisations/show.html", rows=rows, people=people, text=text, words=organisation_words
    )


@bp.get("/agensi/organisasi/<public_id>")
@policy("staff:officer")
def one(public_id: str) -> Response:
    """Everything about one."""
    return _page(organisations.by_public_id(db.session(), public_id))


@bp.post("/agensi/organisasi/<public_id>/aktifkan")
@policy("staff:officer")
def grant(public_id: str) -> Response:
    """Terms and limit, at once."""
    organisation, form = organisations.by_public_id(db.session(), public_id), GrantForm()
    if not form.validate():
        return _page(organisation, grant=form, status=422)
    terms, limit = list(form.terms.data or []), form.credit_limit.data or 0
    try:
        organisation_review.grant(db.session(), organisation, terms, limit, by=identity.actor())
    except Invalid as error:
        for field, reason in dict(error.facts["errors"]).items():  # type: ignore[call-overload]
            form.refuse(field, _wrong(reason))
        return _page(organisation, grant=form, status=422)
    except NotAllowed as refusal:
        return _not_now(refusal, public_id)
    db.session.commit()
    flash(_("%(name)s aktif dengan batas %(limit)s.", name=organisation.name, limit=rupiah.show(limit)))
    return redirect(url_for("agency.organisations.one", public_id=public_id), 303)


@bp.post("/agensi/organisasi/<public_id>/hentikan")
@policy("staff:officer")
def suspend(public_id: str) -> Response:
    """Nothing new may be ordered."""
    organisation, form = organisations.by_public_id(db.session(), public_id), SuspendForm()
    if not form.validate():
        return _page(organisation, suspend=form, status=422)
    try:
        organisation_review.suspend(db.session(), organisation, form.reason.data, by=identity.actor())
    except NotAllowed as refusal:
        return _not_now(refusal, public_id)
    db.session.commit()
    flash(_("%(name)s dihentikan. Pesanan yang berjalan tetap jalan.", name=organisation.name))
    return redirect(url_for("agency.organisations.one", public_id=public_id), 303)


def _wrong(reason: str) -> str:
    return {
        "limit_without_terms": _("Pilih tempo dulu. Batas kredit tidak dipakai untuk tunai."),
        "terms_without_limit": _("Tulis batas kreditnya. Tanpa batas, tempo tidak bisa dipakai."),
        "large": _("Paling besar %(most)s.", most=rupiah.show(LARGEST_CREDIT)),
    }.get(reason, _("Pilih dari daftar."))


def _not_now(refusal: NotAllowed, public_id: str) -> Response:
    db.session.rollback()
    own = refusal.facts["state"] == "own"
    told = _("Anda anggota organisasi ini. Orang lain yang memutuskan.") if own else _("Ini sudah dihentikan.")
    flash(told, "warning")
    return redirect(url_for("agency.organisations.one", public_id=public_id), 303)


def _page(
    organisation: Organisation, *, grant: GrantForm | None = None, suspend: SuspendForm | None = None, status: int = 200
) -> Response:
    session, wrong = db.session(), grant or suspend
    held = {"terms": organisation.terms, "credit_limit": organisation.credit_limit or None}
    return fragments.page(
        "agency/organisations/one.html",
        status=status,
        organisation=organisation,
        people=buyers.members(session, organisation),
        steps=[_step(event) for event in organisation_review.history(session, organisation)],
        reason=organisation_review.reason_of(session, organisation),
        grant=grant or GrantForm(formdata=None, data=held),
        suspend=suspend or SuspendForm(formdata=None),
        form_errors=wrong.errors if wrong else None,
        words=organisation_words,
    )


def _step(event: Event) -> Step:
    facts, note = event.facts, ""
    if event.verb == "activated":
        note = f"{organisation_words.terms(facts['terms'])} · {rupiah.show(facts['credit_limit'])}"
    elif event.verb == "budget_set":
        amount = facts["amount"]
        note = f"{facts['outlet']} · {rupiah.show(amount) if amount is not None else _('tanpa batas')}"
    else:
        note = str(facts.get("reason") or facts.get("outlet") or facts.get("contact") or "")
    return Step(organisation_words.event(event.verb) or event.verb, event.at, event.by_name, note)
