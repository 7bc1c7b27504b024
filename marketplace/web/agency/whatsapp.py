"""Staff send WhatsApp messages: one tap opens the app with the text and marks it sent."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.notices import messages
from marketplace.notices.channels import whatsapp_link
from marketplace.web import fragments, identity, security
from marketplace.web.access import policy

bp = Blueprint("whatsapp", __name__)


@bp.get("/agensi/wa")
@policy("staff:any")
def show() -> Response:
    """Messages that wait, oldest first, and those that were sent."""
    session = db.session()
    count, oldest = messages.backlog_whatsapp(session)
    page = fragments.page(
        "agency/whatsapp/show.html",
        fragment="agency/whatsapp/_desk.html",
        messages=messages.waiting_whatsapp(session),
        sent=messages.sent_whatsapp(session),
        count=count,
        oldest=oldest,
        old_since=messages.old_since(session),
        limit=messages.AGE_ALARM_MINUTES(session),
        swapped=fragments.wanted(),
    )
    return security.allow_form_action(page, "https://wa.me")


@bp.post("/agensi/wa/<public_id>")
@policy("staff:any")
def send(public_id: str) -> Response:
    """Mark as sent and open WhatsApp; a demo message never leaves."""
    message = messages.by_public_id(db.session(), public_id)
    messages.mark_sent(db.session(), message, by=identity.actor())
    db.session.commit()
    return redirect(whatsapp_link.link(message.address, message.body), 303)
