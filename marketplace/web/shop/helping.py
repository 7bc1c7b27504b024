"""Helping a maker: ask for consent, act for the shop, stop."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.notices.channels import whatsapp_link
from marketplace.people import assisting, login_sessions, one_time
from marketplace.web import filters, fragments, identity
from marketplace.web.access import PERSON, policy

bp = Blueprint("helping", __name__)
PAGE = "shop/helping/show.html"


@bp.get("/bantu")
@policy(PERSON)
def show() -> Response:
    """The shops that this person may help."""
    return _page()


@bp.post("/bantu/minta")
@policy(PERSON)
def ask() -> Response:
    """A link that lets a maker agree; it is shown once, to be sent by WhatsApp."""
    user = identity.me()
    _link, token = one_time.issue(db.session(), user, "assist", by=identity.actor())
    db.session.commit()
    link = filters.public_url(url_for("seller.helpers.asked", token=token))
    text = _("%(name)s minta izin membantu toko Anda. Buka dan tekan “Saya setuju”:", name=user.name)
    return _page(link=link, share=whatsapp_link.share(f"{text}\n{link}"))


@bp.post("/bantu/<public_id>/mulai")
@policy(PERSON)
def begin(public_id: str) -> Response:
    """Act for this shop from now on, in this browser only."""
    consent = assisting.mine(db.session(), public_id, by=identity.actor())
    _act_for(consent.producer_id)
    return fragments.leave(url_for("seller.today.show"))


@bp.post("/bantu/selesai")
@policy(PERSON)
def stop() -> Response:
    """Act for oneself again."""
    _act_for(None)
    flash(_("Anda kembali bertindak untuk diri sendiri."))
    return fragments.leave(url_for("shop.helping.show"))


@bp.post("/bantu/<public_id>/akhiri")
@policy(PERSON)
def end(public_id: str) -> Response:
    """The helper gives the consent back."""
    consent = assisting.mine(db.session(), public_id, by=identity.actor())
    assisting.end(db.session(), public_id, by=identity.actor())
    db.session.commit()
    flash(_("Anda tidak lagi membantu %(shop)s.", shop=consent.producer.name))
    return fragments.leave(url_for("shop.helping.show"))


def _act_for(producer_id: int | None) -> None:
    login = identity.login()
    if login is not None:
        login_sessions.act_for(db.session(), login, producer_id, by=identity.actor())
    db.session.commit()


def _page(link: str = "", share: str = "") -> Response:
    shops = assisting.of_user(db.session(), identity.me().id)
    return fragments.page(PAGE, shops=shops, link=link, share=share)
