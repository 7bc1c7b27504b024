"""Sales documents of an order: each is issued once, in the transaction of what it is issued for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import clock, faults
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound, Refusal
from marketplace.money import documents, stamp_duty, tax_rules, terbilang
from marketplace.money.documents import Document, Draft

from . import issuers, taxing
from .orders import Order, OrderGroup, subject

References = dict[str, str]
REFERENCES: list[Callable[[Session, Order], References]] = []
AFTER_INVOICE = faults.declare("document.invoiced", "the invoice is written, its receipt is not")


class CreditTooHigh(Refusal):
    """More would be credited than was invoiced; facts: left."""


@dataclass(frozen=True)
class CreditRow:
    """`quantity` packs of a line for which `amount` rupiah are credited."""

    line_id: int
    quantity: int
    amount: int


def goods_left(session: Session, order: Order, *, by: Actor) -> None:
    """The invoice for what is sent; with it the receipt when the money is there already."""
    issue_invoice(session, order, by=by)
    faults.at(AFTER_INVOICE)
    if order.group.payment.state == "paid":
        issue_receipt(session, order, by=by)


def issue_invoice(session: Session, order: Order, *, by: Actor, due_on: date | None = None) -> Document:
    """The invoice of an order, for what is sent of it; with terms the day until which it is to be paid."""
    source = f"{subject(order)} invoice"
    found = documents.of_source(session, source)
    if found is not None:
        return found
    day = clock.today()
    key, issuer = issuers.of(session, order.producer, day)
    free = taxing.exempt_lines(session, order.lines, day)
    lines = [_line(line, taxed=line.id not in free) for line in order.lines if line.going]
    exempted = sum(line["amount"] for line in lines if not line["taxed"])
    total = sum(line["amount"] for line in lines) + order.delivery_fee
    tax = taxing.of_sale(session, day, pkp=issuer["pkp"], taxable=total - exempted, free=exempted)
    data = _head(order, issuer, total) | {
        "lines": lines,
        "fee": order.delivery_fee,
        "tax": tax.lines,
        "method": order.group.payment.method,
    }
    if due_on is not None:
        data |= {"due_on": due_on.isoformat(), "named": _named(session, order)}
    advance = documents.of_source(session, deposit_source(order.id))
    if advance is not None:
        data["advance"] = {"number": advance.number, "total": advance.total}
    return documents.issue(session, _draft("invoice", key, order, source, total, tax.ppn, data), by=by)


def issue_receipt(session: Session, order: Order, *, by: Actor, total: int | None = None) -> Document:
    """The kuitansi of an order whose money is there (`total` rupiah, or all); it names the invoice."""
    source = f"{subject(order)} receipt"
    found = documents.of_source(session, source)
    if found is not None:
        return found
    invoice = issue_invoice(session, order, by=by)
    said, total = invoice.data, invoice.total if total is None else total
    whole = total == invoice.total
    data = _head(order, said["issuer"], total) | {
        "for": {"number": invoice.number, "issued_on": said["issued_on"]},
        "method": order.group.payment.method,
        "tax": said["tax"] if whole else [],
        "stamp": stamp_duty.needed(session, total),
    }
    draft = _draft("receipt", invoice.issuer, order, source, total, invoice.tax if whole else 0, data, invoice.id)
    return documents.issue(session, draft, by=by)


def issue_deposit_receipt(session: Session, order: Order, total: int, bill: str, *, by: Actor) -> Document:
    """The kuitansi of a maker's part of a down payment; nothing was sold yet, so it names no invoice and no tax."""
    key, issuer = issuers.of(session, order.producer, clock.today())
    data = _head(order, issuer, total) | {
        "deposit": bill,
        "method": order.group.payment.method,
        "tax": [],
        "stamp": stamp_duty.needed(session, total),
    }
    return documents.issue(session, _draft("receipt", key, order, deposit_source(order.id), total, 0, data), by=by)


def deposit_source(order_id: int) -> str:
    """What the kuitansi of a down payment is issued for."""
    return f"order:{order_id} deposit receipt"


