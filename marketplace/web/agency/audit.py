"""Who did what, when, to which thing: the sealed stream of events, and the story of one thing."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField

from marketplace.insight import audit_things, audit_trail
from marketplace.insight.audit_trail import Asked
from marketplace.kernel import audit_seals
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.kernel.paging import LARGEST
from marketplace.web import forms, fragments, identity
from marketplace.web.access import policy
from marketplace.web.day_field import DayField

from . import audit_verbs, audit_words

bp = Blueprint("audit", __name__)


class AskForm(forms.Form):
    """What to look for."""

    class Meta(forms.Form.Meta):
        """A search is an address, so it has no token."""

        csrf = False

    orang = StringField(_l("Siapa"), [forms.at_most(100)])
    jenis = forms.ChoiceField(_l("Jenis benda"), [forms.optional()], empty=_l("Semua"))
    benda = StringField(_l("Nomor atau nama"), [forms.at_most(100)])
    apa = forms.ChoiceField(_l("Perbuatan"), [forms.optional()], empty=_l("Semua"))
    untuk = StringField(_l("Atas nama toko"), [forms.at_most(100)])
    dari = DayField(_l("Dari"))
    sampai = DayField(_l("Sampai"))
    petugas = BooleanField(_l("Hanya perbuatan petugas"))


@bp.get("/agensi/catatan-kerja")
@policy("staff:head")
def show() -> Response:
    """The stream, newest first, narrowed by what was asked."""
    session, form = db.session(), _form()
    valid = form.validate()
    asked = _asked(form)
    found, following = audit_trail.page(session, asked, _before()) if valid else ([], None)
    return fragments.page(
        "agency/audit/show.html",
        status=200 if valid else 422,
        form=form,
        form_errors=form.errors,
        asked=asked,
        lines=audit_words.lines(session, found),
        following=following,
        arguments={name: value for name, value in request.args.items() if name != "sebelum" and value},
        seal=audit_seals.newest(session),
    )


@bp.get("/agensi/riwayat/<kind>/<key>")
@policy("staff:any")
def story(kind: str, key: str) -> Response:
    """What happened to one thing, for the roles that work with such things."""
    session = db.session()
    if not audit_words.may_read(identity.actor(), kind):
        raise NotFound(kind=kind)
    subjects = _subjects(session, kind, key)
    found, following = audit_trail.of_thing(session, subjects, _before())
    thing = audit_things.of(session, subjects[:1])[subjects[0]]
    if not found and (thing.key == "" or kind not in audit_words.KINDS):
        raise NotFound(kind=kind, key=key)
    return fragments.page(
        "agency/audit/story.html",
        thing=thing,
        kind=audit_words.kind_name(kind),
        href=audit_words.page_of(thing, identity.actor()),
        lines=audit_words.lines(session, found),
        following=following,
        here={"kind": kind, "key": key},
        reads_all=identity.actor().has("head"),
    )


def _subjects(session: Session, kind: str, key: str) -> list[str]:
    """By its number in the stream, or by the key of its page (number of an order, address of a shop)."""
    columns = audit_things.NAMED.get(kind)
    if columns is None or (key.isascii() and key.isdigit() and len(key) < 16):
        return [f"{kind}:{key}"]
    return audit_things.keyed(session, kind, key)


def _form() -> AskForm:
    lately = audit_trail.lately()
    form = AskForm(formdata=request.args or None, dari=lately.first, sampai=lately.last)
    for field, day in ((form.dari, lately.first), (form.sampai, lately.last)):
        if not field.typed:
            field.process_data(day)
    form.jenis.choices = forms.choices(*sorted(audit_words.KINDS.items(), key=lambda pair: str(pair[1])))
    verbs = sorted(audit_verbs.known().items(), key=lambda pair: str(pair[1]))
    form.apa.choices = forms.choices(*verbs)
    return form


def _asked(form: AskForm) -> Asked:
    lately = audit_trail.lately()
    asked = Asked(
        first=form.dari.data or lately.first,
        last=form.sampai.data or lately.last,
        person=form.orang.data or "",
        kind=form.jenis.data or "",
        thing=form.benda.data or "",
        verb=form.apa.data or "",
        behalf=form.untuk.data or "",
        staff_only=bool(form.petugas.data),
    )
    if asked.first > asked.last:
        return replace(asked, first=asked.last, last=asked.first)
    return asked


def _before() -> int | None:
    text = request.args.get("sebelum", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else None
    return number if number is not None and number <= LARGEST else None
