"""The operator's own accounts on which prepaid money arrives: dated rows; a second person agrees to each new one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, func, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

KINDS = {"bank": ("bank", "number", "holder"), "qris": ("payload", "holder")}


class ReceivingAccount(Base):
    """A bank account (`bank`, `number`) or a static QRIS payload, with its holder's name.

    States: waiting (for a second person), used, refused. What was used stays with its payments for ever.
    """

    __tablename__ = "receiving_accounts"
    __table_args__ = (
        Index(
            "uq_receiving_accounts_waiting",
            "kind",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    bank: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    holder: Mapped[str]
    payload: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="used", server_default="used")
    asked_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None]
    asked_by: Mapped[str] = mapped_column(default="", server_default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="", server_default="")
    reason: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def subject(self) -> str:
        """How events name this account."""
        return f"receiving_account:{self.id}"


def current(session: Session, kind: str) -> ReceivingAccount | None:
    """The account of a kind that is valid now; the newest wins."""
    now = clock.now()
    return session.scalars(
        select(ReceivingAccount)
        .where(
            ReceivingAccount.kind == kind,
            ReceivingAccount.state == "used",
            ReceivingAccount.valid_from <= now,
            or_(ReceivingAccount.valid_to.is_(None), ReceivingAccount.valid_to > now),
        )
        .order_by(ReceivingAccount.valid_from.desc(), ReceivingAccount.id.desc())
        .limit(1)
    ).first()


def all_of_them(session: Session) -> list[ReceivingAccount]:
    """Every account that ever took money, those in use first."""
    query = select(ReceivingAccount).where(ReceivingAccount.state == "used")
    return list(session.scalars(query.order_by(ReceivingAccount.valid_to.is_not(None), ReceivingAccount.id)))


def history(session: Session) -> list[ReceivingAccount]:
    """Those that are over or were refused, newest first."""
    gone = or_(ReceivingAccount.valid_to <= clock.now(), ReceivingAccount.state == "refused")
    return list(session.scalars(select(ReceivingAccount).where(gone).order_by(ReceivingAccount.id.desc())))


def waiting(session: Session) -> dict[str, ReceivingAccount]:
    """What asks for a second person, by kind."""
    rows = session.scalars(select(ReceivingAccount).where(ReceivingAccount.state == "waiting"))
    return {row.kind: row for row in rows}


def backlog(session: Session) -> tuple[int, datetime | None]:
    """How many wait, and since when."""
    query = select(func.count(), func.min(ReceivingAccount.asked_at)).where(ReceivingAccount.state == "waiting")
    count, oldest = session.execute(query).one()
    return int(count), oldest


def add(session: Session, account: ReceivingAccount, *, by: Actor) -> ReceivingAccount:
    """Take an account into use; the one before it ends. Raise Invalid when a part is empty."""
    _complete(account)
    _end_before(session, account.kind, account.valid_from)
    session.add(account)
    session.flush()
    events.record(session, account.subject, "add", by=by, **_facts(account))
    return account


def ask(session: Session, account: ReceivingAccount, *, by: Actor) -> ReceivingAccount:
    """Write down another account; it takes money once a second person agrees.

    Raise Invalid when a part is empty, NotAllowed while another one waits.
    """
    _complete(account)
    if account.kind in waiting(session):
        raise NotAllowed(verb="ask", state="waiting")
    account.state, account.asked_at, account.valid_from = "waiting", clock.now(), clock.now()
    account.asked_by_id, account.asked_by = by.user_id, by.name
    session.add(account)
    session.flush()
    events.record(session, account.subject, "propose", by=by, **_facts(account))
    return account


def approve(session: Session, account_id: int, *, by: Actor) -> ReceivingAccount:
    """A second person agrees: from now on money arrives here; what was ordered before keeps its account."""
    account = _undecided(session, account_id, "approve")
    if by.user_id is None or by.user_id == account.asked_by_id:
        raise NotAllowed(verb="approve", state="own")
    _end_before(session, account.kind, clock.now())
    account.valid_from = clock.now()
    return _decide(session, account, "used", "approve", by)


def refuse(session: Session, account_id: int, reason: str, *, by: Actor) -> ReceivingAccount:
    """It is not right, or whoever wrote it down thinks again."""
    account = _undecided(session, account_id, "refuse")
    account.reason = reason
    return _decide(session, account, "refused", "refuse", by)


def end_qris(session: Session, *, by: Actor) -> None:
    """QRIS is no longer offered. A bank account only ends by another one: refunds and payouts leave from it."""
    account = current(session, "qris")
    if account is None:
        raise NotAllowed(verb="end", state="none")
    account.valid_to = clock.now()
    session.flush()
    events.record(session, account.subject, "end", by=by)


def _complete(account: ReceivingAccount) -> None:
    empty = {name: "empty" for name in KINDS[account.kind] if not getattr(account, name).strip()}
    if empty:
        raise Invalid(errors=empty)


def _end_before(session: Session, kind: str, moment: datetime) -> None:
    before = current(session, kind)
    if before is not None:
        before.valid_to = moment


def _undecided(session: Session, account_id: int, verb: str) -> ReceivingAccount:
    query = select(ReceivingAccount).where(ReceivingAccount.id == account_id).with_for_update()
    account = session.scalars(query).first()
    if account is None:
        raise NotFound(account_id=account_id)
    if account.state != "waiting":
        raise NotAllowed(verb=verb, state=account.state)
    return account


def _decide(session: Session, account: ReceivingAccount, state: str, verb: str, by: Actor) -> ReceivingAccount:
    account.state, account.decided_at, account.decided_by = state, clock.now(), by.name
    session.flush()
    told: dict[str, Any] = {"reason": account.reason} if account.reason else {}
    events.record(session, account.subject, verb, by=by, **_facts(account), **told)
    return account


def _facts(account: ReceivingAccount) -> dict[str, Any]:
    return {"kind": account.kind, "number": account.number, "holder": account.holder}
