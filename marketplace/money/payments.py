"""One payment of one order group: its life-cycle, its unique code, its proofs."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, ids, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Refusal
from marketplace.kernel.flow import Flow, Step, Waiting

from .ledger import Leg
from .receiving import ReceivingAccount

PAYMENT_MINUTES = settings.declare(
    "payment.minutes", 60, "Batas waktu transfer dan QRIS, dalam menit", settings.at_least(5)
)
TOLERANCE = settings.declare(
    "payment.tolerance",
    0,
    "Selisih rupiah antara tagihan dan uang masuk yang dianggap lunas; selisihnya dicatat sebagai beban",
    settings.at_least(0),
)
CODES = range(1, 1000)
OPEN = ("waiting", "checking", "rejected")
WITHOUT_MONEY = ("waiting", "rejected", "on_delivery", "on_terms")

FLOW = Flow(
    "payment",
    [
        Step("send_proof", ("waiting", "rejected", "expired"), "checking", ("buyer",)),
        Step("confirm", ("waiting", "checking", "rejected", "expired"), "paid", ("finance",)),
        Step("reject", ("checking",), "rejected", ("finance",)),
        Step("expire", ("waiting", "rejected"), "expired", ("system",)),
        Step("cancel", WITHOUT_MONEY, "cancelled", ("buyer", "producer", "system")),
        Step("collect", ("on_delivery",), "collected", ("producer", "buyer", "system")),
        Step("settle", ("on_terms",), "settled", ("finance", "system")),
        Step("reopen", ("settled", "cancelled"), "on_terms", ("system",)),
    ],
    [Waiting("waiting", "expire"), Waiting("rejected", "expire")],
)


class CodesExhausted(Refusal):
    """All unique codes of this account are in use; the method is not available now."""


class Payment(Base):
    """`amount` is goods and delivery, `code` the unique rupiah on top; `due` is asked of the buyer.

    Until the order is placed the state is `new`.

    `code_key` and `amount_key` are set while the payment is open: two open payments on one account
    never share a code or an amount, and the database sees to it.
    """

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount > 0 AND code >= 0", name="amounts"),
        Index("ix_payments_state_deadline", "state", "deadline"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    method: Mapped[str]
    amount: Mapped[int]
    code: Mapped[int] = mapped_column(default=0)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("receiving_accounts.id"))
    code_key: Mapped[str | None] = mapped_column(unique=True)
    amount_key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str]
    deadline: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    paid_at: Mapped[datetime | None]

    account: Mapped[ReceivingAccount | None] = relationship()
    proofs: Mapped[list[PaymentProof]] = relationship(order_by="PaymentProof.id")

    @property
    def due(self) -> int:
        """Rupiah on the button."""
        return self.amount + self.code

    def clearing(self, amount: int) -> Leg:
        """`amount` rupiah on the account where this payment's money arrives; negative when it leaves."""
        return Leg("clearing" if self.account_id else "card_clearing", self.account_id, amount)


class PaymentProof(Base):
    """A photo or screenshot of a transfer. States: waiting, accepted, rejected."""

    __tablename__ = "payment_proofs"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    file_key: Mapped[str]
    sender: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]


def claim_code(session: Session, payment: Payment, account: ReceivingAccount) -> None:
    """Give the payment a code that is unique among the open ones of the account.

    Raise CodesExhausted. A code taken at the same moment by somebody else costs another try.
    """
    for _ in range(20):
        free = _free_codes(session, payment.amount, account)
        if not free:
            break
        code = secrets.choice(free)
        try:
            with session.begin_nested():
                payment.account_id, payment.code = account.id, code
                payment.code_key = f"{account.id}:{code}"
                payment.amount_key = f"{account.id}={payment.amount + code}"
                session.flush()
            return
        except IntegrityError:
            continue
    raise CodesExhausted(account_id=account.id)


def drop_code(session: Session, payment: Payment) -> None:
    """Let the code go: nothing was ordered."""
    payment.code = 0
    payment.code_key = payment.amount_key = None
    session.flush()


def has_free_code(session: Session, amount: int, account: ReceivingAccount) -> bool:
    """Whether a code is free for this amount."""
    return bool(_free_codes(session, amount, account))


def move(session: Session, payment: Payment, verb: str, who: str) -> None:
    """Take one step of the life-cycle; the payment's row is locked. Raise NotAllowed."""
    session.refresh(payment, with_for_update=True)
    payment.state = FLOW.target(payment.state, verb, who)
    if payment.state not in OPEN:
        payment.code_key = payment.amount_key = None
    if payment.state == "paid":
        payment.paid_at = clock.now()
    session.flush()


def add_proof(session: Session, payment: Payment, file_key: str, sender: str) -> PaymentProof:
    """Attach a proof that waits for finance."""
    proof = PaymentProof(payment_id=payment.id, file_key=file_key, sender=sender, sent_at=clock.now())
    session.add(proof)
    session.flush()
    session.expire(payment, ["proofs"])
    return proof


def decide_proofs(session: Session, payment: Payment, state: str, reason: str, *, by: Actor) -> None:
    """Settle all proofs of a payment that still wait."""
    for proof in payment.proofs:
        if proof.state == "waiting":
            proof.state, proof.reason = state, reason
            proof.decided_at, proof.decided_by = clock.now(), by.name
    session.flush()


def _free_codes(session: Session, amount: int, account: ReceivingAccount) -> list[int]:
    used = session.execute(
        select(Payment.code, Payment.amount + Payment.code).where(
            Payment.account_id == account.id, Payment.code_key.is_not(None)
        )
    ).all()
    codes, amounts = {row[0] for row in used}, {row[1] for row in used}
    return [code for code in CODES if code not in codes and amount + code not in amounts]
