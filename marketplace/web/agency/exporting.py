"""The books of a period as a workbook: the trial balance and the journal, whose sums are one."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from marketplace.kernel import clock, sheets
from marketplace.kernel.db import db
from marketplace.money import accounts
from marketplace.web.access import policy

from . import account_names, days
from .accounts import trial_page

bp = Blueprint("exporting", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_DAYS = 366


@bp.get("/agensi/keuangan/ekspor")
@policy("staff:finance")
def show() -> Response:
    """Both sheets from one day to another, both included."""
    today = clock.today()
    try:
        first, last = days.asked("dari", today.replace(day=1)), days.asked("sampai", today)
    except days.WrongDay as mistake:
        return trial_page(today, {"dari": str(mistake)})
    if first > last:
        return trial_page(today, {"dari": _("Hari pertama harus sebelum hari terakhir.")})
    if (last - first).days >= LONGEST_DAYS:
        return trial_page(today, {"dari": _("Paling lama satu tahun sekali unduh.")})
    answer = Response(workbook(db.session(), first, last), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="buku-{first}-{last}.xlsx"'
    return answer


def workbook(session: Session, first: date, last: date) -> bytes:
    """The file."""
    rows = accounts.trial(session, first, last)
    names = account_names.owners(session, [row.code for row in rows])
    return sheets.xlsx(
        [
            (_("Neraca saldo"), _trial_header(), _trial(rows, names)),
            (_("Jurnal"), _journal_header(), _journal(session, first, last, names)),
        ]
    )


def _trial_header() -> list[str]:
    return [_("Akun"), _("Nama"), _("Milik"), _("Saldo awal"), _("Debit"), _("Kredit"), _("Saldo akhir")]


def _trial(rows: list[accounts.Row], names: dict[str, str]) -> list[list[Any]]:
    lines: list[list[Any]] = [
        [row.code, account_names.kind(row.kind), names.get(row.code, ""), row.before, row.debit, row.credit, row.after]
        for row in rows
        if row.before or row.debit or row.credit
    ]
    return [*lines, _sums(lines, 3)]


def _journal_header() -> list[str]:
    named = [_("Nomor"), _("Tanggal"), _("Jam"), _("Sumber"), _("Keterangan"), _("Akun"), _("Nama"), _("Milik")]
    return [*named, _("Debit"), _("Kredit"), _("Oleh")]


def _journal(session: Session, first: date, last: date, names: dict[str, str]) -> list[list[Any]]:
    lines: list[list[Any]] = []
    for line in accounts.journal(session, first, last):
        at = clock.local(line.at)
        debit, credit = max(line.amount, 0), max(-line.amount, 0)
        lines.append(
            [
                line.entry_id, at.date(), at.strftime("%H.%M"), line.source, line.memo, line.code,
                account_names.kind(line.code), names.get(line.code, ""), debit, credit, line.by_name,
            ]
        )  # fmt: skip
    return [*lines, _sums(lines, 8, 10)]


def _sums(lines: list[list[Any]], first: int, last: int | None = None) -> list[Any]:
    """The last row: what the columns add up to."""
    width = last or (len(lines[0]) if lines else first)
    return [_("Jumlah"), *[""] * (first - 1), *(sum(line[n] for line in lines) for n in range(first, width))]
