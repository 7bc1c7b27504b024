"""Signing up by phone or e-mail; the answer is the same whoever is known already."""

from __future__ import annotations

from flask import Blueprint, flash, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, PasswordField, ValidationError

from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal, TooMany
from marketplace.people import limits, passwords, signup
from marketplace.web import forms, fragments, identity, logs, next_page, sentences, too_many
from marketplace.web.access import PUBLIC, policy

from .login import JUST_SIGNED_UP

bp = Blueprint("signup", __name__)
PAGE = "shop/signup/show.html"


class SignupForm(forms.Form):
    """Name, phone or e-mail, and a password; nothing else is needed."""

    name = forms.NameField(_l("Nama"), [forms.needed(_l("Tulis nama Anda."))])
    who = forms.IdentifierField(_l("Nomor HP atau e-mail"), [forms.needed(_l("Tulis nomor HP atau e-mail Anda."))])
    password = PasswordField(_l("Kata sandi"), [forms.needed(_l("Tulis kata sandi baru."))])
    next = HiddenField()

    def validate_password(self, field: PasswordField) -> None:
        """The rules for passwords, told together with what else is wrong."""
        who = self.who.data
        try:
            passwords.demand(field.data, self.name.data, who.value if who else None)
        except Refusal as error:
            raise ValidationError(sentences.of(error)) from None


@bp.get("/daftar")
@policy(PUBLIC)
def show() -> Response:
    """The sign-up form."""
    if identity.person():
        return fragments.leave(next_page.asked(url_for("shop.account.show")))
    return fragments.page(PAGE, form=SignupForm(formdata=None, next=next_page.wish()))


@bp.post("/daftar")
@policy(PUBLIC)
def submit() -> Response:
    """Make the account unless it exists, and lead to the log-in form either way."""
    form = SignupForm()
    if not form.validate():
        return fragments.page(PAGE, status=422, form=form, form_errors=form.errors)
    who, name = form.who.data, form.name.data
    try:
        limits.sign_up(db.session(), who, identity.address())
        db.session.commit()
        kept = identity.sealed(form.password.data, name, who.value)
    except TooMany as error:
        logs.security_event("sign_up", "throttled")
        return too_many.page(PAGE, form, error)
    language, by = str(get_locale() or "id"), identity.actor()
    signup.sign_up(db.session(), name=name, who=who, sealed=kept, language=language, by=by)
    db.session.commit()
    return _to_login(form)


def _to_login(form: SignupForm) -> Response:
    logs.security_event("sign_up", "ok")
    session[JUST_SIGNED_UP] = form.who.typed
    flash(_("Jika nomor atau e-mail ini belum terdaftar, akun sudah dibuat. Silakan masuk."))
    return fragments.leave(url_for("shop.login.show", next=next_page.wish()))
