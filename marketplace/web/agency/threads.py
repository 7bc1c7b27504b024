"""Questions that makers left unanswered too long: staff answer, or nudge the maker (F53)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.notices.channels import whatsapp_link
from marketplace.people import phones
from marketplace.trade import asking
from marketplace.trade.threads import Thread
from marketplace.web import fragments, identity
from marketplace.web.access import policy
from marketplace.web.filters import public_url
from marketplace.web.seller.threads import AnswerForm

bp = Blueprint("threads", __name__)


@bp.get("/agensi/pertanyaan")
@policy("staff:officer")
def show() -> Response:
    """What waits too long, oldest first."""
    count, oldest = asking.backlog(db.session())
    return fragments.page(
        "agency/threads/show.html",
        threads=asking.unanswered(db.session()),
        count=count,
        oldest=oldest,
        limit=asking.ANSWER_HOURS(db.session()),
    )


@bp.get("/agensi/pertanyaan/<public_id>")
@policy("staff:officer")
def thread(public_id: str) -> Response:
    """One conversation."""
    return _page(asking.for_staff(db.session(), public_id, by=identity.actor()), AnswerForm(formdata=None))


@bp.post("/agensi/pertanyaan/<public_id>")
@policy("staff:officer")
def answer(public_id: str) -> Response:
    """Answer in the maker's place, under one's own name."""
    found, form = asking.for_staff(db.session(), public_id, by=identity.actor()), AnswerForm()
    if not form.validate():
        return _page(found, form, 422)
    try:
        asking.answer(db.session(), found, form.text.data, by=identity.actor())
    except Invalid as refusal:
        form.refuse_text(refusal)
        return _page(found, form, 422)
    db.session.commit()
    flash(_("Jawaban terkirim. Pembeli dikabari."))
    return redirect(url_for("agency.threads.show"), 303)


def _page(found: Thread, form: AnswerForm, status: int = 200) -> Response:
    return fragments.page(
        "agency/threads/thread.html",
        status=status,
        thread=found,
        form=form,
        form_errors=form.errors,
        whatsapp_url=_nudge(found),
    )


def _nudge(found: Thread) -> str | None:
    maker = found.producer
    if maker.is_demo or not phones.whatsapp(maker.phone):
        return None
    text = _("Halo %(owner)s, ada pembeli yang menunggu jawaban:", owner=maker.owner_name)
    address = public_url(url_for("seller.threads.thread", public_id=found.public_id))
    return whatsapp_link.link(maker.phone, f"{text}\n{address}")
