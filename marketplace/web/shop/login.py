"""Logging in and out."""

from __future__ import annotations

from flask import Blueprint, flash, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, PasswordField

from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import TooMany
from marketplace.people import limits, log_ins, one_time, second_factor, users
from marketplace.web import forms, fragments, identity, logs, next_page, too_many
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("login", __name__)
PAGE = "shop/login/show.html"
WAITING = "menunggu-kode"
JUST_SIGNED_UP = "baru-daftar"


class LoginForm(forms.Form):
    """Phone or e-mail, and password."""

    who = forms.IdentifierField(_l("Nomor HP atau e-mail"), [forms.needed(_l("Tulis nomor HP atau e-mail Anda."))])
    password = PasswordField(_l("Kata sandi"), [forms.needed(_l("Tulis kata sandi Anda."))])
    remember = BooleanField(_l("Tetap masuk di perangkat ini"), default=True)
    next = HiddenField()


@bp.get("/masuk")
@policy(PUBLIC)
def show() -> Response:
    """The log-in form; who is in already goes on."""
    if identity.person():
        return fragments.leave(next_page.asked(url_for("shop.account.show")))
    who = users.identifier(session.pop(JUST_SIGNED_UP, ""))
    form = LoginForm(formdata=None, who=who, next=next_page.wish())
    return fragments.page(PAGE, form=form)


@bp.post("/masuk")
@policy(PUBLIC)
def submit() -> Response:
    """Check the password; the try is counted, and kept, before it is judged."""
    form = LoginForm()
    if not form.validate():
        return fragments.page(PAGE, status=422, form=form, form_errors=form.errors)
    who = form.who.data
    try:
        limits.log_in(db.session(), who, identity.address())
    except TooMany as error:
        logs.security_event("log_in", "throttled")
        return too_many.page(PAGE, form, error)
    db.session.commit()
    user = log_ins.proven(db.session(), who, form.password.data)
    begin_write(db.session())
    return _let_in(user, form) if user else _turn_away(form)


@bp.post("/keluar")
@policy(PUBLIC)
def leave() -> Response:
    """End this log-in, on the server too."""
    by = identity.actor()
    identity.leave()
    db.session.commit()
    logs.security_event("log_out", "ok", by.user_id)
    flash(_("Anda sudah keluar."))
    return fragments.leave(url_for("shop.login.show"))


def _let_in(user: users.User, form: LoginForm) -> Response:
    by = users.as_actor(db.session(), user)
    log_ins.welcome(db.session(), user, form.password.data, by=by)
    target = next_page.asked(url_for("shop.account.show"))
    if second_factor.is_enrolled(db.session(), user):
        target = _ask_for_code(user, form, target)
    else:
        identity.enter(user, remember=form.remember.data)
        if user.is_staff:
            target = url_for("shop.second_factor.setup", next=target)
    db.session.commit()
    logs.security_event("log_in", "ok", by.user_id)
    return fragments.leave(target)


def _ask_for_code(user: users.User, form: LoginForm, target: str) -> str:
    by = users.as_actor(db.session(), user)
    remember = bool(form.remember.data)
    _link, ticket = one_time.issue(db.session(), user, "second_factor", by=by, remember=remember)
    identity.leave()
    session[WAITING] = ticket
    return url_for("shop.second_factor.show", next=target)


def _turn_away(form: LoginForm) -> Response:
    log_ins.refuse(db.session(), form.who.data, identity.address(), by=identity.actor())
    db.session.commit()
    logs.security_event("log_in", "refused")
    form.refuse_all(_("Nomor HP, e-mail atau kata sandi tidak cocok. Periksa lagi, lalu coba sekali lagi."))
    return fragments.page(PAGE, status=422, form=form, form_errors=form.errors)
