"""Finance closes a month of the books; there is no way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import ids, rupiah
from marketplace.kernel.db import db
from marketplace.kernel.errors import Refusal
from marketplace.money import periods
from marketplace.trade import closing
from marketplace.trade.closing import Open
from marketplace.web import filters, fragments, identity, sentences
from marketplace.web.access import policy

bp = Blueprint("closing", __name__)


@dataclass(frozen=True)
class Warning:
    """What is still open, and where it is settled."""

    text: str
    href: str | None


@bp.get("/agensi/keuangan/tutup-buku")
@policy("staff:finance")
def show() -> Response:
    """The month that is next, what is open in it, and the closed ones."""
    return _page()


@bp.post("/agensi/keuangan/tutup-buku")
@policy("staff:finance")
def close() -> Response:
    """Close the month of the form."""
    month = _month(request.form.get("bulan", ""))
    if month is None:
        return _page(422, _("Pilih bulan yang akan ditutup."))
    try:
        closing.close(db.session(), month, by=identity.actor())
    except Refusal as refusal:
        db.session.rollback()
        return _page(422, sentences.of(refusal))
    db.session.commit()
    flash(_("%(month)s sudah ditutup.", month=filters.month(month.first)))
    return redirect(url_for("agency.closing.show"), 303)


@bp.post("/agensi/keuangan/tutup-buku/periksa")
@policy("staff:finance")
def check() -> Response:
    """Have the books looked through once more."""
    session = db.session()
    closing.promise_check(session, f"{closing.BOOKS_JOB}:{ids.token()}")
    session.commit()
    flash(_("Buku sedang diperiksa. Muat ulang halaman ini sebentar lagi."))
    return redirect(url_for("agency.closing.show"), 303)


def _month(text: str) -> periods.Month | None:
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return periods.Month(day) if 2000 <= day.year <= 2100 else None


def _page(status: int = 200, problem: str = "") -> Response:
    session = db.session()
    month = periods.due(session)
    return fragments.page(
        "agency/closing/show.html",
        status=status,
        problem=problem,
        form_errors=problem,
        month=month,
        totals=periods.totals(session, month.ends_at),
        warnings=[_warning(row) for row in closing.still_open(session, month)],
        checked=closing.last_check(session),
        closed=periods.closed(session),
    )


def _warning(row: Open) -> Warning:
    money = rupiah.show(row.amount)
    return {
        "proofs": lambda: Warning(_("%(n)s bukti bayar belum dicek.", n=row.count), url_for("agency.proofs.show")),
        "owed": lambda: Warning(
            _("%(n)s pengembalian ke pembeli belum selesai, %(sum)s.", n=row.count, sum=money),
            url_for("agency.owed.show"),
        ),
        "held": lambda: Warning(
            _("Uang %(n)s pesanan masih ditahan, %(sum)s.", n=row.count, sum=money),
            url_for("agency.accounts.card", code="order_funds"),
        ),
        "faults": lambda: Warning(_("%(n)s hal di buku tidak cocok. Hubungi pengelola sistem.", n=row.count), None),
    }[row.what]()
