"""One maker's offer at the buyer's desk: history, counter-offer by line, messages (F64)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.people.buyers import Desk
from marketplace.sourcing import negotiation, rfqs
from marketplace.sourcing import quotes as offers
from marketplace.sourcing.quotes import Quote
from marketplace.web import fragments, identity, quote_words, sentences
from marketplace.web.access import BUYER, policy
from marketplace.web.forms import Form, at_most, needed
from marketplace.web.seller.fields import CountField, PriceField

from . import desks

bp = Blueprint("quotes", __name__)


class CounterForm(Form):
    """What is asked for instead; `_form` adds the fields of each line."""

    note = TextAreaField(_l("Catatan untuk produsen"), [at_most(1000)])
    seen = HiddenField()


@bp.get("/pembelian/<org>/penawaran/<public_id>/dari/<quote_id>")
@policy(BUYER)
def show(org: str, public_id: str, quote_id: str) -> Response:
    """What she offers, what was said, and how it came about."""
    desk, quote = _find(org, public_id, quote_id)
    return _page(desk, quote)


@bp.post("/pembelian/<org>/penawaran/<public_id>/dari/<quote_id>/tawar")
@policy(BUYER)
def counter(org: str, public_id: str, quote_id: str) -> Response:
    """Ask for other figures."""
    desk, quote = _find(org, public_id, quote_id, "requester")
    form = _form(quote, typed=True)
    if not form.validate():
        return _page(desk, quote, 422, form=form)
    lines = quote.current.lines
    wanted = {
        line.rfq_line_id: (form[f"quantity_{line.id}"].data, form[f"price_{line.id}"].data) for line in lines
    }  # fmt: skip
    seen = int(form.seen.data) if (form.seen.data or "").isdecimal() else 0
    try:
        negotiation.counter(db.session(), quote, wanted, form.note.data or "", seen=seen, by=identity.actor())
    except Refusal as refusal:
        db.session.rollback()
        desk, quote = _find(org, public_id, quote_id, "requester")
        same = isinstance(refusal, Invalid)
        form.refuse_all(_("Ubah harga atau jumlah, atau tulis catatan.") if same else sentences.of(refusal))
        return _page(desk, quote, 422, form=form)
    db.session.commit()
    flash(_("Tawaran balik terkirim. Produsen kami kabari."))
    return fragments.leave(_address(desk, quote))


@bp.post("/pembelian/<org>/penawaran/<public_id>/dari/<quote_id>/tulis")
@policy(BUYER)
def write(org: str, public_id: str, quote_id: str) -> Response:
    """A message to the maker."""
    desk, quote = _find(org, public_id, quote_id, "requester")
    text = request.form.get("text", "")
    try:
        negotiation.write(db.session(), quote, "buyer", text, by=identity.actor())
    except Refusal as refusal:
        problem = (
            _("Tulis pesannya, paling banyak 1000 huruf.") if isinstance(refusal, Invalid) else sentences.of(refusal)
        )
        return _page(desk, quote, 422, said=text, problem=problem)
    db.session.commit()
    flash(_("Pesan terkirim."))
    return fragments.leave(_address(desk, quote) + "#pesan")


def _find(org: str, public_id: str, quote_id: str, *roles: str) -> tuple[Desk, Quote]:
    desk = desks.current(org)
    rfq = rfqs.of_desk(db.session(), public_id, desk)
    if roles:
        desks.demand(desk, rfq.outlet_id, *roles)
    for quote in offers.of_rfq(db.session(), rfq):
        if quote.public_id == quote_id:
            return desk, quote
    raise NotFound(quote_id=quote_id)


def _form(quote: Quote, *, typed: bool) -> Any:
    fields: dict[str, Any] = {}
    said: dict[str, Any] = {"seen": quote.latest}
    for line in quote.current.lines:
        asked = (quote.counter or quote.current).line(line.rfq_line_id) or line
        fields[f"quantity_{line.id}"] = CountField(_("Jumlah kemasan"), [needed(_("Tulis jumlahnya."))])
        fields[f"price_{line.id}"] = PriceField(_("Harga satu kemasan"), [needed(_("Tulis harganya."))])
        said |= {f"quantity_{line.id}": asked.quantity, f"price_{line.id}": asked.unit_price}
    made = type("LineCounterForm", (CounterForm,), fields)
    return made() if typed else made(formdata=None, data=said)


def _page(desk: Desk, quote: Quote, status: int = 200, *, form: Any = None, **values: Any) -> Response:
    form = form or _form(quote, typed=False)
    may = desk.may(quote.rfq.outlet_id, "requester") and quote.rfq.state == "open"
    return fragments.page(
        "buyer/quotes/show.html",
        status=status,
        desk=desk,
        rfq=quote.rfq,
        quote=quote,
        form=form,
        may=may,
        say=quote_words,
        form_errors=form.errors or values.get("problem"),
        **values,
    )


def _address(desk: Desk, quote: Quote) -> str:
    return url_for(
        "buyer.quotes.show", org=desk.organisation.public_id, public_id=quote.rfq.public_id, quote_id=quote.public_id
    )
