"""Forgotten passwords, and what the links in our letters lead to."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField

from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal, TooMany
from marketplace.people import limits, one_time, recovery, users, verification
from marketplace.web import forms, fragments, identity, logs, sentences, too_many
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("recovery", __name__)
REQUEST = "shop/recovery/request.html"
PASSWORD = "shop/recovery/password.html"  # noqa: S105
LINKS = (*recovery.PURPOSES, "verify_email")


class RequestForm(forms.Form):
    """Who forgot the password."""

    who = forms.IdentifierField(_l("Nomor HP atau e-mail"), [forms.needed(_l("Tulis nomor HP atau e-mail Anda."))])


class NewPasswordForm(forms.Form):
    """The new password."""

    password = PasswordField(_l("Kata sandi baru"), [forms.needed(_l("Tulis kata sandi baru."))])


class ConfirmForm(forms.Form):
    """A button alone."""


@bp.get("/lupa-kata-sandi", endpoint="request")
@policy(PUBLIC)
def ask() -> Response:
    """Ask for a link."""
    return fragments.page(REQUEST, form=RequestForm(formdata=None))


@bp.post("/lupa-kata-sandi")
@policy(PUBLIC)
def send() -> Response:
    """Send the link if there is such an account; the answer is always the same."""
    form = RequestForm()
    if not form.validate():
        return fragments.page(REQUEST, status=422, form=form, form_errors=form.errors)
    try:
        limits.ask_link(db.session(), form.who.data, identity.address())
    except TooMany as error:
        logs.security_event("reset_asked", "throttled")
        return too_many.page(REQUEST, form, error)
    recovery.ask(db.session(), form.who.data, by=identity.actor())
    db.session.commit()
    logs.security_event("reset_asked", "ok")
    flash(_("Jika akun itu punya e-mail, kami sudah mengirim tautan. Tautan berlaku 30 menit."))
    return fragments.leave(url_for("shop.recovery.request"))


@bp.get("/tautan/<token>")
@policy(PUBLIC)
def show(token: str) -> Response:
    """What the link is for; opening it changes nothing."""
    try:
        link = one_time.peek(db.session(), token, *LINKS)
    except one_time.LinkSpent:
        return _spent()
    if link.purpose == "verify_email":
        email = link.facts["email"]
        return fragments.page("shop/recovery/verify.html", form=ConfirmForm(), token=token, email=email)
    form = NewPasswordForm(formdata=None)
    return fragments.page(PASSWORD, form=form, token=token, user=link.user)


@bp.post("/tautan/<token>")
@policy(PUBLIC)
def submit(token: str) -> Response:
    """Do what the link is for, once."""
    try:
        link = one_time.peek(db.session(), token, *LINKS)
        return _verify(link) if link.purpose == "verify_email" else _choose_password(link, token)
    except one_time.LinkSpent:
        return _spent()


def _verify(link: one_time.OneTimeLink) -> Response:
    user = verification.confirm(db.session(), link, by=users.as_actor(db.session(), link.user))
    db.session.commit()
    logs.security_event("email_verified", "ok", user.id)
    flash(_("Terima kasih. Alamat e-mail Anda sudah dipastikan."))
    return fragments.leave(url_for("shop.account.show" if identity.person() else "shop.login.show"))


def _choose_password(link: one_time.OneTimeLink, token: str) -> Response:
    form, user = NewPasswordForm(), link.user
    try:
        kept = form.validate() and identity.sealed(form.password.data, user.name, user.phone, user.email)
    except Refusal as error:
        kept = False
        form.refuse("password", sentences.of(error))
    if not kept:
        return fragments.page(PASSWORD, status=422, form=form, form_errors=form.errors, token=token, user=user)
    link = one_time.peek(db.session(), token, *recovery.PURPOSES)
    by = users.as_actor(db.session(), link.user)
    recovery.choose_password(db.session(), link, kept, by=by)
    db.session.commit()
    logs.security_event("password_reset", "ok", by.user_id)
    identity.forget_session_secrets()
    flash(_("Kata sandi baru sudah disimpan. Silakan masuk."))
    return fragments.leave(url_for("shop.login.show"))


def _spent() -> Response:
    db.session.rollback()
    logs.security_event("link", "refused")
    return fragments.page("shop/recovery/spent.html", status=404)
