"""Tax that was withheld from makers and has been handed on to the state, month by month (PMK 37/2025)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, case, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotFound

from . import ledger
from .ledger import Account, Entry, Leg, Posting
from .periods import Month
from .receiving import ReceivingAccount

MONTHS_SHOWN = 12


class TaxHandedOn(Base):
    """`amount` rupiah of one month's tax that went to the state under `number` (NTPN).

    `key` makes sending the form twice harmless; a mistake is taken back with a reversed entry, never edited.
    """

    __tablename__ = "tax_handed_on"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    key: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("receiving_accounts.id"))
    month: Mapped[date]
    amount: Mapped[int]
    number: Mapped[str]
    proof_key: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]
    taken_back_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")

    account: Mapped[ReceivingAccount] = relationship()

    @property
    def source(self) -> str:
        return f"tax_handed_on:{self.id} paid"

    @property
    def subject(self) -> str:
        return f"tax_handed_on:{self.id}"


@dataclass(frozen=True)
class OfMonth:
    """What was withheld from sales of a month (less what went back with refunds), and what was handed on; rupiah."""

    first: date
    withheld: int
    handed_on: int

    @property
    def due(self) -> int:
        return self.withheld - self.handed_on


def due(session: Session) -> int:
    """Rupiah that were withheld and not yet handed on, of all months."""
    return -sum(ledger.balances(session, "tax").values())


def by_month(session: Session) -> list[OfMonth]:
    """The last twelve months as Balikpapan counts them, newest first."""
    found = months()
    within = [case(((Entry.at >= month.starts_at) & (Entry.at < month.ends_at), Posting.amount)) for month in found]
    sums = session.execute(
        select(*(func.coalesce(func.sum(one), 0) for one in within))
        .select_from(Posting)
        .join(Account, Account.id == Posting.account_id)
        .join(Entry, Entry.id == Posting.entry_id)
        .where(Account.kind == "tax", ~Entry.source.like("tax_handed_on:%"), ~Entry.source.like("entry:%"))
        .where(Entry.at >= found[-1].starts_at)
    ).one()
    standing = TaxHandedOn.taken_back_at.is_(None)
    paid = select(TaxHandedOn.month, func.sum(TaxHandedOn.amount)).where(standing).group_by(TaxHandedOn.month)
    handed = {month: int(amount) for month, amount in session.execute(paid)}
    return [OfMonth(one.first, -int(sum_), handed.get(one.first, 0)) for one, sum_ in zip(found, sums, strict=True)]


def months() -> list[Month]:
    """This month and those before it that are shown, newest first."""
    found = [Month(clock.today().replace(day=1))]
    while len(found) < MONTHS_SHOWN:
        found.append(Month((found[-1].first - timedelta(days=1)).replace(day=1)))
    return found


def hand_on(
    session: Session, month: date, amount: int, number: str, proof_key: str, *,
    account: ReceivingAccount, key: str, by: Actor,
) -> TaxHandedOn:  # fmt: skip
    """Record what went to the state; the same `key` again gives the same. Raise Invalid when it is more than is due."""
    before = session.scalars(select(TaxHandedOn).where(TaxHandedOn.key == key)).first()
    if before is not None:
        return before
    session.scalars(select(ReceivingAccount).where(ReceivingAccount.id == account.id).with_for_update()).one()
    if not 0 < amount <= due(session):
        raise Invalid(errors={"amount": "beyond" if amount > 0 else "empty"})
    paid = TaxHandedOn(
        key=key, account_id=account.id, month=month.replace(day=1), amount=amount, number=number[:60],
        proof_key=proof_key, by_name=by.name,
    )  # fmt: skip
    session.add(paid)
    session.flush()
    legs = [Leg("tax", None, amount), Leg("clearing", account.id, -amount)]
    ledger.post(session, paid.source, f"Setoran PPh 22 masa {paid.month:%m/%Y}, {paid.number}", legs, by=by)
    events.record(session, paid.subject, "paid", by=by, amount=amount, month=f"{paid.month:%Y-%m}")
    return paid


def take_back(session: Session, paid: TaxHandedOn, reason: str, *, by: Actor) -> None:
    """It was written wrongly: its entry is reversed. Raise Invalid, NotReversible or PeriodClosed."""
    if not reason.strip():
        raise Invalid(errors={"reason": "empty"})
    entry = ledger.by_source(session, paid.source)
    assert entry is not None
    ledger.reverse(session, entry, f"Setoran PPh 22 dibatalkan: {reason.strip()[:100]}", by=by)
    paid.taken_back_at, paid.reason = clock.now(), reason.strip()[:200]
    session.flush()
    events.record(session, paid.subject, "take_back", by=by, reason=paid.reason)


def by_public_id(session: Session, public_id: str) -> TaxHandedOn:
    """One payment; raise NotFound."""
    found = session.scalars(select(TaxHandedOn).where(TaxHandedOn.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def newest(session: Session, limit: int = 50) -> list[TaxHandedOn]:
    """What was handed on, newest first."""
    return list(session.scalars(select(TaxHandedOn).order_by(TaxHandedOn.id.desc()).limit(limit)))
