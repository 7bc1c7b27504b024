"""Where a maker wants her money: entered by her, sealed, approved by finance, held a while after a change."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, crypto, events, ids, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

HOLD_HOURS = settings.declare(
    "payout.account_hold_hours", 48, "Jam tanpa pencairan setelah penjual mengganti rekening", settings.at_least(0)
)
NUMBER = re.compile(r"^\d{6,20}$")
events.tell("bank_account", "entered", "changed", "approved", "refused")


class BankAccount(Base):
    """`holder` and `number` lie sealed; `tail` is what may be shown. States: waiting, approved, refused, replaced."""

    __tablename__ = "bank_accounts"
    __table_args__ = tuple(
        Index(
            f"uq_bank_accounts_{state}",
            "producer_id",
            unique=True,
            sqlite_where=text(f"state = '{state}'"),
            postgresql_where=text(f"state = '{state}'"),
        )
        for state in ("waiting", "approved")
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    bank: Mapped[str]
    holder_sealed: Mapped[str]
    number_sealed: Mapped[str]
    tail: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_by: Mapped[str]
    hold_until: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")

    @property
    def subject(self) -> str:
        """How events name this account."""
        return f"bank_account:{self.id}"

    @property
    def masked(self) -> str:
        """The number as pages show it."""
        return f"•••• {self.tail}"

    @property
    def holder(self) -> str:
        """The holder's name; empty when it cannot be read any more."""
        return crypto.open_if_possible(self.holder_sealed)

    @property
    def number(self) -> str:
        """The whole number: for the bank file only, never for a page. Raise CannotOpen."""
        return crypto.open(self.number_sealed)

    def says(self, holder: str, number: str) -> bool:
        """Whether it is this very account; one that cannot be read any more is another."""
        return (self.holder, crypto.open_if_possible(self.number_sealed)) == (holder, number)

    @property
    def is_held(self) -> bool:
        """Whether the hold after a change still runs."""
        return self.hold_until is not None and self.hold_until > clock.now()


def digits(text: str) -> str:
    """An account number without the blanks, dots and dashes that people write; empty when it is none."""
    bare = re.sub(r"[\s.\-]", "", text)
    return bare if bare.isascii() and bare.isdigit() and 5 <= len(bare) <= 20 else ""


def enter(session: Session, producer_id: int, *, holder: str, bank: str, number: str, by: Actor) -> BankAccount:
    """The maker names her account; the one before it is paid no more while the new one waits.

    Raise Invalid, NotAllowed for somebody who only helps her. The same account once more changes nothing.
    """
    if by.acting_for is not None:
        raise NotAllowed(verb="enter", state="helped")
    number = digits(number)
    wrong = {name: "empty" for name, value in (("holder", holder), ("bank", bank)) if not value.strip()}
    if not NUMBER.match(number):
        wrong["number"] = "number"
    if wrong:
        raise Invalid(errors=wrong)
    before = of(session, producer_id)
    if before is not None and before.bank == bank and before.says(holder, number):
        return before
    if before is not None and before.state == "waiting":
        before.state, before.decided_at = "replaced", clock.now()
        session.flush()
    changed = approved(session, producer_id) is not None
    row = BankAccount(
        producer_id=producer_id,
        bank=bank,
        holder_sealed=crypto.seal(holder),
        number_sealed=crypto.seal(number),
        tail=number[-4:],
        created_by_id=by.user_id,
        created_by=by.name,
        hold_until=clock.now() + timedelta(hours=HOLD_HOURS(session)) if changed else None,
    )
    session.add(row)
    session.flush()
    events.record(session, row.subject, "changed" if changed else "entered", by=by, bank=bank, tail=row.tail)
    return row


def approve(session: Session, row: BankAccount, *, by: Actor) -> None:
    """A second person agrees. Raise NotAllowed when it was decided before, or by the person who entered it."""
    _undecided(row, "approve", by)
    before = approved(session, row.producer_id)
    if before is not None:
        before.state = "replaced"
        session.flush()
    _decide(session, row, "approved", by)


def refuse(session: Session, row: BankAccount, reason: str, *, by: Actor) -> None:
    """It is not right: the account before it, if there is one, holds again."""
    _undecided(row, "refuse", by)
    row.reason = reason
    _decide(session, row, "refused", by)


def of(session: Session, producer_id: int) -> BankAccount | None:
    """The account that counts: the one that waits, else the approved one."""
    query = select(BankAccount).where(
        BankAccount.producer_id == producer_id, BankAccount.state.in_(("waiting", "approved"))
    )
    return session.scalars(query.order_by(BankAccount.id.desc()).limit(1)).first()


def approved(session: Session, producer_id: int) -> BankAccount | None:
    """The account that finance agreed to."""
    query = select(BankAccount).where(BankAccount.producer_id == producer_id, BankAccount.state == "approved")
    return session.scalars(query).first()


def last_refused(session: Session, producer_id: int) -> BankAccount | None:
    """The newest account, when it was refused."""
    query = select(BankAccount).where(BankAccount.producer_id == producer_id).order_by(BankAccount.id.desc()).limit(1)
    newest = session.scalars(query).first()
    return newest if newest is not None and newest.state == "refused" else None


def current(session: Session) -> dict[int, BankAccount]:
    """The account that counts of every maker."""
    query = select(BankAccount).where(BankAccount.state.in_(("waiting", "approved"))).order_by(BankAccount.id)
    return {row.producer_id: row for row in session.scalars(query)}


def waiting(session: Session) -> list[BankAccount]:
    """What finance has to decide, oldest first."""
    return list(session.scalars(select(BankAccount).where(BankAccount.state == "waiting").order_by(BankAccount.id)))


def backlog(session: Session) -> tuple[int, datetime | None]:
    """How many wait, and since when."""
    query = select(func.count(), func.min(BankAccount.created_at)).where(BankAccount.state == "waiting")
    count, oldest = session.execute(query).one()
    return int(count), oldest


def by_public_id(session: Session, public_id: str) -> BankAccount:
    """One row, locked; raise NotFound."""
    query = select(BankAccount).where(BankAccount.public_id == public_id).with_for_update()
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def _undecided(row: BankAccount, verb: str, by: Actor) -> None:
    if row.state != "waiting":
        raise NotAllowed(verb=verb, state=row.state)
    if (by.user_id is not None and by.user_id == row.created_by_id) or row.producer_id in by.producer_ids:
        raise NotAllowed(verb=verb, state="own")


def _decide(session: Session, row: BankAccount, state: str, by: Actor) -> None:
    row.state, row.decided_at = state, clock.now()
    row.decided_by_id, row.decided_by = by.user_id, by.name
    session.flush()
    events.record(session, row.subject, state, by=by, reason=row.reason)
