"""A new product in six short screens; each answer is kept at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import drafts, pricing
from marketplace.catalog.products import Product
from marketplace.kernel import rupiah
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import NotFound, Refusal
from marketplace.notices.channels import whatsapp_link
from marketplace.trade import checklist, publishing
from marketplace.web import filters, fragments, identity, sentences
from marketplace.web.access import PRODUCER, policy

from . import draft_forms, draft_page, draft_questions

bp = Blueprint("drafts", __name__)
BASE = "/jualan/produk/baru"


@bp.get(f"{BASE}/<public_id>")
@policy(PRODUCER)
def resume(public_id: str) -> Response:
    """Go on where it was left."""
    draft = own(public_id)
    if draft.product_id is not None:
        return fragments.leave(url_for("seller.drafts.done", public_id=public_id))
    return fragments.leave(_to(draft, draft.next_question))


@bp.get(f"{BASE}/<public_id>/<question>")
@policy(PRODUCER)
def show(public_id: str, question: str) -> Response:
    """One question, filled with what was answered before; fragments for what is typed meanwhile."""
    draft = own(public_id)
    if draft.product_id is not None:
        return fragments.leave(url_for("seller.drafts.done", public_id=public_id))
    if question == "foto":
        return draft_page.show(draft, question, draft_forms.PhotoForm(formdata=None))
    if fragments.wanted() and question in ("nama", "harga"):
        return _meanwhile(draft, question)
    return draft_page.show(draft, question, _question(question).fill(draft))


@bp.post(f"{BASE}/<public_id>/<question>")
@policy(PRODUCER)
def save(public_id: str, question: str) -> Response:
    """Keep the answer and go to the next question; on the last one, put the product on sale."""
    draft = own(public_id)
    if draft.product_id is not None:
        return fragments.leave(url_for("seller.drafts.done", public_id=public_id))
    asked = _question(question)
    if question == "harga" and request.form.get("hitung"):
        return _helper(draft)
    form = asked.form()
    if not form.validate():
        return draft_page.show(draft, question, form, 422)
    try:
        given = asked.read(form, draft)
    except Refusal as error:
        return refused(draft, question, form, error)
    if given is None:
        return draft_page.show(draft, question, form, 422)
    drafts.answer(db.session(), draft, question, given, by=identity.actor())
    db.session.commit()
    if question == "label":
        return _publish(public_id, form) if request.form.get("tayang") else _later()
    return fragments.leave(_to(draft, draft.next_question))


@bp.get(f"{BASE}/<public_id>/tayang")
@policy(PRODUCER)
def done(public_id: str) -> Response:
    """The product is on sale: see it, share it, go on."""
    draft = own(public_id)
    if draft.product_id is None:
        return fragments.leave(_to(draft, draft.next_question))
    product = db.session.get_one(Product, draft.product_id)
    return fragments.page(
        "seller/drafts/done.html",
        draft=draft,
        product=product,
        producer=product.producer,
        share=whatsapp_link.share(_news(product)),
        cannot_be_had=not checklist.has_way(db.session(), product.producer),
    )


@bp.post(f"{BASE}/<public_id>/buang")
@policy(PRODUCER)
def drop(public_id: str) -> Response:
    """Put a draft away; the list offers to take it back."""
    drafts.drop(db.session(), own(public_id), by=identity.actor())
    db.session.commit()
    return fragments.leave(url_for("seller.photos.index", dibuang=public_id))


@bp.post(f"{BASE}/<public_id>/kembalikan")
@policy(PRODUCER)
def restore(public_id: str) -> Response:
    """Take a dropped draft back."""
    drafts.restore(db.session(), own(public_id), by=identity.actor())
    db.session.commit()
    flash(_("Sudah dikembalikan."))
    return fragments.leave(url_for("seller.photos.index"))


def own(public_id: str) -> drafts.Draft:
    """The draft of an address; 404 for everybody else."""
    return drafts.of(db.session(), public_id, by=identity.actor())


def refused(draft: drafts.Draft, question: str, form: Any, error: Refusal) -> Response:
    """The sentence of a refusal, by its field where that is on the page, and one way out."""
    public_id = draft.public_id
    db.session.rollback()
    draft = own(public_id)
    field = str(error.facts.get("field") or ("name" if isinstance(error, publishing.DuplicateName) else ""))
    asked = str(error.facts.get("question") or ("nama" if field == "name" else question))
    trouble = {"text": sentences.of(error), "href": _to(draft, asked), "label": _("Ubah tulisan")}
    if isinstance(error, publishing.NotReady):
        trouble["text"], trouble["label"] = draft_page.missing_sentence(asked, field)
    if isinstance(error, publishing.TooOld):
        trouble["href"], trouble["label"] = _to(draft, "stok"), _("Periksa stok")
    if field in form:
        form.refuse(field, _("Bagian ini perlu diperbaiki."))
        trouble["href"] = f"#{field}"
    if isinstance(error, publishing.DuplicateName) and field in form:
        trouble["href"], trouble["label"] = draft_page.link_of(str(error.facts["slug"])), _("Buka produk itu")
    return draft_page.show(draft, question, form, 422, trouble=trouble)


def _publish(public_id: str, form: Any) -> Response:
    """The answers are kept already; publishing stands or falls as a whole."""
    begin_write(db.session())
    draft = own(public_id)
    try:
        publishing.publish(db.session(), draft, by=identity.actor())
    except Refusal as error:
        if isinstance(error, NotFound):
            raise
        return refused(draft, "label", form, error)
    db.session.commit()
    return fragments.leave(url_for("seller.drafts.done", public_id=public_id))


def _later() -> Response:
    flash(_("Tersimpan. Lanjutkan kapan saja."))
    return fragments.leave(url_for("seller.photos.index"))


def _helper(draft: drafts.Draft) -> Response:
    """Count the price from what a batch costs; `pakai` takes the proposal as the answer."""
    costs = draft_forms.CostForm()
    if request.form["hitung"] == "pakai":
        proposed = draft_page.suggestion(draft)
        if proposed is None:
            raise NotFound(suggestion=draft.public_id)
        tiers = [[tier.minimum, tier.price] for tier in proposed.tiers]
        given = {"price": proposed.price, "tiers": tiers}
        drafts.answer(db.session(), draft, "harga", given, by=identity.actor())
        db.session.commit()
        return fragments.leave(_to(draft, draft.next_question))
    price = draft_forms.PriceForm()
    if not costs.validate() or not (costs.materials.data or costs.packaging.data or costs.labour.data):
        if costs.validate():
            costs.refuse("materials", _("Tulis belanja bahan sekali masak."))
        price.price.errors = []
        return draft_page.show(draft, "harga", price, 422, costs=costs)
    kept = {
        "materials": costs.materials.data,
        "packaging": costs.packaging.data or 0,
        "labour": costs.labour.data or 0,
        "made": costs.made.data,
        "margin": draft_questions.USUAL_MARGIN if costs.margin.data is None else costs.margin.data,
    }
    drafts.answer(db.session(), draft, "hitung", kept, by=identity.actor())
    db.session.commit()
    return fragments.leave(_to(draft, "harga") + "#hitung")


def _meanwhile(draft: drafts.Draft, question: str) -> Response:
    """What a name or a price that is being typed means."""
    if question == "nama":
        form = draft_questions.name_form(formdata=request.args)
        if form.category.data == request.args.get("guess"):
            form.category.data = None
        guessed = draft_page.guess(form.name.data or "")
        return fragments.page("seller/drafts/_kinds.html", form=form, kinds=draft_questions.kinds(), guessed=guessed)
    form = draft_forms.PriceForm(formdata=request.args, meta={"csrf": False})
    form.validate()
    return fragments.page(
        "seller/drafts/_echo.html", echo=draft_page.echo(form.price.data, draft), problem=form.price.errors
    )  # fmt: skip


def _news(product: Product) -> str:
    """What goes out by WhatsApp: name, pack, price, price per kilogram, link."""
    pack = product.variants[0]
    price = rupiah.show(pack.price)
    per = pricing.per_measure(pack.price, pack.content, pack.unit)
    if per and per != pack.price:
        price = _(
            "%(price)s (%(per)s per %(unit)s)", price=price, per=rupiah.show(per), unit=pricing.measure(pack.unit)
        )
    link = filters.public_url(url_for("shop.catalogue.product", slug=product.slug))
    return f"{product.name} {pack.label}\n{price}\n{product.producer.name}\n{link}"


def _question(name: str) -> draft_questions.Question:
    found = draft_questions.BY_NAME.get(name)
    if found is None:
        raise NotFound(question=name)
    return found


def _to(draft: drafts.Draft, question: str) -> str:
    return url_for("seller.drafts.show", public_id=draft.public_id, question=question)
