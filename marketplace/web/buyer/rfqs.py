"""Requests for quotation: the list, a new one, one as a draft or with what makers answered (F63)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import products
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed, Refusal
from marketplace.people.buyers import Desk
from marketplace.sourcing import asking_quotes, quotes, requests, rfqs
from marketplace.sourcing.rfqs import Rfq
from marketplace.web import fragments, identity, quote_words, sentences
from marketplace.web.access import BUYER, policy

from . import desks, rfq_forms, rfq_pages
from .waiting import COUNTERS, Wait

bp = Blueprint("rfqs", __name__)


@bp.get("/pembelian/<org>/penawaran")
@policy(BUYER)
def listing(org: str) -> Response:
    """All of the outlets where the person has a role."""
    desk = desks.current(org)
    found = rfqs.listed(db.session(), desk)
    answers = quotes.counts(db.session(), [rfq.id for rfq in found])
    may = desk.anywhere("requester")
    return fragments.page("buyer/rfqs/listing.html", desk=desk, rfqs=found, answers=answers, say=quote_words, may=may)


@bp.get("/pembelian/<org>/penawaran/baru")
@policy(BUYER)
def new(org: str) -> Response:
    """The head of a new one; `?permintaan=` or `?produk=` give its first lines."""
    desk = desks.current(org)
    desks.demand_anywhere(desk, "requester")
    return _new(desk, rfq_forms.head(desk, typed=False))


@bp.post("/pembelian/<org>/penawaran/baru")
@policy(BUYER)
def begin(org: str) -> Response:
    """A draft; nobody is asked yet."""
    desk = desks.current(org)
    desks.demand_anywhere(desk, "requester")
    form = rfq_forms.head(desk, typed=True)
    if not form.validate():
        return _new(desk, form)
    outlet = desks.outlet(desk, form.outlet.data, "requester")
    try:
        rfq = asking_quotes.begin(
            db.session(), desk, outlet, title=form.title.data, deadline=rfq_forms.closing(form.deadline.data),
            terms=form.terms.data, note=form.note.data or "", by=identity.actor(),
        )  # fmt: skip
        _first_lines(desk, rfq)
    except Invalid as refusal:
        rfq_forms.refuse(form, refusal)
        return _new(desk, form)
    except NotAllowed:
        db.session.rollback()
        form.refuse_all(_("Paling banyak 40 barang dan 30 produsen untuk satu permintaan penawaran."))
        return _new(desks.current(org), form)
    db.session.commit()
    return fragments.leave(rfq_pages.address(desk, rfq))


@bp.get("/pembelian/<org>/penawaran/<public_id>")
@policy(BUYER)
def show(org: str, public_id: str) -> Response:
    """A draft to be written, or the comparison."""
    desk = desks.current(org)
    return rfq_pages.page(desk, rfqs.of_desk(db.session(), public_id, desk))


@bp.post("/pembelian/<org>/penawaran/<public_id>/kirim")
@policy(BUYER)
def send(org: str, public_id: str) -> Response:
    """Ask the makers."""
    desk, rfq = rfq_pages.mine(org, public_id)
    try:
        asking_quotes.send(db.session(), rfq, by=identity.actor())
    except Invalid as refusal:
        errors: Any = refusal.facts["errors"]
        said = {
            "lines": _("Tambahkan paling sedikit satu barang."),
            "makers": _("Pilih produsen atau kategori dulu."),
            "deadline": _("Batas waktunya sudah lewat. Pilih tanggal lain."),
        }
        return rfq_pages.page(desk, rfq, 422, problems=[said[name] for name in errors])
    except NotAllowed:
        return rfq_pages.not_any_more(org, public_id)
    db.session.commit()
    flash(_("Terkirim ke %(n)s produsen. Mereka kami kabari lewat WA.", n=len(rfq.invitations)))
    return fragments.leave(rfq_pages.address(desk, rfq))


@bp.post("/pembelian/<org>/penawaran/<public_id>/waktu")
@policy(BUYER)
def deadline(org: str, public_id: str) -> Response:
    """Another deadline: any while it is a draft, a later one once it was sent."""
    desk, rfq = rfq_pages.mine(org, public_id)
    form = rfq_forms.DeadlineForm()
    if not form.validate():
        return rfq_pages.page(desk, rfq, 422, deadline=form)
    until = rfq_forms.closing(form.deadline.data)
    try:
        if rfq.state == "draft":
            asking_quotes.describe(
                db.session(), rfq, desk, title=rfq.title, deadline=until, terms=rfq.terms, note=rfq.note
            )
        else:
            asking_quotes.extend(db.session(), rfq, until, by=identity.actor())
    except Invalid as refusal:
        rfq_forms.refuse(form, refusal)
        return rfq_pages.page(desk, rfq, 422, deadline=form)
    except NotAllowed:
        return rfq_pages.not_any_more(org, public_id)
    db.session.commit()
    flash(_("Batas waktu disimpan."))
    return fragments.leave(rfq_pages.address(desk, rfq))


@bp.post("/pembelian/<org>/penawaran/<public_id>/batal")
@policy(BUYER)
def cancel(org: str, public_id: str) -> Response:
    """Call it off."""
    desk, rfq = rfq_pages.mine(org, public_id)
    was_sent = rfq.state != "draft"
    try:
        asking_quotes.cancel(db.session(), rfq, request.form.get("reason", ""), by=identity.actor())
    except Refusal as refusal:
        db.session.rollback()
        desk, rfq = rfq_pages.mine(org, public_id)
        return rfq_pages.page(desk, rfq, 422, problems=[sentences.of(refusal)])
    db.session.commit()
    flash(_("Permintaan dibatalkan. Produsen yang diundang kami kabari.") if was_sent else _("Permintaan dibatalkan."))
    return fragments.leave(url_for("buyer.rfqs.listing", org=org))


def _new(desk: Desk, form: rfq_forms.HeadForm) -> Response:
    return fragments.page(
        "buyer/rfqs/new.html", status=422 if form.errors else 200, desk=desk, form=form, form_errors=form.errors
    )


def _first_lines(desk: Desk, rfq: Rfq) -> None:
    from_request, product = request.args.get("permintaan"), request.args.get("produk")
    if from_request:
        asking_quotes.copy_request(db.session(), rfq, requests.of_desk(db.session(), from_request, desk))
    if product:
        packs = [one for one in products.by_slug(db.session(), product).variants if one.archived_at is None]
        for pack in packs[:1]:
            asking_quotes.add_pack(db.session(), rfq, pack, pack.minimum)


def counter(desk: Desk) -> Wait | None:
    """Offers that can be compared now."""
    if not desk.anywhere("requester"):
        return None
    found = quotes.to_compare(db.session(), desk)
    return Wait(
        label=_("Penawaran"),
        href=url_for("buyer.rfqs.listing", org=desk.organisation.public_id),
        what=_("sudah ada harga untuk dibandingkan"),
        count=len(found),
        oldest=min((first for _rfq, first in found), default=None),
        late=any(not rfq.takes_quotes for rfq, _first in found),
    )


COUNTERS.append(counter)
