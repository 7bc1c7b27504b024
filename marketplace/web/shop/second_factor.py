"""The second factor at log-in: one code, of the app or of the paper."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, session, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField

from marketplace.kernel.db import db
from marketplace.kernel.errors import TooMany
from marketplace.people import limits, one_time, second_factor, users
from marketplace.web import forms, fragments, identity, logs, next_page, sentences, too_many
from marketplace.web.access import PUBLIC, policy

from .login import WAITING

bp = Blueprint("second_factor", __name__)
PAGE = "shop/second_factor/show.html"


class CodeForm(forms.Form):
    """One code."""

    code = StringField(_l("Kode"), [forms.needed(_l("Tulis kode dari aplikasi."))])
    next = HiddenField()


@bp.get("/masuk/kode")
@policy(PUBLIC)
def show() -> Response:
    """Ask for the code of whoever has just shown a right password."""
    user, _ticket = _who_waits()
    if user is None:
        return fragments.leave(url_for("shop.login.show", next=next_page.wish()))
    if not second_factor.is_enrolled(db.session(), user):
        return fragments.leave(url_for("shop.second_factor.setup", next=next_page.wish()))
    return fragments.page(PAGE, form=CodeForm(formdata=None, next=next_page.wish()))


@bp.post("/masuk/kode")
@policy(PUBLIC)
def submit() -> Response:
    """Let the person in after a right code; every try is counted."""
    user, ticket = _who_waits()
    if user is None:
        return fragments.leave(url_for("shop.login.show", next=next_page.wish()))
    form = CodeForm()
    if not form.validate():
        return fragments.page(PAGE, status=422, form=form, form_errors=form.errors)
    refused = judged(form, user, PAGE)
    if refused is not None:
        return refused
    remember = bool(ticket.facts["remember"]) if ticket else bool(session.permanent)
    if ticket:
        one_time.use(db.session(), ticket)
    identity.enter(user, remember=remember, second_factor=True)
    db.session.commit()
    return fragments.leave(next_page.asked(url_for("shop.account.show")))


def judged(form: CodeForm, user: users.User, page: str, **values: Any) -> Response | None:
    """The page to show after a wrong code or too many of them; nothing after a right one."""
    try:
        limits.second_factor(db.session(), user)
        second_factor.verify(db.session(), user, form.code.data, by=users.as_actor(db.session(), user))
    except TooMany as error:
        logs.security_event("second_factor", "throttled", user.id)
        return too_many.page(page, form, error, **values)
    except second_factor.WrongCode as error:
        db.session.commit()
        logs.security_event("second_factor", "refused", user.id)
        form.refuse("code", sentences.of(error))
        return fragments.page(page, status=422, form=form, form_errors=form.errors, **values)
    logs.security_event("second_factor", "ok", user.id)
    return None


def _who_waits() -> tuple[users.User | None, one_time.OneTimeLink | None]:
    ticket = session.get(WAITING)
    if ticket:
        try:
            link = one_time.peek(db.session(), ticket, "second_factor")
        except one_time.LinkSpent:
            session.pop(WAITING)
        else:
            return link.user, link
    return identity.person(), None
