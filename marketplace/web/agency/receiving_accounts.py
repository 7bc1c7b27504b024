"""Finance: the shop's own accounts on which money arrives; another one waits for a second person."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed
from marketplace.money import bank_accounts, qris, receiving
from marketplace.money.receiving import ReceivingAccount
from marketplace.web import forms, fragments, identity, qr_codes
from marketplace.web.access import policy

bp = Blueprint("receiving_accounts", __name__)
LONGEST_PAYLOAD = 600


class BankForm(forms.Form):
    """Another bank account."""

    bank = StringField(_l("Bank"), [forms.needed(_l("Tulis nama banknya.")), forms.at_most(60)])
    number = StringField(_l("Nomor rekening"), [forms.needed(_l("Tulis nomornya.")), forms.at_most(40)])
    holder = StringField(_l("Atas nama"), [forms.needed(_l("Tulis nama pemiliknya.")), forms.at_most(100)])


class QrisForm(forms.Form):
    """Another static QRIS."""

    payload = TextAreaField(
        _l("Isi kode QRIS"), [forms.needed(_l("Tempel isi kodenya.")), forms.at_most(LONGEST_PAYLOAD)]
    )
    holder = StringField(_l("Atas nama"), [forms.needed(_l("Tulis nama pemiliknya.")), forms.at_most(100)])


class RefuseForm(forms.Form):
    """Why it is not taken."""

    reason = TextAreaField(_l("Alasan"), [forms.needed(_l("Tulis alasannya.")), forms.at_most(200)])


@bp.get("/agensi/rekening-toko")
@policy("staff:finance")
def show() -> Response:
    """What is in use, what waits, and what was."""
    return _page()


@bp.get("/agensi/rekening-toko/baru/<any(bank, qris):kind>")
@policy("staff:finance")
def new(kind: str) -> Response:
    """The form for another one."""
    return _form_page(kind, _form(kind, formdata=None))


@bp.post("/agensi/rekening-toko/baru/<any(bank, qris):kind>")
@policy("staff:finance")
def ask(kind: str) -> Response:
    """Write it down; a second person agrees."""
    session, form = db.session(), _form(kind)
    if not form.validate() or not _sound(kind, form):
        return _form_page(kind, form, 422)
    try:
        receiving.ask(session, ReceivingAccount(kind=kind, **_told(kind, form)), by=identity.actor())
    except NotAllowed:
        session.rollback()
        flash(_("Satu yang lain masih menunggu. Putuskan itu dulu."), "warning")
        return fragments.leave(url_for("agency.receiving_accounts.show"))
    session.commit()
    flash(_("Tersimpan. Rekan Anda perlu menyetujuinya dulu."))
    return fragments.leave(url_for("agency.receiving_accounts.show"))


@bp.post("/agensi/rekening-toko/<int:account_id>/setuju")
@policy("staff:finance")
def approve(account_id: int) -> Response:
    """A second person agrees."""
    session = db.session()
    try:
        receiving.approve(session, account_id, by=identity.actor())
    except NotAllowed as refusal:
        return _not_now(refusal)
    session.commit()
    flash(_("Mulai sekarang uang masuk ke sini. Pesanan lama tetap ke tempat lama."))
    return fragments.leave(url_for("agency.receiving_accounts.show"))


@bp.post("/agensi/rekening-toko/<int:account_id>/tolak")
@policy("staff:finance")
def refuse(account_id: int) -> Response:
    """It is not taken."""
    session, form = db.session(), RefuseForm()
    if not form.validate():
        return _page(form, account_id, 422)
    try:
        receiving.refuse(session, account_id, form.reason.data, by=identity.actor())
    except NotAllowed as refusal:
        return _not_now(refusal)
    session.commit()
    flash(_("Ditolak. Yang lama tetap dipakai."))
    return fragments.leave(url_for("agency.receiving_accounts.show"))


@bp.post("/agensi/rekening-toko/qris/akhiri")
@policy("staff:finance")
def end() -> Response:
    """QRIS is no longer offered."""
    session = db.session()
    try:
        receiving.end_qris(session, by=identity.actor())
    except NotAllowed as refusal:
        return _not_now(refusal)
    session.commit()
    flash(_("QRIS tidak ditawarkan lagi. Pesanan lama masih bisa dibayar."))
    return fragments.leave(url_for("agency.receiving_accounts.show"))


def _not_now(refusal: NotAllowed) -> Response:
    db.session.rollback()
    own = refusal.facts["state"] == "own"
    flash(_("Anda yang menulisnya. Orang lain yang menyetujui.") if own else _("Ini sudah diputuskan."), "warning")
    return fragments.leave(url_for("agency.receiving_accounts.show"))


def _form(kind: str, **values: Any) -> forms.Form:
    return BankForm(**values) if kind == "bank" else QrisForm(**values)


def _told(kind: str, form: Any) -> dict[str, str]:
    if kind == "bank":
        number = bank_accounts.digits(form.number.data)
        return {"bank": form.bank.data, "number": number, "holder": form.holder.data}
    return {"payload": _payload(form), "holder": form.holder.data}


def _sound(kind: str, form: Any) -> bool:
    """Whether the bank's number is one, and whether a buyer's app will read the code."""
    if kind == "bank" and not bank_accounts.digits(form.number.data):
        form.refuse("number", _("Tulis nomor rekening dengan angka saja."))
    if kind == "qris" and not qris.is_static(_payload(form)):
        form.refuse("payload", _("Ini bukan isi kode QRIS statis yang utuh. Salin sekali lagi."))
    elif kind == "qris" and current_app.config["DEPLOYMENT"].is_production and "DEMO" in _payload(form):
        form.refuse("payload", _("Ini kode contoh. Uangnya tidak akan sampai."))
    return not form.errors


def _payload(form: Any) -> str:
    return "".join(form.payload.data.splitlines()).strip()


def _form_page(kind: str, form: forms.Form, status: int = 200) -> Response:
    return fragments.page(
        "agency/receiving_accounts/new.html", status=status, kind=kind, form=form, form_errors=form.errors
    )


def _page(form: RefuseForm | None = None, refusing: int = 0, status: int = 200) -> Response:
    session = db.session()
    waiting = receiving.waiting(session)
    return fragments.page(
        "agency/receiving_accounts/show.html",
        status=status,
        using={kind: receiving.current(session, kind) for kind in receiving.KINDS},
        waiting=waiting,
        codes={row.id: qr_codes.svg(row.payload) for row in waiting.values() if row.payload},
        merchant=qris.merchant,
        history=receiving.history(session),
        mine=identity.actor().user_id,
        form=form or RefuseForm(formdata=None),
        form_errors=form.errors if form else None,
        refusing=refusing,
    )
