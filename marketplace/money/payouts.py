"""Payouts: batches for the bank, what each pays, and the postings it has claimed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, ids, locks, settings, upsert
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Busy, NotFound

from .bank_accounts import BankAccount

MINIMUM = settings.declare("payout.minimum", 20_000, "Jumlah paling kecil untuk satu pencairan", settings.at_least(1))
SECOND_PERSON = settings.declare(
    "payout.second_person_above",
    5_000_000,
    "Daftar pencairan di atas jumlah ini perlu orang kedua",
    settings.at_least(0),
)
COLUMNS = ("number", "holder", "bank", "amount", "note")
FILE_COLUMNS: settings.Setting[list[str]] = settings.declare(
    "payout.file_columns",
    list(COLUMNS),
    "Kolom berkas untuk bank, berurutan: number, holder, bank, amount, note",
    lambda names: bool(names) and set(names) <= set(COLUMNS),
)


class PayoutBatch(Base):
    """Payouts that were made together. States: waiting (for a second person), ready."""

    __tablename__ = "payout_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    total: Mapped[int]
    state: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_by: Mapped[str]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_by: Mapped[str | None]

    payouts: Mapped[list[Payout]] = relationship(order_by="Payout.id", back_populates="batch")

    @property
    def number(self) -> str:
        """How people speak of it."""
        return f"C-{self.id:04d}"


class Payout(Base):
    """`amount` rupiah to one maker. States: claimed, sent, failed. `filed_at`: since then the bank knows of it."""

    __tablename__ = "payouts"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    batch_id: Mapped[int] = mapped_column(ForeignKey("payout_batches.id"), index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    bank_account_id: Mapped[int] = mapped_column(ForeignKey("bank_accounts.id"))
    amount: Mapped[int]
    state: Mapped[str] = mapped_column(default="claimed", index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    filed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None]
    proof_key: Mapped[str | None]
    paid_from_id: Mapped[int | None] = mapped_column(ForeignKey("receiving_accounts.id"))
    failed_at: Mapped[datetime | None]
    failed_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")

    batch: Mapped[PayoutBatch] = relationship(back_populates="payouts")
    bank_account: Mapped[BankAccount] = relationship()

    @property
    def subject(self) -> str:
        """How events and entries name it."""
        return f"payout:{self.id}"


class PayoutLine(Base):
    """A claim on one posting; it holds while `released_at` is empty, and only one can hold."""

    __tablename__ = "payout_lines"
    __table_args__ = (
        Index(
            "uq_payout_lines_held",
            "posting_id",
            unique=True,
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payout_id: Mapped[int] = mapped_column(ForeignKey("payouts.id"), index=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("ledger_postings.id"))
    released_at: Mapped[datetime | None]


def claim(session: Session, payout: Payout, postings: Iterable[int]) -> None:
    """Hold these postings for the payout; raise Busy when one of them is held already."""
    for posting in postings:
        row = upsert.insert(session, PayoutLine).values(payout_id=payout.id, posting_id=posting)
        if session.execute(row.on_conflict_do_nothing().returning(PayoutLine.id)).first() is None:
            raise Busy(payout_id=payout.id, posting_id=posting)


def release(session: Session, payout: Payout) -> None:
    """Let the postings go: they are due again."""
    session.execute(
        update(PayoutLine)
        .where(PayoutLine.payout_id == payout.id, PayoutLine.released_at.is_(None))
        .values(released_at=clock.now())
    )


def one(session: Session, public_id: str) -> Payout:
    """One payout, to be read; raise NotFound."""
    found = session.scalars(select(Payout).where(Payout.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def locked(session: Session, public_id: str) -> Payout:
    """One payout, locked and as it is now; raise NotFound. First the queue, then the row: all take them so."""
    locks.alone(session, "payouts")
    query = select(Payout).where(Payout.public_id == public_id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def batch(session: Session, public_id: str, *, lock: bool = False) -> PayoutBatch:
    """One batch; raise NotFound."""
    query = select(PayoutBatch).where(PayoutBatch.public_id == public_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def batches(session: Session, limit: int = 30) -> list[PayoutBatch]:
    """The newest batches."""
    return list(session.scalars(select(PayoutBatch).order_by(PayoutBatch.id.desc()).limit(limit)))


def failed(session: Session) -> list[Payout]:
    """Failed payouts whose maker got nothing since, newest first."""
    later = select(func.max(Payout.id)).group_by(Payout.producer_id)
    query = select(Payout).where(Payout.state == "failed", Payout.id.in_(later))
    return list(session.scalars(query.order_by(Payout.id.desc())))


def backlog(session: Session) -> tuple[int, datetime | None, int]:
    """Payouts that are claimed and not sent: how many, since when, how much."""
    query = select(func.count(), func.min(Payout.created_at), func.coalesce(func.sum(Payout.amount), 0))
    count, oldest, amount = session.execute(query.where(Payout.state == "claimed")).one()
    return int(count), oldest, int(amount)
