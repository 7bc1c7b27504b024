"""What the card provider told us, each message once, and what of it needs a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Executable, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events, ids, upsert
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotAllowed, NotFound


class CardEvent(Base):
    """A message of the provider; its id is unique, so that it acts once. `outcome` says what it did."""

    __tablename__ = "card_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    about: Mapped[str] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)


class CardCase(Base):
    """Something that finance has to look at. `subject` and `kind` are told once."""

    __tablename__ = "card_cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    subject: Mapped[str]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"), index=True)
    amount: Mapped[int] = mapped_column(default=0)
    facts: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by: Mapped[str | None]
    outcome: Mapped[str] = mapped_column(default="")


def note(session: Session, provider_id: str, kind: str, about: str) -> bool:
    """Keep the message; False when it was there before."""
    row = upsert.insert(session, CardEvent).values(
        provider_id=provider_id, kind=kind, about=about, outcome="", at=clock.now()
    )
    return _is_new(session, row.on_conflict_do_nothing(index_elements=["provider_id"]).returning(CardEvent.id))


def tell(
    session: Session, kind: str, subject: str, *, payment_id: int | None = None, amount: int = 0, **facts: Any
) -> bool:
    """Put it on finance's list; the same thing a second time changes nothing and returns False."""
    values = {
        "key": f"{kind}:{subject}", "public_id": ids.public_id(), "kind": kind, "subject": subject,
        "payment_id": payment_id, "amount": amount, "facts": facts, "opened_at": clock.now(), "outcome": "",
    }  # fmt: skip
    row = upsert.insert(session, CardCase).values(**values)
    return _is_new(session, row.on_conflict_do_nothing(index_elements=["key"]).returning(CardCase.id))


def waiting(session: Session, limit: int = 200) -> list[CardCase]:
    """What a person has to look at, oldest first."""
    query = select(CardCase).where(CardCase.closed_at.is_(None)).order_by(CardCase.id)
    return list(session.scalars(query.limit(limit)))


def backlog(session: Session) -> tuple[int, datetime | None, int]:
    """How many cases wait, since when the oldest does, and their sum."""
    query = select(func.count(), func.min(CardCase.opened_at), func.coalesce(func.sum(CardCase.amount), 0))
    count, oldest, amount = session.execute(query.where(CardCase.closed_at.is_(None))).one()
    return int(count), oldest, int(amount)


def of(session: Session, kind: str, subject: str) -> CardCase | None:
    """The case of this thing, locked."""
    return session.scalars(select(CardCase).where(CardCase.key == f"{kind}:{subject}").with_for_update()).first()


def by_public_id(session: Session, public_id: str) -> CardCase:
    """One case, locked; raise NotFound."""
    found = session.scalars(select(CardCase).where(CardCase.public_id == public_id).with_for_update()).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def close(session: Session, case: CardCase, outcome: str, *, by: Actor) -> None:
    """It is dealt with; raise NotAllowed when somebody did so before."""
    if case.closed_at is not None:
        raise NotAllowed(verb="close", state="closed")
    case.closed_at, case.closed_by, case.outcome = clock.now(), by.name, outcome[:300]
    session.flush()
    events.record(session, f"card_case:{case.id}", "close", by=by, outcome=case.outcome)


def _is_new(session: Session, insert: Executable) -> bool:
    """Whether the row was written; its id comes back only then."""
    return session.execute(insert).first() is not None
