"""Requests for quotation on the maker's phone: the list, and one screen on which she answers (F63, F64, F70)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.sourcing import contracts, invited, negotiation, quote_links, quotes
from marketplace.sourcing.quotes import Quote
from marketplace.sourcing.rfqs import RfqInvitation
from marketplace.stock import supply
from marketplace.trade import delivery
from marketplace.web import fragments, identity, quote_words, sentences, uploads
from marketplace.web.access import PRODUCER, PUBLIC, policy

from . import quote_form, screens

bp = Blueprint("quotations", __name__)


@bp.get("/jualan/penawaran")
@policy(PRODUCER)
def listing() -> Response:
    """Those that she is asked for, the newest first."""
    shop, by = screens.shop(), identity.actor()
    found = invited.listed(db.session(), shop, by=by)
    answers = {rfq.id: quotes.of_maker(db.session(), rfq, shop.id) for rfq in found}
    return fragments.page("seller/quotations/listing.html", rfqs=found, answers=answers, say=quote_words, shop=shop)


@bp.get("/jualan/penawaran/<public_id>")
@policy(PRODUCER)
def show(public_id: str) -> Response:
    """One request, and her answer."""
    begin_write(db.session())
    invitation = invited.find(db.session(), public_id, screens.shop(), by=identity.actor())
    db.session.commit()
    return _page(invitation, "")


@bp.post("/jualan/penawaran/<public_id>")
@policy(PRODUCER)
def act(public_id: str) -> Response:
    """Offer, agree, withdraw, decline or write."""
    by = identity.actor()
    return _act(invited.find(db.session(), public_id, screens.shop(), by=by), "", by)


@bp.get("/jualan/penawaran/<public_id>/foto/<file_id>")
@policy(PRODUCER)
def photo(public_id: str, file_id: str) -> Response:
    """A picture that the buyer attached."""
    return _photo(invited.find(db.session(), public_id, screens.shop(), by=identity.actor()), file_id)


@bp.get("/q/<token>")
@policy(PUBLIC)
def by_link(token: str) -> Response:
    """The same screen from the WhatsApp message, without a log-in."""
    try:
        return _closed(_page(quote_links.peek(db.session(), token), token))
    except NotFound:
        return _closed(fragments.page("seller/quotations/over.html", status=404))


@bp.post("/q/<token>")
@policy(PUBLIC)
def act_by_link(token: str) -> Response:
    """The same steps, done by whom the message was sent to."""
    try:
        invitation = quote_links.peek(db.session(), token)
    except NotFound:
        return _closed(fragments.page("seller/quotations/over.html", status=404))
    return _closed(_act(invitation, token, quote_links.holder(invitation)))


@bp.get("/q/<token>/foto/<file_id>")
@policy(PUBLIC)
def photo_by_link(token: str, file_id: str) -> Response:
    """A picture that the buyer attached."""
    return _closed(_photo(quote_links.peek(db.session(), token), file_id))


def _act(invitation: RfqInvitation, token: str, by: Actor) -> Response:
    rfq, maker, said = invitation.rfq, invitation.producer, request.form
    quote = quotes.of_maker(db.session(), rfq, maker.id)
    do, text = said.get("do", "offer"), said.get("text", "")
    try:
        if do == "decline":
            negotiation.decline(db.session(), rfq, maker, text, by=by)
        elif do == "offer":
            return _offer(invitation, token, by)
        elif quote is None:
            raise NotFound(public_id=rfq.public_id)
        elif do == "agree":
            negotiation.agree(db.session(), quote, seen=_seen(), by=by)
        elif do == "withdraw":
            negotiation.withdraw(db.session(), quote, text, by=by)
        else:
            negotiation.write(db.session(), quote, "producer", text, by=by)
    except NotFound:
        raise
    except Refusal as refusal:
        db.session.rollback()
        return _page(db.session.merge(invitation), token, 422, problem=_problem(refusal), said=text)
    return _done(invitation, token, do)


def _offer(invitation: RfqInvitation, token: str, by: Actor) -> Response:
    rfq, maker = invitation.rfq, invitation.producer
    form = _form(invitation, typed=True)
    told = quote_form.read(rfq, form)
    if told is None:
        return _page(invitation, token, 422, form=form)
    try:
        negotiation.offer(db.session(), rfq, maker, told, seen=_seen(), by=by)
    except Invalid as refusal:
        quote_form.refuse(form, refusal)
        return _page(invitation, token, 422, form=form)
    except Refusal as refusal:
        db.session.rollback()
        form.refuse_all(sentences.of(refusal))
        return _page(db.session.merge(invitation), token, 422, form=form)
    return _done(invitation, token, "offer")


def _done(invitation: RfqInvitation, token: str, do: str) -> Response:
    db.session.commit()
    flash(quote_words.done(do))
    if token:
        return fragments.leave(url_for("seller.quotations.by_link", token=token))
    return fragments.leave(url_for("seller.quotations.show", public_id=invitation.rfq.public_id))


def _page(invitation: RfqInvitation, token: str, status: int = 200, *, form: Any = None, **values: Any) -> Response:
    rfq, quote = invitation.rfq, quotes.of_maker(db.session(), invitation.rfq, invitation.producer_id)
    here = url_for("seller.quotations.by_link", token=token) if token else ""
    here = here or url_for("seller.quotations.show", public_id=rfq.public_id)
    form = form or _form(invitation, typed=False)
    return fragments.page(
        "seller/quotations/show.html",
        status=status,
        frame="seller/links/frame.html" if token else "layouts/seller.html",
        rfq=rfq,
        invitation=invitation,
        quote=quote,
        goods=_goods(invitation.producer_id),
        form=form,
        here=here,
        token=token,
        may_offer=_may_offer(invitation, quote),
        say=quote_words,
        form_errors=form.errors or values.get("problem"),
        **values,
    )


def _may_offer(invitation: RfqInvitation, quote: Quote | None) -> bool:
    talking = invitation.rfq.state == "open" and quote is not None and quote.counter is not None
    return invitation.producer.suspended_at is None and (invitation.rfq.takes_quotes or talking)


def _form(invitation: RfqInvitation, *, typed: bool) -> Any:
    quote = quotes.of_maker(db.session(), invitation.rfq, invitation.producer_id)
    standing = quote.current if quote else None
    form = quote_form.of(invitation.rfq, _goods(invitation.producer_id), standing, _fee(invitation), typed=typed)
    if not typed:
        form.seen.data = quote.latest if quote else 0
    return form


def _goods(producer_id: int) -> quote_form.Goods:
    packs = {pack.id: pack for pack in contracts.packs(db.session(), producer_id)}
    asked = [
        supply.Asked(pack.stock_item_id, pack.product.lead_days, pack.product.preorder_on) for pack in packs.values()
    ]
    return quote_form.Goods(packs, supply.of(db.session(), asked))


def _fee(invitation: RfqInvitation) -> int:
    """What she takes for her own round to that part of town."""
    zone = invitation.rfq.outlet.kelurahan_code[:8]
    own = db.session.get(delivery.OwnDelivery, (invitation.producer_id, zone))
    return own.fee if own else 0


def _seen() -> int:
    text = request.form.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _problem(refusal: Refusal) -> str:
    if isinstance(refusal, Invalid):
        return _("Tulis pesannya, paling banyak 1000 huruf.")
    return sentences.of(refusal)


def _photo(invitation: RfqInvitation, file_id: str) -> Response:
    for one in invitation.rfq.files:
        if one.public_id == file_id:
            return uploads.show(one.key)
    raise NotFound(file_id=file_id, at=clock.now())


def _closed(response: Response) -> Response:
    """Kept by nobody, found by nobody; the address goes to no other site."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin" if response.status_code < 400 else "no-referrer"
    return response
