"""Ask for a product that nobody sells here yet (F4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from marketplace.catalog import wishes
from marketplace.kernel import throttle
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, TooMany
from marketplace.web import forms, fragments, identity, too_many
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("wishes", __name__)
PAGE = "shop/wishes/show.html"
HOUR = timedelta(hours=1)
AN_HOUR = 10


class WishForm(forms.Form):
    """What is missing and how much of it; name and number only for those who want an answer."""

    product = StringField(
        _l("Produk apa yang Anda cari?"), [forms.needed(_l("Tulis nama produknya.")), forms.at_most(60)]
    )
    quantity = StringField(_l("Berapa banyak, dan seberapa sering?"), [forms.optional(), forms.at_most(60)])
    note = TextAreaField(_l("Catatan"), [forms.optional(), forms.at_most(500)])
    name = StringField(_l("Nama Anda"), [forms.optional(), forms.at_most(80)])
    phone = forms.MobileField(_l("Nomor WhatsApp, bila ingin dikabari"), [forms.optional()])


@bp.get("/minta-produk")
@policy(PUBLIC)
def show() -> Response:
    """The form."""
    return fragments.page(PAGE, form=WishForm(formdata=None, product=request.args.get("q", "")[:60]))


@bp.post("/minta-produk")
@policy(PUBLIC)
def ask() -> Response:
    """Keep the wish for the agency."""
    session, form = db.session(), WishForm()
    if not form.validate():
        return _again(form)
    said: dict[str, Any] = {"name": form.name.data or "", "phone": form.phone.data or ""}
    try:
        throttle.count(session, "wish", identity.address(), limit=AN_HOUR, per=HOUR)
        wishes.wish(session, form.product.data, form.quantity.data or "", form.note.data or "", **said)
    except TooMany as refusal:
        return too_many.page(PAGE, form, refusal)
    except Invalid:
        session.rollback()
        form.refuse("product", _("Tulis nama produknya."))
        return _again(form)
    session.commit()
    flash(_("Terima kasih. Permintaan “%(product)s” sudah kami catat.", product=form.product.data))
    return fragments.leave(url_for("shop.catalogue.search"))


def _again(form: WishForm) -> Response:
    return fragments.page(PAGE, status=422, form=form, form_errors=form.errors)
