"""Writing a request for quotation: lines, pictures, and who is asked."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.catalog.categories import Category
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge
from marketplace.people.buyers import Desk
from marketplace.people.producers import Producer
from marketplace.sourcing import asking_quotes, rfqs
from marketplace.sourcing.rfqs import Rfq
from marketplace.web import fragments, sentences, uploads
from marketplace.web.access import BUYER, policy

from . import desks, rfq_forms, rfq_pages

bp = Blueprint("rfq_parts", __name__)


@bp.post("/pembelian/<org>/penawaran/<public_id>/barang")
@policy(BUYER)
def add(org: str, public_id: str) -> Response:
    """One more line."""
    desk, rfq = rfq_pages.mine(org, public_id)
    form = rfq_forms.LineForm()
    if not form.validate():
        return rfq_pages.page(desk, rfq, 422, line_form=form)
    try:
        asking_quotes.add(db.session(), rfq, form.wish())
    except Invalid as refusal:
        rfq_forms.refuse(form, refusal)
        return rfq_pages.page(desk, rfq, 422, line_form=form)
    except NotAllowed:
        return rfq_pages.not_any_more(org, public_id)
    return _saved(desk, rfq, _("Barang ditambahkan."), "#barang-baru")


@bp.get("/pembelian/<org>/penawaran/<public_id>/barang/<line_id>")
@policy(BUYER)
def line(org: str, public_id: str, line_id: str) -> Response:
    """Change one."""
    desk, rfq = rfq_pages.mine(org, public_id)
    found = rfqs.line_of(rfq, line_id)
    return fragments.page("buyer/rfqs/line.html", desk=desk, rfq=rfq, line=found, form=rfq_forms.of_line(found))


@bp.post("/pembelian/<org>/penawaran/<public_id>/barang/<line_id>")
@policy(BUYER)
def change(org: str, public_id: str, line_id: str) -> Response:
    """Keep the change."""
    desk, rfq = rfq_pages.mine(org, public_id)
    found, form = rfqs.line_of(rfq, line_id), rfq_forms.LineForm()
    try:
        if form.validate():
            asking_quotes.change(db.session(), rfq, found, form.wish(found))
            return _saved(desk, rfq, _("Barang disimpan."))
    except Invalid as refusal:
        rfq_forms.refuse(form, refusal)
    except NotAllowed:
        return rfq_pages.not_any_more(org, public_id)
    values = {"desk": desk, "rfq": rfq, "line": found, "form": form, "form_errors": form.errors}
    return fragments.page("buyer/rfqs/line.html", status=422, **values)


@bp.post("/pembelian/<org>/penawaran/<public_id>/barang/<line_id>/hapus")
@policy(BUYER)
def remove(org: str, public_id: str, line_id: str) -> Response:
    """Take one out."""
    desk, rfq = rfq_pages.mine(org, public_id)
    try:
        asking_quotes.remove(db.session(), rfq, rfqs.line_of(rfq, line_id))
    except NotAllowed:
        return rfq_pages.not_any_more(org, public_id)
    return _saved(desk, rfq, _("Barang dihapus."))


@bp.post("/pembelian/<org>/penawaran/<public_id>/produsen")
@policy(BUYER)
def makers(org: str, public_id: str) -> Response:
    """Who is asked: those that are ticked, those ticked before who are not on this page, and a category."""
    desk, rfq = rfq_pages.mine(org, public_id)
    shown, ticked = set(request.form.getlist("shown")), set(request.form.getlist("maker"))
    kept = {one.producer.public_id for one in rfq.invitations} - shown
    ids = db.session.scalars(select(Producer.id).where(Producer.public_id.in_(ticked | kept)))
    category = db.session.scalars(select(Category).where(Category.code == request.form.get("category", ""))).first()
    try:
        asking_quotes.invite(db.session(), rfq, ids)
        asking_quotes.open_to(db.session(), rfq, category)
    except Invalid:
        db.session.rollback()
        desk, rfq = rfq_pages.mine(org, public_id)
        return rfq_pages.page(
            desk, rfq, 422, problems=[_("Paling banyak 30 produsen.")], ticked=ticked | kept,
            chosen_kind=request.form.get("category", ""),
        )  # fmt: skip
    except NotAllowed:
        return rfq_pages.not_any_more(org, public_id)
    return _saved(desk, rfq, _("Daftar produsen disimpan."))


@bp.post("/pembelian/<org>/penawaran/<public_id>/foto")
@policy(BUYER)
@uploads.large
def attach(org: str, public_id: str) -> Response:
    """A picture of what is meant."""
    desk, rfq = rfq_pages.mine(org, public_id)
    chosen = request.files.get("photo")
    if chosen is None or not chosen.filename:
        return rfq_pages.page(desk, rfq, 422, problems=[_("Pilih fotonya dulu.")])
    db.session.rollback()
    try:
        upload = uploads.read(chosen, "rfqs")
    except (NotAPicture, PictureTooLarge) as refusal:
        problem, upload = sentences.of(refusal), None
    begin_write(db.session())
    desk, rfq = rfq_pages.mine(org, public_id)
    if upload is None:
        return rfq_pages.page(desk, rfq, 422, problems=[problem])
    try:
        asking_quotes.attach(db.session(), rfq, key=upload.key, name=chosen.filename or "")
    except NotAllowed:
        return rfq_pages.not_any_more(org, public_id)
    upload.store()
    return _saved(desk, rfq, _("Foto dilampirkan."))


@bp.get("/pembelian/<org>/penawaran/<public_id>/foto/<file_id>")
@policy(BUYER)
def photo(org: str, public_id: str, file_id: str) -> Response:
    """One of them."""
    rfq = rfqs.of_desk(db.session(), public_id, desks.current(org))
    for one in rfq.files:
        if one.public_id == file_id:
            return uploads.show(one.key)
    raise NotFound(file_id=file_id)


def _saved(desk: Desk, rfq: Rfq, sentence: str, place: str = "") -> Response:
    db.session.commit()
    flash(sentence)
    return fragments.leave(rfq_pages.address(desk, rfq) + place)
