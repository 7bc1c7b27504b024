"""Help, about, privacy, terms: pages that anybody may share."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.people import page_texts
from marketplace.web import filters, fragments, plain_text
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("pages", __name__)
TEMPLATES = {
    "bantuan": "shop/pages/help.html",
    "tentang": "shop/pages/about.html",
    "privasi": "shop/pages/privacy.html",
    "syarat": "shop/pages/terms.html",
}


@bp.get("/bantuan")
@policy(PUBLIC)
def help() -> Response:
    """How to buy, pay, receive, complain."""
    return _page("bantuan")


@bp.get("/tentang")
@policy(PUBLIC)
def about() -> Response:
    """What this shop is."""
    return _page("tentang")


@bp.get("/privasi")
@policy(PUBLIC)
def privacy() -> Response:
    """What is kept about people, and their rights."""
    return _page("privasi")


@bp.get("/syarat")
@policy(PUBLIC)
def terms() -> Response:
    """The terms of buying."""
    return _page("syarat")


def _page(name: str) -> Response:
    """The agency's own words where it wrote some, otherwise the text that comes with the shop."""
    written = page_texts.current(db.session(), name, filters.language())
    if written is None:
        return fragments.page(TEMPLATES[name])
    return fragments.page(
        "shop/pages/written.html",
        shops_own=TEMPLATES[name],
        written_title=plain_text.title(written.body),
        written=plain_text.html(plain_text.body(written.body)),
    )
