"""The rows behind a figure as a file: a workbook for a month, text for whatever is longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from flask import Blueprint, stream_with_context
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.insight import behind
from marketplace.insight.behind import Wanted
from marketplace.kernel import sheets
from marketplace.kernel.db import db
from marketplace.web.access import policy

from . import board_words, boards
from .board_words import Column

bp = Blueprint("board_files", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000


@bp.get("/agensi/papan/<board>.<any(xlsx,csv):kind>")
@policy(boards.READERS)
def export(board: str, kind: str) -> Response:
    """All rows of a board with the filter of its page."""
    wanted, columns = boards.asked(board), board_words.board(board).columns
    header, rows = [column.label for column in columns], lines(board, wanted, columns)
    name = f"papan-{board}-{wanted.span.text}.{kind}"
    if kind == "csv":
        answer = Response(stream_with_context(sheets.csv_lines(header, rows)), content_type="text/csv; charset=utf-8")
    else:
        found = list(islice(rows, MOST_ROWS + 1))
        if len(found) > MOST_ROWS:
            return boards.listing(board, 422, _("Lebih dari 20.000 baris. Pilih satu bulan, atau unduh CSV."))
        answer = Response(sheets.xlsx([(_("Papan"), header, found)]), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def lines(board: str, wanted: Wanted, columns: list[Column]) -> Iterator[list[Any]]:
    """Every row as cells of a file."""
    for row in behind.everything(db.session(), board, wanted):
        yield [value(column, row) for column in columns]


def value(column: Column, row: Any) -> Any:
    """A number stays a number and a day is written as a spreadsheet reads it."""
    found: Any = getattr(row, column.key, None)
    if column.kind in {"hotel", "organisation"}:
        return found or _("Perorangan")
    if column.kind == "share":
        return boards.share(row.local, row.rupiah)
    if column.kind == "missing":
        return boards.missing(found)
    if isinstance(found, date):
        return found.isoformat()
    return int(found) if column.is_figure else found or ""
