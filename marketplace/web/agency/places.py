"""Administrators: shared pick-up points, and what couriers ask in each zone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.people import producers
from marketplace.trade import courier_rates, pickup_points
from marketplace.trade.delivery import PickupPoint
from marketplace.web import forms, fragments, identity, place_choices
from marketplace.web.access import policy
from marketplace.web.day_field import DayField
from marketplace.web.rupiah_field import RupiahField

bp = Blueprint("places", __name__)


class PointForm(forms.Form):
    """A shared pick-up point."""

    name = StringField(_l("Nama tempat"), [forms.needed(_l("Tulis namanya.")), forms.at_most(pickup_points.LONGEST)])
    address = StringField(_l("Alamat"), [forms.needed(_l("Tulis alamatnya.")), forms.at_most(pickup_points.LONGEST)])
    kelurahan = forms.ChoiceField(_l("Kelurahan"), [forms.needed(_l("Pilih kelurahannya."))])
    hours = StringField(_l("Jam buka"), [forms.optional(), forms.at_most(pickup_points.LONGEST)])


class RateForm(forms.Form):
    """A courier's rate from a day on."""

    courier = StringField(_l("Kurir"), [forms.needed(_l("Tulis nama kurirnya.")), forms.at_most(courier_rates.LONGEST)])
    zone = forms.ChoiceField(_l("Kecamatan"), [forms.needed(_l("Pilih kecamatannya."))], empty=_l("Pilih"))
    per_kg = RupiahField(_l("Tarif per kilogram"), [forms.needed(_l("Tulis tarifnya."))])
    days = IntegerField(_l("Sampai dalam berapa hari"), [forms.needed(_l("Tulis harinya."))])
    valid_from = DayField(_l("Berlaku mulai"), [forms.needed(_l("Tulis tanggal mulainya."))])
    source = StringField(_l("Sumber"), [forms.optional(), forms.at_most(300)])


@bp.get("/agensi/antaran")
@policy("staff:admin")
def show() -> Response:
    """All shared points, all rates, and the form for another rate."""
    return _page(_rate_form(formdata=None, valid_from=clock.today(), days=1))


@bp.post("/agensi/antaran/tarif")
@policy("staff:admin")
def rate() -> Response:
    """A rate from a day on."""
    session, form = db.session(), _rate_form()
    if not form.validate():
        return _page(form, 422)
    told = courier_rates.Told(
        courier=form.courier.data,
        kecamatan_code=form.zone.data,
        per_kg=form.per_kg.data,
        days=form.days.data,
        valid_from=form.valid_from.data,
        source=form.source.data or "",
    )
    try:
        courier_rates.add(session, told, by=identity.actor())
    except Invalid as refusal:
        session.rollback()
        sentences = {
            "valid_from": _("Paling cepat hari ini. Pesanan yang lalu tidak berubah."),
            "days": _("Tulis 0 sampai 30 hari."),
        }
        errors: Any = refusal.facts["errors"]
        for field in errors:
            form.refuse(field, sentences.get(field, _("Periksa isian ini.")))
        return _page(form, 422)
    session.commit()
    flash(_("Tarif tersimpan."))
    return fragments.leave(url_for("agency.places.show"))


@bp.post("/agensi/antaran/tarif/<int:rate_id>/akhiri")
@policy("staff:admin")
def end(rate_id: int) -> Response:
    """End a rate today."""
    session = db.session()
    try:
        courier_rates.end(session, courier_rates.find(session, rate_id), by=identity.actor())
    except NotAllowed:
        session.rollback()
        flash(_("Tarif ini sudah berakhir."), "warning")
    else:
        session.commit()
        flash(_("Tarif berakhir hari ini."))
    return fragments.leave(url_for("agency.places.show"))


@bp.get("/agensi/antaran/tempat/baru")
@policy("staff:admin")
def new() -> Response:
    """The form for another point."""
    return _point(None, _point_form(None, formdata=None))


@bp.post("/agensi/antaran/tempat/baru")
@policy("staff:admin")
def add() -> Response:
    """Make a point."""
    return _save(None)


@bp.get("/agensi/antaran/tempat/<code>")
@policy("staff:admin")
def point(code: str) -> Response:
    """One point: its place and hours, and who hands over there."""
    found = pickup_points.find(db.session(), code)
    return _point(found, _point_form(found, formdata=None))


@bp.post("/agensi/antaran/tempat/<code>")
@policy("staff:admin")
def change(code: str) -> Response:
    """Change a point."""
    return _save(pickup_points.find(db.session(), code))


@bp.post("/agensi/antaran/tempat/<code>/toko")
@policy("staff:admin")
def makers(code: str) -> Response:
    """A shop begins or stops to hand over at a point; or nobody does any more."""
    session, by = db.session(), identity.actor()
    found = pickup_points.find(session, code)
    if request.form.get("tutup"):
        pickup_points.close(session, found, by=by)
        told = _("%(name)s ditutup. Pesanan yang sudah dibuat tetap diambil di sana.", name=found.name)
    elif request.form.get("lepas"):
        maker = producers.by_slug(session, request.form["lepas"])
        pickup_points.let(session, found, maker, False, by=by)
        told = _("%(maker)s tidak lagi di %(name)s.", maker=maker.name, name=found.name)
    else:
        typed = request.form.get("toko", "").strip()
        named = producers.meant(session, typed)
        if named is None:
            session.rollback()
            return _point(found, _point_form(found, formdata=None), 422, typed=typed)
        pickup_points.let(session, found, named, True, by=by)
        told = _("%(maker)s sekarang bisa diambil di %(name)s.", maker=named.name, name=found.name)
    session.commit()
    flash(told)
    return fragments.leave(url_for("agency.places.point", code=code))


def _save(found: PickupPoint | None) -> Response:
    session, form = db.session(), _point_form(found)
    if not form.validate():
        return _point(found, form, 422)
    told = pickup_points.Told(form.name.data, form.address.data, form.hours.data or "", form.kelurahan.data)
    made = pickup_points.save(session, found, told, by=identity.actor())
    session.commit()
    flash(_("%(name)s tersimpan.", name=made.name))
    return fragments.leave(url_for("agency.places.point", code=made.code))


def _point_form(found: PickupPoint | None, **values: object) -> PointForm:
    given = {name: getattr(found, name) for name in ("name", "address", "hours")} if found else {}
    form = PointForm(**given, kelurahan=found.kelurahan_code if found else "", **values)
    form.kelurahan.choices = place_choices.of(db.session())
    return form


def _rate_form(**values: object) -> RateForm:
    form = RateForm(**values)
    form.zone.choices = forms.choices(*courier_rates.zones(db.session()).items())
    return form


def _page(form: RateForm, status: int = 200) -> Response:
    session = db.session()
    return fragments.page(
        "agency/places/show.html",
        status=status,
        form=form,
        form_errors=form.errors,
        points=pickup_points.listed(session),
        rates=courier_rates.listed(session),
        zones=courier_rates.zones(session),
        today=clock.today(),
    )


def _point(found: PickupPoint | None, form: PointForm, status: int = 200, typed: str | None = None) -> Response:
    sentence = _("Tidak ada satu toko dengan nama itu. Tulis namanya lengkap.") if typed is not None else ""
    return fragments.page(
        "agency/places/point.html",
        status=status,
        point=found,
        form=form,
        form_errors=form.errors or ({"toko": [sentence]} if sentence else None),
        makers=pickup_points.makers(db.session(), found) if found else [],
        typed=typed or "",
        sentence=sentence,
    )
