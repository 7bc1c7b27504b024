"""What an organisation has to pay: open bills by age, papers, its credit, and a month to print."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, flash, g, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.money import documents, receiving
from marketplace.money.documents import Document
from marketplace.people.buyers import Desk
from marketplace.trade import ageing, bills, credit, receivables
from marketplace.trade.bills import Bill
from marketplace.web import bill_words, fragments, identity
from marketplace.web.access import BUYER, policy
from marketplace.web.documents import accounts, answers, bast

from . import desks
from .waiting import COUNTERS, Wait

bp = Blueprint("bills", __name__)
SOON = 7


@bp.get("/pembelian/<org>/tagihan")
@policy(BUYER)
def show(org: str) -> Response:
    """Open bills by due day, then what was paid."""
    session, desk = db.session(), _desk(org)
    open_ = bills.seen(session, desk, only_open=True)
    done = [bill for bill in bills.seen(session, desk) if not bill.open]
    return fragments.page(
        "buyer/bills/show.html",
        desk=desk,
        bills=open_,
        done=done,
        ages=ageing.of(open_),
        words=bill_words,
        credit=credit.of(session, desk.organisation),
        stopped=credit.stopped(session, desk.organisation),
        pay_to=receiving.current(session, "bank"),
        outlets={one.id: one.name for one in desk.organisation.outlets},
        months=_months(open_ + done),
        kuitansi=bill_words.receipts(session, done),
    )


@bp.post("/pembelian/<org>/tagihan/<public_id>/lengkap")
@policy(BUYER)
def papers(org: str, public_id: str) -> Response:
    """The complete invoice is here: the days of terms count from today."""
    session, desk = db.session(), _desk(org)
    bill = _bill(desk, public_id)
    try:
        receivables.papers_complete(session, bill, clock.today(), by=identity.actor())
        session.commit()
        flash(_("Faktur %(number)s tercatat lengkap.", number=bill.number))
    except NotAllowed:
        flash(_("Faktur ini sudah tercatat lengkap, atau temponya dihitung dari penerimaan."), "warning")
    return fragments.leave(url_for("buyer.bills.show", org=org))


@bp.get("/pembelian/<org>/dokumen/<public_id>")
@policy(BUYER)
def document(org: str, public_id: str) -> Response:
    """Invoice, kuitansi or credit note: the print page."""
    return answers.page(_document(_desk(org), public_id), url_for("buyer.bills.show", org=org))


@bp.get("/pembelian/<org>/dokumen/<public_id>.pdf")
@policy(BUYER)
def document_file(org: str, public_id: str) -> Response:
    """The PDF."""
    return answers.file(_document(_desk(org), public_id))


@bp.get("/pembelian/<org>/dokumen/<public_id>/meterai")
@policy(BUYER)
def stamped(org: str, public_id: str) -> Response:
    """The kuitansi with its meterai."""
    return answers.stamped(_document(_desk(org), public_id))


@bp.get("/pembelian/<org>/rekening/<month>")
@policy(BUYER)
def statement(org: str, month: str) -> Response:
    """One month of all makers on one paper."""
    desk = _desk(org)
    here = url_for("buyer.bills.statement_file", org=org, month=month)
    paper = accounts.paper(desk.organisation, *_account(desk, month))
    return fragments.page(
        "documents/signed.html", paper=paper, back=url_for("buyer.bills.show", org=org), file=here, aside=""
    )


@bp.get("/pembelian/<org>/rekening/<month>.pdf")
@policy(BUYER)
def statement_file(org: str, month: str) -> Response:
    """The same as a file."""
    desk = _desk(org)
    return bast.download(accounts.paper(desk.organisation, *_account(desk, month)))


def _desk(org: str) -> Desk:
    desk = desks.current(org)
    desks.demand_anywhere(desk, "finance")
    return desk


def _account(desk: Desk, month: str) -> tuple[ageing.Account, list[Bill]]:
    outlets = desk.outlet_ids("finance")
    account = ageing.month(db.session(), desk.organisation, accounts.month_of(month), outlets=outlets)
    return account, bills.seen(db.session(), desk, only_open=True)


def _bill(desk: Desk, public_id: str) -> Bill:
    found = bills.by_public_id(db.session(), public_id)
    if found.organisation_id != desk.organisation.id or not desk.may(found.outlet_id, "finance"):
        raise NotFound(public_id=public_id)
    return found


def _document(desk: Desk, public_id: str) -> Document:
    """A paper about an order of an outlet where the person does finance; raise NotFound."""
    found = documents.by_public_id(db.session(), public_id)
    order = found.subject.removeprefix("order:")
    bill = bills.of_order(db.session(), int(order)) if order.isdecimal() else None
    if bill is None and order.isdecimal():
        bill = bills.deposit_of_order(db.session(), int(order))
    if bill is None or bill.organisation_id != desk.organisation.id or not desk.may(bill.outlet_id, "finance"):
        raise NotFound(public_id=public_id)
    return found


def _months(rows: list[Bill]) -> list[date]:
    """Every month since the first bill, the newest first."""
    if not rows:
        return []
    first = min(bill.issued_on for bill in rows).replace(day=1)
    month, found = clock.today().replace(day=1), list[date]()
    while month >= first and len(found) < 24:
        found.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return found


def counter_due(desk: Desk) -> Wait | None:
    """What is to be paid within a week."""
    last = clock.today() + timedelta(days=SOON)
    return _counted(
        desk,
        _("jatuh tempo dalam 7 hari"),
        [bill for bill in _open(desk) if bill.days_late <= 0 and bill.due_on <= last],
    )


def counter_overdue(desk: Desk) -> Wait | None:
    """What should have been paid by now."""
    return _counted(desk, _("sudah lewat jatuh tempo"), [bill for bill in _open(desk) if bill.days_late > 0], late=True)


def _open(desk: Desk) -> list[Bill]:
    """Read once a request: two counters look at them."""
    if not desk.anywhere("finance"):
        return []
    known: dict[int, list[Bill]] = g.setdefault("open_bills", {})
    key = desk.organisation.id
    if key not in known:
        known[key] = bills.seen(db.session(), desk, only_open=True)
    return known[key]


def _counted(desk: Desk, what: str, found: list[Bill], *, late: bool = False) -> Wait:
    return Wait(
        label=_("Tagihan"),
        href=url_for("buyer.bills.show", org=desk.organisation.public_id),
        what=what,
        count=len(found),
        late=late,
        amount=sum(bill.open for bill in found),
    )


COUNTERS.extend((counter_overdue, counter_due))
