"""The finance desk: what needs a hand today, where the money is and whose, and the search."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.money import accounts
from marketplace.money.accounts import DEBIT_KINDS
from marketplace.money.ledger import KINDS
from marketplace.trade import tracing
from marketplace.web import fragments, words
from marketplace.web.access import policy

from . import account_names, finance_counters

bp = Blueprint("finance", __name__)
ALWAYS = ("clearing", "producer_cash", "order_funds", "owed", "payable", "commission")


@dataclass(frozen=True)
class Figure:
    """A kind of account with its natural balance in rupiah."""

    code: str
    name: str
    amount: int


@bp.get("/agensi/keuangan")
@policy("staff:finance")
def show() -> Response:
    """Today's work, the figures, or what was looked for."""
    asked = " ".join(request.args.get("cari", "").split())[:40]
    return _found(asked) if asked else _desk()


def _desk() -> Response:
    balances = accounts.by_kind(db.session())
    shown = [
        Figure(kind, account_names.kind(kind), balances.get(kind, 0))
        for kind in KINDS
        if kind in ALWAYS or balances.get(kind)
    ]
    sides = [
        (_("Uangnya ada di mana"), [figure for figure in shown if figure.code in DEBIT_KINDS]),
        (_("Uang itu milik siapa"), [figure for figure in shown if figure.code not in DEBIT_KINDS]),
    ]
    lists = finance_counters.finance()
    desks = [desk for desk in lists if desk.count]
    quiet = [desk for desk in lists if not desk.count]
    return fragments.page("agency/finance/show.html", desks=desks, quiet=quiet, sides=sides, asked="")


def _found(asked: str) -> Response:
    session = db.session()
    orders, entries = tracing.orders_like(session, asked), tracing.entries_of(session, asked)
    if len(orders) == 1 and not entries:
        return redirect(url_for("agency.orders.show", number=orders[0].number), 303)
    return fragments.page("agency/finance/found.html", asked=asked, orders=orders, entries=entries, words=words)
