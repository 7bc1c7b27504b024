"""Who buys for the organisation: members with their roles by outlet, and invitations."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed
from marketplace.people import invitations, owners
from marketplace.people.buyers import ROLES, Desk, members
from marketplace.people.organisations import Outlet
from marketplace.people.users import Identifier
from marketplace.web import forms, fragments, identity, organisation_words
from marketplace.web.access import BUYER, policy

from . import desks, invitation_words

bp = Blueprint("members", __name__)
PAGE = "buyer/members/show.html"
ONE = "buyer/members/one.html"
Roles = dict[int, list[str]]


class InviteForm(forms.Form):
    """Whom to invite; the roles are boxes by outlet."""

    contact = forms.IdentifierField(_l("Nomor HP atau e-mail"), [forms.needed(_l("Tulis nomor HP atau e-mailnya."))])


@bp.get("/pembelian/<org>/anggota")
@policy(BUYER)
def show(org: str) -> Response:
    """Everybody, and whoever has been invited."""
    return _page(_owners(org), InviteForm(formdata=None), {})


@bp.post("/pembelian/<org>/anggota")
@policy(BUYER)
def invite(org: str) -> Response:
    """Make a link; it is shown once, to be sent by WhatsApp or e-mail."""
    desk, form = _owners(org), InviteForm()
    roles = _roles(_outlets(desk))
    is_right = form.validate()
    if not any(roles.values()):
        form.refuse_all(_("Pilih paling sedikit satu peran."))
    if not is_right or form.errors:
        return _page(desk, form, roles, status=422)
    who: Identifier = form.contact.data
    made, token = owners.invite(db.session(), desk, who.value, roles, by=identity.actor())
    db.session.commit()
    return _page(desk, InviteForm(formdata=None), {}, made=invitation_words.sending(made, token))


@bp.route("/pembelian/<org>/anggota/<int:buyer_id>", methods=["GET", "POST"])
@policy(BUYER)
def one(org: str, buyer_id: int) -> Response:
    """The roles of a member at the outlets that the person owns."""
    desk = _owners(org)
    buyer = owners.member(db.session(), desk, buyer_id)
    outlets = _outlets(desk)
    if request.method == "GET":
        held: Roles = {}
        for role in buyer.roles:
            held.setdefault(role.outlet_id, []).append(role.role)
        return _one(desk, buyer, outlets, held)
    roles, name = _roles(outlets), buyer.user.name
    try:
        owners.set_roles(db.session(), desk, buyer, roles, by=identity.actor())
    except NotAllowed:
        db.session.rollback()
        return _one(desk, owners.member(db.session(), _owners(org), buyer_id), outlets, roles, _last_owner())
    db.session.commit()
    flash(_("Peran %(name)s sudah disimpan.", name=name))
    return _onward(org)


@bp.post("/pembelian/<org>/anggota/<int:buyer_id>/keluarkan")
@policy(BUYER)
def dismiss(org: str, buyer_id: int) -> Response:
    """Take the place away."""
    desk = _owners(org)
    buyer = owners.member(db.session(), desk, buyer_id)
    name = buyer.user.name
    try:
        owners.dismiss(db.session(), desk, buyer, by=identity.actor())
    except NotAllowed:
        db.session.rollback()
        flash(_last_owner(), "warning")
        return fragments.leave(url_for("buyer.members.one", org=org, buyer_id=buyer_id))
    db.session.commit()
    flash(_("%(name)s tidak lagi membeli di outlet Anda.", name=name))
    return _onward(org)


@bp.post("/pembelian/<org>/undangan/<int:invitation_id>/tarik")
@policy(BUYER)
def withdraw(org: str, invitation_id: int) -> Response:
    """The link leads nowhere any more."""
    desk = _owners(org)
    try:
        made = owners.withdraw(db.session(), desk, invitation_id, by=identity.actor())
        flash(_("Undangan untuk %(who)s ditarik.", who=invitation_words.contact(made)))
    except NotAllowed:
        flash(_("Undangan ini sudah dipakai atau sudah ditarik."), "warning")
    db.session.commit()
    return fragments.leave(url_for("buyer.members.show", org=org))


def _owners(org: str) -> Desk:
    desk = desks.current(org)
    desks.demand_anywhere(desk, "owner")
    return desk


def _outlets(desk: Desk) -> list[Outlet]:
    return [one for one in desk.organisation.outlets if desk.may(one.id, "owner")]


def _roles(outlets: list[Outlet]) -> Roles:
    ticked = {outlet.id: request.form.getlist(f"peran-{outlet.public_id}") for outlet in outlets}
    return {outlet: [role for role in ROLES if role in held] for outlet, held in ticked.items()}


def _onward(org: str) -> Response:
    """Back to the members, unless the person has just taken the own role away."""
    still = any(one.organisation.public_id == org and one.anywhere() for one in desks.afresh())
    where = url_for("buyer.members.show", org=org) if still else url_for("shop.account.show")
    return fragments.leave(where)


def _last_owner() -> str:
    return str(_("Harus ada paling sedikit satu pemilik. Pilih pemilik lain dulu."))


def _one(desk: Desk, buyer: Any, outlets: list[Outlet], held: Roles, problem: str = "") -> Response:
    return fragments.page(
        ONE, status=422 if problem else 200, desk=desk, buyer=buyer, outlets=outlets, held=held, problem=problem,
        form_errors=problem, roles=ROLES, words=organisation_words,
    )  # fmt: skip


def _page(desk: Desk, form: InviteForm, held: Roles, *, status: int = 200, made: Any = None) -> Response:
    session = db.session()
    return fragments.page(
        PAGE, status=status, desk=desk, form=form, form_errors=form.errors, held=held, made=made,
        people=members(session, desk.organisation), waiting=invitations.waiting(session, desk.organisation),
        outlets=_outlets(desk), names={one.id: one.name for one in desk.organisation.outlets}, roles=ROLES,
        words=organisation_words, contact=invitation_words.contact,
    )  # fmt: skip
