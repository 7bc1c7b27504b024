"""Statements of the bank: upload, what came of a file, and the lines that need a hand."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, current_app, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import FileField

from marketplace.kernel import sheets
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.money import receiving, statement_formats, statements
from marketplace.money.receiving import ReceivingAccount
from marketplace.money.statements import Statement
from marketplace.trade import bill_choices, matching_pages, statement_work
from marketplace.web import forms, fragments, identity, sentences, uploads
from marketplace.web.access import policy

from . import statement_links, statement_words

bp = Blueprint("statements", __name__)
VIEWS = ("", "matched", "proposed", "open", "ignored", "out")
PAGE = 100


class UploadForm(forms.Form):
    """A file, and the account that it is of."""

    account = forms.ChoiceField(_l("Mutasi rekening"), coerce=int)
    file = FileField(_l("Berkas dari bank"))


@bp.get("/agensi/mutasi")
@policy("staff:finance")
def show() -> Response:
    """Lines that need a hand, the form, and the files of before."""
    return _page(_form(formdata=None))


@bp.post("/agensi/mutasi")
@policy("staff:finance")
@uploads.large
def upload() -> Response:
    """Keep the file and have it read; nothing is posted before all of it is understood."""
    form = _form()
    file = form.file.data
    if not form.validate() or file is None or not getattr(file, "filename", ""):
        if not form.errors:
            form.refuse("file", _("Pilih berkasnya dulu."))
        return _page(form, 422)
    data, name = file.stream.read(uploads.READ_BYTES), str(file.filename)
    db.session.rollback()
    try:
        statement_formats.tables(data)
    except Refusal as refused:
        form.refuse("file", sentences.of(refused))
        return _page(form, 422)
    return _keep(data, name, form.account.data)


@bp.get("/agensi/mutasi/<public_id>")
@policy("staff:finance")
def statement(public_id: str) -> Response:
    """How far a file is, and what it says."""
    session = db.session()
    found = statements.by_public_id(session, public_id)
    view = request.args.get("lihat", "")
    view = view if view in VIEWS else ""
    after = request.args.get("sesudah", "0")
    lines = statements.lines(session, found, view, int(after) if after.isdigit() and len(after) < 7 else 0, PAGE + 1)
    return fragments.page(
        "agency/statements/statement.html",
        fragment="agency/statements/_statement.html",
        statement=found,
        busy=found.state in statements.AT_WORK,
        settled=statement_work.settled(session, found),
        sums=statements.sums(session, found),
        lines=lines[:PAGE],
        more=len(lines) > PAGE,
        groups=matching_pages.groups_of(session, lines),
        transfers=bill_choices.transfers_of(session, lines),
        view=view,
        views=VIEWS,
        words=statement_words,
        links=statement_links,
    )


@bp.post("/agensi/mutasi/<public_id>/cocokkan")
@policy("staff:finance")
def again(public_id: str) -> Response:
    """Look once more at what is not decided."""
    session = db.session()
    try:
        statement_work.match_again(session, statements.by_public_id(session, public_id), by=identity.actor())
        session.commit()
    except NotAllowed:
        session.rollback()
        flash(_("Masih dikerjakan."), "warning")
    return fragments.leave(url_for("agency.statements.statement", public_id=public_id))


def _keep(data: bytes, name: str, account_id: int) -> Response:
    digest = hashlib.sha256(data).hexdigest()
    key = f"statements/{digest}.{'xlsx' if sheets.is_workbook(data) else 'csv'}"
    current_app.extensions["files"].put(key, data)
    begin_write(db.session())
    session = db.session()
    account = session.get_one(ReceivingAccount, account_id)
    found, is_new = statements.begin(session, account, name=name, digest=digest, file_key=key, by=identity.actor())
    if not is_new:
        flash(_("Berkas yang sama sudah pernah dikirim. Tidak ada yang berubah."), "warning")
    session.commit()
    return fragments.leave(url_for("agency.statements.statement", public_id=found.public_id))


def _form(**values: Any) -> UploadForm:
    form = UploadForm(**values)
    rows = receiving.all_of_them(db.session())
    form.account.choices = forms.choices(*((row.id, statement_links.account_name(row)) for row in rows))
    return form


def _page(form: UploadForm, status: int = 200) -> Response:
    session = db.session()
    lines = statements.to_do(session)
    count, oldest, amount = statements.backlog(session)
    recent: list[Statement] = statements.recent(session)
    return fragments.page(
        "agency/statements/show.html",
        status=status,
        form=form,
        form_errors=form.errors,
        lines=lines,
        whys=matching_pages.first_whys(session, lines),
        bill_whys=bill_choices.first(session, lines),
        count=count,
        oldest=oldest,
        amount=amount,
        recent=recent,
        words=statement_words,
        links=statement_links,
    )
