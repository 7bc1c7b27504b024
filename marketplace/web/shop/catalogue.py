"""Categories, search, products and makers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from marketplace.catalog import halal_asked, products, spelling, wishes
from marketplace.catalog import search as understanding
from marketplace.catalog.search import Meaning
from marketplace.kernel import paging, throttle
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import NotFound, TooMany
from marketplace.notices.channels import whatsapp_link
from marketplace.people import producers
from marketplace.trade import reviews, shelf, showcase
from marketplace.trade.showcase import Showcase
from marketplace.web import category_names, favourites, fragments, identity, review_words
from marketplace.web.access import PUBLIC, policy

from . import browsing, link_preview, linked_data, product_page, sharing, telling
from .product_page import ProductPage
from .telling import TellForm

bp = Blueprint("catalogue", __name__)
LONGEST = 200
NEAREST = 8
MISSES_A_DAY = 100
NO_MEANING = Meaning()


PROTECTED_FISH = {"pipih", "belida", "belido"}


@bp.get("/kategori/<slug>")
@policy(PUBLIC)
def category(slug: str) -> Response:
    """The products of one category."""
    everything = browsing.all_categories()
    found = next((one for one in everything if one.slug == slug), None)
    if found is None:
        raise NotFound(slug=slug)
    choice = shelf.Choice(category_id=found.id, sort=browsing.sort("terlaris"))
    values, title = browsing.page(choice, everything, known=found.count), category_names.shown(found.name)
    return fragments.page(
        "shop/catalogue/category.html",
        title=title,
        intro=found.intro,
        category=found,
        linked=linked_data.listing(values["cards"], _trail((title, request.path))),
        **values,
    )


@bp.get("/cari")
@policy(PUBLIC)
def search() -> Response:
    """What a visitor looks for."""
    session = db.session()
    asked = request.args.get("q", "")[:LONGEST]
    q = " ".join(asked.replace("\0", " ").split())[:80]
    rest = None if request.args.get("persis") == "1" else halal_asked.without(q)
    if rest is not None:
        return redirect(url_for(".search", **browsing.with_halal(rest)))
    everything = browsing.all_categories()
    if not q:
        choice = shelf.Choice(sort=browsing.sort("terlaris"))
        return _found("", browsing.page(choice, everything, known=sum(one.count for one in everything)))
    meaning = understanding.understand(session, asked, exact=request.args.get("persis") == "1")
    choice = shelf.Choice(query=q, sort=browsing.sort(shelf.RELEVANT), meaning=meaning)
    values = browsing.page(choice, everything)
    if values["cards"] or values["chosen"]:
        return _found(q, values, meaning)
    values["near"], values["instead"] = _instead(choice, meaning)
    answer = _found(q, values, meaning)
    _count_miss(q)
    return answer


def _found(q: str, values: dict[str, Any], meaning: Meaning = NO_MEANING) -> Response:
    return fragments.page(
        "shop/catalogue/search.html",
        title=_("Hasil untuk “%(q)s”", q=q) if q else _("Semua produk"),
        q=q,
        category=None,
        assumed=meaning.assumed if values["cards"] else (),
        exactly=url_for("shop.catalogue.search", q=q, persis=1),
        protected=bool(PROTECTED_FISH & set(spelling.words(q))),
        **values,
    )


def _instead(choice: shelf.Choice, meaning: Meaning) -> tuple[bool, list[shelf.Card]]:
    """What comes nearest: goods that fulfil a part of what was asked, else (False) best sellers."""
    session = db.session()
    if meaning.nearby and not shelf.can_loosen(choice):
        near = replace(choice, any_word=True, sort=shelf.RELEVANT)
        cards = shelf.listing(session, near, limit=NEAREST).cards
        if cards:
            return True, cards
    return False, shelf.listing(session, shelf.Choice(), limit=NEAREST).cards


def _count_miss(q: str) -> None:
    """Count what was asked in vain, not while it is being typed; a busy database may skip it."""
    if fragments.wanted() or request.args.get("persis"):
        return
    try:
        begin_write(db.session())
        throttle.count(db.session(), "miss", identity.address(), limit=MISSES_A_DAY, per=timedelta(days=1))
        wishes.missed(db.session(), q)
        db.session.commit()
    except (TooMany, OperationalError):
        db.session.rollback()


@bp.get("/produk/<slug>")
@policy(PUBLIC)
def product(slug: str) -> Response:
    """One product with everything about it."""
    return of(showcase.of(db.session(), slug, user_id=identity.person_id()))


def of(
    shown: Showcase, tell: TellForm | None = None, status: int = 200, *, fragment: str | None = None, told: str = ""
) -> Response:
    """A product's page; `tell` is the form for what is sold out, as it was sent."""
    found = shown.product
    page = product_page.of(shown)
    out = telling.sold_out(shown)
    tell = tell or (telling.form(shown) if out else None)
    return fragments.page(
        "shop/catalogue/product.html",
        fragment=fragment,
        status=status,
        tell=tell,
        form_errors=tell.errors if tell else None,
        waiting=telling.waiting(shown),
        told=told,
        is_favourite=shown.is_favourite or (not identity.person() and favourites.has(("product", found.id))),
        product=page,
        rating=review_words.rating(found),
        reviews=reviews.seen(db.session(), product_id=found.id, limit=3)[0] if found.review_count else [],
        preview=link_preview.of_product(found, page),
        share_url=whatsapp_link.share(sharing.of_product(page)),
        linked=linked_data.product(page, found, _trail_to(page)),
    )


@bp.get("/toko/<slug>")
@policy(PUBLIC)
def producer(slug: str) -> Response:
    """A maker and what they sell."""
    session = db.session()
    maker = producers.by_slug(session, slug)
    sort = browsing.sort("terlaris")
    listing = shelf.listing(session, shelf.Choice(producer_id=maker.id, sort=sort), _cursor())
    view = product_page.maker(maker)
    return fragments.page(
        "shop/catalogue/producer.html",
        producer=view,
        linked=linked_data.shop(view, request.path, _trail((maker.name, request.path))),
        is_favourite=favourites.has(("producer", maker.id)),
        rating=review_words.rating(maker),
        preview=link_preview.of_shop(maker),
        share_url=whatsapp_link.share(sharing.of_shop(maker)),
        title=maker.name,
        cards=listing.cards,
        next_cursor=listing.next_cursor,
        sort=sort,
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


def _trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the front page, by name and path."""
    return [(_("Beranda"), url_for("shop.home.show")), *steps]


def _trail_to(page: ProductPage) -> list[tuple[str, str]]:
    category = (category_names.shown(page.category.name), url_for("shop.catalogue.category", slug=page.category.slug))
    return _trail(category, (page.name, url_for("shop.catalogue.product", slug=page.slug)))


def _cursor() -> paging.Cursor | None:
    return paging.read(request.args.get("setelah", ""))
