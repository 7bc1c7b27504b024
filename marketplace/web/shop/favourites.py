"""Favourites: the heart on products and makers, and the list (F14)."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import favourites as kept
from marketplace.catalog.favourites import FavouritesFull, Thing
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.trade import favoured
from marketplace.trade.favoured import Favoured
from marketplace.web import favourites, fragments, identity
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("favourites", __name__)
LIST = "shop/favourites/_list.html"
PAGES = {"product": "shop.catalogue.product", "producer": "shop.catalogue.producer"}


@bp.get("/favorit")
@policy(PUBLIC)
def show() -> Response:
    """The list; `dihapus` names what was just taken off, so that it can come back."""
    kind, _colon, slug = request.args.get("dihapus", "").partition(":")
    return _list(removed=_asked(kind, slug) if slug else None)


@bp.post("/favorit")
@policy(PUBLIC)
def mark() -> Response:
    """The heart: keep or let go; the page stays where it is."""
    kind, slug, wanted = request.form.get("jenis", ""), request.form.get("alamat", ""), "simpan" in request.form
    thing = kept.find(db.session(), kind, slug)
    mistake = _put(thing, wanted)
    on = wanted and not mistake
    if fragments.wanted():
        html = render_template("shop/favourites/heart.hx.html", kind=kind, slug=slug, on=on, mistake=mistake)
        return make_response(html, 422 if mistake else 200)
    flash(mistake or (_("Tersimpan di favorit.") if on else _("Dihapus dari favorit.")), "bad" if mistake else "good")
    return fragments.leave(url_for(PAGES[kind], slug=slug))


@bp.post("/favorit/hapus")
@policy(PUBLIC)
def remove() -> Response:
    """Take one off the list; the answer offers to take that back."""
    thing = _of_form()
    _put(thing, False)
    if fragments.wanted():
        return _list(removed=thing)
    named = f"{request.form['jenis']}:{request.form['alamat']}"
    return fragments.leave(url_for(".show", dihapus=named))


@bp.post("/favorit/kembalikan")
@policy(PUBLIC)
def restore() -> Response:
    """What was taken off stands on the list again."""
    thing = _of_form()
    mistake = _put(thing, True)
    if fragments.wanted():
        return _list(back=thing, mistake=mistake)
    if mistake:
        flash(mistake, "bad")
    return fragments.leave(url_for(".show"))


def _of_form() -> Thing:
    return kept.find(db.session(), request.form.get("jenis", ""), request.form.get("alamat", ""))


def _put(thing: Thing, wanted: bool) -> str:
    """Change the list; the sentence of a refusal."""
    try:
        favourites.put(thing, wanted)
    except FavouritesFull as refusal:
        db.session.rollback()
        if identity.person() is None:
            return _("Favorit sudah penuh. Masuk ke akun supaya bisa menyimpan lebih banyak.")
        return _("Favorit sudah penuh, paling banyak %(n)s.", n=refusal.facts["limit"])
    db.session.commit()
    return ""


def _asked(kind: str, slug: str) -> Thing | None:
    try:
        return kept.find(db.session(), kind, slug)
    except NotFound:
        return None


def _list(removed: Thing | None = None, back: Thing | None = None, mistake: str = "") -> Response:
    session, things = db.session(), favourites.things()
    gone = favoured.shown(session, [removed]) if removed and removed not in things else []
    rows = favoured.shown(session, things)
    return fragments.page(
        "shop/favourites/show.html",
        fragment=LIST,
        products=[row for row in rows if row.kind == "product"],
        makers=[row for row in rows if row.kind == "producer"],
        removed=gone[0] if gone else None,
        back=_slug(favoured.shown(session, [back])) if back else "",
        mistake=mistake,
    )


def _slug(rows: list[Favoured]) -> str:
    return f"{rows[0].kind}-{rows[0].slug}" if rows else ""
