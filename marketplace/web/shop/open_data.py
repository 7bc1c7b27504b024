"""Open data: what is sold by month and kecamatan, without names, for everybody."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.insight import open_data, rollups
from marketplace.kernel import sheets
from marketplace.kernel.db import db
from marketplace.web import fragments
from marketplace.web.access import PUBLIC, policy

bp = Blueprint("open_data", __name__)
HEADER = ["bulan", "kecamatan", "penjual", "pesanan", "kemasan", "omzet_rupiah", "bahan_lokal_rupiah_perkiraan"]


@bp.get("/data-terbuka")
@policy(PUBLIC)
def show() -> Response:
    """What the file holds and how it is made."""
    session = db.session()
    cells = open_data.published(session)
    return fragments.page(
        "shop/pages/open_data.html",
        months=sorted({cell.month for cell in cells}),
        hidden=sum(cell.is_hidden for cell in cells),
        header=HEADER,
        fewest=open_data.FEWEST,
        counted=rollups.last_done(session),
    )


@bp.get("/data-terbuka/penjualan.csv")
@policy(PUBLIC)
def file() -> Response:
    """The file; hidden figures are empty."""
    rows = [
        [f"{cell.month:%Y-%m}", cell.kecamatan, cell.makers, cell.orders, cell.packs, cell.rupiah, cell.local]
        for cell in open_data.published(db.session())
    ]
    answer = Response(sheets.as_csv(HEADER, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="penjualan-per-kecamatan.csv"'
    return answer
