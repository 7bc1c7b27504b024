"""Finance: all sales documents of a month or a year, with sums, and as a workbook."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import clock, sheets
from marketplace.kernel.db import db
from marketplace.money.documents import Document
from marketplace.trade import document_list
from marketplace.trade.document_list import Period, Totals
from marketplace.web import filters, fragments
from marketplace.web.access import policy

bp = Blueprint("sales_documents", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/agensi/dokumen-jual")
@policy("staff:finance")
def show() -> Response:
    """The list with its sums."""
    session, period, issuer = db.session(), _period(), request.args.get("penerbit", "")[:60]
    page = _number("halaman", 1, 9_999, 1)
    kinds = document_list.totals(session, period, issuer)
    count = sum(part.count for part in kinds.values())
    limit = document_list.PAGE
    chosen: dict[str, Any] = {"bulan": period.month, "tahun": period.year, "penerbit": issuer}
    return fragments.page(
        "agency/documents/show.html",
        rows=document_list.rows(session, period, issuer, limit=limit, skip=(page - 1) * limit),
        kinds=kinds,
        sold=document_list.sold(kinds),
        nothing=Totals(),
        count=count,
        period=period,
        issuer=issuer,
        years=document_list.years(session),
        months=list(enumerate(filters.MONTHS[filters.language()], start=1)),
        page=page,
        following=url_for(".show", **chosen, halaman=page + 1) if page * limit < count else "",
        before=url_for(".show", **chosen, halaman=page - 1) if page > 1 else "",
        export=url_for(".export", **chosen),
    )


@bp.get("/agensi/dokumen-jual.xlsx")
@policy("staff:finance")
def export() -> Response:
    """The same as a workbook: a sheet for each kind with its sum in the last row, and one of the sums."""
    session, period, issuer = db.session(), _period(), request.args.get("penerbit", "")[:60]
    found = document_list.rows(session, period, issuer)
    kinds = document_list.totals(session, period, issuer)
    data = sheets.xlsx([_sums(kinds), *(_sheet(kind, title, found) for kind, title in _titles().items())])
    name = f"dokumen-jual-{period.first:%Y-%m}.xlsx" if period.month else f"dokumen-jual-{period.year}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(data, mimetype=XLSX, headers=headers)


def _titles() -> dict[str, str]:
    return {"invoice": _("Invoice"), "credit_note": _("Nota kredit"), "receipt": _("Kuitansi")}


def _sums(kinds: dict[str, Totals]) -> tuple[str, list[str], list[list[Any]]]:
    header = [_("Jenis"), _("Banyaknya"), _("Sebelum PPN"), _("PPN"), _("Jumlah")]
    rows = [(title, kinds.get(kind, Totals())) for kind, title in _titles().items()]
    rows.append((_("Terjual (invoice dikurangi nota kredit)"), document_list.sold(kinds)))
    return _("Ringkasan"), header, [[title, t.count, t.total - t.tax, t.tax, t.total] for title, t in rows]


def _sheet(kind: str, title: str, found: list[Document]) -> tuple[str, list[str], list[list[Any]]]:
    header = [
        _("Nomor"), _("Tanggal"), _("Penerbit"), _("Pesanan"), _("Untuk dokumen"),
        _("Sebelum PPN"), _("PPN"), _("Jumlah"), _("Sidik"),
    ]  # fmt: skip
    chosen = [row for row in reversed(found) if row.kind == kind]
    rows: list[list[Any]] = [
        [
            row.number, row.issued_on.isoformat(), row.issuer_name, row.data["order"],
            row.refers_to.number if row.refers_to else "", row.total - row.tax, row.tax, row.total, row.sha256,
        ]
        for row in chosen
    ]  # fmt: skip
    total, tax = sum(row.total for row in chosen), sum(row.tax for row in chosen)
    return title, header, [*rows, [_("Jumlah"), "", "", "", "", total - tax, tax, total, ""]]


def _period() -> Period:
    today = clock.today()
    return Period(_number("tahun", 2000, 9_998, today.year), _number("bulan", 0, 12, today.month))


def _number(name: str, least: int, most: int, otherwise: int) -> int:
    text = request.args.get(name, "")
    return (
        int(text) if text.isascii() and text.isdigit() and len(text) < 5 and least <= int(text) <= most else otherwise
    )
