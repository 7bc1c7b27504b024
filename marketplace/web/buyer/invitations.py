"""The page behind an invitation: who invites, to do what; taking it needs a log-in."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal
from marketplace.people import invitations
from marketplace.web import fragments, identity, organisation_words
from marketplace.web.access import PERSON, PUBLIC, policy

bp = Blueprint("invitations", __name__)
PAGE = "buyer/invitations/show.html"


@bp.get("/pembelian/undangan/<token>")
@policy(PUBLIC)
def show(token: str) -> Response:
    """Looking changes nothing."""
    try:
        made = invitations.peek(db.session(), token)
    except Refusal:
        return _over()
    names = {str(one.id): one.name for one in made.organisation.outlets}
    return fragments.page(PAGE, made=made, token=token, names=names, words=organisation_words)


@bp.post("/pembelian/undangan/<token>")
@policy(PERSON)
def accept(token: str) -> Response:
    """Take the place; of two who try at once one gets it."""
    try:
        organisation = invitations.accept(db.session(), token, identity.me(), by=identity.actor())
    except Refusal:
        db.session.rollback()
        return _over()
    db.session.commit()
    flash(_("Selamat datang di %(name)s.", name=organisation.name))
    return fragments.leave(url_for("buyer.today.show", org=organisation.public_id))


def _over() -> Response:
    return fragments.page(PAGE, status=404, made=None)
