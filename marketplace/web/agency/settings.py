"""Administrators: what staff may change, by meaning, with its history and the day it begins."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import ValidationError

from marketplace.kernel import clock, settings
from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.settings import Setting, SettingRow
from marketplace.web import filters, fragments, identity
from marketplace.web.access import policy

from . import setting_form, setting_table, setting_words

bp = Blueprint("settings", __name__)


@bp.get("/agensi/pengaturan")
@policy("staff:admin")
def show() -> Response:
    """Every setting with its present value, group by group."""
    session = db.session()
    return fragments.page(
        "agency/settings/show.html",
        groups=setting_words.groups(),
        latest=settings.latest(session),
        value=lambda setting: setting_words.show(setting, setting(session)),
    )


@bp.get("/agensi/pengaturan/<name>")
@policy("staff:admin")
def one(name: str) -> Response:
    """One setting: the editor and the history."""
    session, setting = db.session(), _setting(name)
    value = setting(session)
    return _page(session, setting, setting_form.make(setting, value, blank=True), value)


@bp.post("/agensi/pengaturan/<name>")
@policy("staff:admin")
def change(name: str) -> Response:
    """Change it from now, or from a day to come."""
    session, setting = db.session(), _setting(name)
    form = setting_form.make(setting, setting(session))
    is_table = setting_table.fits(setting)
    value = setting_table.typed(setting, request.form) if is_table else None
    if form.validate() and not is_table:
        try:
            value = setting_form.value_of(setting, form)
        except ValidationError as mistake:
            form.refuse("value", str(mistake))
    elif is_table and (lacking := setting_table.missing(setting, value or [])):
        form.refuse_all(lacking)
    starts = form.valid_from.data
    if starts is not None and starts < clock.today():
        form.refuse("valid_from", _("Paling cepat hari ini. Yang lalu tidak berubah."))
    if not form.errors:
        try:
            _save(session, setting, value, form)
        except Invalid:
            session.rollback()
            form.refuse_all(_("Nilai ini tidak cocok: %(doc)s", doc=setting.doc))
        else:
            session.commit()
            flash(_told(setting, value, starts))
            return fragments.leave(url_for("agency.settings.one", name=name))
    return _page(session, setting, form, value if is_table else setting(session), 422)


def _save(session: Session, setting: Setting[Any], value: Any, form: Any) -> None:
    starts = form.valid_from.data
    later = clock.midnight(starts) if starts is not None and starts > clock.today() else None
    by, source = identity.actor(), form.source.data or ""
    settings.change(session, setting.name, value, by=by, valid_from=later, source=source)


def _told(setting: Setting[Any], value: Any, starts: Any) -> str:
    shown = setting_words.show(setting, value)
    if starts is not None and starts > clock.today():
        return _("Tersimpan. Mulai %(day)s: %(value)s.", day=filters.day(starts), value=shown)
    return _("Tersimpan dan langsung berlaku: %(value)s.", value=shown)


def _setting(name: str) -> Setting[Any]:
    found = settings.REGISTRY.get(name)
    if found is None or name.startswith(setting_words.HIDDEN):
        raise NotFound(name=name)
    return found


def _page(session: Session, setting: Setting[Any], form: Any, value: Any, status: int = 200) -> Response:
    rows = settings.history(session, setting.name)
    return fragments.page(
        "agency/settings/one.html",
        status=status,
        one=setting,
        form=form,
        form_errors=form.errors,
        table=setting_table.rows(setting, value) if setting_table.fits(setting) else None,
        now_is=setting_words.show(setting, setting(session)),
        default=setting_words.show(setting, setting.default),
        history=_history(setting, rows),
        whole=form["value"].type if "value" in form else "",
        present=clock.now(),
    )


def _history(setting: Setting[Any], rows: list[SettingRow]) -> list[tuple[SettingRow, str, str]]:
    """Each row with the value before it and its own, in words."""
    earlier = [*(row.value for row in rows[1:]), setting.default]
    shown = setting_words.show
    return [(row, shown(setting, old), shown(setting, row.value)) for row, old in zip(rows, earlier, strict=False)]
