"""Administrators: who works for the agency, with which roles, and the link to begin with."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.people import second_factor, staff
from marketplace.people.staff import LastAdministrator
from marketplace.people.users import User
from marketplace.web import filters, forms, fragments, identity, logs
from marketplace.web.access import policy

bp = Blueprint("staff", __name__)


def roles() -> list[tuple[str, Any, Any]]:
    """Every role: its key, its name, and what it may do."""
    return [
        ("officer", _l("Pendamping"), _l("Mendampingi penjual, data usaha, kunjungan, pertanyaan.")),
        ("verifier", _l("Pemeriksa surat"), _l("Memeriksa surat usaha dan sertifikat.")),
        ("moderator", _l("Pemeriksa barang"), _l("Memeriksa barang baru, perubahan, dan laporan.")),
        ("finance", _l("Keuangan"), _l("Uang masuk, pencairan, pengembalian, putusan masalah.")),
        ("head", _l("Kepala dinas"), _l("Membaca papan angka dan catatan kerja.")),
        ("admin", _l("Pengelola"), _l("Semua peran, ditambah petugas dan pengaturan.")),
    ]


class NewForm(forms.Form):
    """Somebody who begins."""

    name = forms.NameField(_l("Nama"), [forms.needed(_l("Tulis namanya."))])
    who = forms.IdentifierField(_l("Nomor HP atau e-mail"), [forms.needed(_l("Tulis nomor HP atau e-mailnya."))])
    role = forms.ChoiceField(_l("Peran"), [forms.needed(_l("Pilih perannya."))], empty=_l("Pilih"))


@bp.get("/agensi/petugas")
@policy("staff:admin")
def show() -> Response:
    """Everybody with a role, and the form for somebody new."""
    return _list(_form(formdata=None))


@bp.post("/agensi/petugas")
@policy("staff:admin")
def add() -> Response:
    """Make the account, or give a role to one that is there; a new one gets a link, shown once."""
    session, form, by = db.session(), _form(), identity.actor()
    if not form.validate():
        return _list(form, 422)
    user = staff.create(session, name=form.name.data, who=form.who.data, role=form.role.data, by=by)
    if user.password_hash is not None:
        session.commit()
        flash(_("%(name)s sudah punya akun dan sekarang menjadi petugas.", name=user.name))
        return fragments.leave(url_for("agency.staff.one", public_id=user.public_id))
    return _link(user)


@bp.get("/agensi/petugas/<public_id>")
@policy("staff:admin")
def one(public_id: str) -> Response:
    """One person: roles held and roles to give."""
    session = db.session()
    user = staff.by_public_id(session, public_id)
    return fragments.page(
        "agency/staff/one.html",
        user=user,
        held={row.role: row for row in user.staff_roles},
        roles=roles(),
        has_factor=second_factor.is_enrolled(session, user),
        is_me=user.id == identity.me().id,
    )


@bp.post("/agensi/petugas/<public_id>/peran")
@policy("staff:admin")
def role(public_id: str) -> Response:
    """Give a role, or take it away."""
    session, by = db.session(), identity.actor()
    user = staff.by_public_id(session, public_id)
    wanted, name = request.form.get("peran", ""), _name(request.form.get("peran", ""))
    try:
        if request.form.get("cabut"):
            staff.withdraw(session, user, wanted, by=by)
            told = _("Peran %(role)s dicabut dari %(name)s.", role=name, name=user.name)
        else:
            staff.grant(session, user, wanted, by=by)
            told = _("%(name)s sekarang %(role)s, dan perlu masuk lagi.", name=user.name, role=name)
    except LastAdministrator:
        session.rollback()
        flash(_("Harus selalu ada satu pengelola. Beri peran itu kepada orang lain dulu."), "warning")
    else:
        session.commit()
        flash(told)
    return fragments.leave(url_for("agency.staff.one", public_id=public_id))


@bp.post("/agensi/petugas/<public_id>/tautan")
@policy("staff:admin")
def link(public_id: str) -> Response:
    """A link to choose a password, shown this one time."""
    return _link(staff.by_public_id(db.session(), public_id))


@bp.post("/agensi/petugas/<public_id>/langkah-kedua")
@policy("staff:admin")
def factor(public_id: str) -> Response:
    """A lost telephone: the second step is set up again at the next log-in."""
    session = db.session()
    user = staff.by_public_id(session, public_id)
    try:
        staff.forget_factor(session, user, by=identity.actor())
    except NotAllowed:
        session.rollback()
        flash(_("Langkah kedua Anda sendiri dilepas oleh pengelola lain."), "warning")
    else:
        session.commit()
        logs.security_event("second_factor", "removed", user.id)
        flash(_("Langkah kedua dilepas. %(name)s memasangnya lagi saat masuk.", name=user.name))
    return fragments.leave(url_for("agency.staff.one", public_id=public_id))


def _link(user: User) -> Response:
    session = db.session()
    try:
        token = staff.link(session, user, by=identity.actor())
    except NotAllowed:
        session.rollback()
        flash(_("Tautan ini hanya untuk petugas lain."), "warning")
        return fragments.leave(url_for("agency.staff.one", public_id=user.public_id))
    session.commit()
    logs.security_event("staff_link", "issued", user.id)
    address = filters.public_url(f"/tautan/{token}")
    return fragments.page("agency/staff/link.html", user=user, link=address)


def _name(role: str) -> str:
    found = next((str(name) for key, name, _what in roles() if key == role), None)
    if found is None:
        raise NotFound(role=role)
    return found


def _form(**values: object) -> NewForm:
    form = NewForm(**values)
    form.role.choices = forms.choices(*((key, name) for key, name, _what in roles()))
    return form


def _list(form: NewForm, status: int = 200) -> Response:
    people = staff.everyone(db.session())
    names = {key: name for key, name, _what in roles()}
    return fragments.page(
        "agency/staff/show.html", status=status, people=people, names=names, form=form, form_errors=form.errors
    )
