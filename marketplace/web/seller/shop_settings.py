"""What stands on the shop's page: name and story, picture, place, minimum; one task a screen."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, TextAreaField, ValidationError

from marketplace.kernel import rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, Refusal
from marketplace.kernel.pictures import MAX_BYTES
from marketplace.people import opening, shop_settings
from marketplace.trade import advice, ways
from marketplace.web import forms, fragments, identity, place_choices, sentences, uploads
from marketplace.web.access import PRODUCER, policy
from marketplace.web.rupiah_field import RupiahField

from . import screens, shop_rows

bp = Blueprint("shop", __name__)


class WordsForm(forms.Form):
    """Name and story."""

    name = forms.NameField(_l("Nama toko"), [forms.needed(_l("Tulis nama toko."))])
    story = TextAreaField(_l("Cerita singkat"), [forms.optional(), forms.at_most(800)])


class PictureForm(forms.Form):
    """A picture of the kitchen, of the maker, or a sign."""

    photo = FileField(_l("Foto toko"), [forms.needed(_l("Pilih foto dulu."))])


class PlaceForm(forms.Form):
    """Where the kitchen is."""

    kelurahan = SelectField(_l("Kelurahan"))
    street = StringField(_l("Alamat dapur"), [forms.needed(_l("Tulis jalan, nomor rumah dan RT.")), forms.at_most(200)])

    def offer_places(self) -> None:
        """Fill the list of kelurahan, grouped by kecamatan."""
        self.kelurahan.choices = place_choices.of(db.session())

    def validate_kelurahan(self, field: SelectField) -> None:
        """A kelurahan is needed."""
        if not field.data:
            raise ValidationError(_("Pilih kelurahan Anda."))


class MinimumForm(forms.Form):
    """The least sum of an order; nothing means any."""

    amount = RupiahField(_l("Belanja paling sedikit"), [forms.optional()])


@bp.get("/jualan/toko")
@policy(PRODUCER)
def show() -> Response:
    """Everything that the shop's page tells, each with its way to change it."""
    session, shop = db.session(), screens.shop()
    return fragments.page(
        "seller/shop/show.html",
        shop=shop,
        rows=shop_rows.of(session, shop),
        opening=opening.now(shop),
        notes=advice.open_for(session, shop.id).get(shop.subject, []),
    )


@bp.route("/jualan/toko/nama", methods=["GET", "POST"])
@policy(PRODUCER)
def words() -> Response:
    """Name and story."""
    shop = screens.shop()
    form = WordsForm(obj=shop)
    if form.validate_on_submit():
        shop_settings.describe(
            db.session(), shop, name=form.name.data, story=form.story.data or "", by=identity.actor()
        )
        return screens.saved("seller.shop.show", _("Nama dan cerita sudah disimpan."))
    return screens.screen("seller/shop/words.html", form, shop=shop)


@bp.route("/jualan/toko/foto", methods=["GET", "POST"])
@policy(PRODUCER)
def picture() -> Response:
    """Another picture."""
    shop, form = screens.shop(), PictureForm()
    if form.validate_on_submit():
        try:
            key = uploads.publish(form.photo.data.stream.read(MAX_BYTES + 1))
            shop_settings.show_picture(db.session(), shop, key, by=identity.actor())
            return screens.saved("seller.shop.show", _("Foto toko sudah diganti."))
        except Refusal as error:
            form.refuse("photo", sentences.of(error))
    return screens.screen("seller/shop/picture.html", form, shop=shop)


@bp.route("/jualan/toko/alamat", methods=["GET", "POST"])
@policy(PRODUCER)
def place() -> Response:
    """Where the kitchen is; the first time it also opens the usual ways to deliver."""
    shop, session, by = screens.shop(), db.session(), identity.actor()
    form = PlaceForm(data={"kelurahan": shop.kelurahan_code or "", "street": shop.street})
    form.offer_places()
    if form.validate_on_submit():
        first = shop_settings.locate(session, shop, kelurahan=form.kelurahan.data, street=form.street.data, by=by)
        if not first:
            ways.tell_place(session, shop)
            return screens.saved("seller.shop.show", _("Alamat sudah disimpan."))
        ways.propose(session, shop, by=by)
        return screens.saved(
            "seller.shop.show", _("Alamat sudah disimpan. Pembeli bisa ambil di dapur atau pakai kurir.")
        )
    return screens.screen("seller/shop/place.html", form, shop=shop)


@bp.route("/jualan/toko/minimum", methods=["GET", "POST"])
@policy(PRODUCER)
def minimum() -> Response:
    """The least sum of an order."""
    shop = screens.shop()
    form = MinimumForm(data={"amount": shop.minimum_order or None})
    if form.validate_on_submit():
        amount = form.amount.data or 0
        try:
            shop_settings.set_minimum(db.session(), shop, amount, by=identity.actor())
            told = _("%(amount)s, %(words)s", amount=rupiah.show(amount), words=rupiah.words(amount))
            return screens.saved(
                "seller.shop.show",
                _("Belanja paling sedikit: %(told)s.", told=told)
                if amount
                else _("Pembeli boleh belanja berapa saja."),
            )
        except Invalid:
            form.refuse("amount", _("Paling besar %(most)s.", most=rupiah.show(shop_settings.LARGEST_MINIMUM)))
    return screens.screen("seller/shop/minimum.html", form, shop=shop, back=url_for("seller.shop.show"))
