"""Statements of the operator's accounts: files that were read, their lines, what each line might be."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from marketplace.kernel import clock, events, ids, jobs
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound

from .ledger import Entry
from .payments import Payment
from .receiving import ReceivingAccount
from .statement_formats import StatementFormat

AT_WORK = ("waiting", "matching")
UNDECIDED = ("new", "proposed", "open")
TO_DO = ("proposed", "open")


class Statement(Base):
    """One uploaded file; `digest` is its SHA-256. Sums in sen.

    States: waiting (to be read), choosing (its format is not known), faulty, matching, done. `known_*`
    counts its lines that another file brought before.
    """

    __tablename__ = "statements"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("receiving_accounts.id"))
    format_id: Mapped[int | None] = mapped_column(ForeignKey("statement_formats.id"))
    digest: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    file_key: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    rows: Mapped[int] = mapped_column(default=0)
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    credit_sen: Mapped[int] = mapped_column(default=0)
    debit_sen: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    known_credit_sen: Mapped[int] = mapped_column(default=0)
    known_debit_sen: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    by_name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    account: Mapped[ReceivingAccount] = relationship()
    format: Mapped[StatementFormat | None] = relationship()

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"statement:{self.id}"


class StatementLine(Base):
    """One line; `amount` in rupiah (money in is positive), `sen` what is beyond whole rupiah.

    `mark` tells the same line of another file. States: new, matched, proposed, open, ignored; out (money
    that left). A line that is matched names the payment it paid (`payment_id`, no two lines the same), or
    the one that was paid before (`extra_of`), and its ledger entry.
    """

    __tablename__ = "statement_lines"
    __table_args__ = (
        UniqueConstraint("account_id", "mark"),
        CheckConstraint("amount <> 0 OR sen <> 0", name="amount"),
        CheckConstraint("payment_id IS NULL OR state = 'matched'", name="matched"),
        Index("ix_statement_lines_state_id", "state", "id"),
        Index("ix_statement_lines_account_id_on", "account_id", "on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("receiving_accounts.id"))
    row: Mapped[int]
    on: Mapped[date]
    amount: Mapped[int]
    sen: Mapped[int] = mapped_column(default=0)
    text: Mapped[str]
    balance_sen: Mapped[int | None]
    mark: Mapped[str]
    state: Mapped[str]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), unique=True)
    extra_of: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"))
    how: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]

    statement: Mapped[Statement] = relationship()
    payment: Mapped[Payment | None] = relationship(foreign_keys=[payment_id])
    entry: Mapped[Entry | None] = relationship()

    @property
    def subject(self) -> str:
        """How events and ledger entries name it."""
        return f"statement_line:{self.id}"

    @property
    def total_sen(self) -> int:
        """The whole amount in sen."""
        return self.amount * 100 + self.sen


class StatementProposal(Base):
    """A payment that a line might be, and why (a key of web/agency/statement_words); `rank` 0 is the likeliest."""

    __tablename__ = "statement_proposals"
    __table_args__ = (UniqueConstraint("line_id", "payment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("statement_lines.id"), index=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"), index=True)
    why: Mapped[str]
    rank: Mapped[int] = mapped_column(default=0)


def begin(
    session: Session, account: ReceivingAccount, *, name: str, digest: str, file_key: str, by: Actor
) -> tuple[Statement, bool]:
    """A new statement, or the same file again; the second value says whether it will be read now."""
    statement = session.scalars(select(Statement).where(Statement.digest == digest).with_for_update()).first()
    if statement is not None and statement.state not in {"choosing", "faulty"}:
        return statement, False
    if statement is None:
        statement = Statement(digest=digest, name=name[:120], file_key=file_key, by_name=by.name, account=account)
        session.add(statement)
    statement.account = account
    read_again(session, statement, None, by=by)
    return statement, True


def read_again(session: Session, statement: Statement, told: StatementFormat | None, *, by: Actor) -> None:
    """Have the file read, with this format or the one that is recognised."""
    statement.state, statement.report, statement.format = "waiting", {}, told
    session.flush()
    events.record(session, statement.subject, "begin", by=by, name=statement.name)
    go_on(session, statement, "statement_read")


def go_on(session: Session, statement: Statement, kind: str) -> None:
    """Promise the next piece of work on it."""
    jobs.promise(session, kind, f"{kind}:{statement.id}:{ids.token()}", statement_id=statement.id)


def by_public_id(session: Session, public_id: str) -> Statement:
    """One statement; raise NotFound."""
    query = select(Statement).where(Statement.public_id == public_id)
    found = session.scalars(query.options(joinedload(Statement.account), joinedload(Statement.format))).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def recent(session: Session, limit: int = 12) -> list[Statement]:
    """The latest, newest first."""
    query = select(Statement).options(joinedload(Statement.account)).order_by(Statement.id.desc()).limit(limit)
    return list(session.scalars(query))


def sums(session: Session, statement: Statement) -> dict[str, tuple[int, int]]:
    """Count and sen of its lines by state."""
    total = func.coalesce(func.sum(StatementLine.amount * 100 + StatementLine.sen), 0)
    query = select(StatementLine.state, func.count(), total).where(StatementLine.statement_id == statement.id)
    return {state: (int(count), int(sen)) for state, count, sen in session.execute(query.group_by(StatementLine.state))}


def lines(session: Session, statement: Statement, state: str, after: int = 0, limit: int = 100) -> list[StatementLine]:
    """Its lines in a state, in the order of the file, after a row."""
    query = select(StatementLine).where(StatementLine.statement_id == statement.id, StatementLine.row > after)
    if state:
        query = query.where(StatementLine.state == state)
    return list(session.scalars(query.order_by(StatementLine.row).limit(limit)))


def line(session: Session, public_id: str) -> StatementLine:
    """One line, locked for whoever decides about it; raise NotFound."""
    query = select(StatementLine).where(StatementLine.public_id == public_id)
    found = session.scalars(query.with_for_update(of=StatementLine)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def to_do(session: Session, limit: int = 100) -> list[StatementLine]:
    """Lines that need a hand: those with a proposal first, the oldest on top."""
    query = select(StatementLine).where(StatementLine.state.in_(TO_DO))
    query = query.options(joinedload(StatementLine.statement).joinedload(Statement.account))
    return list(
        session.scalars(query.order_by(StatementLine.state.desc(), StatementLine.on, StatementLine.id).limit(limit))
    )


def backlog(session: Session) -> tuple[int, date | None, int]:
    """How many lines need a hand, the oldest one's day, and their rupiah."""
    query = select(func.count(), func.min(StatementLine.on), func.coalesce(func.sum(StatementLine.amount), 0))
    count, oldest, amount = session.execute(query.where(StatementLine.state.in_(TO_DO))).one()
    return int(count), oldest, int(amount)


def proposals(session: Session, line_ids: list[int]) -> dict[int, list[StatementProposal]]:
    """What each of these lines might be, the likeliest first."""
    query = select(StatementProposal).where(StatementProposal.line_id.in_(line_ids))
    found: dict[int, list[StatementProposal]] = {}
    for row in session.scalars(query.order_by(StatementProposal.rank, StatementProposal.id)):
        found.setdefault(row.line_id, []).append(row)
    return found
