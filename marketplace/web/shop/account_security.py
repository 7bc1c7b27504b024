"""The person's password, and the devices on which they are logged in."""

from __future__ import annotations

from flask import abort, flash, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField

from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal, TooMany
from marketplace.people import limits, log_ins, login_sessions, profile, users
from marketplace.web import forms, fragments, identity, logs, sentences, too_many
from marketplace.web.access import PERSON, policy

from .account import bp

PASSWORD = "shop/account/password.html"  # noqa: S105


class PasswordForm(forms.Form):
    """The present password and the new one."""

    current = PasswordField(_l("Kata sandi sekarang"), [forms.needed(_l("Tulis kata sandi Anda sekarang."))])
    password = PasswordField(_l("Kata sandi baru"), [forms.needed(_l("Tulis kata sandi baru."))])

    def only_the_new(self) -> PasswordForm:
        """For somebody who joined without a password: there is no present one to ask for."""
        del self.current
        return self


@bp.get("/akun/kata-sandi")
@policy(PERSON)
def password() -> Response:
    """The form for another password."""
    return fragments.page(PASSWORD, form=_form(identity.me(), PasswordForm(formdata=None)), user=identity.me())


@bp.post("/akun/kata-sandi")
@policy(PERSON)
def change_password() -> Response:
    """Keep the new password, end all other log-ins, and renew this one."""
    user = identity.me()
    form = _form(user, PasswordForm())
    try:
        kept = form.validate() and _new_password(form, user)
    except TooMany as error:
        return too_many.page(PASSWORD, form, error, user=user)
    if not kept:
        return fragments.page(PASSWORD, status=422, form=form, form_errors=form.errors, user=user)
    by, current = identity.actor(), identity.login()
    profile.change_password(db.session(), user, kept, keep=current, by=by)
    passed, remember = identity.second_factor_passed(), bool(session.permanent)
    identity.enter(user, remember=remember, second_factor=passed)
    db.session.commit()
    logs.security_event("password_changed", "ok", by.user_id)
    flash(_("Kata sandi sudah diganti. Perangkat lain sudah dikeluarkan."))
    return fragments.leave(url_for("shop.account.show"))


@bp.get("/akun/perangkat")
@policy(PERSON)
def sessions() -> Response:
    """Where the person is logged in."""
    found = login_sessions.live(db.session(), identity.me())
    return fragments.page("shop/account/sessions.html", sessions=found, current=identity.login())


@bp.post("/akun/perangkat/lain")
@policy(PERSON)
def revoke_others() -> Response:
    """End every log-in but this one."""
    user, by = identity.me(), identity.actor()
    login_sessions.revoke_others(db.session(), user, identity.login(), by=by)
    db.session.commit()
    logs.security_event("sessions_ended", "ok", by.user_id)
    flash(_("Semua perangkat lain sudah dikeluarkan."))
    return fragments.leave(url_for("shop.account.sessions"))


@bp.post("/akun/perangkat/<public_id>")
@policy(PERSON)
def revoke(public_id: str) -> Response:
    """End one log-in; a stranger's looks as if there were none."""
    user, by = identity.me(), identity.actor()
    if not login_sessions.revoke_named(db.session(), user, public_id, by=by):
        abort(404)
    db.session.commit()
    logs.security_event("session_ended", "ok", by.user_id)
    flash(_("Perangkat itu sudah dikeluarkan."))
    return fragments.leave(url_for("shop.account.sessions"))


def _form(user: users.User, form: PasswordForm) -> PasswordForm:
    return form if user.password_hash else form.only_the_new()


def _new_password(form: PasswordForm, user: users.User) -> str | None:
    limits.password_again(db.session(), user)
    db.session.commit()
    if user.password_hash and not log_ins.knows_password(user, form.current.data):
        logs.security_event("password_changed", "refused", user.id)
        form.refuse("current", _("Kata sandi ini tidak cocok."))
        return None
    try:
        return identity.sealed(form.password.data, user.name, user.phone, user.email)
    except Refusal as error:
        form.refuse("password", sentences.of(error))
        return None
