"""The treasury's books added up anew from rows, without asking the code that verifies them."""

from __future__ import annotations

from collections import Counter, defaultdict

from sqlalchemy import Text, cast, func, literal, select
from sqlalchemy.orm import Session, selectinload

from marketplace.money.card_cases import CardCase
from marketplace.money.card_money import CardSettlement
from marketplace.money.cards import CardCharge
from marketplace.money.courier_bills import CourierBill
from marketplace.money.deposits import CashDeposit
from marketplace.money.documents import Document
from marketplace.money.ledger import Account, Entry, Posting
from marketplace.money.payments import Payment
from marketplace.money.payouts import Payout, PayoutLine
from marketplace.money.statements import StatementLine
from marketplace.trade import earnings, monthly
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.owed import Owed
from marketplace.trade.refund_rows import Refund, RefundLine

UNDER_WAY = {"placed", "accepted", "ready", "shipped", "arrived"}
NOT_DELIVERED = {"cancelled", "declined"}


def nothing_is_lost(session: Session) -> None:
    """All postings together are zero, and no posting is claimed by two live payouts."""
    assert session.scalar(select(func.sum(Posting.amount))) in {None, 0}
    held = select(func.count(), func.count(func.distinct(PayoutLine.posting_id)))
    held = held.join(Payout, Payout.id == PayoutLine.payout_id).where(
        PayoutLine.released_at.is_(None), Payout.state != "failed"
    )
    claims, postings = session.execute(held).one()
    assert claims == postings


def owners_have_it(session: Session) -> None:
    """What buyers paid is somebody's, to the rupiah; and each kind of account says the same."""
    shares, held, cash, codes = _sales(session)
    bank_in, near = _transfers(session)
    charged = _sum(session, CardCharge.amount)
    still, back_by_bank, back_by_card = _debts(session)
    assert bank_in + charged + cash == (
        sum(shares.values()) + held + codes + near + still + back_by_bank + back_by_card
    ), (bank_in, charged, cash, dict(shares), held, codes, near, still, back_by_bank, back_by_card)
    sent, claimed = _payouts(session)
    deposits, bills = _sum(session, CashDeposit.amount), _sum(session, CourierBill.amount)
    gross, fees = _sum(session, CardSettlement.gross), _sum(session, CardSettlement.fee)
    lost = _sum(session, CardCase.amount, CardCase.outcome == "written off")
    expected = {
        "clearing": bank_in - back_by_bank - sent + deposits - bills + gross - fees,
        "card_clearing": charged - back_by_card - lost - gross,
        "order_funds": -held,
        "owed": -still,
        "unique_codes": -codes,
        "makers": sent + claimed - shares["maker"] + cash - deposits,
        "payout": -claimed,
        "commission": -shares["commission"],
        "courier": bills - shares["courier"],
        "tax": -shares["tax"],
        "write_off": lost - near,
        "fees": fees,
    }
    assert _ledger(session) == {kind: amount for kind, amount in expected.items() if amount}


def makers_can_follow(session: Session, makers: list[int]) -> None:
    """The four sums and every month of every maker are what the ledger says."""
    for maker in makers:
        mine = _of_maker(session, maker)
        now = earnings.overview(session, maker)
        hers = select(literal("order_funds:") + cast(Order.id, Text)).where(Order.producer_id == maker)
        held = -_sum_postings(session, Account.code.in_(hers))
        sent = _sum(session, Payout.amount, Payout.producer_id == maker, Payout.state == "sent")
        assert now.paid == sent and now.cash == mine["producer_cash"]
        assert now.due + now.held == held - sum(mine.values())
        months = [monthly.statement(session, maker, month) for month in reversed(monthly.months(session, maker))]
        balance = 0
        for month in months:
            assert month.opening == balance and month.closing == balance + sum(line.amount for line in month.lines)
            balance = month.closing
        assert balance == -sum(mine.values())
        assert sum(month.paid for month in months) == sent and sum(month.cash for month in months) == _in_hand(
            session, maker
        )


def documents_tell_what_was_kept(session: Session) -> None:
    """Numbers without a gap; an invoice less its credit notes is what was kept of its order."""
    serials: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    kept: Counter[str] = Counter()
    for row in session.scalars(select(Document).order_by(Document.id)):
        serials[row.issuer, row.kind, row.year].append(row.serial)
        kept[row.subject] += {"invoice": row.total, "credit_note": -row.total, "receipt": 0}[row.kind]
    assert all(found == list(range(1, len(found) + 1)) for found in serials.values())
    orders = {f"order:{order.id}": order.kept for order in session.scalars(select(Order))}
    assert {subject: orders[subject] for subject in kept} == dict(kept)


