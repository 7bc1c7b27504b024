"""Owners say which purchases need an approver."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField

from marketplace.catalog import categories
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.people.buyers import Desk
from marketplace.people.organisations import LARGEST_CREDIT
from marketplace.sourcing import approvals
from marketplace.web import forms, fragments, identity
from marketplace.web.access import BUYER, policy
from marketplace.web.rupiah_field import RupiahField

from . import desks

bp = Blueprint("approval_rules", __name__)


class FromField(RupiahField):
    """From which sum on; 0 means every purchase."""

    most = LARGEST_CREDIT


class RuleForm(forms.Form):
    """One more rule."""

    from_sum = FromField(_l("Mulai dari jumlah"), [forms.needed(_l("Tulis jumlahnya. 0 berarti semua pembelian."))])
    outlet = forms.ChoiceField(_l("Tempat"), empty=_l("Semua tempat"), validate_choice=False)
    category = forms.ChoiceField(_l("Jenis barang"), empty=_l("Semua barang"), validate_choice=False)
    which = StringField()


@bp.get("/pembelian/<org>/aturan")
@policy(BUYER)
def show(org: str) -> Response:
    """The rules that hold, and a form for one more."""
    return _page(_owner(org))


@bp.post("/pembelian/<org>/aturan")
@policy(BUYER)
def change(org: str) -> Response:
    """Add a rule, end one, or say whether approvers may approve their own."""
    desk, session, by = _owner(org), db.session(), identity.actor()
    step, which = request.form.get("langkah", ""), request.form.get("which", "")
    if step == "hapus":
        approvals.end(session, desk, int(which) if which.isdecimal() else 0, by=by)
        told = _("Aturan dihapus.")
    elif step == "sendiri":
        approvals.allow_own(session, desk, bool(request.form.get("boleh")), by=by)
        told = _("Tersimpan.")
    else:
        form = _form(desk)
        if not form.validate() or not _added(desk, form):
            db.session.rollback()
            return _page(_owner(org), form)
        told = _("Aturan ditambahkan. Berlaku untuk permintaan berikutnya.")
    db.session.commit()
    flash(told)
    return fragments.leave(url_for("buyer.approval_rules.show", org=org))


def _owner(org: str) -> Desk:
    desk = desks.current(org)
    desks.demand_anywhere(desk, "owner")
    return desk


def _form(desk: Desk, **kwargs: object) -> RuleForm:
    form = RuleForm(**kwargs)
    form.outlet.choices = forms.choices(*((one.public_id, one.name) for one in desk.outlets("owner")))
    form.category.choices = forms.choices(*((one.code, one.name) for one in categories.listed(db.session())))
    return form


def _added(desk: Desk, form: RuleForm) -> bool:
    session = db.session()
    outlet = next((one for one in desk.outlets("owner") if one.public_id == form.outlet.data), None)
    category = next((one for one in categories.listed(session) if one.code == form.category.data), None)
    try:
        approvals.add(session, desk, from_sum=form.from_sum.data, outlet=outlet, category=category, by=identity.actor())
    except Invalid:
        form.refuse("from_sum", _("Aturan seperti ini sudah ada."))
        return False
    return True


def _page(desk: Desk, form: RuleForm | None = None) -> Response:
    session = db.session()
    return fragments.page(
        "buyer/approval_rules/show.html",
        status=422 if form else 200,
        desk=desk,
        rules=approvals.rules(session, desk.organisation.id),
        own=approvals.own_allowed(session, desk.organisation.id),
        form=form or _form(desk, formdata=None),
        form_errors=form.errors if form else None,
        alone=[one for one in desk.outlets("owner") if len(approvals.approvers(session, one.id)) < 2],
    )
