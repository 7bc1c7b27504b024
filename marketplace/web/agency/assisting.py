"""An officer helps a maker who cannot agree by phone: how the consent was given is written down."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField

from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal
from marketplace.people import assisting, producers
from marketplace.people.producers import Producer
from marketplace.web import forms, fragments, identity, sentences
from marketplace.web.access import policy

bp = Blueprint("assisting", __name__)
PAGE = "agency/assisting/show.html"


class ConsentForm(forms.Form):
    """How the maker agreed."""

    how = RadioField(
        _l("Bagaimana pemiliknya setuju?"),
        [forms.needed(_l("Pilih cara pemiliknya setuju."))],
        choices=forms.choices(
            ("call_back", _l("Saya menelepon balik nomor tokonya, dan pemiliknya setuju")),
            ("in_person", _l("Saya bertemu pemiliknya, dan pemiliknya setuju")),
        ),
    )
    read = BooleanField(
        _l("Saya membacakan teks ini, dan pemiliknya menjawab ya."),
        [forms.needed(_l("Bacakan teksnya dulu, lalu centang."))],
    )


@bp.get("/agensi/pendampingan/<slug>")
@policy("staff:officer")
def show(slug: str) -> Response:
    """What is read to the maker, and how she agreed."""
    return _page(producers.by_slug(db.session(), slug), ConsentForm(formdata=None))


@bp.post("/agensi/pendampingan/<slug>")
@policy("staff:officer")
def note(slug: str) -> Response:
    """Keep the consent; the maker is told, sees it on her first page and ends it with one tap."""
    maker, form = producers.by_slug(db.session(), slug), ConsentForm()
    if not form.validate():
        return _page(maker, form, 422)
    try:
        assisting.note(db.session(), maker, form.how.data, by=identity.actor())
    except Refusal as error:
        form.refuse_all(sentences.of(error))
        return _page(maker, form, 422)
    db.session.commit()
    flash(_("Izin tercatat. %(name)s dikabari dan bisa mengakhirinya kapan saja.", name=maker.name))
    return fragments.leave(url_for("shop.helping.show"))


def _page(maker: Producer, form: ConsentForm, status: int = 200) -> Response:
    days = assisting.DAYS(db.session())
    return fragments.page(
        PAGE, status=status, maker=maker, form=form, form_errors=form.errors or None, days=days, version=assisting.TEXT
    )
