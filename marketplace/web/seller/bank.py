"""Where the maker wants her money: her bank account, and the password again for a change."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, TooMany
from marketplace.money import bank_accounts
from marketplace.people import limits, log_ins
from marketplace.people.producers import Producer
from marketplace.people.users import User
from marketplace.web import forms, fragments, identity, logs, too_many
from marketplace.web.access import PRODUCER, policy

from . import screens

bp = Blueprint("bank", __name__)
PAGE = "seller/money/account.html"


class AccountForm(forms.Form):
    """Bank, number, holder, and who asks."""

    bank = StringField(_l("Bank"), [forms.needed(_l("Tulis nama bank.")), forms.at_most(60)])
    number = StringField(_l("Nomor rekening"), [forms.needed(_l("Tulis nomor rekening.")), forms.at_most(40)])
    holder = StringField(_l("Atas nama"), [forms.needed(_l("Tulis nama pemilik rekening.")), forms.at_most(100)])
    password = PasswordField(_l("Kata sandi Anda"), [forms.needed(_l("Tulis kata sandi Anda."))])


@bp.get("/jualan/uang/rekening")
@policy(PRODUCER)
def show() -> Response:
    """The account as it is, and the form."""
    return fragments.page(PAGE, form=AccountForm(formdata=None), **_values())


@bp.post("/jualan/uang/rekening")
@policy(PRODUCER)
def enter() -> Response:
    """Keep the account; finance looks at it before anything is paid there."""
    shop = screens.own_shop()
    session, form, user = db.session(), AccountForm(), identity.me()
    try:
        sure = form.validate() and _is_she(form, user)
    except TooMany as refusal:
        return too_many.page(PAGE, form, refusal, **_values())
    if not sure or not _kept(form, shop):
        session.rollback()
        return fragments.page(PAGE, status=422, form=form, form_errors=form.errors, **_values())
    session.commit()
    logs.security_event("bank_account", "ok", user.id)
    flash(_("Rekening tersimpan. Kami periksa dulu sebelum dipakai."))
    return fragments.leave(url_for("seller.bank.show"))


def _is_she(form: AccountForm, user: User) -> bool:
    """The password once more: a phone that lies open must not be enough."""
    limits.password_again(db.session(), user)
    db.session.commit()
    if user.password_hash and log_ins.knows_password(user, form.password.data):
        return True
    logs.security_event("bank_account", "refused", user.id)
    form.refuse("password", _("Kata sandi ini tidak cocok."))
    return False


def _kept(form: AccountForm, shop: Producer) -> bool:
    try:
        bank_accounts.enter(
            db.session(),
            shop.id,
            holder=form.holder.data,
            bank=form.bank.data,
            number=form.number.data,
            by=identity.actor(),
        )
    except Invalid:
        form.refuse("number", _("Tulis nomor rekening dengan angka saja, 6 sampai 20 angka."))
        return False
    return True


def _values() -> dict[str, Any]:
    shop, session = screens.own_shop(), db.session()
    return {
        "now": bank_accounts.of(session, shop.id),
        "approved": bank_accounts.approved(session, shop.id),
        "refused": bank_accounts.last_refused(session, shop.id),
        "hours": bank_accounts.HOLD_HOURS(session),
        "has_password": bool(identity.me().password_hash),
    }
