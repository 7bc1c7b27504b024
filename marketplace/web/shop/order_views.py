"""What the page of an order shows, in plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from marketplace.money.receiving import ReceivingAccount
from marketplace.trade import card_payments

from . import refund_view


@dataclass(frozen=True)
class StepView:
    """A step of the way: done with a time and who, or still to come."""

    text: str
    at: datetime | None
    by: str
    done: bool
    note: str


@dataclass(frozen=True)
class LineView:
    """A line of an order. `may_review`: nobody has reviewed it yet; else `review` says how its review stands."""

    id: int
    name: str
    label: str
    slug: str
    quantity: int
    unit_price: int
    total: int
    lot_best_before: date | None
    missing: list[str]
    may_review: bool = False
    review: str = ""


@dataclass(frozen=True)
class OrderView:
    """One producer's part."""

    number: str
    producer_name: str
    producer_slug: str
    state: str
    state_text: str
    tone: str
    lines: list[LineView]
    goods: int
    delivery_fee: int
    total: int
    delivery_text: str
    promise: str
    timeline: list[StepView]
    deadline: datetime | None
    deadline_text: str
    whatsapp_url: str | None
    may_cancel: bool
    may_ask_cancel: bool
    may_confirm_received: bool
    note: str
    decline_reason: str
    is_rest: bool
    refunded: int
    problem: refund_view.Problem


@dataclass(frozen=True)
class GroupView:
    """The whole order."""

    number: str
    token: str
    placed_at: datetime
    name: str
    phone: str
    address_lines: list[str]
    may_readdress: bool
    method: str
    method_name: str
    amount_due: int
    goods: int
    delivery: int
    code: int
    payment_state: str
    payment_text: str
    deadline: datetime | None
    accounts: list[ReceivingAccount]
    qris_svg: Markup | None
    qris_name: str
    proofs: list[dict[str, Any]]
    may_send_proof: bool
    card: card_payments.Standing | None
    may_cancel: bool
    may_claim: bool
    has_own_data: bool
    orders: list[OrderView]
    owed: list[refund_view.Debt]
    less: int
    refunded: int
    is_demo: bool
