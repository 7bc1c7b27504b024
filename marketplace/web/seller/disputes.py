"""A problem that a buyer told, on the maker's phone: give the money back, or answer."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from marketplace.trade import dispute_rows, disputes, refund_rows
from marketplace.trade.dispute_rows import Dispute
from marketplace.web import evidence, fragments, identity, refund_words, sentences, uploads, words
from marketplace.web.access import PRODUCER, policy

from . import order_desk

bp = Blueprint("disputes", __name__)


@bp.get("/jualan/pesanan/<number>/sengketa")
@policy(PRODUCER)
def show(number: str) -> Response:
    """What the buyer tells, and what the maker can do."""
    return _page(_found(number))


@bp.post("/jualan/pesanan/<number>/sengketa")
@policy(PRODUCER)
@uploads.large
def answer(number: str) -> Response:
    """The maker's own words and photos."""
    session, text = db.session(), request.form.get("words", "").strip()
    pictures, wrong = evidence.read("disputes")
    errors = {"photo-1": wrong} if wrong else {}
    if not text:
        errors["words"] = _("Tulis jawaban Anda.")
    if errors:
        return _page(_found(number), 422, errors, text)
    keys = [picture.key for picture in pictures]
    try:
        disputes.answer(session, _found(number), text, keys, by=identity.actor())
    except Invalid:
        session.rollback()
        return _page(_found(number), 422, {"words": _("Paling banyak 1.000 huruf.")}, text)
    except NotAllowed as refusal:
        return _too_late(number, refusal)
    for picture in pictures:
        picture.store()
    session.commit()
    flash(_("Jawaban terkirim. Petugas kami memutuskan."))
    return redirect(url_for("seller.disputes.show", number=number), 303)


@bp.post("/jualan/pesanan/<number>/sengketa/setuju")
@policy(PRODUCER)
def agree(number: str) -> Response:
    """Give the buyer what is asked for."""
    session = db.session()
    found = _found(number)
    if not disputes.may_agree(session, found, by=identity.actor()):
        return _too_late(number, NotAllowed(verb="agree", state=found.state))
    try:
        refund = disputes.agree(session, found, by=identity.actor())
    except Refusal as refusal:
        return _too_late(number, refusal)
    session.commit()
    if refund.state == "asked":
        flash(_("Jumlahnya besar, jadi petugas memeriksanya dulu."))
    else:
        flash(_("%(sum)s kembali ke pembeli. Masalahnya selesai.", sum=rupiah.show(refund.amount)))
    return redirect(url_for("seller.inbox.order", number=number), 303)


@bp.get("/jualan/pesanan/<number>/sengketa/foto/<photo_id>")
@policy(PRODUCER)
def photo(number: str, photo_id: str) -> Response:
    """A photo of either side."""
    for one in _found(number).photos:
        if one.public_id == photo_id:
            return uploads.show(one.file_key)
    raise NotFound()


def _found(number: str) -> Dispute:
    return disputes.of_maker(db.session(), order_desk.find(number), by=identity.actor())


def _too_late(number: str, refusal: Refusal) -> Response:
    db.session.rollback()
    flash(sentences.of(refusal), "warning")
    return redirect(url_for("seller.disputes.show", number=number), 303)


def _page(dispute: Dispute, status: int = 200, errors: dict[str, str] | None = None, text: str = "") -> Response:
    session, order = db.session(), dispute.order
    named = {"words": _("Jawaban Anda"), "photo-1": _("Foto")}
    refunds = refund_rows.of_orders(session, [order.id])
    return fragments.page(
        "seller/disputes/show.html",
        status=status,
        dispute=dispute,
        order=order,
        asked=disputes.asked_amount(session, dispute),
        refund=next((row for row in refunds if row.dispute_id == dispute.id and row.state == "given"), None),
        may_agree=disputes.may_agree(session, dispute, by=identity.actor()),
        may_answer=dispute_rows.FLOW.may(dispute.state, "answer", "producer"),
        left=words.time_left(dispute.answer_by),
        words=refund_words,
        text=text,
        errors=errors or {},
        problems=[(name, sentence, named[name]) for name, sentence in (errors or {}).items()],
        form_errors=errors,
        address=lambda one: url_for("seller.disputes.photo", number=order.number, photo_id=one.public_id),
    )
