"""What an owner sets: the organisation's own data, its outlets, and the ways to members and budgets."""

from __future__ import annotations

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.people import invitations, organisation_review, organisations
from marketplace.people.buyers import Desk, members
from marketplace.web import forms, fragments, identity, organisation_words
from marketplace.web.access import BUYER, policy
from marketplace.web.digits_field import DigitsField

from . import desks

bp = Blueprint("settings", __name__)


class DataForm(forms.Form):
    """What stands on purchase orders and invoices."""

    name = forms.NameField(_l("Nama"), [forms.needed(_l("Tulis nama organisasi."))])
    legal_name = StringField(_l("Nama badan usaha"), [forms.optional(), forms.at_most(120)])
    nib = DigitsField(_l("NIB"), [forms.optional()], lengths=(13,))
    npwp = DigitsField(_l("NPWP"), [forms.optional()], lengths=(15, 16))
    address = TextAreaField(_l("Alamat tagihan"), [forms.optional(), forms.at_most(300)])


@bp.get("/pembelian/<org>/pengaturan")
@policy(BUYER)
def show(org: str) -> Response:
    """Everything that is set, each with its way to change it."""
    desk, session = _owners(org), db.session()
    return fragments.page(
        "buyer/settings/show.html",
        desk=desk,
        organisation=desk.organisation,
        people=len(members(session, desk.organisation)),
        invited=len(invitations.waiting(session, desk.organisation)),
        reason=organisation_review.reason_of(session, desk.organisation),
        words=organisation_words,
    )


@bp.route("/pembelian/<org>/pengaturan/data", methods=["GET", "POST"])
@policy(BUYER)
def data(org: str) -> Response:
    """Name, legal name, numbers and the address of bills."""
    desk = _owners(org)
    organisation = desk.organisation
    form = DataForm(obj=organisation, data={"address": organisation.billing_address})
    if form.validate_on_submit() and _kept(desk, form):
        flash(_("Data organisasi sudah disimpan."))
        return fragments.leave(url_for("buyer.settings.show", org=org))
    status = 422 if form.is_submitted() else 200
    return fragments.page("buyer/settings/data.html", status=status, desk=desk, form=form, form_errors=form.errors)


def _kept(desk: Desk, form: DataForm) -> bool:
    told = {name: form[name].data or "" for name in ("name", "legal_name", "nib", "npwp", "address")}
    try:
        organisations.describe(db.session(), desk.organisation, **told, by=identity.actor())
    except Invalid as error:
        for field in dict(error.facts["errors"]):  # type: ignore[call-overload]
            form.refuse(field, _("Periksa lagi bagian ini."))
        return False
    db.session.commit()
    return True


def _owners(org: str) -> Desk:
    desk = desks.current(org)
    desks.demand_anywhere(desk, "owner")
    return desk
