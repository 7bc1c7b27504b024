"""Officer's pages for the road: the caseload, registering a business, a visit. They work without a signal."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.insight import next_steps
from marketplace.kernel import clock, ids
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.people import assisting, businesses, caseload, doubles, shops_for_others, visits
from marketplace.people.businesses import Business
from marketplace.web import forms, fragments, identity, offline, sentences, uploads
from marketplace.web.access import policy

from . import opening, register_words
from .register_forms import FieldForm, VisitForm, refuse

bp = Blueprint("fieldwork", __name__)
bp.after_request(offline.label)


@bp.get("/agensi/lapangan")
@policy("staff:officer")
def show() -> Response:
    """My businesses, the most urgent first."""
    session, me = db.session(), identity.me()
    rows = caseload.of(session, me.id, _after())
    steps = next_steps.of(session, rows[: caseload.PAGE], me.id)
    shown = sorted(rows[: caseload.PAGE], key=lambda row: next_steps.rank(steps[row.id]))
    consents = {one.producer_id: one.public_id for one in assisting.of_user(session, me.id)}
    return fragments.page(
        "agency/field/show.html",
        rows=shown,
        steps=steps,
        consents=consents,
        next=rows[caseload.PAGE - 1].public_id if len(rows) > caseload.PAGE else "",
        total=caseload.counts(session).get(me.id, 0),
        words=register_words,
    )


@bp.get("/agensi/lapangan/daftar")
@policy("staff:officer")
def ask() -> Response:
    """The form for a business that is not in the register yet."""
    return _form(FieldForm(formdata=None, draft=ids.public_id()))


@bp.post("/agensi/lapangan/daftar")
@policy("staff:officer")
def register() -> Response:
    """Keep it with the consent; a form that comes twice makes one record."""
    session, by, form = db.session(), identity.actor(), FieldForm()
    known = businesses.sent_before(session, form.draft.data or "", by=by)
    if known is not None:
        return _registered(known)
    like = doubles.of(session, form.told()) if form.validate() and not form.distinct.data else []
    if form.errors or like:
        return _form(form, 422, like)
    try:
        made = businesses.register(
            session, form.told(), public_id=form.draft.data or "", consent=form.how.data, keeper=by.user_id, by=by
        )
        if form.shop.data:
            shops_for_others.open_for(session, made, form.how.data, by=by)
    except Invalid as refusal:
        session.rollback()
        refuse(form, refusal)
    except Refusal as refusal:
        session.rollback()
        form.refuse_all(sentences.of(refusal))
    if form.errors:
        return _form(form, 422, doubles.of(session, form.told()))
    session.commit()
    flash(_("%(name)s tercatat.", name=made.name))
    return _registered(made)


@bp.get("/agensi/lapangan/kunjungan")
@policy("staff:officer")
def ask_visit() -> Response:
    """The form for a visit."""
    chosen = request.args.get("usaha", "")
    form = VisitForm(formdata=None, draft=ids.public_id(), business=chosen, on=clock.today())
    return _visit_form(form, chosen)


@bp.post("/agensi/lapangan/kunjungan")
@policy("staff:officer")
@uploads.large
def visit() -> Response:
    """Keep a visit; a form that comes twice makes one."""
    session, by, form = db.session(), identity.actor(), VisitForm()
    chosen, key = request.form.get("business", ""), form.draft.data or ""
    known = visits.sent_before(session, key, by=by)
    if known is not None:
        return _registered(session.get_one(Business, known.business_id))
    _offer(form, chosen)
    if not form.validate():
        return _visit_form(form, chosen, 422)
    photo = _photo(form)
    business = businesses.by_public_id(session, chosen)
    if form.errors:
        return _visit_form(form, chosen, 422)
    try:
        made = visits.note(
            session, business, form.note.data, on=form.on.data, next_on=form.next_on.data,
            photo=photo.key if photo else None, public_id=key, by=by,
        )  # fmt: skip
    except Invalid as refusal:
        refuse(form, refusal)
        return _visit_form(form, chosen, 422)
    except Refusal as refusal:
        form.refuse_all(sentences.of(refusal))
        return _visit_form(form, chosen, 422)
    if photo and made.photo == photo.key:
        photo.store()
    session.commit()
    flash(_("Kunjungan ke %(name)s tercatat.", name=business.name))
    return _registered(business)


@bp.get("/agensi/kunjungan/<public_id>/foto")
@policy("staff:officer|head")
def photo(public_id: str) -> Response:
    """The photo of a visit."""
    found = visits.by_public_id(db.session(), public_id)
    if found.photo is None:
        raise NotFound(public_id=public_id)
    return opening.picture(found.photo, f"business:{found.business_id}", "visit")


def _photo(form: Any) -> uploads.Upload | None:
    """The photo, made small outside the write transaction."""
    chosen = request.files.get("photo")
    if chosen is None or not chosen.filename:
        return None
    db.session.rollback()
    try:
        return uploads.read(chosen, "visits")
    except Refusal as refusal:
        form.refuse("photo", sentences.of(refusal))
        return None
    finally:
        begin_write(db.session())


def _registered(business: Business) -> Response:
    return fragments.leave(url_for("agency.businesses.one", public_id=business.public_id))


def _after() -> Business | None:
    try:
        return businesses.by_public_id(db.session(), request.args.get("setelah", ""))
    except NotFound:
        return None


def _form(form: FieldForm, status: int = 200, like: Any = ()) -> Response:
    return fragments.page(
        "agency/field/register.html", status=status, form=form, form_errors=form.errors or bool(like) or None,
        like=like, words=register_words, days=assisting.DAYS(db.session()),
    )  # fmt: skip


def _offer(form: VisitForm, chosen: str) -> None:
    """The businesses to choose from: the own ones, and the one that was asked for."""
    rows = caseload.of(db.session(), identity.me().id)
    pairs = [(row.public_id, f"{row.name} · {row.kelurahan_name}".strip(" ·")) for row in rows]
    if chosen and chosen not in {value for value, _label in pairs}:
        try:
            pairs.append((chosen, businesses.by_public_id(db.session(), chosen).name))
        except NotFound:
            pass
    form.business.choices = forms.choices(*pairs)


def _visit_form(form: VisitForm, chosen: str, status: int = 200) -> Response:
    _offer(form, chosen)
    return fragments.page(
        "agency/field/visit.html", status=status, form=form, form_errors=form.errors or None, today=clock.today()
    )
