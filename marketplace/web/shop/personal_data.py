"""A person's own data: see, take a copy, choose purposes, erase; by account, or by an order's link and phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, flash, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import logout_user
from werkzeug.wrappers import Response
from wtforms import BooleanField, PasswordField

from marketplace.insight.privacy import copying, erasing, obstacles, whose
from marketplace.insight.privacy.obstacles import CannotErase
from marketplace.insight.privacy.whose import Person
from marketplace.kernel import clock, throttle
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound, TooMany
from marketplace.notices import choosing
from marketplace.people import limits, log_ins, privacy_choices, users
from marketplace.trade import orders
from marketplace.trade.orders import OrderGroup
from marketplace.web import forms, fragments, identity, logs, too_many
from marketplace.web.access import PERSON, PUBLIC, policy

from . import personal_words

bp = Blueprint("personal_data", __name__)
PAGE = "shop/account/data.html"
ERASE = "shop/account/erase.html"
GUEST = "shop/orders/data.html"


class EraseForm(forms.Form):
    """The password once more, and the word that it is meant."""

    password = PasswordField(_l("Kata sandi sekarang"), [forms.needed(_l("Tulis kata sandi Anda."))])
    sure = BooleanField(
        _l("Ya, hapus data saya. Ini tidak bisa dibatalkan."), [forms.needed(_l("Centang dulu kotak ini."))]
    )


class GuestForm(forms.Form):
    """The phone with which it was ordered: the link alone may have been passed on."""

    phone = forms.MobileField(_l("Nomor HP"), [forms.needed(_l("Tulis nomor HP yang dipakai saat memesan."))])
    sure = BooleanField(_l("Ya, hapus data saya. Ini tidak bisa dibatalkan."))


@bp.get("/akun/data")
@policy(PERSON)
def show() -> Response:
    """What can be done with one's own data."""
    return fragments.page(PAGE, **_choices(f"user:{identity.me().id}"))


@bp.post("/akun/data/salinan")
@policy(PERSON)
def copy() -> Response:
    """Everything kept about the person, as one ZIP."""
    session, user = db.session(), identity.me()
    try:
        throttle.count(session, "personal-copy", str(user.id), limit=10, per=timedelta(hours=1))
    except TooMany as refusal:
        return too_many.page(PAGE, forms.Form(), refusal, **_choices(f"user:{user.id}"))
    return _copy(whose.account(session, user))


@bp.post("/akun/data/izin")
@policy(PERSON)
def choose() -> Response:
    """Keep a choice about one purpose."""
    chosen = request.form.get("purpose", "")
    _keep_choice(f"user:{identity.me().id}", chosen, request.form.get("allowed") == "1", "account")
    return fragments.leave(url_for("shop.personal_data.show"))


@bp.get("/akun/data/hapus")
@policy(PERSON)
def ask_erase() -> Response:
    """What goes, what stays and why, and what must end first."""
    return _erase_page(EraseForm(formdata=None))


@bp.post("/akun/data/hapus")
@policy(PERSON)
def erase() -> Response:
    """Erase the account."""
    session, user = db.session(), identity.me()
    form = _fitting(EraseForm(), user)
    try:
        if not form.validate() or not _knows_password(form, user):
            return _erase_page(form, 422)
        number = user.id
        erasing.erase(session, whose.account(session, user), by=identity.actor())
    except TooMany as refusal:
        return too_many.page(ERASE, form, refusal, **_erase_values())
    except CannotErase:
        session.rollback()
        return _erase_page(form, 422)
    session.commit()
    logs.security_event("account_erased", "ok", number)
    _log_out()
    flash(_("Data Anda sudah dihapus. Terima kasih pernah berbelanja di sini."))
    return fragments.leave(url_for("shop.home.show"))


@bp.get("/pesanan/<token>/data")
@policy(PUBLIC)
def guest(token: str) -> Response:
    """The same for a guest's order."""
    return _guest_page(_guests(token), GuestForm(formdata=None))


