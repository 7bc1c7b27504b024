"""How much may be ordered in a month: for each outlet, and for each of its members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.people import budgets
from marketplace.people.budgets import Budget
from marketplace.people.buyers import Buyer, Desk, members
from marketplace.people.organisations import LARGEST_CREDIT, Outlet
from marketplace.sourcing import spending
from marketplace.web import forms, fragments, identity
from marketplace.web.access import BUYER, policy
from marketplace.web.rupiah_field import RupiahField

from . import desks

bp = Blueprint("budgets", __name__)
WHOLE = "outlet"
READERS = ("approver", "finance", "owner")


class BudgetField(RupiahField):
    """Up to what a whole hotel may buy."""

    most = LARGEST_CREDIT


@dataclass(frozen=True)
class Row:
    """One budget of an outlet: its field, whose it is, what holds now, and rupiah of this month that count on it."""

    field: str
    name: str
    buyer_id: int | None
    now: Budget | None
    used: int

    @property
    def amount(self) -> int | None:
        """Rupiah a month; nothing means no limit."""
        return self.now.amount if self.now else None

    @property
    def is_over(self) -> bool:
        """Whether more counts on it than it allows."""
        return self.amount is not None and self.used > self.amount


@bp.get("/pembelian/<org>/anggaran")
@policy(BUYER)
def show(org: str) -> Response:
    """Every budget of the outlets where the person approves, pays or owns."""
    return _page(_readers(org))


@bp.post("/pembelian/<org>/anggaran/<outlet>")
@policy(BUYER)
def save(org: str, outlet: str) -> Response:
    """Set the budgets of one outlet."""
    desk = desks.current(org)
    place = desks.outlet(desk, outlet, "owner")
    rows = _rows(desk, [place])[place.id]
    form = _form(place, rows)
    if not form.validate():
        return _page(desk, status=422, wrong=form, where=place)
    for row in rows:
        budgets.set_amount(db.session(), place, row.buyer_id, form[row.field].data, by=identity.actor())
    db.session.commit()
    flash(_("Anggaran %(outlet)s sudah disimpan.", outlet=place.name))
    return fragments.leave(url_for("buyer.budgets.show", org=org))


def _readers(org: str) -> Desk:
    desk = desks.current(org)
    desks.demand_anywhere(desk, *READERS)
    return desk


def _rows(desk: Desk, outlets: list[Outlet]) -> dict[int, list[Row]]:
    session, ids = db.session(), [one.id for one in outlets]
    held, used = budgets.current(session, ids), spending.used(session, ids)

    def row(field: str, name: str, outlet: Outlet, buyer_id: int | None) -> Row:
        whose = (outlet.id, buyer_id)
        return Row(field, name, buyer_id, held.get(whose), used.get(whose, 0))

    people = members(session, desk.organisation)
    return {
        one.id: [
            row(WHOLE, _("Seluruh outlet"), one, None),
            *(row(f"anggota-{buyer.id}", buyer.user.name, one, buyer.id) for buyer in people if _orders(buyer, one)),
        ]
        for one in outlets
    }


def _orders(buyer: Buyer, outlet: Outlet) -> bool:
    return any(held.outlet_id == outlet.id and held.role in {"requester", "owner"} for held in buyer.roles)


def _form(outlet: Outlet, rows: list[Row], *, typed: bool = True) -> Any:
    """Fields for one outlet; their ids carry the outlet, since a page shows several such forms."""
    made = {row.field: BudgetField(row.name, [forms.optional()], id=f"{outlet.public_id}-{row.field}") for row in rows}
    kind = type("BudgetForm", (forms.Form,), made)
    data = {row.field: row.amount for row in rows}
    return kind(data=data) if typed else kind(formdata=None, data=data)


def _page(desk: Desk, *, status: int = 200, wrong: Any = None, where: Outlet | None = None) -> Response:
    outlets = desk.outlets(*READERS)
    rows = _rows(desk, outlets)
    shown = {
        one.id: wrong if one is where else _form(one, rows[one.id], typed=False)
        for one in outlets
        if desk.may(one.id, "owner")
    }
    return fragments.page(
        "buyer/budgets/show.html", status=status, desk=desk, outlets=outlets, rows=rows, forms=shown,
        form_errors=wrong.errors if wrong else None, month=clock.today(),
    )  # fmt: skip
