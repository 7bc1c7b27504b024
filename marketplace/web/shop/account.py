"""The person's own account: overview, profile, phone and e-mail."""

from __future__ import annotations

from flask import Blueprint, flash, g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField

from marketplace.kernel.db import db
from marketplace.kernel.errors import TooMany
from marketplace.people import limits, log_ins, profile, second_factor, users, verification
from marketplace.trade import order_rows
from marketplace.web import forms, fragments, identity, language, logs, sentences, too_many
from marketplace.web.access import PERSON, policy
from marketplace.web.buyer import desks as buying_for

from . import order_page

bp = Blueprint("account", __name__)
PROFILE = "shop/account/profile.html"
CONTACT = "shop/account/contact.html"


class ProfileForm(forms.Form):
    """Name, company, language."""

    name = forms.NameField(_l("Nama"), [forms.needed(_l("Tulis nama Anda."))])
    company = StringField(_l("Nama usaha atau kantor"), [forms.optional(), forms.at_most(120)])
    language = forms.ChoiceField(_l("Bahasa"), choices=forms.choices(*language.LANGUAGES.items()))


class ContactForm(forms.Form):
    """Phone and e-mail; both are ways to log in, so the password is asked."""

    phone = forms.MobileField(_l("Nomor HP"), [forms.optional()])
    email = forms.EmailField(_l("E-mail"), [forms.optional()])
    password = PasswordField(_l("Kata sandi sekarang"), [forms.needed(_l("Tulis kata sandi Anda."))])


@bp.get("/akun")
@policy(PERSON)
def show() -> Response:
    """Everything about the account at a glance."""
    user = identity.me()
    has_factor = second_factor.is_enrolled(db.session(), user)
    return fragments.page(
        "shop/account/show.html",
        user=user,
        desks=_desks(),
        orders=order_page.rows(order_rows.of_user(db.session(), identity.me().id)),
        has_factor=has_factor,
    )


@bp.get("/akun/profil", endpoint="profile")
@policy(PERSON)
def edit_profile() -> Response:
    """Name, company and language."""
    return fragments.page(PROFILE, form=ProfileForm(formdata=None, obj=identity.me()))


@bp.post("/akun/profil")
@policy(PERSON)
def save_profile() -> Response:
    """Keep them."""
    user, form = identity.me(), ProfileForm()
    if not form.validate():
        return fragments.page(PROFILE, status=422, form=form, form_errors=form.errors)
    profile.describe(
        db.session(), user, name=form.name.data, company=form.company.data, language=form.language.data,
        by=identity.actor(),
    )  # fmt: skip
    db.session.commit()
    g.remember_language = form.language.data
    flash(_("Profil sudah disimpan."))
    return fragments.leave(url_for("shop.account.show"))


@bp.get("/akun/kontak")
@policy(PERSON)
def contact() -> Response:
    """Phone and e-mail, with a mark where they are not verified."""
    user = identity.me()
    return fragments.page(CONTACT, form=ContactForm(formdata=None, obj=user, password=None), user=user)


@bp.post("/akun/kontak")
@policy(PERSON)
def save_contact() -> Response:
    """Keep another phone at once; another e-mail after its link was opened."""
    user, form = identity.me(), ContactForm()
    try:
        if form.validate() and _knows_password(form, user) and _changed(form, user):
            db.session.commit()
            logs.security_event("contact_changed", "ok", user.id)
            return fragments.leave(url_for("shop.account.show"))
    except TooMany as error:
        return too_many.page(CONTACT, form, error, user=user)
    return fragments.page(CONTACT, status=422, form=form, form_errors=form.errors, user=user)


@bp.post("/akun/kontak/tautan")
@policy(PERSON)
def send_link() -> Response:
    """Send the link to the present, unverified e-mail once more."""
    user = identity.me()
    if user.email and not user.email_verified_at:
        limits.ask_link(db.session(), users.Identifier("email", user.email), identity.address())
        verification.send(db.session(), user, user.email, by=identity.actor())
        db.session.commit()
        flash(_("Tautan sudah dikirim ke %(email)s.", email=user.email))
    return fragments.leave(url_for("shop.account.show"))


def _knows_password(form: ContactForm, user: users.User) -> bool:
    limits.password_again(db.session(), user)
    if log_ins.knows_password(user, form.password.data):
        return True
    db.session.commit()
    form.refuse("password", _("Kata sandi ini tidak cocok."))
    return False


def _changed(form: ContactForm, user: users.User) -> bool:
    new_phone = form.phone.data and form.phone.data != user.phone
    new_email = form.email.data and form.email.data != user.email
    if new_phone or new_email:
        limits.change_contact(db.session(), user)
    if new_phone:
        try:
            profile.change_phone(db.session(), user, form.phone.data, by=identity.actor())
        except profile.PhoneNotUsable as error:
            db.session.commit()
            form.refuse("phone", sentences.of(error))
            return False
        flash(_("Nomor HP sudah diganti."))
    if new_email:
        verification.send(db.session(), user, form.email.data, by=identity.actor())
        sentence = _("Kami mengirim tautan ke %(email)s. Buka tautan itu untuk memakainya.", email=form.email.data)
        flash(sentence)
    return True


def _desks() -> list[tuple[str, str]]:
    actor, desks = identity.actor(), []
    if buying_for.mine():
        desks.append((_("Meja pembelian"), url_for("buyer.start.show")))
    if actor.producer_ids:
        desks.append((_("Pesanan masuk di toko Anda"), url_for("seller.inbox.show")))
        desks.append((_("Data toko Anda"), url_for("seller.shop.show")))
    if actor.roles:
        desks.append((_("Meja petugas"), url_for("agency.start.show")))
    elif not actor.producer_ids:
        desks.append((_("Jualan di sini"), url_for("seller.joining.show")))
    return [*desks, (_("Bantu toko"), url_for("shop.helping.show"))]
