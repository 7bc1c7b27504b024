"""The board of unmet demand, and who could make it (F88)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.insight import could_make, demand
from marketplace.kernel import events
from marketplace.kernel.db import db
from marketplace.notices.channels import whatsapp_link
from marketplace.people import phones, producers
from marketplace.web import filters, fragments, identity, security
from marketplace.web.access import policy

bp = Blueprint("demand", __name__)
LONGEST = 80
READERS = "staff:officer|head"


@bp.get("/agensi/kebutuhan")
@policy(READERS)
def show() -> Response:
    """What was wanted in vain, in four lists."""
    session = db.session()
    return fragments.page(
        "agency/demand/show.html",
        weeks=demand.WEEKS(session),
        missed=demand.missed(session),
        wished=demand.wished(session),
        asked=[*demand.unquoted(session), *demand.unfound(session)],
        sold_out=demand.sold_out(session),
        amount=amount,
    )


@bp.get("/agensi/kebutuhan/pembuat")
@policy(READERS)
def makers() -> Response:
    """Who could make one thing."""
    what, much = _words("apa"), _words("banyak")
    page = fragments.page(
        "agency/demand/makers.html",
        what=what,
        much=much,
        makers=could_make.of(db.session(), what) if what else [],
        message=_message,
        amount=amount,
        may_write=identity.actor().has("officer"),
    )
    return security.allow_form_action(page, "https://wa.me")


@bp.post("/agensi/kebutuhan/hubungi/<slug>")
@policy("staff:officer")
def contact(slug: str) -> Response:
    """Open WhatsApp with the message; that the maker was asked is recorded. A demo maker gets none."""
    found, what, much = producers.by_slug(db.session(), slug), _words("apa"), _words("banyak")
    back = url_for("agency.demand.makers", apa=what, banyak=much or None)
    if found.is_demo or not phones.whatsapp(found.phone):
        flash(_("%(name)s tidak bisa dihubungi lewat WhatsApp.", name=found.name), "warning")
        return redirect(back, 303)
    events.record(db.session(), found.subject, "asked_to_make", by=identity.actor(), what=what, much=much)
    db.session.commit()
    return redirect(whatsapp_link.link(found.phone, _message(found.owner_name, what, much)), 303)


def amount(packs: int | None, content: int | None = None, unit: str = "", pack: str = "") -> str:
    """`40 kemasan (1 kg) · 40 kg`, as far as it is known."""
    said = []
    if packs:
        said.append(_("%(n)s kemasan", n=filters.number(packs)) + (f" ({pack})" if pack else ""))
    if content:
        said.append(filters.content(content, unit))
    return " · ".join(said)


def _message(owner: str, what: str, much: str) -> str:
    wanted = f"{what} ({much})" if much else what
    return _("Halo %(owner)s, banyak yang mencari %(what)s di pasar kami. Bisa Anda buat?", owner=owner, what=wanted)


def _words(name: str) -> str:
    got = request.values.get(name, "").replace("\0", " ")
    return " ".join(got.split())[:LONGEST]
