"""What search machines read in a page: the same facts as schema.org terms (F104)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from marketplace.catalog.products import Product
from marketplace.kernel.db import db
from marketplace.people import agency
from marketplace.trade import reviews, shelf
from marketplace.trade.showcase import VariantView
from marketplace.web.filters import public_url

from . import photos
from .product_page import CertificateView, ProducerView, ProductPage

Facts = dict[str, Any]
STATES = {"now": "InStock", "made": "MadeToOrder", "later": "PreOrder", "out": "OutOfStock"}
UNITS = {"kg": "KGM", "l": "LTR", "L": "LTR", "liter": "LTR"}


def site() -> list[Facts]:
    """The shop itself, with its search."""
    home = public_url(url_for("shop.home.show"))
    search = public_url(url_for("shop.catalogue.search")) + "?q={search_term_string}"
    name = agency.SHOP_NAME(db.session())
    seek = {"@type": "SearchAction", "target": search, "query-input": "required name=search_term_string"}
    return [
        {**_of("Organization"), "name": name, "url": home, "parentOrganization": agency.AGENCY_NAME(db.session())},
        {**_of("WebSite"), "name": name, "url": home, "inLanguage": ["id", "en"], "potentialAction": seek},
    ]


def product(page: ProductPage, found: Product, trail: Sequence[tuple[str, str]]) -> list[Facts]:
    """A product with an offer for each pack, and the way to it."""
    facts: Facts = {
        **_of("Product"),
        "name": page.name,
        "description": page.description,
        "url": _address(page.slug),
        "category": page.category.name,
        "brand": {"@type": "Brand", "name": page.producer.name},
        "offers": [_offer(page, variant) for variant in page.variants],
    }
    if page.pictures:
        facts["image"] = [public_url(photos.picture_url(key, 960)) for key in page.pictures]
    if page.certificates:
        facts["hasCertification"] = [_certification(paper) for paper in page.certificates]
    if found.review_count >= reviews.AVERAGE_FROM(db.session()):
        average = round(found.review_stars / found.review_count, 1)
        facts["aggregateRating"] = {
            "@type": "AggregateRating", "ratingValue": average, "bestRating": 5, "reviewCount": found.review_count,
        }  # fmt: skip
    return [facts, crumbs(trail)]


def shop(maker: ProducerView, address: str, trail: Sequence[tuple[str, str]]) -> list[Facts]:
    """A maker; no phone, as on the page."""
    place = {
        "@type": "PostalAddress", "addressLocality": "Balikpapan", "addressRegion": "Kalimantan Timur",
        "addressCountry": "ID", "streetAddress": maker.kelurahan,
    }  # fmt: skip
    facts: Facts = {**_of("Organization"), "name": maker.name, "url": public_url(address), "address": place}
    if maker.picture:
        facts["image"] = public_url(photos.picture_url(maker.picture, 960))
    return [facts, crumbs(trail)]


def listing(cards: Sequence[shelf.Card], trail: Sequence[tuple[str, str]]) -> list[Facts]:
    """The goods of one page of a list, in their order."""
    rows = [
        {"@type": "ListItem", "position": place, "url": _address(card.slug), "name": card.name}
        for place, card in enumerate(cards, start=1)
    ]
    return [{**_of("ItemList"), "itemListElement": rows}, crumbs(trail)]


def crumbs(trail: Sequence[tuple[str, str]]) -> Facts:
    """The way to a page, by name and path, from the home page on."""
    steps = [
        {"@type": "ListItem", "position": place, "name": name, "item": public_url(path)}
        for place, (name, path) in enumerate(trail, start=1)
    ]
    return {**_of("BreadcrumbList"), "itemListElement": steps}


def availability(variant: VariantView, made_to_order: bool) -> str:
    """How soon a pack can be had: one of STATES."""
    if variant.preorder_on is not None:
        return "later"
    if variant.available >= max(variant.minimum, 1):
        return "now"
    if made_to_order or (variant.maximum or 0) >= max(variant.minimum, 1):
        return "made"
    return "out"


def _offer(page: ProductPage, variant: VariantView) -> Facts:
    offer: Facts = {
        "@type": "Offer",
        "name": variant.label,
        "price": variant.price,
        "priceCurrency": "IDR",
        "availability": f"https://schema.org/{STATES[availability(variant, page.made_to_order)]}",
        "itemCondition": "https://schema.org/NewCondition",
        "url": _address(page.slug),
        "seller": {"@type": "Organization", "name": page.producer.name},
    }
    if variant.price_per and variant.per:
        unit = UNITS.get(variant.per, "C62")
        offer["priceSpecification"] = {
            "@type": "UnitPriceSpecification", "price": variant.price_per, "priceCurrency": "IDR",
            "referenceQuantity": {"@type": "QuantitativeValue", "value": 1, "unitCode": unit},
        }  # fmt: skip
    return offer


def _certification(paper: CertificateView) -> Facts:
    facts: Facts = {
        "@type": "Certification",
        "name": paper.kind_name,
        "certificationIdentification": paper.number,
        "validFrom": paper.valid_from.isoformat(),
    }
    if paper.issuer:
        facts["issuedBy"] = {"@type": "Organization", "name": paper.issuer}
    if paper.valid_to:
        facts["expires"] = paper.valid_to.isoformat()
    return facts


def _address(slug: str) -> str:
    return public_url(url_for("shop.catalogue.product", slug=slug))


def _of(kind: str) -> Facts:
    return {"@context": "https://schema.org", "@type": kind}
