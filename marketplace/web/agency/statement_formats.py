"""How banks write their statements: a list, a form, and the choice for a file that nobody recognised."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField

from marketplace.kernel.db import db
from marketplace.kernel.errors import Invalid
from marketplace.money import statement_formats as formats
from marketplace.money import statements
from marketplace.money.statement_formats import StatementFormat
from marketplace.money.statements import Statement
from marketplace.web import forms, fragments, identity
from marketplace.web.access import policy

bp = Blueprint("statement_formats", __name__)
WORDS = (
    "date_column", "amount_column", "credit_column", "debit_column", "mark_column", "credit_mark", "debit_mark",
    "balance_column", "currency_column",
)  # fmt: skip
NAMED = {"tab": "\t", "none": ""}


class FormatForm(forms.Form):
    """A format as staff describe it, with the names of columns as they stand in the file."""

    name = StringField(_l("Nama format"), [forms.needed(_l("Beri nama, misalnya BCA bisnis.")), forms.at_most(60)])
    separator = forms.ChoiceField(
        _l("Pemisah kolom di CSV"),
        choices=forms.choices(
            (";", _l("titik koma ;")), (",", _l("koma ,")), ("tab", _l("tab")), ("|", _l("garis tegak |"))
        ),
    )
    date_column = StringField(_l("Kolom tanggal"), [forms.at_most(80)])
    day_format = forms.ChoiceField(
        _l("Cara menulis tanggal"),
        choices=forms.choices(
            ("dmy", _l("hari dulu: hh/bb/tttt")),
            ("mdy", _l("bulan dulu: bb/hh/tttt")),
            ("ymd", _l("tahun dulu: tttt-bb-hh")),
            ("dmon", _l("nama bulan: 24 Nov 2026")),
            ("dm", _l("tanpa tahun: hh/bb")),
        ),
    )
    text_columns = StringField(_l("Kolom keterangan"), [forms.at_most(200)])
    signs = forms.ChoiceField(
        _l("Cara membedakan masuk dan keluar"),
        choices=forms.choices(
            ("columns", _l("dua kolom: masuk dan keluar")),
            ("mark", _l("tanda di kolom sendiri")),
            ("inside", _l("tanda di belakang jumlah: 5.000,00 CR")),
            ("minus", _l("keluar memakai tanda kurang")),
        ),
    )
    credit_column = StringField(_l("Kolom uang masuk"), [forms.at_most(80)])
    debit_column = StringField(_l("Kolom uang keluar"), [forms.at_most(80)])
    amount_column = StringField(_l("Kolom jumlah"), [forms.at_most(80)])
    mark_column = StringField(_l("Kolom tanda"), [forms.at_most(80)])
    credit_mark = StringField(_l("Tanda uang masuk"), [forms.at_most(20)])
    debit_mark = StringField(_l("Tanda uang keluar"), [forms.at_most(20)])
    balance_column = StringField(_l("Kolom saldo"), [forms.at_most(80)])
    currency_column = StringField(_l("Kolom mata uang"), [forms.at_most(80)])
    decimal_sign = forms.ChoiceField(
        _l("Tanda sen"), choices=forms.choices((",", _l("koma: 5000,00")), (".", _l("titik: 5000.00")))
    )
    thousands_sign = forms.ChoiceField(
        _l("Tanda ribuan"),
        choices=forms.choices((".", _l("titik")), (",", _l("koma")), ("none", _l("tanpa tanda"))),
    )
    compared = BooleanField(_l("Sudah saya cocokkan dengan berkas asli dari bank"))

    def fill(self, told: StatementFormat) -> StatementFormat:
        """Write what was typed into a format."""
        told.name, told.day_format, told.signs = self.name.data, self.day_format.data, self.signs.data
        told.decimal_sign = self.decimal_sign.data
        for name in ("separator", "thousands_sign"):
            setattr(told, name, NAMED.get(str(getattr(self, name).data), getattr(self, name).data))
        told.text_columns = [part.strip() for part in (self.text_columns.data or "").split(",") if part.strip()]
        told.is_example = not self.compared.data
        for name in WORDS:
            setattr(told, name, getattr(self, name).data or "")
        return told


@bp.get("/agensi/mutasi/format")
@policy("staff:finance")
def show() -> Response:
    """All formats."""
    return fragments.page("agency/statements/formats.html", formats=formats.current(db.session()))


@bp.get("/agensi/mutasi/format/baru")
@policy("staff:finance")
def blank() -> Response:
    """A new one."""
    return _page(FormatForm(formdata=None), None)


@bp.post("/agensi/mutasi/format/baru")
@policy("staff:finance")
def make() -> Response:
    """Save a new one."""
    return _save(StatementFormat(), None)


@bp.get("/agensi/mutasi/format/<public_id>")
@policy("staff:finance")
def edit(public_id: str) -> Response:
    """One of them."""
    told = formats.by_public_id(db.session(), public_id)
    return _page(_filled(told), told)


@bp.post("/agensi/mutasi/format/<public_id>")
@policy("staff:finance")
def change(public_id: str) -> Response:
    """Save it changed."""
    return _save(formats.by_public_id(db.session(), public_id), public_id)


@bp.post("/agensi/mutasi/format/<public_id>/hapus")
@policy("staff:finance")
def retire(public_id: str) -> Response:
    """Use it no longer."""
    formats.retire(db.session(), formats.by_public_id(db.session(), public_id), by=identity.actor())
    db.session.commit()
    flash(_("Format ini tidak dipakai lagi."))
    return fragments.leave(url_for("agency.statement_formats.show"))


@bp.get("/agensi/mutasi/<public_id>/format")
@policy("staff:finance")
def choose(public_id: str) -> Response:
    """The first rows of a file, the formats there are, and the form for a new one."""
    statement = statements.by_public_id(db.session(), public_id)
    like = next((row for row in formats.current(db.session()) if row.public_id == statement.report.get("like")), None)
    return _choice(statement, _filled(like) if like else FormatForm(formdata=None))


@bp.post("/agensi/mutasi/<public_id>/format")
@policy("staff:finance")
def save_for(public_id: str) -> Response:
    """Save a new format and read the file with it."""
    session, form = db.session(), FormatForm()
    statement = statements.by_public_id(session, public_id)
    told = _told(form, StatementFormat()) if form.validate() else None
    if told is None:
        return _choice(statement, form, 422)
    return _read(statement, told)


@bp.post("/agensi/mutasi/<public_id>/format/<format_id>")
@policy("staff:finance")
def use(public_id: str, format_id: str) -> Response:
    """Read the file with a format that is there."""
    session = db.session()
    return _read(statements.by_public_id(session, public_id), formats.by_public_id(session, format_id))


def _read(statement: Statement, told: StatementFormat) -> Response:
    session = db.session()
    session.refresh(statement, with_for_update=True)
    if statement.state in {"choosing", "faulty"}:
        statements.read_again(session, statement, told, by=identity.actor())
        session.commit()
    else:
        session.rollback()
        flash(_("Berkas ini sudah dibaca."), "warning")
    return fragments.leave(url_for("agency.statements.statement", public_id=statement.public_id))


def _save(told: StatementFormat, public_id: str | None) -> Response:
    form = FormatForm()
    saved = _told(form, told) if form.validate() else None
    if saved is None:
        db.session.rollback()
        return _page(form, formats.by_public_id(db.session(), public_id) if public_id else None, 422)
    db.session.commit()
    flash(_("Format %(name)s tersimpan.", name=saved.name))
    return fragments.leave(url_for("agency.statement_formats.show"))


def _told(form: FormatForm, told: StatementFormat) -> StatementFormat | None:
    """The format as it was typed and saved; nothing when something lacks, which then stands by its field."""
    try:
        return formats.save(db.session(), form.fill(told), by=identity.actor())
    except Invalid as invalid:
        errors: Any = invalid.facts["errors"]
        for name, why in errors.items():
            form.refuse(name, _("Pilih tanda yang lain.") if why == "same" else _("Bagian ini perlu diisi."))
        return None


def _filled(told: StatementFormat) -> FormatForm:
    named = {value: name for name, value in NAMED.items()}
    values: dict[str, Any] = {name: getattr(told, name) for name in ("name", "day_format", "signs", "decimal_sign")}
    values |= {name: getattr(told, name) for name in WORDS}
    values |= {name: named.get(getattr(told, name), getattr(told, name)) for name in ("separator", "thousands_sign")}
    values |= {"text_columns": ", ".join(told.text_columns), "compared": not told.is_example}
    return FormatForm(formdata=None, **values)


def _page(form: FormatForm, told: StatementFormat | None, status: int = 200) -> Response:
    return fragments.page("agency/statements/format.html", status=status, form=form, form_errors=form.errors, told=told)


def _choice(statement: Statement, form: FormatForm, status: int = 200) -> Response:
    data = current_app.extensions["files"].get(statement.file_key)
    _separator, rows = formats.likely(formats.tables(data))
    return fragments.page(
        "agency/statements/choose.html",
        status=status,
        statement=statement,
        form=form,
        form_errors=form.errors,
        rows=[[str(cell) for cell in row] for row in rows[:10]],
        formats=formats.current(db.session()),
    )
