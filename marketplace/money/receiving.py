"""The operator's own accounts on which prepaid money arrives: dated rows, editable."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid


class ReceivingAccount(Base):
    """A bank account (`bank`, `number`) or a static QRIS payload, with its holder's name."""

    __tablename__ = "receiving_accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    bank: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    holder: Mapped[str]
    payload: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)


def current(session: Session, kind: str) -> ReceivingAccount | None:
    """The account of a kind that is valid now; the newest wins."""
    now = clock.now()
    return session.scalars(
        select(ReceivingAccount)
        .where(
            ReceivingAccount.kind == kind,
            ReceivingAccount.valid_from <= now,
            or_(ReceivingAccount.valid_to.is_(None), ReceivingAccount.valid_to > now),
        )
        .order_by(ReceivingAccount.valid_from.desc(), ReceivingAccount.id.desc())
        .limit(1)
    ).first()


def all_of_them(session: Session) -> list[ReceivingAccount]:
    """Every account that ever took money, those in use first."""
    query = select(ReceivingAccount).order_by(ReceivingAccount.valid_to.is_not(None), ReceivingAccount.id)
    return list(session.scalars(query))


def add(session: Session, account: ReceivingAccount, *, by: Actor) -> ReceivingAccount:
    """Take an account into use; the one before it ends. Raise Invalid when a part is empty."""
    needed = {"bank": ("bank", "number", "holder"), "qris": ("payload", "holder")}[account.kind]
    empty = {name: "empty" for name in needed if not getattr(account, name).strip()}
    if empty:
        raise Invalid(errors=empty)
    before = current(session, account.kind)
    if before is not None:
        before.valid_to = account.valid_from
    session.add(account)
    session.flush()
    events.record(
        session,
        f"receiving_account:{account.id}",
        "add",
        by=by,
        kind=account.kind,
        number=account.number,
        holder=account.holder,
    )
    return account
