"""A buyer's order by its unguessable link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from marketplace.kernel import throttle
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.people import names
from marketplace.trade import fulfilment, happenings, orders, paying
from marketplace.web import catching_up, forms, fragments, identity, sentences, uploads
from marketplace.web.access import PERSON, PUBLIC, policy

from . import order_page

bp = Blueprint("orders", __name__)
PAGE = "shop/orders/show.html"


class ProofForm(forms.Form):
    """A photo of the transfer."""

    proof = FileField(_l("Foto bukti"), [forms.needed(_l("Pilih foto bukti pembayaran."))])
    sender = StringField(_l("Nama pengirim"), [forms.optional(), Length(max=80)])


class ClaimForm(forms.Form):
    """The phone with which it was ordered."""

    phone = forms.MobileField(_l("Nomor HP"), [forms.needed(_l("Tulis nomor HP yang dipakai saat memesan."))])


@bp.get("/pesanan/<token>")
@policy(PUBLIC)
def show(token: str) -> Response:
    """The order."""
    return _page(found(token))


@bp.post("/pesanan/<token>/bukti")
@policy(PUBLIC)
def proof(token: str) -> Response:
    """Send a proof of payment."""
    session, form = db.session(), ProofForm()
    group = found(token)
    throttle.count(session, "proof", token, limit=10, per=timedelta(hours=1))
    paying.refuse_needless_proof(group)
    if not form.validate() or not form.proof.data:
        if not form.proof.errors:
            form.refuse("proof", str(_l("Pilih foto bukti pembayaran.")))
        return _page(group, 422, form=form, form_errors=form.errors)
    try:
        picture = uploads.read(form.proof.data, "proofs")
    except (NotAPicture, PictureTooLarge) as refusal:
        form.refuse("proof", sentences.of(refusal))
        return _page(group, 422, form=form, form_errors=form.errors)
    paying.send_proof(session, group, picture.key, names.clean(form.sender.data or ""), by=identity.actor())
    picture.store()
    session.commit()
    flash(_("Bukti sudah terkirim. Terima kasih."))
    return redirect(url_for("shop.orders.show", token=token), 303)


@bp.get("/pesanan/<token>/bukti/<proof_id>")
@policy(PUBLIC)
def show_proof(token: str, proof_id: str) -> Response:
    """A proof, to whoever holds the order's link."""
    group = found(token)
    for sent in group.payment.proofs:
        if sent.public_id == proof_id:
            return uploads.show(sent.file_key)
    raise NotFound()


@bp.post("/pesanan/<token>/batal")
@policy(PUBLIC)
def cancel_all(token: str) -> Response:
    """Give up before paying."""
    paying.cancel(db.session(), found(token), by=identity.actor())
    db.session.commit()
    flash(_("Pesanan dibatalkan."))
    return redirect(url_for("shop.orders.show", token=token), 303)


@bp.post("/pesanan/<token>/<number>/batal")
@policy(PUBLIC)
def cancel(token: str, number: str) -> Response:
    """Cancel one producer's part, or ask for it once the producer has accepted."""
    order = orders.in_group(found(token), number)
    if order.state in {"accepted", "ready"} and not order.cancels_at_once:
        reason = names.clean(request.form.get("reason", ""))
        fulfilment.ask_cancel(db.session(), order, reason, by=identity.actor())
        flash(_("Permintaan batal sudah disampaikan kepada penjual."))
    else:
        fulfilment.cancel(db.session(), order, by=identity.actor())
        flash(_("Pesanan dibatalkan."))
    db.session.commit()
    return redirect(url_for("shop.orders.show", token=token), 303)


@bp.post("/pesanan/<token>/<number>/diterima")
@policy(PUBLIC)
def received(token: str, number: str) -> Response:
    """The buyer has everything."""
    order = orders.in_group(found(token), number)
    fulfilment.receive(db.session(), order, by=identity.actor())
    db.session.commit()
    flash(_("Terima kasih sudah mengabari."))
    return redirect(url_for("shop.orders.show", token=token), 303)


@bp.get("/pesanan/<token>/klaim")
@policy(PERSON)
def claim(token: str) -> Response:
    """Put a guest's order into one's account."""
    group = order_page.group(db.session(), found(token))
    return fragments.page("shop/orders/claim.html", group=group, form=ClaimForm(formdata=None))


@bp.post("/pesanan/<token>/klaim")
@policy(PERSON)
def save_claim(token: str) -> Response:
    """The link and the phone together prove whose order it is (F5)."""
    session, form = db.session(), ClaimForm()
    group = found(token)
    throttle.count(session, "claim", token, limit=10, per=timedelta(hours=1))
    if not form.validate() or form.phone.data != group.phone or group.user_id is not None:
        if not form.errors:
            form.refuse("phone", _("Nomor ini tidak cocok dengan pesanan."))
        session.commit()
        shown = order_page.group(session, group)
        return fragments.page("shop/orders/claim.html", status=422, group=shown, form=form, form_errors=form.errors)
    group.user_id = identity.me().id
    happenings.to_group(session, group, "claim", by=identity.actor())
    session.commit()
    flash(_("Pesanan tersimpan di akun Anda."))
    return redirect(url_for("shop.orders.show", token=token), 303)


def found(token: str) -> orders.OrderGroup:
    """The group, after every maker's step whose time to undo is over has acted."""
    group = orders.by_token(db.session(), token)
    catching_up.act_on(order.id for order in group.orders)
    return group


def _page(group: orders.OrderGroup, status: int = 200, **values: Any) -> Response:
    shown = order_page.group(db.session(), group)
    response = fragments.page(PAGE, status=status, group=shown, **values)
    if shown.card is not None and shown.card.state == "checking" and status < 400:
        response.headers["Refresh"] = "4"
    return response
