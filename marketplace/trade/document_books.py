"""Do the sales documents agree with the books? Numbers, fingerprints, sums; every line is a fault."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money.documents import KINDS, Document
from marketplace.money.ledger import Account, Entry, Posting
from marketplace.money.numbers import DocumentCounter

from .bills import Bill
from .refund_rows import Refund


def faults(session: Session) -> list[str]:
    """Everything about documents that does not hold."""
    rows = list(session.scalars(select(Document).order_by(Document.id)))
    return _numbers(session, rows) + _bodies(rows) + _sales(session, rows) + _deposits(session, rows)


def _numbers(session: Session, rows: list[Document]) -> list[str]:
    """From one on without a gap, as far as the counter says."""
    given: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for row in rows:
        given[row.issuer, row.kind, row.year].append(row.serial)
    counters = session.scalars(select(DocumentCounter).where(DocumentCounter.kind.in_(KINDS)))
    last = {(row.issuer, row.kind, row.year): row.last for row in counters}
    found = []
    for key in sorted(set(given) | set(last)):
        if sorted(given[key]) != list(range(1, last.get(key, 0) + 1)):
            name = " ".join(str(part) for part in key)
            found.append(f"documents {name}: {len(given[key])} numbers, the counter says {last.get(key, 0)}")
    return found


def _bodies(rows: list[Document]) -> list[str]:
    found = []
    for row in rows:
        said = row.data
        if not row.is_intact:
            found.append(f"document {row.number}: its fingerprint differs")
        elif (said["number"], said["total"]) != (row.number, row.total) or row.year != clock.local(row.issued_at).year:
            found.append(f"document {row.number}: its columns differ from what it says")
        elif "lines" in said and sum(line["amount"] for line in said["lines"]) + said["fee"] != row.total:
            found.append(f"document {row.number}: its lines do not add up")
    return found


def _sales(session: Session, rows: list[Document]) -> list[str]:
    """Invoices against what the ledger sold, credit notes against refunds, receipts against money received."""
    credited: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.kind == "credit_note":
            credited[row.subject] += row.total
    held, cash, refunds = _held(session), _collected(session), _refunds(session)
    found = []
    for row in rows:
        order = int(row.subject.removeprefix("order:"))
        on_hold = sum(-amount for at, amount in held[order] if at <= row.issued_at)
        sold = cash.get(order, on_hold)
        if row.kind == "receipt" and row.total > sold and "deposit" not in row.data:
            found.append(f"document {row.number} of {row.subject}: receipt {row.total}, received {sold}")
        if row.kind != "invoice":
            continue
        if sold and row.total != sold:
            found.append(f"document {row.number} of {row.subject}: invoice {row.total}, sold {sold}")
        back = sum(amount for at, amount in refunds[order] if at >= row.issued_at)
        if credited[row.subject] != back or back > row.total:
            found.append(f"document {row.number} of {row.subject}: credited {credited[row.subject]}, refunded {back}")
    return found


def _deposits(session: Session, rows: list[Document]) -> list[str]:
    """The kuitansi of a down payment, all makers together, against what was paid of it."""
    told: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.kind == "receipt" and "deposit" in row.data:
            told[row.data["deposit"]] += row.total
    query = select(Bill.number, Bill.paid).where(Bill.kind == "deposit")
    paid = {number: int(amount) for number, amount in session.execute(query)}
    return [
        f"down payment {number}: receipts {total}, paid {paid.get(number, 0)}"
        for number, total in sorted(told.items())
        if total != paid.get(number, 0)
    ]


def _held(session: Session) -> dict[int, list[tuple[datetime, int]]]:
    """What came to and left each order's held money, with its instant."""
    query = (
        select(Account.code, Entry.at, Posting.amount)
        .join(Posting, Posting.account_id == Account.id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(Account.kind == "order_funds")
    )
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for code, at, amount in session.execute(query):
        found[int(code.split(":")[1])].append((at, int(amount)))
    return found


def _collected(session: Session) -> dict[int, int]:
    """Cash that was collected for each order, and what was invoiced on terms."""
    query = (
        select(Entry.source, func.sum(Posting.amount))
        .join(Posting, Posting.entry_id == Entry.id)
        .join(Account, Account.id == Posting.account_id)
        .where(
            ((Account.kind == "producer_cash") & Entry.source.like("order:% collected"))
            | ((Account.kind == "receivable") & Entry.source.like("order:% invoiced"))
        )
        .group_by(Entry.source)
    )
    return {int(source.split()[0].split(":")[1]): int(total) for source, total in session.execute(query)}


def _refunds(session: Session) -> dict[int, list[tuple[datetime, int]]]:
    """What was refunded to buyers: goods that had left."""
    query = select(Refund.order_id, Refund.decided_at, Refund.amount).where(Refund.state == "given")
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for order, at, amount in session.execute(query):
        if at is not None:
            found[order].append((at, int(amount)))
    return found
