"""A list of the agency into the register: send it, say which column is what, look at the doubles, save."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import FileField

from marketplace.kernel import ids, sheets
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import Invalid, NotAllowed, Refusal
from marketplace.people import business_imports, business_sheet
from marketplace.people.business_imports import FINDINGS, PAGE, BusinessImport
from marketplace.trade import imports
from marketplace.web import forms, fragments, identity, sentences, uploads
from marketplace.web.access import policy

from . import register_words

bp = Blueprint("register_lists", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ListForm(forms.Form):
    """The file."""

    sheet = FileField(_l("Berkas Excel atau CSV"))


@bp.get("/agensi/register/impor")
@policy("staff:officer")
def show() -> Response:
    """The form, and the lists of before."""
    return _form(ListForm(formdata=None))


@bp.post("/agensi/register/impor")
@policy("staff:officer")
@uploads.large
def upload() -> Response:
    """Keep the file; nothing of it is in the register yet."""
    form, by = ListForm(), identity.actor()
    file = form.sheet.data
    if file is None or not getattr(file, "filename", ""):
        form.refuse("sheet", _("Pilih berkasnya dulu."))
        return _form(form, 422)
    data, key = file.stream.read(uploads.READ_BYTES), f"registers/{ids.public_id()}.sheet"
    db.session.rollback()
    try:
        cells = sheets.read(data)
        begin_write(db.session())
        run = business_imports.begin(db.session(), str(file.filename), cells, imports.digest(cells, None), key, by=by)
    except Invalid:
        form.refuse("sheet", _("Berkas ini kosong. Baris pertama berisi judul kolom."))
        return _form(form, 422)
    except Refusal as refusal:
        form.refuse("sheet", sentences.of(refusal))
        return _form(form, 422)
    if run.file_key == key:
        current_app.extensions["files"].put(key, data)
    else:
        flash(_("Berkas yang sama sudah pernah dikirim. Ini hasilnya."), "warning")
    db.session.commit()
    return fragments.leave(url_for("agency.register_lists.run", public_id=run.public_id))


@bp.get("/agensi/register/impor/<public_id>")
@policy("staff:officer")
def run(public_id: str) -> Response:
    """How far a list is."""
    return _page(business_imports.by_public_id(db.session(), public_id))


@bp.post("/agensi/register/impor/<public_id>/kolom")
@policy("staff:officer")
def columns(public_id: str) -> Response:
    """Which column holds what."""
    found = business_imports.by_public_id(db.session(), public_id)
    chosen = {name: int(text) for name in business_sheet.FIELDS if (text := request.form.get(name, "")).isdecimal()}
    try:
        business_imports.choose_columns(db.session(), found, chosen, by=identity.actor())
    except Invalid as refusal:
        errors: Any = refusal.facts["errors"]
        return _page(found, chosen=chosen, wrong=dict(errors), status=422)
    except NotAllowed:
        db.session.rollback()
    db.session.commit()
    return fragments.leave(url_for("agency.register_lists.run", public_id=public_id))


@bp.post("/agensi/register/impor/<public_id>/simpan")
@policy("staff:officer")
def save(public_id: str) -> Response:
    """Save what is decided."""
    try:
        business_imports.save(db.session(), business_imports.by_public_id(db.session(), public_id), by=identity.actor())
    except NotAllowed:
        db.session.rollback()
        flash(_("Daftar ini sedang dikerjakan."), "warning")
    db.session.commit()
    return fragments.leave(url_for("agency.register_lists.run", public_id=public_id))


@bp.post("/agensi/register/impor/<public_id>/baris/<int:number>")
@policy("staff:officer")
def decide(public_id: str, number: int) -> Response:
    """What becomes of one row."""
    found = business_imports.by_public_id(db.session(), public_id)
    try:
        row = business_imports.decide(db.session(), found, number, request.form.get("putusan", ""), by=identity.actor())
    except NotAllowed:
        db.session.rollback()
        flash(_("Baris ini sudah disimpan."), "warning")
        return fragments.leave(url_for("agency.register_lists.run", public_id=public_id))
    db.session.commit()
    where = url_for("agency.register_lists.run", public_id=public_id, lihat="double", _anchor=f"baris-{number}")
    return fragments.answer("agency/register/_row.html", where, row=row, run=found, words=register_words)


@bp.get("/agensi/register/impor/<public_id>/salah.xlsx")
@policy("staff:officer")
def faults(public_id: str) -> Response:
    """The rows that could not be taken in, with why, to be mended and sent again."""
    found, rows, after = business_imports.by_public_id(db.session(), public_id), [], 0
    while some := business_imports.rows(db.session(), found, "faulty", after):
        rows += some[:PAGE]
        after = some[:PAGE][-1].number
    titles = [register_words.field(name) for name in business_sheet.FIELDS[:-1]]
    header = [_("Baris"), _("Yang perlu diperbaiki"), *titles]
    lines = [
        [row.number, "; ".join(_fault(name, code) for name, code in row.faults.items()), *row.told.values()]
        for row in rows
    ]
    answer = Response(sheets.xlsx([("Perlu diperbaiki", header, lines)]), content_type=XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="perlu-diperbaiki.xlsx"'
    return answer


def _fault(name: str, code: str) -> str:
    return f"{register_words.field(name)}: {register_words.wrong(name, code)}"


def _form(form: Any, status: int = 200) -> Response:
    return fragments.page(
        "agency/register/lists.html", status=status, form=form, form_errors=form.errors or None,
        recent=business_imports.recent(db.session()), most=sheets.MAX_ROWS,
    )  # fmt: skip


def _page(found: BusinessImport, *, chosen: Any = None, wrong: Any = None, status: int = 200) -> Response:
    session, asked = db.session(), request.args.get("lihat", "")
    counts = business_imports.counts(session, found)
    shown = asked if asked in FINDINGS else next((one for one in ("double", "faulty", "new") if counts[one][0]), "same")
    after = request.args.get("setelah", "")
    rows = business_imports.rows(session, found, shown, int(after) if after.isdecimal() and len(after) < 9 else 0)
    return fragments.page(
        "agency/register/list.html",
        fragment="agency/register/_list.html",
        status=status,
        run=found,
        busy=found.state in business_imports.AT_WORK,
        counts=counts,
        undone=sum(all_ - done - open_ for all_, done, open_ in counts.values()),
        shown=shown,
        rows=rows[:PAGE],
        next=rows[PAGE - 1].number if len(rows) > PAGE else 0,
        cells=_first_rows(found) if found.state == "mapping" else [],
        chosen=chosen if chosen is not None else found.columns,
        wrong=wrong or {},
        form_errors=wrong or None,
        fields=business_sheet.FIELDS,
        words=register_words,
    )


def _first_rows(found: BusinessImport) -> list[list[str]]:
    try:
        return sheets.read(current_app.extensions["files"].get(found.file_key))[:4]
    except FileNotFoundError:
        return [[""]]
