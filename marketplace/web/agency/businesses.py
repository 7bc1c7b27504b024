"""The register at the desk: search, one page for each business, consent, caseload, a shop for the owner, merging."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.insight import next_steps
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from marketplace.people import (
    assisting,
    business_search,
    businesses,
    caseload,
    doubles,
    merging,
    places,
    shops_for_others,
    users,
    visits,
)  # fmt: skip
from marketplace.people.business_search import STATES, Wanted
from marketplace.people.businesses import SECTORS, Business
from marketplace.web import forms, fragments, identity, place_choices, sentences
from marketplace.web.access import policy

from . import register_words
from .register_forms import AgreeForm, AssignForm, BusinessForm, MergeForm, refuse

bp = Blueprint("businesses", __name__)
LONGEST = 80


@bp.get("/agensi/register")
@policy("staff:officer|head")
def show() -> Response:
    """Everybody, by name; a search narrows it."""
    session, wanted = db.session(), _wanted()
    rows = business_search.found(session, wanted, request.args.get("setelah", "")[:32])
    return fragments.page(
        "agency/register/show.html",
        rows=rows[: business_search.PAGE],
        next=rows[business_search.PAGE - 1].public_id if len(rows) > business_search.PAGE else "",
        total=business_search.count(session, wanted),
        wanted=wanted,
        places=place_choices.of(session),
        words=register_words,
    )


@bp.get("/agensi/register/kembar")
@policy("staff:officer")
def twins() -> Response:
    """Records that share a phone: perhaps one business, perhaps one family."""
    heaps = doubles.shared_phones(db.session())
    return fragments.page("agency/register/twins.html", heaps=heaps, words=register_words)


@bp.get("/agensi/register/<public_id>")
@policy("staff:officer|head")
def one(public_id: str) -> Response:
    """Everything about one; a record that was merged leads to the other."""
    found = businesses.by_public_id(db.session(), public_id)
    if found.merged_into_id is not None:
        kept = db.session.get_one(Business, found.merged_into_id)
        return redirect(url_for("agency.businesses.one", public_id=kept.public_id), 303)
    return _page(found)


@bp.get("/agensi/register/<public_id>/ubah")
@policy("staff:officer")
def edit(public_id: str) -> Response:
    """The form to correct a record."""
    found = _living(public_id)
    return _edit(found, BusinessForm(formdata=None, data=asdict(businesses.of(found))))


@bp.post("/agensi/register/<public_id>/ubah")
@policy("staff:officer")
def change(public_id: str) -> Response:
    """Correct a record."""
    found, form = _living(public_id), BusinessForm()
    if not form.validate():
        return _edit(found, form, 422)
    try:
        businesses.change(db.session(), found, form.told(), by=identity.actor())
    except Invalid as refusal:
        db.session.rollback()
        refuse(form, refusal)
        return _edit(businesses.by_public_id(db.session(), public_id), form, 422)
    return _done(public_id, _("Catatan diperbaiki."))


@bp.post("/agensi/register/<public_id>/izin")
@policy("staff:officer")
def agree(public_id: str) -> Response:
    """Write down that the owner agrees."""
    found, form = _living(public_id), AgreeForm()
    if not form.validate():
        return _page(found, agree=form, status=422)
    businesses.agree(db.session(), found, form.how.data, by=identity.actor())
    return _done(public_id, _("Izin tercatat."))


@bp.post("/agensi/register/<public_id>/izin/cabut")
@policy("staff:officer")
def withdraw(public_id: str) -> Response:
    """The owner takes the consent back."""
    try:
        businesses.take_consent_back(db.session(), _living(public_id), by=identity.actor())
    except NotAllowed:
        return _not_now(public_id, _("Izin ini sudah dicabut."))
    return _done(public_id, _("Izin dicabut. Usaha ini tidak dikunjungi lagi."))


@bp.post("/agensi/register/<public_id>/toko")
@policy("staff:officer")
def open_shop(public_id: str) -> Response:
    """A shop for the owner, with the consent that the officer helps."""
    found, form = _living(public_id), AgreeForm(prefix="toko")
    if not form.validate():
        return _page(found, shop=form, status=422)
    try:
        shop = shops_for_others.open_for(db.session(), found, form.how.data, by=identity.actor())
    except Refusal as refusal:
        db.session.rollback()
        form.refuse_all(_why_no_shop(refusal))
        return _page(businesses.by_public_id(db.session(), public_id), shop=form, status=422)
    return _done(public_id, _("Toko %(name)s siap diisi. Pemiliknya dikabari.", name=shop.name))


@bp.post("/agensi/register/<public_id>/ambil")
@policy("staff:officer")
def take(public_id: str) -> Response:
    """Into my own caseload."""
    caseload.assign(db.session(), _living(public_id), identity.me(), by=identity.actor())
    return _done(public_id, _("Usaha ini sekarang Anda dampingi."))


@bp.post("/agensi/register/<public_id>/serahkan")
@policy("staff:officer|head")
def assign(public_id: str) -> Response:
    """Into somebody's caseload."""
    found, form = _living(public_id), _assign_form()
    officer = users.by_public_id(db.session(), form.officer.data) if form.validate() else None
    if officer is None:
        return _page(found, assign=form, status=422)
    caseload.assign(db.session(), found, officer, by=identity.actor())
    return _done(public_id, _("Sekarang didampingi %(name)s.", name=officer.name))


