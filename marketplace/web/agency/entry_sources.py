"""Where the source of an entry has its page, and what proves it."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.money.cards import CardCharge
from marketplace.money.courier_bills import CourierBill
from marketplace.money.deposits import CashDeposit
from marketplace.money.ledger import Entry
from marketplace.money.payouts import Payout
from marketplace.money.statements import StatementLine
from marketplace.money.tax_handed_on import TaxHandedOn
from marketplace.people.producers import Producer
from marketplace.trade import card_payments
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.owed import Owed
from marketplace.trade.refund_rows import Refund
from marketplace.web import filters

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


def _payout(session: Session, number: int) -> Link | None:
    payout = session.get(Payout, number)
    if payout is None:
        return None
    address = url_for("agency.payouts.batch", public_id=payout.batch.public_id)
    return _("Pencairan %(number)s", number=payout.batch.number), address


def _deposit(session: Session, number: int) -> Link | None:
    deposit = session.get(CashDeposit, number)
    maker = session.get(Producer, deposit.producer_id) if deposit else None
    return (_("Setoran %(name)s", name=maker.name), url_for("agency.payouts.show")) if maker else None


def _courier_bill(session: Session, number: int) -> Link | None:
    return _("Tagihan kurir"), url_for("agency.courier.show")


def _tax(session: Session, number: int) -> Link | None:
    return _("Setoran pajak"), url_for("agency.tax_handing.show")


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
    "tax_handed_on": _tax,
    "payout": _payout,
    "deposit": _deposit,
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


def _state_receipt(session: Session, number: int) -> list[Link]:
    paid = session.get(TaxHandedOn, number)
    return [(_("Bukti setor"), url_for("agency.tax_handing.photo", public_id=paid.public_id))] if paid else []


def _sent(session: Session, number: int) -> list[Link]:
    payout = session.get(Payout, number)
    if payout is None or not payout.proof_key:
        return []
    return [(_("Bukti kirim"), url_for("agency.payout_steps.photo", public_id=payout.public_id))]


def _handed_over(session: Session, number: int) -> list[Link]:
    deposit = session.get(CashDeposit, number)
    if deposit is None or not deposit.proof_key:
        return []
    return [(_("Bukti setoran"), url_for("agency.maker_money.proof", deposit_id=deposit.id))]


PROOFS: dict[str, Callable[[Session, int], list[Link]]] = {
    "group": _transfers,
    "owed": _return,
    "courier_bill": _bill,
    "tax_handed_on": _state_receipt,
    "payout": _sent,
    "deposit": _handed_over,
}


def proofs_of(session: Session, entry: Entry) -> list[Link]:
    """What proves an entry: pictures, and the lines of the bank's statements."""
    subject, number = parts(entry.source)
    find = PROOFS.get(subject)
    return [*(find(session, number) if find and number else []), *_bank_lines(session, entry)]


def _bank_lines(session: Session, entry: Entry) -> list[Link]:
    found = session.scalars(select(StatementLine).where(StatementLine.entry_id == entry.id).order_by(StatementLine.id))
    return [
        (
            _("Mutasi %(day)s, baris %(row)s", day=filters.day(line.on), row=line.row),
            url_for("agency.statement_lines.show", public_id=line.public_id),
        )
        for line in found
    ]


def page_of(session: Session, source: str) -> Link | None:
    """The page of what an entry is about: its label and address."""
    subject, number = parts(source)
    find = PAGES.get(subject)
    return find(session, number) if find and number else None


def parts(source: str) -> tuple[str, int]:
    """`order:9 earned` is of `order` and 9."""
    subject, _colon, rest = source.partition(":")
    number = rest.partition(" ")[0]
    return subject, int(number) if number.isdigit() else 0
