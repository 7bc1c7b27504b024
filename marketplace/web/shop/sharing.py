"""What goes to WhatsApp when a product or a shop is shared (F27)."""

from __future__ import annotations

from flask_babel import gettext as _

from marketplace.kernel import rupiah
from marketplace.people.producers import Producer
from marketplace.web.filters import public_url

from .product_page import ProductPage


def of_product(page: ProductPage) -> str:
    """Name, price, price per kilogram, halal while its paper is valid, address."""
    lines = [page.name]
    if page.variants:
        first = page.variants[0]
        price = f"{rupiah.show(first.price)} / {first.label}"
        lines.append(f"{price} ({rupiah.show(first.price_per)}/{first.per})" if first.price_per else price)
    if page.halal_state == "certified":
        lines.append(_("Halal bersertifikat"))
    lines.append(_made_by(page.producer.name, page.producer.kelurahan))
    return "\n".join([*lines, public_url(f"/produk/{page.slug}")])


def of_shop(maker: Producer) -> str:
    """Name, what it makes, place, address."""
    place = maker.kelurahan_name
    lines = [maker.name, maker.makes, _("dari %(place)s, Balikpapan", place=place) if place else ""]
    return "\n".join([*filter(None, lines), public_url(f"/toko/{maker.slug}")])


def _made_by(maker: str, place: str) -> str:
    return _("Buatan %(maker)s, %(place)s", maker=maker, place=place) if place else _("Buatan %(maker)s", maker=maker)
