"""Many products at once from a spreadsheet: a template, a check, one button to save, one to undo."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import FileField

from marketplace.kernel import clock, ids, sheets
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.trade import export_rows, import_rows, importing, imports
from marketplace.web import forms, fragments, identity, sentences, uploads
from marketplace.web.access import PRODUCER, policy

from . import own, sheet_words

bp = Blueprint("sheets", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(forms.Form):
    """The list, and an archive of pictures."""

    sheet = FileField(_l("Berkas Excel atau CSV"))
    pictures = FileField(_l("Foto dalam satu ZIP"))


@bp.get("/jualan/impor")
@policy(PRODUCER)
def show() -> Response:
    """How it works, the form, and the lists of before."""
    return _form(SheetForm(formdata=None))


@bp.post("/jualan/impor")
@policy(PRODUCER)
@uploads.large
def upload() -> Response:
    """Keep the files and have them checked; nothing is saved yet."""
    form, maker, by = SheetForm(), own.producer_id(), identity.actor()
    data, archive = _bytes(form.sheet), _bytes(form.pictures)
    if data is None:
        form.refuse("sheet", _("Pilih berkasnya dulu."))
        return _form(form, 422)
    db.session.rollback()
    if not _readable(form, data, archive):
        return _form(form, 422)
    key = f"imports/{ids.public_id()}"
    files = current_app.extensions["files"]
    files.put(f"{key}.sheet", data)
    if archive is not None:
        files.put(f"{key}.zip", archive)
    begin_write(db.session())
    run = imports.begin(
        db.session(), maker, name=str(form.sheet.data.filename), mark=imports.digest(sheets.read(data), archive),
        file_key=f"{key}.sheet", pictures_key=f"{key}.zip" if archive is not None else None, by=by,
    )  # fmt: skip
    if run.file_key != f"{key}.sheet":
        files.delete([f"{key}.sheet", f"{key}.zip"])
        flash(_("Berkas yang sama sudah pernah disimpan. Tidak ada yang berubah."), "warning")
    db.session.commit()
    return fragments.leave(url_for("seller.sheets.run", public_id=run.public_id))


@bp.get("/jualan/impor/<public_id>")
@policy(PRODUCER)
def run(public_id: str) -> Response:
    """How far a list is, and what it says."""
    found = imports.of(db.session(), public_id, by=identity.actor())
    return fragments.page(
        "seller/sheets/run.html",
        fragment="seller/sheets/_run.html",
        run=found,
        busy=found.state in imports.AT_WORK,
        faults=sheet_words.faults(found.report),
    )


@bp.post("/jualan/impor/<public_id>/<any(simpan, batalkan):act>")
@policy(PRODUCER)
def decide(public_id: str, act: str) -> Response:
    """Save all of it, or take all of it back."""
    found = imports.of(db.session(), public_id, by=identity.actor())
    verb = imports.save if act == "simpan" else imports.take_back
    try:
        verb(db.session(), found, by=identity.actor())
    except NotAllowed:
        db.session.rollback()
        flash(_("Ini sudah dikerjakan."), "warning")
        return fragments.leave(url_for("seller.sheets.run", public_id=public_id))
    db.session.commit()
    return fragments.leave(url_for("seller.sheets.run", public_id=public_id))


@bp.get("/jualan/impor/contoh.<any(xlsx, csv):kind>")
@policy(PRODUCER)
def example(kind: str) -> Response:
    """The empty list with two example rows and what each column means."""
    return _file(kind, "contoh-produk", export_rows.examples(), guide=True)


@bp.get("/jualan/ekspor.<any(xlsx, csv):kind>")
@policy(PRODUCER)
def export(kind: str) -> Response:
    """The maker's products as the same list."""
    rows = list(export_rows.of(db.session(), own.producer_id()))
    return _file(kind, f"produk-{clock.today().isoformat()}", rows)


def _readable(form: Any, data: bytes, archive: bytes | None) -> bool:
    """Whether both files can be opened at all; the sentence stands by the field otherwise."""
    field = "sheet"
    try:
        sheets.read(data)
        field = "pictures"
        importing.names(archive)
    except Refusal as error:
        form.refuse(field, sentences.of(error))
    return not form.errors


def _file(kind: str, name: str, rows: list[list[Any]], guide: bool = False) -> Response:
    if kind == "csv":
        data, mime = sheets.as_csv(export_rows.HEADER, rows), "text/csv; charset=utf-8"
    else:
        pages = [("Produk", export_rows.HEADER, rows)]
        if guide:
            pages.append((str(_("Petunjuk"))[:31], [_("Kolom"), _("Arti")], _guide()))
        data, mime = sheets.xlsx(pages), XLSX
    answer = Response(data, mimetype=None, content_type=mime)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _guide() -> list[list[str]]:
    meanings = {
        "code": _("Kode Anda sendiri. Baris dengan kode sama adalah kemasan dari produk yang sama."),
        "kind": _("Nama jenis seperti di toko, misalnya Kerupuk & keripik."),
        "content": _("Isi satu kemasan. Karton isi 24 kemasan 100 g: tulis 2400."),
        "packs": _("Berapa kemasan ada sekarang. Cukup di baris pertama satu produk."),
        "lead_days": _("Hanya kalau dibuat saat dipesan: berapa hari sampai jadi."),
        "weekly_packs": _("Hanya kalau dibuat saat dipesan: paling banyak berapa seminggu."),
        "allergens": _("Pisahkan dengan koma. Kalau tidak ada, tulis: tidak ada."),
        "picture": _("Nama berkas foto di dalam ZIP."),
    }
    needed, free = _("Wajib."), _("Boleh kosong.")
    return [
        [column.title, f"{needed if column.needed else free} {meanings.get(column.key, '')}".strip()]
        for column in import_rows.COLUMNS
    ]


def _bytes(field: Any) -> bytes | None:
    file = field.data
    if file is None or not getattr(file, "filename", ""):
        return None
    return file.stream.read(uploads.READ_BYTES)  # type: ignore[no-any-return]


def _form(form: Any, status: int = 200) -> Response:
    return fragments.page(
        "seller/sheets/show.html",
        status=status,
        form=form,
        form_errors=form.errors,
        recent=imports.recent(db.session(), by=identity.actor()),
        most=sheets.MAX_ROWS,
    )
