"""Bills of organisations in words: terms, state, and the kuitansi that belongs to each."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.money.documents import Document
from marketplace.trade.bills import Bill


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


def receipts(session: Session, bills: Iterable[Bill]) -> dict[int, str]:
    """The kuitansi of bills, by bill id."""
    subjects = {f"order:{bill.order_id}": bill.id for bill in bills}
    query = select(Document.subject, Document.public_id).where(
        Document.subject.in_(subjects), Document.kind == "receipt"
    )
    return {subjects[subject]: public_id for subject, public_id in session.execute(query)}
