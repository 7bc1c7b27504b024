"""When the shop is open, when it is on holiday, when the kitchen works and how much it makes."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, StringField

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.people import shop_settings
from marketplace.trade import ways
from marketplace.trade.order_rows import count_promised
from marketplace.web import forms, fragments, hour_fields, identity
from marketplace.web.access import PRODUCER, policy
from marketplace.web.day_field import DayField
from marketplace.web.hour_fields import WeekForm
from marketplace.web.hours import weekdays

from . import capacity_form, screens

bp = Blueprint("calendar", __name__)
USUAL = (8 * 60, 17 * 60)


class HolidayForm(forms.Form):
    """First and last day, and why."""

    first = DayField(_l("Libur mulai tanggal"), [forms.needed(_l("Tulis tanggal mulai libur."))])
    last = DayField(_l("Sampai tanggal"), [forms.needed(_l("Tulis tanggal terakhir libur."))])
    note = StringField(_l("Keterangan"), [forms.optional(), forms.at_most(100)])


class DaysForm(forms.Form):
    """The weekdays on which the kitchen works."""

    days = SelectMultipleField(_l("Hari produksi"), coerce=int)


@bp.route("/jualan/toko/jam", methods=["GET", "POST"])
@policy(PRODUCER)
def hours() -> Response:
    """Opening hours by weekday."""
    shop, by = screens.shop(), identity.actor()
    form = WeekForm(data=hour_fields.shown(shop.opening, USUAL, 6))
    if request.method == "POST" and "same" in request.form:
        form.same()
        return fragments.page("seller/calendar/hours.html", form=form, names=_names())
    if form.is_submitted():
        form.validate()
        form.check()
        if not form.errors:
            shop_settings.set_hours(db.session(), shop, form.told(), by=by)
            if ways.collects(db.session(), shop):
                ways.follow_hours(db.session(), shop, by=by)
            return screens.saved("seller.shop.show", _("Jam buka sudah disimpan."))
    return screens.screen("seller/calendar/hours.html", form, names=_names())


@bp.route("/jualan/toko/libur", methods=["GET", "POST"])
@policy(PRODUCER)
def holiday() -> Response:
    """Announce a holiday."""
    shop = screens.shop()
    form = HolidayForm(data={"first": shop.closed_from, "last": shop.closed_until, "note": shop.closed_note})
    if form.validate_on_submit():
        first, last = form.first.data, form.last.data
        try:
            shop_settings.close(db.session(), shop, first, last, form.note.data or "", by=identity.actor())
            promised = count_promised(db.session(), shop.id, first, last)
            return screens.saved("seller.shop.show", _told(promised))
        except Invalid as error:
            for field, reason in dict(error.facts["errors"]).items():  # type: ignore[call-overload]
                form.refuse(field, _wrong_day(reason))
    return screens.screen("seller/calendar/holiday.html", form, shop=shop)


@bp.post("/jualan/toko/libur/hapus")
@policy(PRODUCER)
def reopen() -> Response:
    """No holiday any more."""
    shop_settings.reopen(db.session(), screens.shop(), by=identity.actor())
    return screens.saved("seller.shop.show", _("Libur sudah dihapus. Toko buka seperti biasa."))


@bp.route("/jualan/toko/hari-produksi", methods=["GET", "POST"])
@policy(PRODUCER)
def days() -> Response:
    """The weekdays on which the kitchen works."""
    shop = screens.shop()
    form = DaysForm(data={"days": shop.production_days})
    form.days.choices = forms.choices(*enumerate(_names()))
    if form.validate_on_submit():
        shop_settings.set_production_days(db.session(), shop, form.days.data, by=identity.actor())
        return screens.saved("seller.shop.show", _("Hari produksi sudah disimpan."))
    return screens.screen("seller/calendar/days.html", form)


@bp.route("/jualan/toko/kapasitas", methods=["GET", "POST"])
@policy(PRODUCER)
def capacity() -> Response:
    """How much the kitchen makes in a week, in the maker's own unit."""
    goods = capacity_form.goods(db.session(), screens.shop())
    form = capacity_form.made(goods)
    if form.validate_on_submit() and capacity_form.keep(db.session(), form, goods, by=identity.actor()):
        return screens.saved("seller.shop.show", _("Kesanggupan per minggu sudah disimpan."))
    return screens.screen("seller/calendar/capacity.html", form, goods=goods)


def _names() -> list[str]:
    return weekdays()


def _told(promised: int) -> str:
    if promised:
        return _(
            "Libur sudah disimpan. %(count)s pesanan dijanjikan pada tanggal itu. Kabari pembelinya.", count=promised
        )
    return _("Libur sudah disimpan. Pembeli melihatnya di toko dan keranjang.")


def _wrong_day(reason: str) -> str:
    return {
        "past": _("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya."),
        "reversed": _("Tanggal terakhir harus sama atau setelah tanggal mulai."),
        "long": _("Libur paling lama satu tahun. Periksa tahunnya."),
    }[reason]
