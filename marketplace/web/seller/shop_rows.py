"""The shop's settings as rows of a list: label, what is told now, where to change it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from marketplace.kernel import clock, rupiah
from marketplace.people.producers import Producer
from marketplace.trade import ways
from marketplace.web import filters
from marketplace.web.hours import days, hours


@dataclass(frozen=True)
class Row:
    """One setting. `value` is nothing while it is not told."""

    label: str
    value: str
    href: str


def of(session: Session, shop: Producer) -> list[Row]:
    """All settings of a shop."""
    place = ", ".join(part for part in (shop.street, shop.kelurahan_name, shop.kecamatan_name) if part)
    if shop.kelurahan:
        place = f"{place} {shop.kelurahan.postcode}"
    return [
        Row(_("Nama dan cerita"), shop.name, url_for("seller.shop.words")),
        Row(_("Foto toko"), _("Sudah ada") if shop.picture else "", url_for("seller.shop.picture")),
        Row(_("Alamat dapur"), place if shop.kelurahan else "", url_for("seller.shop.place")),
        Row(_("Jam buka"), hours(shop), url_for("seller.calendar.hours")),
        Row(_("Libur"), holiday(shop) or _("Tidak ada"), url_for("seller.calendar.holiday")),
        Row(_("Cara kirim"), delivery(session, shop), url_for("seller.ways.show")),
        Row(_("Belanja paling sedikit"), _minimum(shop), url_for("seller.shop.minimum")),
        Row(_("Hari produksi"), days(shop.production_days), url_for("seller.calendar.days")),
        Row(_("Kesanggupan per minggu"), _("Untuk barang pesanan"), url_for("seller.calendar.capacity")),
    ]


def holiday(shop: Producer) -> str:
    """The holiday that is on or to come."""
    if shop.closed_from is None or shop.closed_until is None or shop.closed_until < clock.today():
        return ""
    return _(
        "%(first)s sampai %(last)s", first=filters.short_day(shop.closed_from), last=filters.day(shop.closed_until)
    )


def delivery(session: Session, shop: Producer) -> str:
    """The ways that are offered."""
    offered = [
        (ways.collects(session, shop), _("ambil di dapur")),
        (bool(ways.own_fees(session, shop)), _("antar sendiri")),
        (bool(ways.used_couriers(session, shop)), _("kurir")),
    ]
    text = ", ".join(name for on, name in offered if on)
    return text[:1].upper() + text[1:]


def _minimum(shop: Producer) -> str:
    return rupiah.show(shop.minimum_order) if shop.minimum_order else _("Bebas")
