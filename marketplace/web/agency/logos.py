"""Administrators: the logo of the shop and the one of the agency, with their history."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import FileField

from marketplace.kernel import pictures, settings
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.web import forms, fragments, identity, sentences, uploads
from marketplace.web.access import policy

bp = Blueprint("logos", __name__)
SIDE = 640
NAMES = {"shop": _l("Logo toko"), "agency": _l("Logo dinas")}


class LogoForm(forms.Form):
    """The picture."""

    picture = FileField(_l("Gambar"))


@bp.get("/agensi/logo")
@policy("staff:admin")
def show() -> Response:
    """Both logos, and who changed them."""
    return _page(LogoForm(formdata=None))


@bp.post("/agensi/logo/<any(shop, agency):whose>")
@policy("staff:admin")
@uploads.large
def change(whose: str) -> Response:
    """Put another one up, or go back to the shop's own sign."""
    form = LogoForm()
    if request.form.get("lepas"):
        return _save(whose, "")
    file = form.picture.data
    if file is None or not getattr(file, "filename", ""):
        form.refuse("picture", _("Pilih gambarnya dulu."))
        return _page(form, whose, 422)
    db.session.rollback()
    try:
        key = uploads.publish(pictures.square(file.stream.read(pictures.MAX_BYTES + 1), SIDE))
    except (NotAPicture, PictureTooLarge) as refusal:
        form.refuse("picture", sentences.of(refusal))
        return _page(form, whose, 422)
    begin_write(db.session())
    return _save(whose, key)


def _save(whose: str, key: str) -> Response:
    session = db.session()
    if settings.REGISTRY[f"{whose}.logo"](session) != key:
        settings.change(session, f"{whose}.logo", key, by=identity.actor())
    session.commit()
    flash(_("Logo tersimpan dan langsung tampil.") if key else _("Logo dilepas. Tanda bawaan tampil lagi."))
    return fragments.leave(url_for("agency.logos.show"))


def _page(form: LogoForm, whose: str = "", status: int = 200) -> Response:
    session = db.session()
    return fragments.page(
        "agency/logos/show.html",
        status=status,
        names=NAMES,
        history={one: settings.history(session, f"{one}.logo") for one in NAMES},
        form=form,
        form_errors=form.errors,
        wrong=whose,
    )
