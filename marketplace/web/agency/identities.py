"""Officers look at who a maker is; nothing is paid out before."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed
from marketplace.people import identity_checks, producers
from marketplace.web import forms, fragments, identity
from marketplace.web.access import policy

bp = Blueprint("identities", __name__)


class CheckForm(forms.Form):
    """How the officer has seen who she is."""

    how = RadioField(
        _l("Bagaimana diperiksa?"),
        [forms.needed(_l("Pilih cara memeriksanya."))],
        choices=forms.choices(
            ("met", _l("Bertemu, KTP dilihat")),
            ("video", _l("Lewat panggilan video, KTP dilihat")),
            ("photo", _l("Foto KTP dan foto dirinya")),
        ),
    )
    name_seen = forms.NameField(_l("Nama di KTP"), [forms.needed(_l("Tulis nama seperti di KTP."))])
    note = TextAreaField(_l("Catatan"), [forms.optional(), forms.at_most(300)])


@bp.get("/agensi/identitas")
@policy("staff:officer")
def show() -> Response:
    """Makers who wait, the first of them opened; and those who are done."""
    return _page(request.args.get("penjual", ""))


@bp.post("/agensi/identitas/<slug>")
@policy("staff:officer")
def verify(slug: str) -> Response:
    """The officer has seen her identity card."""
    session, form = db.session(), CheckForm()
    maker = producers.by_slug(session, slug)
    if not form.validate():
        return _page(slug, 422, form)
    try:
        identity_checks.verify(
            session,
            maker,
            how=form.how.data,
            name_seen=form.name_seen.data,
            note=form.note.data or "",
            by=identity.actor(),
        )
    except NotAllowed:
        session.rollback()
        flash(_("Ini sudah diputuskan. Berikut yang masih menunggu."), "warning")
        return redirect(url_for("agency.identities.show"), 303)
    session.commit()
    flash(_("Identitas %(name)s sudah diperiksa.", name=maker.name))
    return redirect(url_for("agency.identities.show"), 303)


@bp.post("/agensi/identitas/<slug>/cabut")
@policy("staff:officer")
def withdraw(slug: str) -> Response:
    """The check was wrong."""
    session = db.session()
    maker = producers.by_slug(session, slug)
    identity_checks.withdraw(session, maker, by=identity.actor())
    session.commit()
    flash(_("Pemeriksaan %(name)s dicabut. Uangnya tidak dicairkan.", name=maker.name), "warning")
    return redirect(url_for("agency.identities.show", penjual=slug), 303)


def _page(slug: str = "", status: int = 200, form: CheckForm | None = None) -> Response:
    session = db.session()
    waiting = identity_checks.missing(session)
    maker = identity_checks.waiting(session, slug) or next(iter(waiting), None)
    return fragments.page(
        "agency/identities/show.html",
        status=status,
        waiting=waiting,
        count=identity_checks.count_missing(session),
        maker=maker,
        done=identity_checks.done(session),
        form=form or CheckForm(formdata=None),
        form_errors=form.errors if form else None,
        ways={"met": _("bertemu"), "video": _("panggilan video"), "photo": _("foto")},
    )
