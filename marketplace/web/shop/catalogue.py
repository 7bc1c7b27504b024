"""Categories, search, products and makers."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.catalog import categories, products
from marketplace.kernel import paging
from marketplace.kernel.db import db
from marketplace.notices.channels import whatsapp_link
from marketplace.people import producers
from marketplace.trade import shelf, showcase
from marketplace.web import category_names, fragments
from marketplace.web.access import PUBLIC, policy

from . import link_preview, product_page, sharing

bp = Blueprint("catalogue", __name__)


@bp.get("/kategori/<slug>")
@policy(PUBLIC)
def category(slug: str) -> Response:
    """The products of one category."""
    session = db.session()
    found = categories.by_slug(session, slug)
    listing = shelf.listing(session, shelf.Choice(category_id=found.id, sort=_sort()), _cursor())
    return fragments.page(
        "shop/catalogue/category.html",
        title=category_names.shown(found.name),
        intro=found.intro,
        category=found,
        total=found.count,
        cards=listing.cards,
        next_cursor=listing.next_cursor,
        sort=_sort(),
        categories=categories.listed(session),
    )


@bp.get("/cari")
@policy(PUBLIC)
def search() -> Response:
    """What a visitor looks for."""
    session = db.session()
    q = " ".join(request.args.get("q", "").split())[:80]
    choice = shelf.Choice(query=q, sort=_sort())
    listing = shelf.listing(session, choice, _cursor())
    nothing = not listing.cards
    return fragments.page(
        "shop/catalogue/search.html",
        title=_("Hasil untuk “%(q)s”", q=q) if q else _("Semua produk"),
        q=q,
        total=shelf.count(session, choice),
        cards=listing.cards,
        next_cursor=listing.next_cursor,
        sort=_sort(),
        categories=categories.listed(session),
        category=None,
        instead=shelf.listing(session, shelf.Choice(), limit=8).cards if nothing else [],
    )


@bp.get("/produk/<slug>")
@policy(PUBLIC)
def product(slug: str) -> Response:
    """One product with everything about it."""
    found = products.by_slug(db.session(), slug)
    page = product_page.of(showcase.of(db.session(), found))
    return fragments.page(
        "shop/catalogue/product.html",
        product=page,
        preview=link_preview.of_product(found, page),
        share_url=whatsapp_link.share(sharing.of_product(page)),
    )


@bp.get("/toko/<slug>")
@policy(PUBLIC)
def producer(slug: str) -> Response:
    """A maker and what they sell."""
    session = db.session()
    maker = producers.by_slug(session, slug)
    listing = shelf.listing(session, shelf.Choice(producer_id=maker.id, sort=_sort()), _cursor())
    return fragments.page(
        "shop/catalogue/producer.html",
        producer=product_page.maker(maker),
        preview=link_preview.of_shop(maker),
        share_url=whatsapp_link.share(sharing.of_shop(maker)),
        title=maker.name,
        cards=listing.cards,
        next_cursor=listing.next_cursor,
        sort=_sort(),
        total=None,
    )


@bp.get("/toko/<slug>/wa")
@policy(PUBLIC)
def whatsapp(slug: str) -> Response:
    """On to the maker's WhatsApp; the number stands on no page. Demo makers have none."""
    maker = producers.by_slug(db.session(), slug)
    if maker.is_demo:
        return fragments.page("shop/catalogue/whatsapp.html", producer=product_page.maker(maker))
    text = _("Halo %(owner)s, saya mau tanya.", owner=maker.owner_name)
    asked = request.args.get("produk", "")
    if asked:
        found = products.by_slug(db.session(), asked)
        text = _("Halo %(owner)s, saya mau tanya tentang %(product)s.", owner=maker.owner_name, product=found.name)
    return redirect(whatsapp_link.link(maker.phone, text), 302)


@bp.get("/kategori")
@policy(PUBLIC)
def all_categories() -> Response:
    """Old and guessed addresses lead to the search."""
    return redirect(url_for("shop.catalogue.search"), 302)


def _sort() -> str:
    asked = request.args.get("urut", "")
    return asked if asked in shelf.SORTS else "terlaris"


def _cursor() -> paging.Cursor | None:
    return paging.read(request.args.get("setelah", ""))