@bp.post("/agensi/register/<public_id>/lepas")
@policy("staff:officer|head")
def release(public_id: str) -> Response:
    """Out of the caseload."""
    try:
        caseload.release(db.session(), _living(public_id), by=identity.actor())
    except NotAllowed:
        return _not_now(public_id, _("Usaha ini sudah dilepas."))
    return _done(public_id, _("Usaha ini dilepas dari dampingan."))


@bp.get("/agensi/register/<public_id>/gabung")
@policy("staff:officer")
def compare(public_id: str) -> Response:
    """Two records side by side."""
    return _compare(_living(public_id), _living(request.args.get("dengan", "")))


@bp.post("/agensi/register/<public_id>/gabung")
@policy("staff:officer")
def merge(public_id: str) -> Response:
    """Make one of two."""
    kept, gone, form = _living(public_id), _living(request.form.get("dengan", "")), _merge_form()
    taken = set(form.take.data or []) if form.validate() else set()
    try:
        merging.merge(db.session(), kept, gone, taken, by=identity.actor())
    except Refusal as refusal:
        db.session.rollback()
        return _compare(_living(public_id), _living(request.form.get("dengan", "")), sentences.of(refusal), 422)
    return _done(public_id, _("Dua catatan menjadi satu. Riwayat keduanya tetap ada."))


def _wanted() -> Wanted:
    asked = request.args
    return Wanted(
        text=asked.get("cari", "").strip()[:LONGEST].replace("\x00", ""),
        kelurahan=asked.get("kelurahan", "")[:20],
        sector=asked.get("bidang", "") if asked.get("bidang") in SECTORS else "",
        state=asked.get("keadaan", "") if asked.get("keadaan") in STATES else "",
        user_id=identity.me().id,
    )


def _living(public_id: str) -> Business:
    found = businesses.by_public_id(db.session(), public_id)
    if found.merged_into_id is not None:
        raise NotFound(public_id=public_id)
    return found


def _page(found: Business, *, agree: Any = None, shop: Any = None, assign: Any = None, status: int = 200) -> Response:
    session, wrong, me = db.session(), agree or shop or assign, identity.me()
    names = {row.code: row.name for rows in places.all_by_kecamatan(session).values() for row in rows}
    helpers = assisting.all_of(session, [found.producer_id]) if found.producer_id else []
    live = {one.id for one in assisting.of_producer(session, found.producer_id)} if found.producer_id else set()
    return fragments.page(
        "agency/register/one.html",
        status=status,
        business=found,
        steps=next_steps.of(session, [found], me.id)[found.id],
        visits=visits.of(session, found),
        history=[(event, *register_words.event(event, names)) for event in merging.history(session, found)],
        like=doubles.of(session, businesses.of(found), found.id),
        helpers=list(reversed(helpers)),
        live=live,
        mine=next((one for one in helpers if one.id in live and one.user_id == me.id), None),
        agree=agree or AgreeForm(formdata=None),
        shop=shop or AgreeForm(formdata=None, prefix="toko"),
        assign=assign or _assign_form(formdata=None),
        form_errors=wrong.errors if wrong else None,
        days=assisting.DAYS(session),
        words=register_words,
        me=me,
        can_work=identity.actor().has("officer"),
    )


def _assign_form(**given: Any) -> AssignForm:
    form = AssignForm(**given)
    form.officer.choices = forms.choices(*((one.public_id, one.name) for one in caseload.officers(db.session())))
    return form


def _merge_form() -> MergeForm:
    form = MergeForm()
    form.take.choices = forms.choices(*((name, name) for name in asdict(businesses.Told("x"))))
    return form


def _edit(found: Business, form: BusinessForm, status: int = 200) -> Response:
    return fragments.page(
        "agency/register/edit.html", status=status, business=found, form=form, form_errors=form.errors or None
    )


def _compare(kept: Business, gone: Business, mistake: str = "", status: int = 200) -> Response:
    names = {row.code: row.name for rows in places.all_by_kecamatan(db.session()).values() for row in rows}
    one, other = asdict(businesses.of(kept)), asdict(businesses.of(gone))
    apart = {name for name, mine, _other in merging.differences(kept, gone) if mine}
    said = register_words.value
    rows = [(name, said(name, one[name], names), said(name, other[name], names), name in apart) for name in one]
    return fragments.page(
        "agency/register/merge.html", status=status, kept=kept, gone=gone, rows=rows, mistake=mistake,
        form_errors=mistake or None, words=register_words,
    )  # fmt: skip


def _why_no_shop(refusal: Refusal) -> str:
    errors = refusal.facts.get("errors")
    if isinstance(errors, dict) and "phone" in errors:
        return register_words.wrong("phone", errors["phone"])
    return sentences.of(refusal)


def _done(public_id: str, sentence: str) -> Response:
    db.session.commit()
    flash(sentence)
    return fragments.leave(url_for("agency.businesses.one", public_id=public_id))


def _not_now(public_id: str, sentence: str) -> Response:
    db.session.rollback()
    flash(sentence, "warning")
    return fragments.leave(url_for("agency.businesses.one", public_id=public_id))
