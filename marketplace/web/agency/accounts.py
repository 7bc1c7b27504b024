"""The trial balance of a day and the card of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.money import accounts
from marketplace.money.ledger import KINDS
from marketplace.web import fragments
from marketplace.web.access import policy

from . import account_names, days

bp = Blueprint("accounts", __name__)


@dataclass(frozen=True)
class KindRow:
    """A kind of account: how many are not empty, and the sums of both sides in rupiah."""

    code: str
    name: str
    count: int
    debit: int
    credit: int


@bp.get("/agensi/keuangan/neraca")
@policy("staff:finance")
def trial() -> Response:
    """Every kind of account at the end of a day; both sides have one sum."""
    try:
        day = days.asked("hari", clock.today())
    except days.WrongDay as mistake:
        return trial_page(clock.today(), {"hari": str(mistake)})
    return trial_page(day)


@bp.get("/agensi/keuangan/akun/<code>")
@policy("staff:finance")
def card(code: str) -> Response:
    """An account, or all of a kind: its postings with the balance after each, newest first."""
    session, page = db.session(), days.page()
    kind = accounts.kind_of(session, code) or (code if code in KINDS else None)
    if kind is None:
        raise NotFound(code=code)
    found = accounts.card(session, code, page)
    parts, count = accounts.parts(session, kind) if ":" not in code else ([], 0)
    names = account_names.owners(session, [code, *(line.code for line in found.lines), *(row.code for row in parts)])
    pages = -(-found.count // accounts.PAGE)
    return fragments.page(
        "agency/accounts/card.html",
        code=code,
        kind=kind,
        title=account_names.kind(kind),
        owner=names.get(code, ""),
        card=found,
        parts=parts if count > 1 else [],
        part_count=count,
        names=names,
        natural=lambda amount: accounts.natural(kind, amount),
        is_debit=kind in accounts.DEBIT_KINDS,
        newer=url_for("agency.accounts.card", code=code, hal=page - 1) if page > 1 else None,
        older=url_for("agency.accounts.card", code=code, hal=page + 1) if page < pages else None,
        page=page,
        pages=pages,
    )


def trial_page(day: date, problems: dict[str, str] | None = None) -> Response:
    """The trial balance of a day, with what was wrong in its forms by field."""
    rows = _by_kind(accounts.trial(db.session(), day, day))
    return fragments.page(
        "agency/accounts/trial.html",
        status=422 if problems else 200,
        day=day,
        rows=rows,
        debit=sum(row.debit for row in rows),
        credit=sum(row.credit for row in rows),
        first=day.replace(day=1),
        typed=request.args,
        problems=problems or {},
        told=[(field, text, "") for field, text in (problems or {}).items()],
        form_errors=problems,
    )


def _by_kind(rows: list[accounts.Row]) -> list[KindRow]:
    found = []
    for kind in KINDS:
        mine = [row.after for row in rows if row.kind == kind and row.after]
        debit, credit = sum(a for a in mine if a > 0), -sum(a for a in mine if a < 0)
        if mine:
            found.append(KindRow(kind, account_names.kind(kind), len(mine), debit, credit))
    return found
