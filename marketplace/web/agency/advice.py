"""Officers pin advice to makers and their goods, and see what came of it."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField

from marketplace.catalog import coverage
from marketplace.kernel.db import db
from marketplace.people import producers
from marketplace.people.producers import Producer
from marketplace.trade import advice
from marketplace.web import forms, fragments, identity
from marketplace.web.access import policy

bp = Blueprint("advice", __name__)


class NoteForm(forms.Form):
    """What the note is about, and the note."""

    about = SelectField(_l("Tentang apa?"), coerce=int)
    text = TextAreaField(_l("Catatan"), [forms.needed(_l("Tulis catatannya.")), forms.at_most(advice.LONGEST)])


@bp.get("/agensi/catatan")
@policy("staff:officer")
def show() -> Response:
    """Look for a maker."""
    asked = request.args.get("q", "").strip()[:80]
    found = producers.named(db.session(), asked)
    counts = advice.counts(db.session(), [maker.id for maker in found])
    return fragments.page("agency/advice/show.html", makers=found, counts=counts, asked=asked)


@bp.get("/agensi/catatan/<slug>")
@policy("staff:officer")
def maker(slug: str) -> Response:
    """The notes of a maker, and the form for another one."""
    found = producers.by_slug(db.session(), slug)
    return _page(found, _form(found, formdata=None))


@bp.post("/agensi/catatan/<slug>")
@policy("staff:officer")
def pin(slug: str) -> Response:
    """Pin a note."""
    session = db.session()
    found = producers.by_slug(session, slug)
    form = _form(found)
    if not form.validate():
        return _page(found, form, 422)
    product = next((good for good in coverage.goods(session, found.id) if good.id == form.about.data), None)
    advice.pin(session, found, form.text.data, product=product, by=identity.actor())
    db.session.commit()
    flash(_("Catatan terpasang. %(name)s melihatnya di HP.", name=found.name))
    return fragments.leave(url_for("agency.advice.maker", slug=slug))


def _form(found: Producer, **values: object) -> NoteForm:
    form = NoteForm(**values)
    goods = coverage.goods(db.session(), found.id)
    form.about.choices = forms.choices((0, _("Toko")), *((good.id, good.name) for good in goods))
    return form


def _page(found: Producer, form: NoteForm, status: int = 200) -> Response:
    about = {f"product:{good.id}": good.name for good in coverage.goods(db.session(), found.id)}
    return fragments.page(
        "agency/advice/maker.html",
        status=status,
        maker=found,
        form=form,
        form_errors=form.errors or None,
        notes=advice.of_producer(db.session(), found.id),
        about=about,
    )
