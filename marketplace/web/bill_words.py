"""Bills of organisations in words: terms, state, and the kuitansi that belongs to each."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.money.documents import Document
from marketplace.trade import invoicing
from marketplace.trade.bills import Bill
from marketplace.trade.orders import Order


def terms(code: str) -> str:
    """`14` → `14 hari`."""
    if code.isdigit():
        return _("%(n)s hari", n=code)
    return {"tunai": _("Tunai saat terima"), "dp50": _("Uang muka 50 %%")}.get(code, code)


def state(bill: Bill) -> tuple[str, str]:
    """(words, tone) of a bill."""
    found = bill.state
    if found == "overdue":
        return _("lewat %(n)s hari", n=bill.days_late), "bad"
    if found == "paid":
        return _("lunas"), "good"
    if found == "cancelled":
        return _("tidak ditagih"), "calm"
    if not bill.days_late:
        return _("jatuh tempo hari ini"), "wait"
    return (_("dibayar sebagian"), "wait") if found == "part" else (_("belum jatuh tempo"), "calm")


def ages() -> list[str]:
    """Names of the columns of an ageing."""
    return [_("Belum jatuh tempo"), _("Lewat 1–30 hari"), _("31–60 hari"), _("61–90 hari"), _("Lebih dari 90 hari")]


def receipts(session: Session, bills: Iterable[Bill]) -> dict[int, list[tuple[str, str]]]:
    """The kuitansi of bills, by bill id: number and public id; a down payment has one from every maker."""
    bills = list(bills)
    sources = {f"order:{bill.order_id} receipt": bill.id for bill in bills if bill.order_id is not None}
    deposits = {bill.group_id: bill.id for bill in bills if bill.order_id is None}
    if deposits:
        orders = session.execute(select(Order.id, Order.group_id).where(Order.group_id.in_(deposits)))
        sources |= {invoicing.deposit_source(order): deposits[group] for order, group in orders}
    query = select(Document.source, Document.number, Document.public_id).where(Document.source.in_(sources))
    found: dict[int, list[tuple[str, str]]] = {}
    for source, number, public_id in session.execute(query.order_by(Document.id)):
        found.setdefault(sources[source], []).append((number, public_id))
    return found
