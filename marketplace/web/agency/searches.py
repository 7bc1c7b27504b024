"""Officers: what people looked for in vain, what they ask for, and which words mean the same."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from marketplace.catalog import synonyms, wishes
from marketplace.catalog.synonyms import SynonymSet
from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.web import forms, fragments, identity
from marketplace.web.access import policy

bp = Blueprint("searches", __name__)
SET = "agency/searches/set.html"


class SetForm(forms.Form):
    """Words that mean the same."""

    words = TextAreaField(
        _l("Kata yang sama artinya"), [forms.needed(_l("Tulis kata-katanya.")), forms.at_most(synonyms.LONGEST_SET)]
    )
    narrower = TextAreaField(_l("Juga tampilkan"), [forms.optional(), forms.at_most(synonyms.LONGEST_SET)])


@bp.get("/agensi/pencarian")
@policy("staff:officer")
def show() -> Response:
    """Vain searches of one week, and open wishes."""
    session, this = db.session(), wishes.monday(clock.today())
    week = _week(this)
    return fragments.page(
        "agency/searches/show.html",
        week=week,
        weeks=wishes.weeks(session),
        this_week=this,
        misses=wishes.misses(session, week),
        wishes=wishes.open_wishes(session),
    )


@bp.post("/agensi/pencarian/permintaan/<public_id>/selesai")
@policy("staff:officer")
def settle(public_id: str) -> Response:
    """A wish is dealt with."""
    try:
        found = wishes.settle(db.session(), public_id, by=identity.actor())
    except NotAllowed:
        db.session.rollback()
        flash(_("Permintaan ini sudah selesai."), "warning")
    else:
        db.session.commit()
        flash(_("Permintaan “%(product)s” selesai.", product=found.product))
    return fragments.leave(url_for("agency.searches.show"))


@bp.get("/agensi/pencarian/kata")
@policy("staff:officer")
def words() -> Response:
    """All sets of words."""
    return fragments.page("agency/searches/words.html", sets=synonyms.listed(db.session()))


@bp.get("/agensi/pencarian/kata/baru")
@policy("staff:officer")
def new() -> Response:
    """The form for another set; a vain search may be its first word."""
    return fragments.page(SET, form=SetForm(formdata=None, words=request.args.get("kata", "")[:60]), found=None)


@bp.post("/agensi/pencarian/kata/baru")
@policy("staff:officer")
def add() -> Response:
    """Make a set."""
    return _save(None)


@bp.get("/agensi/pencarian/kata/<int:set_id>")
@policy("staff:officer")
def edit(set_id: int) -> Response:
    """One set."""
    found = synonyms.find(db.session(), set_id)
    return fragments.page(SET, form=SetForm(formdata=None, words=found.words, narrower=found.narrower), found=found)


@bp.post("/agensi/pencarian/kata/<int:set_id>")
@policy("staff:officer")
def change(set_id: int) -> Response:
    """Change a set; it acts on the next search."""
    return _save(synonyms.find(db.session(), set_id))


@bp.post("/agensi/pencarian/kata/<int:set_id>/hapus")
@policy("staff:officer")
def remove(set_id: int) -> Response:
    """Forget a set."""
    synonyms.remove(db.session(), synonyms.find(db.session(), set_id), by=identity.actor())
    db.session.commit()
    flash(_("Kata dihapus."))
    return fragments.leave(url_for("agency.searches.words"))


def _save(found: SynonymSet | None) -> Response:
    session, form = db.session(), SetForm()
    if form.validate():
        try:
            synonyms.save(session, found, form.words.data, form.narrower.data or "", by=identity.actor())
        except Invalid as refusal:
            session.rollback()
            _refuse(form, refusal)
        else:
            session.commit()
            flash(_("Kata tersimpan dan langsung berlaku."))
            return fragments.leave(url_for("agency.searches.words"))
    return fragments.page(SET, status=422, form=form, form_errors=form.errors, found=found)


def _refuse(form: SetForm, refusal: Invalid) -> None:
    sentences = {
        "empty": _("Tulis kata-katanya."),
        "alone": _("Tulis paling sedikit dua kata, dipisah koma."),
        "long": _("Terlalu panjang."),
    }
    errors: Any = refusal.facts["errors"]
    for field, code in errors.items():
        form.refuse(field, sentences[code])


def _week(this: date) -> date:
    try:
        return wishes.monday(date.fromisoformat(request.args.get("minggu", "")))
    except ValueError:
        return this
