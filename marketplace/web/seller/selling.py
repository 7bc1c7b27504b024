"""How a product is sold: from the shelf, made when ordered, both, or ahead for one day."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import DateField, RadioField

from marketplace.catalog import packs
from marketplace.catalog.products import Product
from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.stock import capacity
from marketplace.stock.capacity import BelowPromised
from marketplace.stock.levels import StockLevel
from marketplace.trade import edits, selling
from marketplace.web import forms, fragments, identity
from marketplace.web.access import PRODUCER, policy

from . import fields

bp = Blueprint("selling", __name__)


class WayForm(forms.Form):
    """The way, and what the chosen way needs to know."""

    way = RadioField(
        _l("Cara jual"),
        [forms.needed(_l("Pilih cara jualnya."))],
        choices=forms.choices(
            ("shelf", _l("Dari stok saja")),
            ("both", _l("Dari stok, kalau habis dibuatkan")),
            ("order", _l("Selalu dibuat kalau dipesan")),
            ("ahead", _l("Pesan dulu untuk satu tanggal")),
        ),
    )
    lead_days = fields.CountField(_l("Berapa hari sampai jadi"), [forms.optional()], most=selling.LONGEST_LEAD)
    weekly_packs = fields.CountField(_l("Paling banyak berapa kemasan seminggu"), [forms.optional()])
    day = DateField(_l("Siap tanggal berapa"), [forms.optional()])
    cap_packs = fields.CountField(_l("Paling banyak berapa kemasan"), [forms.optional()])

    def complete(self) -> bool:
        """Whether everything is told that the chosen way needs."""
        if not self.validate():
            return False
        needed: dict[str, Any] = {
            "shelf": {},
            "ahead": {"day": _("Pilih tanggalnya."), "cap_packs": _("Tulis paling banyak berapa kemasan.")},
        }.get(
            self.way.data,
            {
                "lead_days": _("Tulis berapa hari sampai jadi."),
                "weekly_packs": _("Tulis sanggup berapa kemasan seminggu."),
            },
        )
        for name, sentence in needed.items():
            if self[name].data is None:
                self.refuse(name, sentence)
        return not self.errors


@bp.get("/jualan/produk/<slug>/cara-jual")
@policy(PRODUCER)
def show(slug: str) -> Response:
    """The present way."""
    product = edits.mine(db.session(), slug, by=identity.actor())
    return _page(product, _filled(product))


@bp.post("/jualan/produk/<slug>/cara-jual")
@policy(PRODUCER)
def save(slug: str) -> Response:
    """Another way, for everything that is ordered from now on."""
    product, form = edits.mine(db.session(), slug, by=identity.actor()), WayForm()
    if not form.complete():
        return _page(product, form, 422)
    try:
        _do(product, form)
    except Invalid:
        form.refuse("day", _("Pilih tanggal mulai besok, paling lama enam bulan lagi."))
    except BelowPromised:
        form.refuse("cap_packs", _("Sudah dipesan lebih banyak untuk tanggal itu. Tulis angka yang lebih besar."))
    if form.errors:
        db.session.rollback()
        return _page(edits.mine(db.session(), slug, by=identity.actor()), form, 422)
    db.session.commit()
    flash(_("Cara jual tersimpan."))
    return fragments.leave(url_for("seller.products.product", slug=slug))


def _do(product: Product, form: Any) -> None:
    session, by = db.session(), identity.actor()
    if form.way.data == "shelf":
        selling.from_shelf(session, product, by=by)
    elif form.way.data == "ahead":
        selling.ahead(session, product, day=form.day.data, cap_packs=form.cap_packs.data, by=by)
    else:
        selling.to_order(
            session, product, lead_days=form.lead_days.data, weekly_packs=form.weekly_packs.data,
            shelf_too=form.way.data == "both", by=by,
        )  # fmt: skip


def _filled(product: Product) -> WayForm:
    pack = packs.of(product)[0]
    level = db.session.get_one(StockLevel, pack.stock_item_id)
    weekly = level.weekly_capacity
    cap = capacity.cap_of(db.session(), pack.stock_item_id, product.preorder_on) if product.preorder_on else None
    return WayForm(
        formdata=None,
        data={
            "way": selling.way_of(product, weekly),
            "lead_days": product.lead_days or None,
            "weekly_packs": weekly // pack.content if weekly else None,
            "day": product.preorder_on,
            "cap_packs": cap // pack.content if cap else None,
        },
    )


def _page(product: Product, form: Any, status: int = 200) -> Response:
    return fragments.page(
        "seller/products/selling.html",
        status=status,
        product=product,
        pack=packs.of(product)[0],
        form=form,
        form_errors=form.errors,
        tomorrow=clock.today().fromordinal(clock.today().toordinal() + 1),
    )
