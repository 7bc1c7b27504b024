"""Help, about, privacy, terms: pages that anybody may share."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.web import fragments
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("pages", __name__)


@bp.get("/bantuan")
@policy(PUBLIC)
def help() -> Response:
    """How to buy, pay, receive, complain."""
    return fragments.page("shop/pages/help.html")


@bp.get("/tentang")
@policy(PUBLIC)
def about() -> Response:
    """What this shop is."""
    return fragments.page("shop/pages/about.html")


@bp.get("/privasi")
@policy(PUBLIC)
def privacy() -> Response:
    """What is kept about people, and their rights."""
    return fragments.page("shop/pages/privacy.html")


@bp.get("/syarat")
@policy(PUBLIC)
def terms() -> Response:
    """The terms of buying."""
    return fragments.page("shop/pages/terms.html")
