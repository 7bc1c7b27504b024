"""One entry of the books: its legs, who and when, and the page it came from."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.money import ledger
from marketplace.money.cards import CardCharge
from marketplace.money.courier_bills import CourierBill
from marketplace.money.ledger import Entry
from marketplace.money.statements import StatementLine
from marketplace.trade import card_payments
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.owed import Owed
from marketplace.trade.refund_rows import Refund
from marketplace.web import filters, fragments
from marketplace.web.access import policy

from . import account_names

bp = Blueprint("entries", __name__)
Link = tuple[str, str]
Page = Callable[[Session, int], Link | None]


def _order(session: Session, number: int) -> Link | None:
    order = session.get(Order, number)
    return _to_order(order.number) if order else None


def _group(session: Session, number: int) -> Link | None:
    group = session.get(OrderGroup, number)
    return _to_order(group.number) if group else None


def _owed(session: Session, number: int) -> Link | None:
    debt = session.get(Owed, number)
    return _order(session, debt.order_id) if debt else None


def _refund(session: Session, number: int) -> Link | None:
    refund = session.get(Refund, number)
    return _order(session, refund.order_id) if refund else None


def _charge(session: Session, number: int) -> Link | None:
    charge = session.get(CardCharge, number)
    group = card_payments.group_of(session, charge.payment_id) if charge else None
    return _to_order(group.number) if group else None


def _card_desk(session: Session, number: int) -> Link | None:
    return _("Kartu"), url_for("agency.card.show")


def _line(session: Session, number: int) -> Link | None:
    line = session.get(StatementLine, number)
    return (_("Baris mutasi"), url_for("agency.statement_lines.show", public_id=line.public_id)) if line else None


def _courier_bill(session: Session, number: int) -> Link | None:
    return _("Tagihan kurir"), url_for("agency.courier.show")


def _entry(session: Session, number: int) -> Link | None:
    return _("Catatan %(number)s", number=number), url_for("agency.entries.show", entry_id=number)


def _to_order(number: str) -> Link:
    return _("Pesanan %(number)s", number=number), url_for("agency.orders.show", number=number)


PAGES: dict[str, Page] = {
    "order": _order,
    "group": _group,
    "owed": _owed,
    "entry": _entry,
    "refund": _refund,
    "charge": _charge,
    "card_case": _card_desk,
    "card_settlement": _card_desk,
    "statement_line": _line,
    "courier_bill": _courier_bill,
}


def _transfers(session: Session, number: int) -> list[Link]:
    group = session.get(OrderGroup, number)
    accepted = [proof for proof in group.payment.proofs if proof.state == "accepted"] if group else []
    return [
        (
            _("Bukti bayar %(when)s", when=filters.moment(proof.sent_at)),
            url_for("agency.proofs.photo", proof_id=proof.public_id),
        )
        for proof in accepted
    ]


def _return(session: Session, number: int) -> list[Link]:
    debt = session.get(Owed, number)
    if debt is None or not debt.proof_key:
        return []
    return [(_("Bukti pengembalian"), url_for("agency.owed.photo", public_id=debt.public_id))]


def _bill(session: Session, number: int) -> list[Link]:
    bill = session.get(CourierBill, number)
    return [(_("Bukti bayar"), url_for("agency.courier.photo", public_id=bill.public_id))] if bill else []


PROOFS: dict[str, Callable[[Session, int], list[Link]]] = {
    "group": _transfers,
    "owed": _return,
    "courier_bill": _bill,
}


def proofs_of(session: Session, source: str) -> list[Link]:
    """Pictures that prove what an entry says."""
    subject, number = _parts(source)
    find = PROOFS.get(subject)
    return find(session, number) if find and number else []


def page_of(session: Session, source: str) -> Link | None:
    """The page of what an entry is about: its label and address."""
    subject, number = _parts(source)
    find = PAGES.get(subject)
    return find(session, number) if find and number else None


def _parts(source: str) -> tuple[str, int]:
    subject, _colon, rest = source.partition(":")
    number = rest.partition(" ")[0]
    return subject, int(number) if number.isdigit() else 0


@bp.get("/agensi/keuangan/jurnal/<int:entry_id>")
@policy("staff:finance")
def show(entry_id: int) -> Response:
    """The entry."""
    session = db.session()
    entry = session.scalars(select(Entry).where(Entry.id == entry_id)).first()
    if entry is None:
        raise NotFound(entry_id=entry_id)
    codes = [posting.account.code for posting in entry.postings]
    return fragments.page(
        "agency/entries/show.html",
        entry=entry,
        source=page_of(session, entry.source),
        proofs=proofs_of(session, entry.source),
        names=account_names.owners(session, codes),
        kind=account_names.kind,
        debit=sum(posting.amount for posting in entry.postings if posting.amount > 0),
        reversed_by=ledger.by_source(session, ledger.reversal_source(entry)),
    )
