"""A buyer's order in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import segno
from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.money import qris
from marketplace.money.payments import Payment
from marketplace.notices.channels import whatsapp_link
from marketplace.people import phones
from marketplace.stock import allocations
from marketplace.trade import card_payments, readdressing, settlement
from marketplace.trade.orders import ENDED, Order, OrderGroup, subject
from marketplace.trade.shortages import Shortage
from marketplace.web import filters, words

from . import checkout_page, refund_view, review_state
from .order_views import GroupView, LineView, OrderView, StepView


def group(session: Session, found: OrderGroup) -> GroupView:
    """The order as its buyer sees it."""
    payment = found.payment
    open_payment = payment.state in {"waiting", "rejected"}
    by_bank = open_payment and payment.method == "transfer" and payment.account is not None
    svg = _qris(session, found) if open_payment and payment.method == "qris" else None
    return GroupView(
        number=found.number,
        token=found.token,
        placed_at=found.placed_at,
        name=found.name,
        phone=phones.show(found.phone),
        address_lines=checkout_page.address_lines(found),
        may_readdress=not readdressing.why_not(found),
        method=payment.method,
        method_name=checkout_page.method_name(payment.method),
        amount_due=_due(found),
        goods=found.goods,
        delivery=found.delivery,
        code=payment.code,
        payment_state=payment.state,
        payment_text=payment_text(payment),
        deadline=payment.deadline,
        accounts=[payment.account] if by_bank and payment.account else [],
        qris_svg=svg,
        qris_name=payment.account.holder if svg and payment.account else "",
        proofs=[_proof(found, proof) for proof in payment.proofs],
        may_send_proof=payment.state in {"waiting", "rejected", "expired"} and payment.method not in {"fake", "card"},
        card=card_payments.standing(session, payment) if payment.method == "card" and open_payment else None,
        may_cancel=open_payment,
        may_claim=found.user_id is None,
        has_own_data=found.user_id is None and found.organisation_id is None,
        orders=_orders(session, found),
        owed=refund_view.debts(session, found),
        less=found.goods + found.delivery - sum(order.total for order in found.orders),
        refunded=sum(order.refunded for order in found.orders),
        is_demo=found.is_demo,
    )


def single(session: Session, order: Order) -> OrderView:
    """One order alone, for its maker."""
    return _order(session, order, events.history(session, subject(order)), _dates(session, [order]))


def _due(found: OrderGroup) -> int:
    """What is asked of the buyer; cash follows what is really delivered."""
    if found.payment.state not in {"on_delivery", "collected"}:
        return found.payment.due
    return sum(order.total for order in found.orders if order.state not in settlement.RETURNED)


def payment_text(payment: Payment) -> str:
    """Where the money stands, in one sentence."""
    if payment.method == "card" and payment.state == "expired":
        return _(
            "Barang sudah dilepas. Bila kartu Anda ternyata terpotong, uangnya kami proses atau kembalikan sendiri."
        )
    refused = next((proof.reason for proof in reversed(payment.proofs) if proof.reason), "")
    return {
        "waiting": _("Kami menunggu pembayaran Anda."),
        "checking": _("Bukti sudah kami terima. Kami cek paling lama satu hari kerja; barang tetap disimpan."),
        "rejected": _("Pembayaran belum bisa kami terima. %(reason)s", reason=refused).strip(),
        "paid": _("Pembayaran sudah kami terima. Penjual sekarang menyiapkan pesanan."),
        "expired": _("Barang sudah dilepas. Jika Anda sudah membayar, kirim buktinya di bawah."),
        "cancelled": _("Pesanan ini dibatalkan, tidak ada yang perlu dibayar."),
        "on_delivery": _("Siapkan uang pas untuk pengantar atau penjual."),
        "collected": _("Penjual sudah menerima uang tunai."),
    }.get(payment.state, "")


def _qris(session: Session, found: OrderGroup) -> Markup | None:
    payment = found.payment
    if payment.account is None:
        return None
    reference = found.number.replace("-", "")
    payload = qris.with_amount(payment.account.payload, payment.due, reference, qris.MODE(session))
    code = segno.make(payload, error="m", micro=False)
    return Markup(code.svg_inline(border=2, omitsize=True))  # noqa: S704


def _proof(found: OrderGroup, proof: Any) -> dict[str, Any]:
    address = url_for("shop.orders.show_proof", token=found.token, proof_id=proof.public_id)
    return {
        "id": proof.public_id,
        "sent_at": proof.sent_at,
        "state": proof.state,
        "reason": proof.reason,
        "url": address,
    }


def _history(session: Session, orders: Sequence[Order]) -> dict[str, list[events.Event]]:
    found: dict[str, list[events.Event]] = {}
    for event in events.history(session, *(subject(order) for order in orders)):
        found.setdefault(event.subject, []).append(event)
    return found


def _orders(session: Session, found: OrderGroup) -> list[OrderView]:
    happened, dates = _history(session, found.orders), _dates(session, found.orders)
    reviewed = review_state.of(session, found)
    return [_order(session, order, happened.get(subject(order), []), dates, reviewed) for order in found.orders]


def _order(
    session: Session,
    order: Order,
    happened: list[events.Event],
    dates: dict[str, date],
    reviewed: Mapping[int, str] = review_state.NOTHING,
) -> OrderView:
    window = checkout_page.window_text(order.window_starts, order.window_ends)
    ended = order.state in ENDED
    problem = refund_view.problem(session, order)
    return OrderView(
        number=order.number,
        producer_name=order.producer.name,
        producer_slug=order.producer.slug,
        state=order.state,
        state_text=words.order_state(order),
        tone=words.tone(order.state),
        lines=_lines(order, dates, reviewed),
        goods=order.goods - order.shorted,
        delivery_fee=order.delivery_fee,
        total=order.total,
        delivery_text=checkout_page.option_name(order.delivery_kind, order.delivery_name),
        promise="" if ended else checkout_page.promise_text(order.delivery_kind, order.promised_on, window),
        timeline=timeline(order, happened, problem),
        deadline=order.deadline,
        deadline_text=words.deadline(order),
        whatsapp_url=_whatsapp(order),
        may_cancel=order.may("cancel", "buyer")
        and order.state == "placed"
        or order.may("cancel_late", "buyer")
        or order.may("cancel_rest", "buyer"),
        may_ask_cancel=order.state in {"accepted", "ready"}
        and order.cancel_asked_at is None
        and not order.cancels_at_once,
        may_confirm_received=order.may("receive", "buyer") and not problem.is_open,
        note=order.note,
        decline_reason=order.decline_reason,
        is_rest=order.is_rest,
        refunded=order.refunded,
        problem=problem,
    )


def timeline(order: Order, happened: list[events.Event], problem: refund_view.Problem) -> list[StepView]:
    """What happened, then the step that is awaited."""
    steps = [
        StepView(words.event(event.verb), event.at, event.by_name, True, str(event.facts.get("reason") or ""))
        for event in happened
        if words.event(event.verb)
    ]
    if problem.is_open:
        return [*steps, StepView(_("Menunggu masalahnya selesai"), None, "", False, problem.next)]
    awaited = words.awaited(order)
    return [*steps, StepView(awaited, None, "", False, words.deadline(order))] if awaited else steps


def _dates(session: Session, orders: Sequence[Order]) -> dict[str, date]:
    dates: dict[str, date] = {}
    for row in allocations.of(session, [reference for order in orders for reference in order.references]):
        if row.lot is not None and row.lot.best_before is not None:
            dates[row.reference] = min(row.lot.best_before, dates.get(row.reference, row.lot.best_before))
    return dates


def _lines(order: Order, dates: dict[str, date], reviewed: Mapping[int, str]) -> list[LineView]:
    return [
        LineView(
            line.id, line.name, line.label, line.slug, line.going, line.unit_price, line.unit_price * line.going,
            dates.get(line.reference), [_missing(row) for row in line.shortages],
            reviewed.get(line.id) == review_state.MAY, reviewed.get(line.id, ""),
        )
        for line in order.lines
    ]  # fmt: skip


def _missing(row: Shortage) -> str:
    """What of a line does not come with its order."""
    if row.promised_on is not None:
        return _("%(n)s kurang, menyusul %(day)s", n=row.quantity, day=filters.weekday(row.promised_on))
    return _("%(n)s kurang, tidak dibayar", n=row.quantity)


def _whatsapp(order: Order) -> str | None:
    maker = order.producer
    if maker.is_demo or not phones.whatsapp(maker.phone):
        return None
    text = _(
        "Halo %(owner)s, saya mau tanya tentang pesanan %(number)s.",
        owner=maker.owner_name,
        number=order.number,
    )
    return whatsapp_link.link(maker.phone, text)


def rows(groups: Sequence[OrderGroup]) -> list[dict[str, Any]]:
    """A person's orders for the account page."""
    return [
        {
            "number": found.number,
            "token": found.token,
            "placed_at": found.placed_at,
            "total": _due(found),
            "state_text": words.group_state(found),
        }
        for found in groups
    ]
