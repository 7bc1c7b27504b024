"""Administrators: the words of help, about, privacy and terms, in both languages, with every version."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.people import page_texts
from marketplace.web import forms, fragments, identity, plain_text
from marketplace.web.access import policy
from marketplace.web.shop.pages import TEMPLATES

bp = Blueprint("texts", __name__)
NAMES = {
    "bantuan": _l("Bantuan"),
    "tentang": _l("Tentang kami"),
    "privasi": _l("Data pribadi Anda"),
    "syarat": _l("Syarat belanja"),
}
LANGUAGES = {"id": _l("Bahasa Indonesia"), "en": _l("Bahasa Inggris")}


class TextForm(forms.Form):
    """One page in both languages."""

    id_body = TextAreaField(LANGUAGES["id"], [forms.optional(), forms.at_most(page_texts.LONGEST)])
    en_body = TextAreaField(LANGUAGES["en"], [forms.optional(), forms.at_most(page_texts.LONGEST)])


@bp.get("/agensi/tulisan")
@policy("staff:admin")
def show() -> Response:
    """The pages, and who wrote them last."""
    return fragments.page(
        "agency/texts/show.html", names=NAMES, tongues=LANGUAGES, newest=page_texts.newest(db.session())
    )


@bp.get("/agensi/tulisan/<page>")
@policy("staff:admin")
def one(page: str) -> Response:
    """The words of one page; an older version is opened by its number."""
    _known(page)
    return _page(page, TextForm(formdata=None, **{f"{code}_body": _words(page, code) for code in LANGUAGES}))


@bp.post("/agensi/tulisan/<page>")
@policy("staff:admin")
def change(page: str) -> Response:
    """Keep another version; saying nothing brings the shop's own text back."""
    _known(page)
    session, form = db.session(), TextForm()
    if not form.validate():
        return _page(page, form, 422)
    changed = [code for code in LANGUAGES if _save(page, code, form[f"{code}_body"].data or "")]
    session.commit()
    flash(_("Tersimpan dan langsung tampil.") if changed else _("Tidak ada yang berubah."))
    return fragments.leave(url_for("agency.texts.one", page=page))


def _save(page: str, language: str, typed: str) -> bool:
    """What is still the shop's own text is not written down as the agency's."""
    body = typed.replace("\r\n", "\n").strip()
    if body == _own(page, language).strip():
        body = ""
    return page_texts.save(db.session(), page, language, body, by=identity.actor())


def _words(page: str, language: str) -> str:
    chosen = request.args.get("versi", "")
    for row in page_texts.history(db.session(), page, language):
        if chosen == str(row.id) and row.body:
            return row.body
    written = page_texts.current(db.session(), page, language)
    return written.body if written else _own(page, language)


def _own(page: str, language: str) -> str:
    """The text that comes with the shop, as plain text: only its own part of the page, without any message."""
    environment = current_app.jinja_env
    template = environment.get_template(TEMPLATES[page])
    values: dict[str, Any] = {"ui": environment.get_template("ui/bits.html").module}
    with force_locale(language):
        current_app.update_template_context(values)
        return plain_text.from_html("".join(template.blocks["main"](template.new_context(values))))


def _known(page: str) -> None:
    if page not in NAMES:
        raise NotFound(page=page)


def _page(page: str, form: TextForm, status: int = 200) -> Response:
    session = db.session()
    rows: list[Any] = [row for code in LANGUAGES for row in page_texts.history(session, page, code)]
    return fragments.page(
        "agency/texts/one.html",
        status=status,
        page=page,
        name=NAMES[page],
        tongues=LANGUAGES,
        form=form,
        form_errors=form.errors,
        history=sorted(rows, key=lambda row: row.id, reverse=True),
        address=f"/{page}",
    )
