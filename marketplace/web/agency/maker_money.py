"""One maker's money for finance: her month, and cash that she hands over."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import ids, rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, Refusal
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.money.deposits import CashDeposit
from marketplace.people import producers
from marketplace.people.producers import Producer
from marketplace.trade import cash_debts
from marketplace.web import fragments, identity, maker_month, sentences, uploads
from marketplace.web.access import policy

from .payout_forms import DepositForm

bp = Blueprint("maker_money", __name__)


@bp.get("/agensi/pencairan/laporan/<slug>/<month>")
@policy("staff:finance")
def statement(slug: str, month: str) -> Response:
    """Any maker's month."""
    return maker_month.page(
        producers.by_slug(db.session(), slug),
        month,
        lambda other: url_for("agency.maker_money.statement", slug=slug, month=other),
        url_for("agency.payouts.show"),
    )


@bp.get("/agensi/pencairan/setoran/<slug>")
@policy("staff:finance")
def deposit(slug: str) -> Response:
    """The form for cash that came in by transfer."""
    maker = producers.by_slug(db.session(), slug)
    return _page(maker, DepositForm(formdata=None, key=ids.public_id()))


@bp.post("/agensi/pencairan/setoran/<slug>")
@policy("staff:finance")
def record(slug: str) -> Response:
    """Finance has seen the money on the operator's account."""
    session, form = db.session(), DepositForm()
    maker = producers.by_slug(session, slug)
    if not form.validate():
        return _page(maker, form, 422)
    try:
        picture = uploads.read(form.proof.data, "deposits")
        cash_debts.record_deposit(
            session, maker.id, form.amount.data, key=form.key.data or picture.key, proof_key=picture.key,
            by=identity.actor(),
        )  # fmt: skip
    except (NotAPicture, PictureTooLarge) as refusal:
        form.refuse("proof", sentences.of(refusal))
        return _page(maker, form, 422)
    except Invalid as refusal:
        held = rupiah.show(int(str(refusal.facts["held"])))
        form.refuse("amount", _("Uang tunai di tangannya %(sum)s. Tulis jumlah sampai itu.", sum=held))
        return _page(maker, form, 422)
    except Refusal as refusal:
        form.refuse_all(sentences.of(refusal))
        return _page(maker, form, 422)
    picture.store()
    session.commit()
    flash(_("Setoran %(sum)s dari %(name)s dicatat.", sum=rupiah.show(form.amount.data), name=maker.name))
    return redirect(url_for("agency.payouts.show"), 303)


@bp.get("/agensi/pencairan/bukti-setoran/<int:deposit_id>")
@policy("staff:finance")
def proof(deposit_id: int) -> Response:
    """The picture that proves it."""
    found = db.session().get(CashDeposit, deposit_id)
    if found is None or not found.proof_key:
        abort(404)
    return uploads.show(found.proof_key)


def _page(maker: Producer, form: DepositForm, status: int = 200) -> Response:
    session = db.session()
    return fragments.page(
        "agency/payouts/deposit.html",
        status=status,
        maker=maker,
        debt=cash_debts.of(session, maker.id),
        held=cash_debts.in_hand(session, maker.id),
        form=form,
        form_errors=form.errors or None,
    )