@bp.post("/pesanan/<token>/data")
@policy(PUBLIC)
def guest_act(token: str) -> Response:
    """Copy, choose or erase; link and phone together show whose order it is."""
    session, form, group = db.session(), GuestForm(), _guests(token)
    try:
        throttle.count(session, "guest-data", token, limit=10, per=timedelta(hours=1))
    except TooMany as refusal:
        return too_many.page(GUEST, form, refusal, **_guest_values(group))
    if not form.validate() or form.phone.data != group.phone:
        if not form.errors:
            form.refuse("phone", _("Nomor ini tidak cocok dengan pesanan."))
        session.commit()
        return _guest_page(group, form, 422)
    what, _colon, purpose = request.form.get("do", "").partition(":")
    if what == "erase":
        return _erase_guest(group, form)
    if what in ("allow", "refuse"):
        _keep_choice(f"group:{group.id}", purpose, what == "allow", "order_link")
        return fragments.leave(url_for("shop.personal_data.guest", token=token))
    return _copy(whose.guest(group))


def _erase_guest(group: OrderGroup, form: GuestForm) -> Response:
    session = db.session()
    if not form.sure.data:
        form.refuse("sure", _("Centang dulu kotak ini."))
        return _guest_page(group, form, 422)
    try:
        erasing.erase(session, whose.guest(group), by=identity.actor())
    except CannotErase:
        session.rollback()
        return _guest_page(group, form, 422)
    session.commit()
    flash(_("Data Anda sudah dihapus. Tautan pesanan ini tidak berlaku lagi."))
    return fragments.leave(url_for("shop.home.show"))


def _guests(token: str) -> OrderGroup:
    """A guest's order; one in an account or of an organisation is looked after there."""
    group = orders.by_token(db.session(), token)
    if group.user_id is not None or group.organisation_id is not None:
        raise NotFound(token="…")
    return group


def _copy(person: Person) -> Response:
    session = db.session()
    privacy_choices.note(session, person.subject, "copy", by=identity.actor())
    data = copying.archive(copying.gather(session, person), current_app.extensions["files"], personal_words.letter())
    session.commit()
    logs.security_event("personal_copy", "ok", person.user_id)
    name = f"data-saya-{clock.today().isoformat()}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(data, mimetype="application/zip", headers=headers)


def _keep_choice(subject: str, purpose: str, allowed: bool, how: str) -> None:
    if purpose not in privacy_choices.PURPOSES:
        raise NotFound(purpose="…")
    if choosing.choose(db.session(), subject, purpose, allowed, how=how, by=identity.actor()):
        flash(_("Pilihan Anda sudah disimpan dan langsung berlaku."))
    db.session.commit()


def _choices(subject: str) -> dict[str, Any]:
    return {"purposes": personal_words.purposes(db.session(), subject)}


def _erase_page(form: EraseForm, status: int = 200) -> Response:
    return fragments.page(
        ERASE, status=status, form=_fitting(form, identity.me()), form_errors=form.errors, **_erase_values()
    )


def _erase_values() -> dict[str, Any]:
    user = identity.me()
    found = obstacles.of(db.session(), whose.account(db.session(), user))
    return {"user": user, "obstacles": personal_words.obstacles(found)}


def _guest_page(group: OrderGroup, form: GuestForm, status: int = 200) -> Response:
    return fragments.page(GUEST, status=status, form=form, form_errors=form.errors, **_guest_values(group))


def _guest_values(group: OrderGroup) -> dict[str, Any]:
    found = obstacles.of(db.session(), whose.guest(group))
    purposes = personal_words.purposes(db.session(), f"group:{group.id}")
    return {"group": group, "obstacles": personal_words.obstacles(found), "purposes": purposes}


def _fitting(form: EraseForm, user: users.User) -> EraseForm:
    if not user.password_hash and "password" in form:
        del form.password
    return form


def _knows_password(form: EraseForm, user: users.User) -> bool:
    if "password" not in form:
        return True
    limits.password_again(db.session(), user)
    db.session.commit()
    if log_ins.knows_password(user, form.password.data):
        return True
    form.refuse("password", _("Kata sandi ini tidak cocok."))
    return False


def _log_out() -> None:
    """The log-in session is gone already; the browser forgets it."""
    logout_user()
    identity.forget_session_secrets()
    g.pop("actor", None)
    g.pop("login_to_touch", None)
