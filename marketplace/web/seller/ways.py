"""How goods leave the kitchen: collected at the door, brought by the maker, handed to a courier."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField, SelectMultipleField

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.people.producers import Producer
from marketplace.trade import ways
from marketplace.web import forms, fragments, identity
from marketplace.web.access import PRODUCER, policy
from marketplace.web.hours import clock_text, days, weekdays
from marketplace.web.rupiah_field import RupiahField

from . import screens

bp = Blueprint("ways", __name__)
PAGE = "seller/ways/show.html"
PLACES = 8


class OwnForm(forms.Form):
    """The maker's own round; a fee field for every kecamatan is added by `own_form`."""

    days = SelectMultipleField(_l("Hari antar"), coerce=int)
    parts = SelectMultipleField(_l("Waktu antar"))
    places = IntegerField(_l("Paling banyak berapa pesanan dalam satu waktu?"), [forms.needed()])
    free_from = RupiahField(_l("Gratis ongkir mulai belanja"), [forms.optional()])


@bp.get("/jualan/toko/pengiriman")
@policy(PRODUCER)
def show() -> Response:
    """The three ways and whether they are offered."""
    session, shop = db.session(), screens.shop()
    return fragments.page(
        PAGE,
        shop=shop,
        collects=ways.collects(session, shop),
        fees=_fees(shop),
        rounds=_rounds(shop),
        couriers=ways.couriers(session),
        used=ways.used_couriers(session, shop),
        steps_left=not shop.opening,
    )


@bp.post("/jualan/toko/pengiriman/ambil")
@policy(PRODUCER)
def pickup() -> Response:
    """Offer the kitchen's door, or stop doing so."""
    shop, on = screens.shop(), request.form.get("on") == "1"
    if on and shop.kelurahan_code is None:
        return fragments.leave(url_for("seller.shop.place"))
    ways.collect(db.session(), shop, on, by=identity.actor())
    return screens.saved(
        "seller.ways.show", _("Pembeli bisa ambil di dapur.") if on else _("Ambil di dapur sudah dimatikan.")
    )


@bp.post("/jualan/toko/pengiriman/kurir")
@policy(PRODUCER)
def couriers() -> Response:
    """Hand parcels to these couriers."""
    chosen = request.form.getlist("courier")
    ways.use_couriers(db.session(), screens.shop(), chosen, by=identity.actor())
    return screens.saved("seller.ways.show", _("Pilihan kurir sudah disimpan."))


@bp.route("/jualan/toko/pengiriman/antar", methods=["GET", "POST"])
@policy(PRODUCER)
def own() -> Response:
    """The own round: fees, days, times."""
    session, shop = db.session(), screens.shop()
    zones = ways.zones(session)
    form = own_form(shop, zones)
    if form.validate_on_submit():
        fees = {code: form[_field(code)].data for code, _name in zones if form[_field(code)].data is not None}
        try:
            ways.deliver(
                session, shop, fees=fees, free_from=form.free_from.data, days=form.days.data, parts=form.parts.data,
                places=form.places.data, by=identity.actor(),
            )  # fmt: skip
            return screens.saved(
                "seller.ways.show", _("Ongkir antar sendiri sudah disimpan.") if fees else _("Antar sendiri dimatikan.")
            )
        except Invalid as error:
            for field, reason in dict(error.facts["errors"]).items():  # type: ignore[call-overload]
                _refuse(form, field, reason, zones)
    return screens.screen("seller/ways/own.html", form, zones=[(_field(code), name) for code, name in zones])


def own_form(shop: Producer, zones: list[tuple[str, str]]) -> Any:
    """The form with a fee for every kecamatan, filled with what is offered now."""
    fields = {_field(code): RupiahField(_("Ongkir ke %(name)s", name=name), [forms.optional()]) for code, name in zones}
    rates = ways.own_fees(db.session(), shop)
    offered = ways.own_slots(db.session(), shop)
    known = {span: part for part, span in ways.PARTS.items()}
    values: dict[str, Any] = {_field(rate.kecamatan_code): rate.fee for rate in rates}
    values["free_from"] = next((rate.free_from for rate in rates if rate.free_from), None)
    values["days"] = sorted({slot.weekday for slot in offered}) or list(range(6))
    values["parts"] = [known[slot.starts, slot.ends] for slot in offered if (slot.starts, slot.ends) in known] or [
        "siang"
    ]
    values["places"] = max((slot.capacity for slot in offered), default=PLACES)
    form = type("OwnRoundForm", (OwnForm,), fields)(data=values)
    form.days.choices = forms.choices(*enumerate(weekdays()))
    form.parts.choices = forms.choices(*((part, f"{_part_name(part)} {_span(part)}") for part in ways.PARTS))
    return form


def _refuse(form: Any, field: str, reason: str, zones: list[tuple[str, str]]) -> None:
    sentences = {
        "fees": _("Ongkir paling besar %(most)s.", most=rupiah.show(ways.LARGEST_FEE)),
        "days": _("Pilih paling sedikit satu hari antar."),
        "parts": _("Pilih paling sedikit satu waktu antar."),
        "places": _("Tulis angka antara %(min)s dan %(max)s.", min=1, max=500),
    }
    form.refuse(_field(zones[0][0]) if field == "fees" else field, sentences[field])


def _field(code: str) -> str:
    return f"fee_{code.replace('.', '_')}"


def _fees(shop: Producer) -> list[tuple[str, int]]:
    names = dict(ways.zones(db.session()))
    return [(names.get(rate.kecamatan_code, ""), rate.fee) for rate in ways.own_fees(db.session(), shop)]


def _rounds(shop: Producer) -> list[str]:
    by_span: dict[tuple[int, int], list[int]] = {}
    for slot in ways.own_slots(db.session(), shop):
        by_span.setdefault((slot.starts, slot.ends), []).append(slot.weekday)
    return [f"{days(run)} {clock_text(span[0])}–{clock_text(span[1])}" for span, run in sorted(by_span.items())]


def _part_name(part: str) -> str:
    return {"pagi": _("Pagi"), "siang": _("Siang"), "sore": _("Sore")}[part]


def _span(part: str) -> str:
    starts, ends = ways.PARTS[part]
    return f"{clock_text(starts)}–{clock_text(ends)}"
