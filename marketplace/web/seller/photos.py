"""The first screen of a new product, its photo, and the list of what is not finished yet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import drafts
from marketplace.catalog.categories import Category
from marketplace.kernel import ids, pictures
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import NotAllowed, NotFound, Refusal
from marketplace.trade import publishing
from marketplace.web import fragments, identity, sentences, uploads
from marketplace.web.access import PRODUCER, policy

from . import draft_forms, draft_page
from .draft_questions import kinds

bp = Blueprint("photos", __name__)
AT_FIRST = 5


@bp.get("/jualan/produk/baru")
@policy(PRODUCER)
def index() -> Response:
    """What is not finished yet, or at once the first question when there is nothing."""
    found = drafts.unfinished(db.session(), by=identity.actor())
    dropped = _dropped(request.args.get("dibuang", ""))
    if (found or dropped) and not request.args.get("lagi"):
        shown = len(found) if request.args.get("semua") else AT_FIRST
        return fragments.page(
            "seller/drafts/index.html",
            drafts=found[:shown],
            more=len(found) - len(found[:shown]),
            dropped=dropped,
            kinds={kind.code: kind for kind in kinds()},
            known=draft_page.known,
            titles=draft_page.titles(),
            steps=drafts.QUESTIONS,
        )
    return _first(draft_forms.PhotoForm(formdata=None, data={"draft": ids.public_id()}))


@bp.post("/jualan/produk/baru")
@policy(PRODUCER)
@uploads.large
def start() -> Response:
    """The photo of a product that may not have been begun; sent twice, it begins one product."""
    form = draft_forms.PhotoForm()
    wanted = form.draft.data if drafts.is_id(form.draft.data or "") else ids.public_id()
    form.draft.data = wanted
    return _receive(form, wanted, lambda mistake: _first(form, 422, mistake))


@bp.post("/jualan/produk/baru/<public_id>/foto")
@policy(PRODUCER)
@uploads.large
def save(public_id: str) -> Response:
    """The photo of a draft, or a better one."""
    drafts.of(db.session(), public_id, by=identity.actor())
    form = draft_forms.PhotoForm()

    def again(mistake: str) -> Response:
        return draft_page.show(drafts.of(db.session(), public_id, by=identity.actor()), "foto", form, 422)

    return _receive(form, public_id, again)


def _receive(form: Any, public_id: str, again: Any) -> Response:
    """Encode outside the write transaction, then put the picture to its draft."""
    key = None
    if form.chosen is not None:
        db.session.rollback()
        try:
            key = uploads.publish(form.chosen.stream.read(pictures.MAX_BYTES + 1))
        except Refusal as error:
            return _refused(form, sentences.of(error), again)
        begin_write(db.session())
    elif not request.form.get("nanti") and not _has_picture(public_id):
        return _refused(form, _("Pilih foto dulu, atau tekan “Nanti saja”."), again)
    draft = _begin(public_id)
    if key:
        _attach(draft, key)
    elif not draft.is_answered("foto"):
        drafts.answer(db.session(), draft, "foto", {"later": True}, by=identity.actor())
    db.session.commit()
    if draft.product_id is not None:
        return fragments.leave(url_for("seller.drafts.done", public_id=draft.public_id))
    return fragments.leave(
        url_for("seller.drafts.show", public_id=draft.public_id, question=draft.next_question)
    )  # fmt: skip


def _begin(public_id: str) -> drafts.Draft:
    actor = identity.actor()
    try:
        return drafts.of(db.session(), public_id, by=actor)
    except NotFound:
        producer = publishing.producer_for(db.session(), by=actor)
        return drafts.begin(db.session(), producer.id, by=actor, public_id=public_id)


def _attach(draft: drafts.Draft, key: str) -> None:
    if draft.product_id is None:
        drafts.attach(db.session(), draft, key, by=identity.actor())
        return
    try:
        publishing.add_picture(db.session(), draft, key, by=identity.actor())
    except NotAllowed:
        return


def _has_picture(public_id: str) -> bool:
    try:
        return drafts.of(db.session(), public_id, by=identity.actor()).is_answered("foto")
    except NotFound:
        return False


def _refused(form: Any, mistake: str, again: Any) -> Response:
    if fragments.wanted():
        return fragments.page("seller/drafts/_mistake.html", status=422, mistake=mistake)
    form.refuse("photo", mistake)
    answer: Response = again(mistake)
    return answer


def _first(form: Any, status: int = 200, mistake: str = "") -> Response:
    producer = publishing.producer_for(db.session(), by=identity.actor())
    nothing: Category | None = None
    return fragments.page(
        "seller/drafts/foto.html",
        status=status,
        form=form,
        form_errors=form.errors,
        trouble=None,
        **draft_page.common(None, "foto", producer, nothing),
    )


def _dropped(public_id: str) -> drafts.Draft | None:
    """The draft that was put away a moment ago."""
    try:
        found = drafts.of(db.session(), public_id, by=identity.actor())
    except NotFound:
        return None
    return found if found.dropped_at and not found.product_id else None
