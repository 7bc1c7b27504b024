"""When the shop is open, when it is on holiday, when the kitchen works and how much it makes."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectMultipleField, StringField

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.people import shop_settings
from marketplace.people.producers import Producer
from marketplace.trade import ways
from marketplace.trade.orders import count_promised
from marketplace.web import forms, fragments, identity
from marketplace.web.access import PRODUCER, policy
from marketplace.web.day_field import DayField
from marketplace.web.hours import weekdays

from . import capacity_form, screens
from .shop_fields import HourField

bp = Blueprint("calendar", __name__)
USUAL = (8 * 60, 17 * 60)


class HoursForm(forms.Form):
    """Seven days, each open or closed, with its hours; the fields are added below."""

    def told(self) -> shop_settings.Hours:
        """The hours of the open days."""
        return {day: (self[f"from_{day}"].data, self[f"to_{day}"].data) for day in range(7) if self[f"open_{day}"].data}

    def check(self) -> None:
        """An open day needs both hours, in their order."""
        for day in range(7):
            opens, closes = self[f"from_{day}"], self[f"to_{day}"]
            if self[f"open_{day}"].data and not (opens.errors or closes.errors):
                if opens.data is None or closes.data is None:
                    self.refuse(f"from_{day}", _("%(day)s: tulis jam buka dan jam tutup.", day=_name(day)))
                elif closes.data <= opens.data:
                    self.refuse(f"to_{day}", _("%(day)s: jam tutup harus setelah jam buka.", day=_name(day)))


for _day in range(7):
    setattr(HoursForm, f"open_{_day}", BooleanField(_l("Buka")))
    setattr(HoursForm, f"from_{_day}", HourField(_l("Jam buka")))
    setattr(HoursForm, f"to_{_day}", HourField(_l("Jam tutup")))


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
    form = HoursForm(data=_typed_hours(shop))
    if request.method == "POST" and "same" in request.form:
        return fragments.page("seller/calendar/hours.html", form=_same(form), names=_names())
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


def _typed_hours(shop: Producer) -> dict[str, object]:
    values: dict[str, object] = {}
    for day in range(7):
        span = shop.opening.get(str(day))
        usual = USUAL if not shop.opening else (None, None)
        values[f"open_{day}"] = span is not None or (not shop.opening and day < 6)
        values[f"from_{day}"], values[f"to_{day}"] = span or usual
    return values


def _same(form: HoursForm) -> HoursForm:
    """The hours of the first open day on every open day; nothing is kept yet."""
    first = next((day for day in range(7) if form[f"open_{day}"].data), 0)
    for day in range(7):
        for name in ("from", "to"):
            form[f"{name}_{day}"].typed = form[f"{name}_{first}"].typed if form[f"open_{day}"].data else ""
    return form


def _names() -> list[str]:
    return weekdays()


def _name(day: int) -> str:
    return weekdays()[day]


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
