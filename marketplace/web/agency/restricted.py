"""Moderators keep the list of words that a listing may not use, or that are to be looked at (F90)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, StringField, TextAreaField

from marketplace.catalog import restricted
from marketplace.kernel import ids, settings
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.web import forms, fragments, identity
from marketplace.web.access import policy

bp = Blueprint("restricted", __name__)
EDIT = "agency/restricted/edit.html"


class EntryForm(forms.Form):
    """Words of one meaning, what happens to them, why, and what the maker may do instead."""

    words = TextAreaField(_l("Kata, dipisah koma"), [forms.needed(_l("Tulis katanya.")), forms.at_most(1000)])
    kind = RadioField(
        _l("Apa yang terjadi?"),
        [forms.needed(_l("Pilih salah satu."))],
        choices=forms.choices(("refuse", _l("Ditolak")), ("flag", _l("Boleh, tetapi ditandai untuk petugas"))),
    )
    reason = StringField(_l("Alasan"), [forms.needed(_l("Tulis alasannya.")), forms.at_most(200)])
    advice = StringField(_l("Saran untuk penjual"), [forms.needed(_l("Tulis sarannya.")), forms.at_most(200)])
    version = HiddenField()


@bp.get("/agensi/kata-terlarang")
@policy("staff:moderator")
def show() -> Response:
    """All entries, and who changed the list."""
    session = db.session()
    return fragments.page(
        "agency/restricted/show.html",
        entries=restricted.WORDS(session),
        history=settings.history(session, restricted.WORDS.name)[:10],
        version=_version(),
    )


@bp.get("/agensi/kata-terlarang/baru")
@policy("staff:moderator")
def new() -> Response:
    """The form for another entry."""
    return fragments.page(EDIT, form=EntryForm(formdata=None, version=_version()), place=None)


@bp.post("/agensi/kata-terlarang/baru")
@policy("staff:moderator")
def add() -> Response:
    """Add it; it acts on the next listing."""
    return _save(None)


@bp.get("/agensi/kata-terlarang/<int:place>")
@policy("staff:moderator")
def edit(place: int) -> Response:
    """One entry."""
    entry = _entry(place)
    form = EntryForm(
        formdata=None, words=", ".join(entry["words"]), kind=entry["kind"], reason=entry["reason"],
        advice=entry["advice"], version=_version(),
    )  # fmt: skip
    return fragments.page(EDIT, form=form, place=place)


@bp.post("/agensi/kata-terlarang/<int:place>")
@policy("staff:moderator")
def change(place: int) -> Response:
    """Change it."""
    _entry(place)
    return _save(place)


@bp.post("/agensi/kata-terlarang/<int:place>/hapus")
@policy("staff:moderator")
def remove(place: int) -> Response:
    """Take it from the list."""
    _entry(place)
    if request.form.get("version") != _version():
        flash(_("Daftar baru saja diubah orang lain. Periksa lagi."), "warning")
        return fragments.leave(url_for("agency.restricted.show"))
    rows = deepcopy(restricted.WORDS(db.session()))
    del rows[place - 1]
    settings.change(db.session(), restricted.WORDS.name, rows, by=identity.actor())
    db.session.commit()
    flash(_("Kata dihapus dari daftar."))
    return fragments.leave(url_for("agency.restricted.show"))


def _save(place: int | None) -> Response:
    session, form = db.session(), EntryForm()
    if not form.validate():
        return fragments.page(EDIT, status=422, form=form, form_errors=form.errors, place=place)
    if form.version.data != _version():
        form.refuse_all(_("Daftar baru saja diubah orang lain. Periksa lagi, lalu simpan."))
        form.version.data = _version()
        form.version.raw_data = [form.version.data]
        return fragments.page(EDIT, status=422, form=form, form_errors=form.errors, place=place)
    rows = deepcopy(restricted.WORDS(session))
    entry = {
        "words": _words(form.words.data), "kind": form.kind.data, "reason": form.reason.data,
        "advice": form.advice.data,
    }  # fmt: skip
    rows[len(rows) if place is None else place - 1 : place or len(rows)] = [entry]
    try:
        settings.change(session, restricted.WORDS.name, rows, by=identity.actor())
    except Invalid:
        session.rollback()
        form.refuse("words", _("Tulis kata dengan huruf atau angka, dipisah koma."))
        return fragments.page(EDIT, status=422, form=form, form_errors=form.errors, place=place)
    session.commit()
    flash(_("Kata tersimpan dan langsung berlaku."))
    return fragments.leave(url_for("agency.restricted.show"))


def _words(text: str) -> list[str]:
    found = (" ".join(word.split()) for word in text.replace("\n", ",").split(","))
    return list(dict.fromkeys(word for word in found if word))


def _entry(place: int) -> dict[str, Any]:
    rows = restricted.WORDS(db.session())
    if not 0 < place <= len(rows):
        raise NotFound(place=place)
    return rows[place - 1]


def _version() -> str:
    """Tells whether somebody has changed the list since a form was shown."""
    return ids.digest(repr(restricted.WORDS(db.session())))[:16]
