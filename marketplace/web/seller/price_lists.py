"""Prices that the maker agreed with a hotel or restaurant, with the days on which they hold (F62)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField

from marketplace.catalog.products import Variant
from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.people.organisations import Organisation, Outlet
from marketplace.sourcing import contracts
from marketplace.sourcing.contracts import PriceList
from marketplace.web import forms, fragments, identity, sentences
from marketplace.web.access import PRODUCER, policy
from marketplace.web.day_field import DayField

from . import screens
from .fields import PriceField

bp = Blueprint("price_lists", __name__)
USUAL_DAYS = 90


class PricesForm(forms.Form):
    """For whom and when; a price field for every pack is added by `_form`."""

    buyer = forms.ChoiceField(_l("Untuk siapa?"), [forms.needed(_l("Pilih pembelinya."))], empty=_l("Pilih pembeli"))
    starts_on = DayField(_l("Mulai"), [forms.needed(_l("Tulis hari mulainya."))])
    ends_on = DayField(_l("Sampai"), [forms.needed(_l("Tulis hari terakhirnya."))])
    note = StringField(_l("Catatan untuk pembeli"), [forms.at_most(300)])


@bp.get("/jualan/harga-khusus")
@policy(PRODUCER)
def show() -> Response:
    """What was given, the newest first."""
    lists = contracts.of_maker(db.session(), screens.shop())
    return fragments.page("seller/price_lists/show.html", lists=lists)


@bp.get("/jualan/harga-khusus/baru")
@policy(PRODUCER)
def ask() -> Response:
    """The form; filled with an earlier list when that one is to be replaced."""
    old = _old(request.args.get("ganti", ""))
    return _page(_form(old, fresh=True), old)


@bp.post("/jualan/harga-khusus/baru")
@policy(PRODUCER)
def offer() -> Response:
    """Give these prices; the buyer sees them at once."""
    session, shop, old = db.session(), screens.shop(), _old(request.form.get("ganti", ""))
    form = _form(old, fresh=False)
    buyers = _buyers()
    if not form.validate():
        return _page(form, old)
    organisation, outlet = buyers[form.buyer.data]
    prices = {pack.id: form[_field(pack)].data for pack in contracts.packs(session, shop.id) if form[_field(pack)].data}
    try:
        contracts.offer(
            session, shop, organisation, outlet, prices, starts_on=form.starts_on.data, ends_on=form.ends_on.data,
            note=form.note.data or "", replaces=old, by=identity.actor(),
        )  # fmt: skip
    except Invalid as refused:
        db.session.rollback()
        form = _form(old, fresh=False)
        form.validate()
        _refuse(form, dict(refused.facts["errors"]))  # type: ignore[call-overload]
        return _page(form, _old(request.form.get("ganti", "")))
    return screens.saved("seller.price_lists.show", _("Harga khusus untuk %(name)s berlaku.", name=organisation.name))


@bp.post("/jualan/harga-khusus/<public_id>/akhiri")
@policy(PRODUCER)
def end(public_id: str) -> Response:
    """The ordinary price holds again from now on."""
    found = contracts.mine(db.session(), public_id, screens.shop())
    try:
        contracts.end(db.session(), found, by=identity.actor())
    except NotAllowed as refused:
        db.session.rollback()
        flash(sentences.of(refused), "warning")
        return fragments.leave(url_for("seller.price_lists.show"))
    return screens.saved("seller.price_lists.show", _("Harga khusus sudah diakhiri. Pesanan lama tidak berubah."))


def _old(public_id: str) -> PriceList | None:
    if not public_id:
        return None
    found = contracts.mine(db.session(), public_id, screens.shop())
    return None if found.ended_at else found


def _buyers() -> dict[str, tuple[Organisation, Outlet | None]]:
    found: dict[str, tuple[Organisation, Outlet | None]] = {}
    for organisation in contracts.customers(db.session()):
        found[organisation.public_id] = (organisation, None)
        open_ = [outlet for outlet in organisation.outlets if outlet.closed_at is None]
        for outlet in open_ if len(open_) > 1 else []:
            found[f"{organisation.public_id}.{outlet.public_id}"] = (organisation, outlet)
    return found


def _form(old: PriceList | None, *, fresh: bool) -> Any:
    packs = contracts.packs(db.session(), screens.shop().id)
    fields = {_field(pack): PriceField(f"{pack.product.name} {pack.label}", [forms.optional()]) for pack in packs}
    values = _values(old) if fresh else {}
    made = type("OfferForm", (PricesForm,), fields)
    form = made(formdata=None, data=values) if fresh else made()
    form.buyer.choices = forms.choices(*((key, _named(*pair)) for key, pair in _buyers().items()))
    form.packs = [(form[_field(pack)], pack) for pack in packs]
    return form


def _values(old: PriceList | None) -> dict[str, Any]:
    today = clock.today()
    if old is None:
        return {"starts_on": today, "ends_on": today + timedelta(days=USUAL_DAYS)}
    buyer = old.organisation.public_id + (f".{old.outlet.public_id}" if old.outlet else "")
    prices = {f"price-{one.variant_id}": one.price for one in old.prices}
    days = {"starts_on": max(today, old.starts_on), "ends_on": old.ends_on}
    return {"buyer": buyer, "note": old.note, **days, **prices}


def _named(organisation: Organisation, outlet: Outlet | None) -> str:
    return f"{organisation.name}, {outlet.name}" if outlet else organisation.name


def _field(pack: Variant) -> str:
    return f"price-{pack.id}"


def _refuse(form: Any, told: dict[str, str]) -> None:
    words = {
        "buyer": _("Pembeli ini tidak bisa dipilih. Pilih yang lain."),
        "ends_on": _("Hari terakhir harus sesudah hari mulai, paling lama dua tahun."),
        "high": _("Harga khusus tidak boleh lebih mahal dari harga biasa."),
    }
    for name in told:
        if name.startswith("price-"):
            form.refuse(name, words["high"])
        elif name == "prices":
            form.refuse_all(_("Tulis paling sedikit satu harga."))
        else:
            form.refuse(name, words[name])


def _page(form: Any, old: PriceList | None) -> Response:
    return screens.screen("seller/price_lists/ask.html", form, old=old)