def issue_credit_note(
    session: Session,
    order: Order,
    rows: list[CreditRow],
    fee: int,
    reason: str,
    *,
    by: Actor,
    source: str = "",
) -> Document | None:
    """Take back part of an invoice, once for each `source` (`refund:7`); nothing when there is no invoice.

    Raise CreditTooHigh when all credit notes together would exceed it. The caller holds the order's lock.
    """
    invoice = documents.of_source(session, f"{subject(order)} invoice")
    if invoice is None:
        return None
    before = [row for row in documents.about(session, [subject(order)]) if row.kind == "credit_note"]
    source = f"{source or f'{subject(order)} part {len(before) + 1}'} credit_note"
    found = documents.of_source(session, source)
    if found is not None:
        return found
    total = sum(row.amount for row in rows) + fee
    left = invoice.total - sum(row.total for row in before)
    if not 0 < total <= left or fee < 0 or any(row.amount < 0 or row.quantity < 0 for row in rows):
        raise CreditTooHigh(left=left)
    said = invoice.data
    lines = _credited(said, rows)
    ppn = _credited_tax(said, [row.data for row in before], lines, fee)
    data = _head(order, said["issuer"], total) | {
        "lines": lines,
        "fee": fee,
        "tax": _credit_tax_lines(said, ppn),
        "for": {"number": invoice.number, "issued_on": said["issued_on"]},
        "reason": reason[:300],
        "ppn": ppn,
    }
    draft = _draft("credit_note", invoice.issuer, order, source, total, ppn, data, invoice.id)
    return documents.issue(session, draft, by=by)


def _head(order: Order, issuer: dict[str, Any], total: int) -> dict[str, Any]:
    group = order.group
    return {
        "version": 1,
        "issuer": issuer,
        "buyer": {"name": group.name, "address": _address(group)},
        "order": order.number,
        "total": total,
        "words": terbilang.rupiah(total),
        "demo": group.is_demo,
    }


def _named(session: Session, order: Order) -> References:
    """How the buyer's own papers call the order."""
    return {name: text for references in REFERENCES for name, text in references(session, order).items() if text}


def _address(group: OrderGroup) -> list[str]:
    place = group.kelurahan
    named = f"{place.name}, Kec. {place.kecamatan}, {issuers.CITY} {place.postcode}" if place else ""
    return [text for text in (group.street, named) if text]


def _line(line: Any, *, taxed: bool) -> dict[str, Any]:
    return {
        "line": line.id,
        "name": line.name,
        "label": line.label,
        "quantity": line.going,
        "unit_price": line.unit_price,
        "amount": line.unit_price * line.going,
        "taxed": taxed,
    }


def _draft(
    kind: str,
    issuer: str,
    order: Order,
    source: str,
    total: int,
    tax: int,
    data: dict[str, Any],
    refers_to: int | None = None,
) -> Draft:
    return Draft(kind, issuer, order.producer_id, subject(order), source, total, tax, data, refers_to)


def _credited(invoice: dict[str, Any], rows: list[CreditRow]) -> list[dict[str, Any]]:
    known = {line["line"]: line for line in invoice["lines"]}
    lines = []
    for row in rows:
        line = known.get(row.line_id)
        if line is None or row.quantity > line["quantity"] or row.amount > line["amount"]:
            raise CreditTooHigh(left=line["amount"] if line else 0)
        lines.append({**line, "quantity": row.quantity, "amount": row.amount})
    return lines


def _taxed(data_lines: list[dict[str, Any]], fee: int) -> int:
    return sum(int(line["amount"]) for line in data_lines if line["taxed"]) + fee


def _credited_tax(invoice: dict[str, Any], before: list[dict[str, Any]], lines: list[dict[str, Any]], fee: int) -> int:
    """PPN that goes back with this note: of all notes together less what went back before, so that a whole
    invoice taken back in parts gives back its PPN to the rupiah."""
    line = next((line for line in invoice["tax"] if line["kind"] == "ppn"), None)
    if line is None:
        return 0
    earlier = sum(_taxed(note["lines"], note["fee"]) for note in before)
    together = earlier + _taxed(lines, fee)
    return tax_rules.share(line["amount"], together, line["price"]) - sum(int(note["ppn"]) for note in before)


def _credit_tax_lines(invoice: dict[str, Any], ppn: int) -> list[dict[str, Any]]:
    lines = [line for line in invoice["tax"] if line["kind"] == "non_pkp"]
    ppn_line = next((line for line in invoice["tax"] if line["kind"] == "ppn"), None)
    return lines + ([{"kind": "ppn_back", "words": ppn_line["words"], "amount": ppn}] if ppn_line else [])


def of_orders(session: Session, orders: list[Order]) -> list[Document]:
    """What was issued for these orders."""
    return documents.about(session, [subject(order) for order in orders])


def in_group(session: Session, group: OrderGroup, public_id: str) -> Document:
    """A document of a buyer's order; raise NotFound."""
    for found in of_orders(session, group.orders):
        if found.public_id == public_id:
            return found
    raise NotFound(public_id=public_id)
