"""The account to which a buyer's money goes back, given on the order's page; unreadable at rest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, crypto, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid
from marketplace.money.bank_accounts import digits
from marketplace.people import names

from . import happenings
from .orders import Order, OrderGroup
from .owed import Owed

BANKS: dict[str, tuple[int, ...]] = {
    "BCA": (10,), "BRI": (15,), "Mandiri": (13,), "BNI": (10,), "BSI": (10,), "BTN": (16,),
    "Bankaltimtara": (), "CIMB Niaga": (), "Permata": (), "Danamon": (), "SeaBank": (), "Bank Jago": (), "blu": (),
    "DANA": (), "GoPay": (), "OVO": (), "ShopeePay": (), "LinkAja": (),
}  # fmt: skip
WALLETS = ("DANA", "GoPay", "OVO", "ShopeePay", "LinkAja")


class RefundAccount(Base):
    """An account of a group's buyer; the newest one counts. `refused_at` once a transfer to it failed."""

    __tablename__ = "refund_accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    group_id: Mapped[int] = mapped_column(ForeignKey("order_groups.id"), index=True)
    bank: Mapped[str]
    number_sealed: Mapped[str]
    holder_sealed: Mapped[str]
    last_four: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    refused_at: Mapped[datetime | None]
    refused_why: Mapped[str] = mapped_column(default="")

    @property
    def masked(self) -> str:
        """`BCA •••• 1234`: enough to recognise it."""
        return f"{self.bank} •••• {self.last_four}"

    @property
    def number(self) -> str:
        """The whole number; empty when it cannot be read any more."""
        return crypto.open_if_possible(self.number_sealed)

    @property
    def holder(self) -> str:
        """Whose account it is; empty when it cannot be read any more."""
        return crypto.open_if_possible(self.holder_sealed)

    @property
    def is_usable(self) -> bool:
        """Whether money can be sent to it."""
        return self.refused_at is None and bool(self.number)


def faults(bank: str, number: str, holder: str) -> dict[str, str]:
    """What is wrong with an account, by field; `length` when the bank's numbers are longer or shorter."""
    found, bare = {}, digits(number)
    if not names.is_name(names.clean(bank)) or len(bank) > 40:
        found["bank"] = "empty"
    if not bare:
        found["number"] = "number"
    elif bank in WALLETS and not re.fullmatch(r"0?8\d{8,11}|628\d{8,11}", bare):
        found["number"] = "wallet"
    elif BANKS.get(bank) and len(bare) not in BANKS[bank]:
        found["number"] = "length"
    if not names.is_name(names.clean(holder)):
        found["holder"] = "empty"
    return found


def put(session: Session, group: OrderGroup, bank: str, number: str, holder: str, *, by: Actor) -> RefundAccount:
    """The buyer says where the money goes; the same again changes nothing. Raise Invalid."""
    wrong = faults(bank, number, holder)
    if wrong:
        raise Invalid(errors=wrong)
    session.execute(select(OrderGroup.id).where(OrderGroup.id == group.id).with_for_update())
    bare, whose, before = digits(number), names.clean(holder), of(session, group.id)
    if before is not None and before.is_usable and (before.bank, before.number, before.holder) == (bank, bare, whose):
        return before
    account = RefundAccount(
        group_id=group.id,
        bank=names.clean(bank),
        number_sealed=crypto.seal(bare),
        holder_sealed=crypto.seal(whose),
        last_four=bare[-4:],
    )
    session.add(account)
    session.flush()
    happenings.to_group(session, group, "refund_account", by=by, to=account.masked)
    return account


def of(session: Session, group_id: int) -> RefundAccount | None:
    """The account that counts for a group."""
    return of_groups(session, [group_id]).get(group_id)


def of_groups(session: Session, group_ids: Iterable[int]) -> dict[int, RefundAccount]:
    """The account that counts, by group."""
    query = select(RefundAccount).where(RefundAccount.group_id.in_(list(group_ids))).order_by(RefundAccount.id)
    return {account.group_id: account for account in session.scalars(query)}


def refuse(session: Session, account: RefundAccount, why: str) -> None:
    """A transfer to it failed; the buyer must give another or a better one."""
    account.refused_at, account.refused_why = clock.now(), why[:300]
    session.flush()


def asks(session: Session, group: OrderGroup) -> bool:
    """Whether the buyer still has to say where the money goes."""
    account = of(session, group.id)
    return needed(session, group) and (account is None or account.refused_at is not None)


def needed(session: Session, group: OrderGroup) -> bool:
    """Whether the money goes back by transfer; a card gets it back by itself, unless its bank refused."""
    if group.payment.method != "card":
        return True
    refused = select(Owed.id).join(Order, Order.id == Owed.order_id)
    refused = refused.where(Order.group_id == group.id, Owed.reason == "card_failed", Owed.state == "owed")
    return session.scalars(refused.limit(1)).first() is not None
