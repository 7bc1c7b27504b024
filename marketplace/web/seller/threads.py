"""What buyers ask a maker: who waits first, an answer in two taps (F53)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.trade import asking, canned
from marketplace.trade.threads import Thread
from marketplace.web import forms, fragments, identity
from marketplace.web.access import PRODUCER, policy

bp = Blueprint("threads", __name__)
SENTENCES = "seller/threads/sentences.html"


class AnswerForm(forms.Form):
    """An answer to a buyer."""

    text = TextAreaField(_l("Jawaban Anda"), [forms.needed(_l("Tulis jawaban Anda."))])

    def refuse_text(self, refusal: Invalid) -> None:
        """The sentence for a text that cannot be kept."""
        long = refusal.facts.get("errors") == {"text": "long"}
        self.refuse("text", _("Paling banyak 1.000 huruf.") if long else _("Tulis jawaban Anda."))


class SentenceForm(forms.Form):
    """A sentence to keep."""

    sentence = StringField(_l("Kalimat baru"), [forms.needed(_l("Tulis kalimatnya."))])


@bp.get("/jualan/pertanyaan")
@policy(PRODUCER)
def show() -> Response:
    """All conversations, who waits longest first."""
    found = asking.listed(db.session(), by=identity.actor())
    late = asking.late_since(db.session())
    return fragments.page("seller/threads/show.html", threads=found, late_since=late)


@bp.get("/jualan/pertanyaan/kalimat")
@policy(PRODUCER)
def sentences() -> Response:
    """The sentences that are kept."""
    return _sentences(SentenceForm(formdata=None))


@bp.post("/jualan/pertanyaan/kalimat")
@policy(PRODUCER)
def add_sentence() -> Response:
    """Keep one more."""
    form = SentenceForm()
    if not form.validate():
        return _sentences(form, 422)
    try:
        canned.add(db.session(), form.sentence.data, by=identity.actor())
    except Invalid as refusal:
        full = refusal.facts.get("errors") == {"sentence": "full"}
        form.refuse("sentence", _("Sudah 20 kalimat. Hapus satu dulu.") if full else _("Paling banyak 300 huruf."))
        return _sentences(form, 422)
    db.session.commit()
    flash(_("Kalimat disimpan."))
    return fragments.leave(url_for("seller.threads.sentences"))


@bp.post("/jualan/pertanyaan/kalimat/<public_id>/hapus")
@policy(PRODUCER)
def remove_sentence(public_id: str) -> Response:
    """Drop one of her own."""
    canned.remove(db.session(), public_id, by=identity.actor())
    db.session.commit()
    flash(_("Kalimat dihapus."))
    return fragments.leave(url_for("seller.threads.sentences"))


@bp.get("/jualan/pertanyaan/<public_id>")
@policy(PRODUCER)
def thread(public_id: str) -> Response:
    """One conversation; `?kalimat=` puts a kept sentence into the answer."""
    found = asking.of_maker(db.session(), public_id, by=identity.actor())
    form = AnswerForm(formdata=None)
    form.text.data = canned.text_of(db.session(), request.args.get("kalimat", ""), by=identity.actor())
    return _page(found, form)


@bp.post("/jualan/pertanyaan/<public_id>")
@policy(PRODUCER)
def answer(public_id: str) -> Response:
    """Answer; the buyer is told."""
    found, form = asking.of_maker(db.session(), public_id, by=identity.actor()), AnswerForm()
    if not form.validate():
        return _page(found, form, 422)
    try:
        asking.answer(db.session(), found, form.text.data, by=identity.actor())
    except Invalid as refusal:
        form.refuse_text(refusal)
        return _page(found, form, 422)
    db.session.commit()
    flash(_("Terkirim. Pembeli kami kabari."))
    return redirect(url_for("seller.threads.show"), 303)


def _page(found: Thread, form: AnswerForm, status: int = 200) -> Response:
    own = canned.own(db.session(), by=identity.actor())
    return fragments.page(
        "seller/threads/thread.html",
        status=status,
        thread=found,
        form=form,
        form_errors=form.errors,
        canned=[*((row.public_id, row.text) for row in own), *canned.GIVEN.items()],
    )


def _sentences(form: SentenceForm, status: int = 200) -> Response:
    own = canned.own(db.session(), by=identity.actor())
    return fragments.page(
        SENTENCES, status=status, own=own, given=canned.GIVEN.values(), form=form, form_errors=form.errors
    )