def _sales(session: Session) -> tuple[Counter[str], int, int, int]:
    """Who earned what; held for orders under way; collected at the door; codes that are kept."""
    back, fees_back = _refunded(session)
    shares: Counter[str] = Counter({"maker": 0, "commission": 0, "courier": 0, "tax": 0})
    held = cash = codes = 0
    groups = select(OrderGroup).options(selectinload(OrderGroup.orders).selectinload(Order.lines))
    for group in session.scalars(groups):
        payment = group.payment
        paid = payment.state == "paid"
        for order in group.orders:
            left = {line.id: line.going - back[line.id] for line in order.lines}
            goods = sum(line.unit_price * left[line.id] for line in order.lines)
            fee = order.delivery_fee - fees_back[order.id]
            if payment.method == "cod" and order.state in {"arrived", "completed"}:
                cash += sum(line.unit_price * line.going for line in order.lines) + order.delivery_fee
            elif paid and order.state in UNDER_WAY:
                held += goods + fee
                continue
            elif not paid or order.state != "completed":
                continue
            ours = sum(line.commission * left[line.id] // line.quantity for line in order.lines)
            courier = fee if order.fee_to == "courier" else 0
            tax = goods * order.withheld_rate // 10_000
            shares.update(maker=goods + fee - ours - courier - tax, commission=ours, courier=courier, tax=tax)
        if paid and any(order.state not in NOT_DELIVERED for order in group.orders):
            codes += payment.code
    return shares, held, cash, codes


def _refunded(session: Session) -> tuple[Counter[int], Counter[int]]:
    """Packs by line, fee by order."""
    packs: Counter[int] = Counter()
    query = select(RefundLine.order_line_id, RefundLine.quantity).join(Refund).where(Refund.state == "given")
    for line, quantity in session.execute(query):
        packs[line] += quantity
    fees: Counter[int] = Counter()
    for order, fee in session.execute(select(Refund.order_id, Refund.fee).where(Refund.state == "given")):
        fees[order] += fee
    return packs, fees


def _transfers(session: Session) -> tuple[int, int]:
    """What came to the bank for payments and beside them; differences that were borne or kept."""
    came = near = 0
    overpaid: Counter[int] = Counter()
    owed = select(OrderGroup.payment_id, Owed.amount).join(Order, Order.id == Owed.order_id).join(OrderGroup)
    for payment, amount in session.execute(owed.where(Owed.reason == "overpaid")):
        overpaid[payment] += amount
    query = select(Payment.id, Payment.amount + Payment.code, StatementLine.amount)
    query = query.outerjoin(StatementLine, StatementLine.payment_id == Payment.id)
    for payment, due, arrived in session.execute(query.where(Payment.state == "paid", Payment.method != "card")):
        received = due if arrived is None else arrived
        came += received
        near += received - due - overpaid[payment]
    return came + _sum(session, StatementLine.amount, StatementLine.extra_of.is_not(None)), near


def _debts(session: Session) -> tuple[int, int, int]:
    """Still owed; sent back by the bank; sent back to cards, less what came back from there."""
    still = _sum(session, Owed.amount, Owed.state.in_(("owed", "sending")))
    bank = _sum(session, Owed.amount, Owed.state == "returned", Owed.returned_how != "kartu")
    card = _sum(session, Owed.amount, Owed.state == "returned", Owed.returned_how == "kartu")
    again = _sum(session, Owed.amount, Owed.reason == "card_failed")
    return still, bank, card - again


def _payouts(session: Session) -> tuple[int, int]:
    return _sum(session, Payout.amount, Payout.state == "sent"), _sum(session, Payout.amount, Payout.state == "claimed")


def _ledger(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(Account.kind, func.sum(Posting.amount))
        .join(Posting, Posting.account_id == Account.id)
        .group_by(Account.kind)
    )
    found: Counter[str] = Counter()
    for kind, amount in rows:
        found["makers" if kind in {"payable", "producer_cash"} else kind] += int(amount)
    return {kind: amount for kind, amount in found.items() if amount}


def _of_maker(session: Session, maker: int) -> dict[str, int]:
    """Her accounts, and what her payouts have claimed."""
    found = {}
    for kind in ("payable", "producer_cash"):
        found[kind] = _sum_postings(session, Account.code == f"{kind}:{maker}")
    found["payout"] = -_sum(session, Payout.amount, Payout.producer_id == maker, Payout.state == "claimed")
    return found


def _in_hand(session: Session, maker: int) -> int:
    """What she collected less what she brought; netting in payouts apart."""
    query = select(func.sum(Posting.amount)).join(Account).join(Entry, Entry.id == Posting.entry_id)
    query = query.where(Account.code == f"producer_cash:{maker}", Entry.source.not_like("payout:%"))
    return int(session.scalar(query) or 0)


def _sum_postings(session: Session, *conditions: object) -> int:
    return int(session.scalar(select(func.sum(Posting.amount)).join(Account).where(*conditions)) or 0)  # type: ignore[arg-type]


def _sum(session: Session, column: object, *conditions: object) -> int:
    return int(session.scalar(select(func.sum(column)).where(*conditions)) or 0)  # type: ignore[arg-type]
