"""The maker's papers: a photo, a number, dates, what it covers, and what became of it."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectMultipleField, StringField

from marketplace.catalog import coverage, paper_needs, paper_reviews
from marketplace.catalog.paper_needs import DoesNotCount
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import Invalid, NotAllowed, Refusal
from marketplace.people import certificates, paper_declaring, paper_numbers
from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer
from marketplace.web import forms, fragments, identity, paper_words, sentences, uploads
from marketplace.web.access import PRODUCER, policy
from marketplace.web.day_field import DayField

from . import paper_needs_in_words, papers_in_words, screens

bp = Blueprint("documents", __name__)
FORM = "seller/documents/form.html"
FIRST = ("returned", "expired", "waiting", "early", "verified", "withdrawn")


class PaperForm(forms.Form):
    """One paper. The photo may stay as it is when the paper is handed in once more.

    `doubts` are the sentences about a kept paper that its maker should look at again.
    """

    doubts: list[str]

    kind = RadioField(_l("Surat apa?"), [forms.needed(_l("Pilih jenis suratnya."))])
    photo = FileField(_l("Foto surat"))
    number = StringField(_l("Nomor surat"), [forms.needed(_l("Tulis nomor suratnya.")), forms.at_most(60)])
    valid_from = DayField(_l("Tanggal terbit"), [forms.optional()])
    valid_to = DayField(_l("Berlaku sampai"), [forms.optional()])
    goods = SelectMultipleField(_l("Surat ini untuk produk mana?"), coerce=int)


@bp.get("/jualan/dokumen")
@policy(PRODUCER)
def show() -> Response:
    """All papers with their state."""
    session, shop = db.session(), screens.shop()
    papers = sorted(certificates.of_producer(session, shop.id), key=lambda paper: FIRST.index(paper.state))
    return fragments.page(
        "seller/documents/show.html",
        papers=[papers_in_words.view(paper) for paper in papers],
        covers=coverage.names_by_paper(session, shop.id),
        outside=paper_reviews.open_of(session, [paper.id for paper in papers]),
        asked=paper_declaring.due_of(session, shop.id),
        lacking=papers_in_words.lacking(papers),
        incomplete=paper_needs_in_words.of(session, shop.id),
    )


@bp.route("/jualan/dokumen/baru", methods=["GET", "POST"])
@policy(PRODUCER)
def new() -> Response:
    """Hand in a paper."""
    shop = screens.shop()
    form = _form(shop, {"kind": request.args.get("jenis") or None})
    if form.validate_on_submit() and _has_photo(form) and _keep(form, shop, None):
        return screens.saved("seller.documents.show", _sent(form))
    return screens.screen(FORM, form, paper=None)


@bp.route("/jualan/dokumen/<int:paper_id>", methods=["GET", "POST"])
@policy(PRODUCER)
def again(paper_id: int) -> Response:
    """Correct a paper that waits or came back, and hand it in once more."""
    session, by = db.session(), identity.actor()
    paper = certificates.mine(session, paper_id, by=by)
    shop = session.get_one(Producer, paper.producer_id)
    if paper.state not in {"waiting", "returned"}:
        raise NotAllowed(verb="submit", state=paper.state)
    form = _form(shop, _known(paper))
    if form.validate_on_submit() and _keep(form, shop, paper):
        return screens.saved("seller.documents.show", _sent(form))
    return screens.screen(FORM, form, paper=papers_in_words.view(paper))


@bp.get("/jualan/dokumen/<int:paper_id>/foto")
@policy(PRODUCER)
def photo(paper_id: int) -> Response:
    """The photo, for the maker and whoever acts for her; who opened it is kept."""
    session, by = db.session(), identity.actor()
    begin_write(session)
    paper = certificates.mine(session, paper_id, by=by)
    if paper.file_key is None:
        abort(404)
    certificates.opened(session, paper, "file", by=by)
    session.commit()
    return uploads.show(paper.file_key)


@bp.post("/jualan/dokumen/<int:paper_id>/tetap")
@policy(PRODUCER)
def unchanged(paper_id: int) -> Response:
    """Her word that nothing has changed; pressed twice it is said once."""
    session, by = db.session(), identity.actor()
    paper = certificates.mine(session, paper_id, by=by)
    with suppress(NotAllowed):
        paper_declaring.unchanged(session, paper, by=by)
    return screens.saved("seller.documents.show", _("Tercatat. Setahun lagi kami bertanya lagi."))


def _form(shop: Producer, values: dict[str, object]) -> PaperForm:
    form = PaperForm(data=values)
    form.kind.choices = forms.choices(*papers_in_words.kinds_to_send())
    form.goods.choices = forms.choices(
        *((product.id, product.name) for product in coverage.goods(db.session(), shop.id))
    )
    return form


def _known(paper: Certificate) -> dict[str, object]:
    return {
        "kind": paper.kind,
        "number": paper.full_number,
        "valid_from": paper.valid_from,
        "valid_to": paper.valid_to,
        "goods": sorted(coverage.covered(db.session(), paper)),
    }


def _has_photo(form: PaperForm) -> bool:
    if form.photo.data:
        return True
    form.refuse("photo", _("Kirim foto suratnya."))
    return False


def _keep(form: PaperForm, shop: Producer, paper: Certificate | None) -> bool:
    session, by, kind = db.session(), identity.actor(), form.kind.data
    told = certificates.Told(
        kind=kind,
        number=form.number.data,
        issuer=papers_in_words.issuer(kind),
        valid_from=form.valid_from.data,
        valid_to=form.valid_to.data or paper_numbers.proposed_end(kind, form.number.data),
    )
    try:
        picture = uploads.read(form.photo.data, "documents") if form.photo.data else None
        key = picture.key if picture else None
        kept = certificates.submit(session, shop, told, file_key=key, by=by, again=paper)
        coverage.cover(session, kept, form.goods.data, by=by)
        if picture:
            picture.store()
    except Invalid as error:
        session.rollback()
        for field, code in dict(error.facts["errors"]).items():  # type: ignore[call-overload]
            form.refuse(field, papers_in_words.mistake(field, code))
        return False
    except Refusal as error:
        session.rollback()
        form.refuse("goods" if isinstance(error, DoesNotCount) else "photo", sentences.of(error))
        return False
    form.doubts = paper_words.doubts(paper_needs.doubts(session, kept, coverage.covered_goods(session, kept)))
    return True


def _sent(form: PaperForm) -> str:
    if form.doubts:
        return " ".join([str(_("Surat terkirim. Coba cocokkan lagi:")), *form.doubts])
    return str(_("Surat terkirim. Petugas akan memeriksanya."))
