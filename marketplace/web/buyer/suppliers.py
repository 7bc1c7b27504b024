"""The makers from whom an organisation buys: a list, and the file of one for an audit."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.sourcing import supplier_file, suppliers
from marketplace.web import fragments
from marketplace.web.access import BUYER, policy

from . import desks, supplier_words, supplier_zip

bp = Blueprint("suppliers", __name__)
LONGEST = 80


@bp.get("/pembelian/<org>/pemasok")
@policy(BUYER)
def show(org: str) -> Response:
    """Everybody with goods on sale, and which papers are valid today."""
    desk, text = desks.current(org), request.args.get("cari", "").strip()[:LONGEST]
    page = _page_asked()
    rows, more = suppliers.listing(db.session(), desk.organisation, text, page)
    return fragments.page(
        "buyer/suppliers/show.html", desk=desk, rows=rows, text=text, page=page, more=more, today=clock.today()
    )


@bp.get("/pembelian/<org>/pemasok/<slug>")
@policy(BUYER)
def one(org: str, slug: str) -> Response:
    """The file as a page to read and print."""
    desk = desks.current(org)
    view = supplier_words.of(supplier_file.of(db.session(), slug))
    return fragments.page("buyer/suppliers/one.html", desk=desk, view=view, words=supplier_words)


@bp.get("/pembelian/<org>/pemasok/<slug>/berkas.zip")
@policy(BUYER)
def file(org: str, slug: str) -> Response:
    """The same as one ZIP."""
    desk = desks.current(org)
    view = supplier_words.of(supplier_file.of(db.session(), slug))
    name = f"pemasok-{view.slug}-{clock.today()}.zip"
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(supplier_zip.pack(view, desk.organisation.name), mimetype="application/zip", headers=headers)


def _page_asked() -> int:
    text = request.args.get("halaman", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1
