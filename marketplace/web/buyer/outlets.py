"""An outlet: where it is, when goods may come, what the driver must know, who bears the cost."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, TextAreaField

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed
from marketplace.people import organisations, owners
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Outlet
from marketplace.web import forms, fragments, hour_fields, identity, place_choices
from marketplace.web.access import BUYER, policy
from marketplace.web.hours import weekdays

from . import desks
from .joining import PlaceForm

bp = Blueprint("outlets", __name__)
PAGE = "buyer/outlets/show.html"
USUAL = (8 * 60, 11 * 60)


class NewForm(PlaceForm):
    """Another outlet; its hours are told on the next page."""

    name = forms.NameField(_l("Nama outlet"), [forms.needed(_l("Tulis nama outlet, misalnya Kafe lobi."))])


class OutletForm(hour_fields.WeekForm):
    """Everything about an outlet."""

    name = forms.NameField(_l("Nama outlet"), [forms.needed(_l("Tulis nama outlet."))])
    kelurahan = SelectField(_l("Kelurahan"), [forms.needed(_l("Pilih kelurahannya."))])
    street = StringField(_l("Alamat"), [forms.needed(_l("Tulis jalan dan nomor.")), forms.at_most(200)])
    dock_notes = TextAreaField(_l("Catatan untuk pengantar"), [forms.optional(), forms.at_most(300)])
    cost_centre = StringField(_l("Kode biaya"), [forms.optional(), forms.at_most(40)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kelurahan.choices = place_choices.of(db.session())


@bp.route("/pembelian/<org>/outlet/baru", methods=["GET", "POST"])
@policy(BUYER)
def new(org: str) -> Response:
    """One more outlet."""
    desk, form = desks.current(org), NewForm()
    desks.demand_anywhere(desk, "owner")
    if form.validate_on_submit():
        outlet = owners.open_outlet(
            db.session(), desk, name=form.name.data, street=form.street.data, kelurahan=form.kelurahan.data,
            by=identity.actor(),
        )  # fmt: skip
        db.session.commit()
        flash(_("Outlet %(name)s ditambah. Sekarang atur jam terimanya.", name=outlet.name))
        return fragments.leave(url_for("buyer.outlets.show", org=org, outlet=outlet.public_id))
    status = 422 if form.is_submitted() else 200
    return fragments.page("buyer/outlets/new.html", status=status, desk=desk, form=form, form_errors=form.errors)


@bp.route("/pembelian/<org>/outlet/<outlet>", methods=["GET", "POST"])
@policy(BUYER)
def show(org: str, outlet: str) -> Response:
    """Look at it and change it."""
    desk = desks.current(org)
    place = desks.outlet(desk, outlet, "owner")
    form = OutletForm(data=_told(place))
    if request.method == "POST" and "same" in request.form:
        form.same()
        return _page(desk, place, form)
    if form.is_submitted():
        form.validate()
        form.check()
        if not form.errors:
            _keep(place, form)
            flash(_("Outlet %(name)s sudah disimpan.", name=place.name))
            return fragments.leave(url_for("buyer.settings.show", org=org))
    return _page(desk, place, form)


@bp.post("/pembelian/<org>/outlet/<outlet>/tutup")
@policy(BUYER)
def close(org: str, outlet: str) -> Response:
    """Nothing new is ordered for it."""
    place = desks.outlet(desks.current(org), outlet, "owner")
    try:
        owners.close_outlet(db.session(), place, by=identity.actor())
    except NotAllowed as refusal:
        db.session.rollback()
        last = refusal.facts["state"] == "last"
        flash(_("Harus ada paling sedikit satu outlet yang buka.") if last else _("Outlet ini sudah tutup."), "warning")
        return fragments.leave(url_for("buyer.outlets.show", org=org, outlet=outlet))
    db.session.commit()
    flash(_("Outlet %(name)s ditutup. Pesanan yang berjalan tetap jalan.", name=place.name))
    return fragments.leave(url_for("buyer.settings.show", org=org))


@bp.post("/pembelian/<org>/outlet/<outlet>/buka")
@policy(BUYER)
def reopen(org: str, outlet: str) -> Response:
    """It is used again."""
    place = desks.outlet(desks.current(org), outlet, "owner")
    owners.reopen_outlet(db.session(), place, by=identity.actor())
    db.session.commit()
    flash(_("Outlet %(name)s dibuka lagi.", name=place.name))
    return fragments.leave(url_for("buyer.settings.show", org=org))


def _told(place: Outlet) -> dict[str, object]:
    return {
        "name": place.name, "kelurahan": place.kelurahan_code, "street": place.street, "dock_notes": place.dock_notes,
        "cost_centre": place.cost_centre, **hour_fields.shown(place.receiving, USUAL, 0),
    }  # fmt: skip


def _keep(place: Outlet, form: OutletForm) -> None:
    told = {name: form[name].data or "" for name in ("name", "street", "kelurahan", "dock_notes", "cost_centre")}
    organisations.change_outlet(db.session(), place, **told, hours=form.told(), by=identity.actor())
    db.session.commit()


def _page(desk: Desk, place: Outlet, form: OutletForm) -> Response:
    status = 422 if form.errors else 200
    return fragments.page(
        PAGE, status=status, desk=desk, outlet=place, form=form, form_errors=form.errors, names=weekdays()
    )
