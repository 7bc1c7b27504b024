"""Money that goes back and problems that were told, as the buyer sees them."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from marketplace.trade import dispute_rows, disputes, owed, refund_accounts, refund_rows, settlement
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.owed import Owed
from marketplace.trade.refund_accounts import RefundAccount
from marketplace.web import filters, refund_words, words


@dataclass(frozen=True)
class Debt:
    """Rupiah that go back, why, how that stands; `asks` when the buyer has to give an account."""

    id: str
    amount: int
    why: str
    what: list[str]
    text: str
    tone: str
    asks: str
    needs_account: bool


@dataclass(frozen=True)
class Problem:
    """A problem that was told, or can be."""

    text: str = ""
    next: str = ""
    tone: str = "wait"
    is_open: bool = False
    may_tell: bool = False


def debts(session: Session, group: OrderGroup) -> list[Debt]:
    """What goes back to the buyer of a group, the oldest first."""
    found = owed.of_orders(session, [order.id for order in group.orders])
    if not found:
        return []
    account = refund_accounts.of(session, group.id)
    refunds = {row.owed_id: row for row in refund_rows.of_orders(session, {debt.order_id for debt in found})}
    shown = []
    for debt in found:
        refund = refunds.get(debt.id)
        why = words.owed_reason(debt.reason) if refund is None else f"{refund_words.reason(refund.reason)}."
        text, tone, asks = _state(group.payment.method == "card", debt, account)
        what = [] if refund is None else refund_words.parts(refund)
        shown.append(
            Debt(debt.public_id, debt.amount, why, what, text, tone, asks, account is None or not account.is_usable)
        )
    return shown


def _state(by_card: bool, debt: Owed, account: RefundAccount | None) -> tuple[str, str, str]:
    """The truth of now in a sentence, how it looks, and the words of the button if there is one."""
    if debt.state == "returned" and debt.returned_how == settlement.BY_CARD:
        return _("Sudah dikembalikan ke kartu Anda. Bank bisa perlu beberapa hari."), "good", ""
    if debt.state == "returned":
        day = filters.moment(debt.returned_at) if debt.returned_at else ""
        return _("Sudah kami kirim %(day)s: %(how)s.", day=day, how=debt.returned_how), "good", ""
    if debt.state == "sending":
        return _("Sedang kami kirim ke kartu Anda. Bank biasanya butuh 5 sampai 10 hari kerja."), "wait", ""
    if by_card and debt.reason != "card_failed":
        return _("Kami kembalikan ke kartu yang Anda pakai."), "wait", ""
    if account is None:
        return _("Kami perlu rekening Anda untuk mengirimnya."), "wait", _("Tulis rekening Anda")
    if account.refused_at is not None:
        why = _("Transfer ke %(account)s ditolak bank: %(why)s", account=account.masked, why=account.refused_why)
        return why, "bad", _("Perbaiki rekening")
    if not account.is_usable:
        return _("Rekening Anda tidak terbaca lagi. Tulis sekali lagi."), "wait", _("Tulis rekening Anda")
    text = _("Kami kirim ke %(account)s, paling lama dua hari kerja.", account=account.masked)
    return text, "wait", _("Ganti rekening")


def problem(session: Session, order: Order) -> Problem:
    """How the order's problem stands, or whether one can be told."""
    if order.state not in {"arrived", "completed"}:
        return Problem()
    found = dispute_rows.of_orders(session, [order.id]).get(order.id)
    if found is None or found.state == "withdrawn":
        return Problem(may_tell=not disputes.why_not(session, order))
    if found.is_open:
        return Problem(refund_words.kind(found.kind), refund_words.what_comes(found), "wait", True)
    text = _("Penjual setuju") if found.state == "agreed" else _("Masalah sudah diputuskan")
    return Problem(text, refund_words.decision(found.decision), "good")
