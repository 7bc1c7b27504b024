"""Setting up the second factor, and new recovery codes."""

from __future__ import annotations

from typing import Any

from flask import session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField

from marketplace.kernel.db import db
from marketplace.kernel.errors import TooMany
from marketplace.people import agency, limits, log_ins, login_sessions, second_factor, users
from marketplace.web import forms, fragments, identity, logs, next_page, qr_codes, sentences, too_many
from marketplace.web.access import PERSON, policy

from .second_factor import CodeForm, bp, judged

PAGE = "shop/second_factor/setup.html"
ENROLLED = "shop/second_factor/enrolled.html"
PROPOSED = "rahasia-baru"


class SetupForm(CodeForm):
    """The first code of a new secret; some time after log-in also the password."""

    password = PasswordField(_l("Kata sandi"), [forms.needed(_l("Tulis kata sandi Anda."))])


@bp.get("/akun/keamanan/kode")
@policy(PERSON)
def setup() -> Response:
    """Show the QR code of a new secret, or the state of the present one."""
    user = identity.me()
    if second_factor.is_enrolled(db.session(), user):
        return fragments.page(ENROLLED, form=CodeForm(formdata=None), **_state(user))
    session[PROPOSED] = session.get(PROPOSED) or second_factor.propose()
    form = _form(formdata=None, next=next_page.wish())
    return fragments.page(PAGE, form=form, **_secret(user))


@bp.post("/akun/keamanan/kode")
@policy(PERSON)
def enrol() -> Response:
    """Keep the secret after a first right code, and show the recovery codes this one time."""
    user, form = identity.me(), _form()
    if PROPOSED not in session or second_factor.is_enrolled(db.session(), user):
        return fragments.leave(url_for("shop.second_factor.setup", next=next_page.wish()))
    try:
        if not form.validate() or not _knows_password(form, user):
            return fragments.page(PAGE, status=422, form=form, form_errors=form.errors, **_secret(user))
        codes = second_factor.enrol(db.session(), user, session[PROPOSED], form.code.data, by=identity.actor())
    except TooMany as error:
        return too_many.page(PAGE, form, error, **_secret(user))
    except second_factor.WrongCode as error:
        form.refuse("code", sentences.of(error))
        return fragments.page(PAGE, status=422, form=form, form_errors=form.errors, **_secret(user))
    return _enrolled(user, codes)


@bp.post("/akun/keamanan/kode/cadangan")
@policy(PERSON)
def renew() -> Response:
    """Replace the recovery codes after a right code."""
    user, form = identity.me(), CodeForm()
    if not second_factor.is_enrolled(db.session(), user):
        return fragments.leave(url_for("shop.second_factor.setup"))
    if not form.validate():
        return fragments.page(ENROLLED, status=422, form=form, form_errors=form.errors, **_state(user))
    refused = judged(form, user, ENROLLED, **_state(user))
    if refused is not None:
        return refused
    codes = second_factor.renew_recovery_codes(db.session(), user, by=identity.actor())
    db.session.commit()
    return _codes_page(codes)


def _form(**values: Any) -> SetupForm:
    form, login = SetupForm(**values), identity.login()
    if login is not None and login.is_fresh:
        del form.password
    return form


def _knows_password(form: SetupForm, user: users.User) -> bool:
    if "password" not in form:
        return True
    limits.password_again(db.session(), user)
    if log_ins.knows_password(user, form.password.data):
        return True
    db.session.commit()
    form.refuse("password", _("Kata sandi ini tidak cocok."))
    return False


def _enrolled(user: users.User, codes: list[str]) -> Response:
    remember = bool(session.permanent)
    login_sessions.revoke_others(db.session(), user, identity.login(), by=identity.actor())
    identity.enter(user, remember=remember, second_factor=True)
    db.session.commit()
    logs.security_event("second_factor_enrol", "ok", user.id)
    return _codes_page(codes)


def _codes_page(codes: list[str]) -> Response:
    target = next_page.asked(url_for("shop.account.show"))
    return fragments.page("shop/second_factor/codes.html", codes=codes, target=target)


def _secret(user: users.User) -> dict[str, Any]:
    secret = session[PROPOSED]
    shop = agency.SHOP_NAME(db.session())
    blocks = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return {"qr": qr_codes.svg(second_factor.uri(user, secret, shop)), "secret": blocks, "user": user}


def _state(user: users.User) -> dict[str, Any]:
    return {"left": second_factor.recovery_codes_left(db.session(), user)}
