"""“Jualan di sini”: name and phone, then the shop is there; the answer is the same whoever is known."""

from __future__ import annotations

from flask import Blueprint, flash, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import TooMany
from marketplace.people import joining, limits, phones, users
from marketplace.web import forms, fragments, identity, logs, sentences, too_many
from marketplace.web.access import PUBLIC, policy
from marketplace.web.shop.login import JUST_SIGNED_UP

bp = Blueprint("joining", __name__)
PAGE = "seller/joining/show.html"
TAP = "seller/joining/tap.html"


class JoinForm(forms.Form):
    """All that is needed to begin."""

    name = forms.NameField(_l("Nama Anda"), [forms.needed(_l("Tulis nama Anda."))])
    phone = forms.MobileField(_l("Nomor HP atau WhatsApp"), [forms.needed(_l("Tulis nomor HP atau WhatsApp Anda."))])


class TapForm(forms.Form):
    """A person with an account taps once; the phone is asked only where the account has none."""

    phone = forms.MobileField(_l("Nomor HP atau WhatsApp"), [forms.needed(_l("Tulis nomor HP atau WhatsApp Anda."))])


@bp.get("/jualan/mulai")
@policy(PUBLIC)
def show() -> Response:
    """What selling here means, and two questions."""
    if identity.actor().producer_ids:
        return fragments.leave(url_for("seller.checklist.show"))
    user = identity.person()
    if user is not None:
        return fragments.page(TAP, form=TapForm(formdata=None), user=user)
    return fragments.page(PAGE, form=JoinForm(formdata=None))


@bp.post("/jualan/mulai")
@policy(PUBLIC)
def submit() -> Response:
    """Make the shop. A phone that is known already gets the same answer and no log-in."""
    user = identity.person()
    if user is not None:
        return _tapped(user)
    form = JoinForm()
    if not form.validate():
        return fragments.page(PAGE, status=422, form=form, form_errors=form.errors)
    name, phone = form.name.data, form.phone.data
    try:
        limits.sign_up(db.session(), users.Identifier("phone", phone), identity.address())
    except TooMany as error:
        logs.security_event("join", "throttled")
        return too_many.page(PAGE, form, error)
    db.session.commit()
    begin_write(db.session())
    language = str(get_locale() or "id")
    joined = joining.join(db.session(), name=name, phone=phone, language=language, by=identity.actor())
    identity.enter_quietly(joined)
    session[JUST_SIGNED_UP] = phones.show(phone)
    db.session.commit()
    logs.security_event("join", "ok")
    return fragments.leave(url_for("seller.joining.done"))


@bp.get("/jualan/mulai/selesai")
@policy(PUBLIC)
def done() -> Response:
    """The same page for everybody: on to the steps, or to the log-in that stands before them."""
    return fragments.page("seller/joining/done.html")


def _tapped(user: users.User) -> Response:
    form = TapForm()
    phone = user.phone or (form.phone.data if form.validate() else None)
    if phone is None:
        return fragments.page(TAP, status=422, form=form, form_errors=form.errors, user=user)
    try:
        joining.become(db.session(), user, phone=phone, by=identity.actor())
    except joining.StaffCannotSell as error:
        form.refuse_all(sentences.of(error))
        return fragments.page(TAP, status=422, form=form, form_errors=form.errors, user=user)
    db.session.commit()
    flash(_("Toko Anda sudah jadi. Isi pelan-pelan, tidak harus hari ini."))
    return fragments.leave(url_for("seller.checklist.show"))
