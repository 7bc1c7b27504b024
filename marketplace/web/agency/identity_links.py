"""A way back in for people without e-mail: staff check who they are and hand over a link."""

from __future__ import annotations

from flask import Blueprint, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField

from marketplace.kernel import events
from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal
from marketplace.people import recovery, users
from marketplace.web import filters, forms, fragments, identity, logs, sentences
from marketplace.web.access import policy

bp = Blueprint("identity_links", __name__)
PAGE = "agency/identity_links/show.html"


class FindForm(forms.Form):
    """Whose account."""

    phone = forms.MobileField(_l("Nomor HP akun"), [forms.needed(_l("Tulis nomor HP akun itu."))])


class IssueForm(forms.Form):
    """How the person's identity was checked, and why the link is needed."""

    check = RadioField(
        _l("Cara memastikan orangnya"),
        [forms.needed(_l("Pilih cara Anda memastikan orangnya."))],
        choices=forms.choices(
            ("call_back", _l("Saya menelepon balik nomor ini, dan pemiliknya menjawab")),
            ("id_card", _l("Orangnya datang dan menunjukkan KTP")),
            ("known_in_person", _l("Saya mengenal orangnya dan bertemu langsung")),
        ),
    )
    reason = TextAreaField(_l("Alasan"), [forms.needed(_l("Tulis alasan singkat.")), forms.at_most(500)])


@bp.get("/agensi/tautan")
@policy("staff:officer")
def show() -> Response:
    """Look for the account."""
    return fragments.page(PAGE, find=FindForm(formdata=None))


@bp.post("/agensi/tautan/cari")
@policy("staff:officer")
def find() -> Response:
    """The account of a phone; who looked is written down."""
    form = FindForm()
    user = users.by_phone(db.session(), form.phone.data) if form.validate() else None
    if form.phone.data and user is None:
        form.refuse("phone", _("Tidak ada akun dengan nomor ini."))
    if user is None:
        return fragments.page(PAGE, status=422, find=form, form_errors=form.errors)
    events.record(db.session(), user.subject, "looked_up", by=identity.actor())
    db.session.commit()
    return fragments.page(PAGE, find=form, user=user, form=IssueForm(formdata=None))


@bp.post("/agensi/tautan/<public_id>")
@policy("staff:officer")
def issue(public_id: str) -> Response:
    """Make the link and show it this one time."""
    user = users.by_public_id(db.session(), public_id)
    if user is None:
        abort(404)
    form = IssueForm()
    if not form.validate():
        return _again(form, user)
    try:
        token = recovery.issue_by_staff(
            db.session(), user, check=form.check.data, reason=form.reason.data, by=identity.actor()
        )
    except Refusal as error:
        form.refuse_all(sentences.of(error))
        return _again(form, user)
    db.session.commit()
    logs.security_event("identity_link", "issued", user.id)
    link = filters.public_url(f"/tautan/{token}")
    return fragments.page("agency/identity_links/issued.html", link=link, user=user)


def _again(form: IssueForm, user: users.User) -> Response:
    find_form = FindForm(formdata=None, phone=user.phone)
    return fragments.page(PAGE, status=422, find=find_form, user=user, form=form, form_errors=form.errors)
