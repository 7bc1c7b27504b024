"""Makers with money to be paid: earned and collected by ledger postings alone."""

from __future__ import annotations

from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.money import bank_accounts
from marketplace.money.ledger import Leg, post
from marketplace.money.receiving import ReceivingAccount
from marketplace.people import identity_checks, passwords
from marketplace.people.producers import Producer
from marketplace.people.users import StaffRole, User
from marketplace.trade import paying_out
from tests import cast

OFFICER = Actor("user", "Petugas", roles=frozenset({"officer"}))
numbers = count(900_000)


def finance_person(session: Session, name: str) -> Actor:
    """One more person of the finance desk."""
    person = User(name=name, email=f"{name.lower()}@contoh.id", password_hash=passwords.seal(cast.PASSWORD))
    session.add(person)
    session.flush()
    session.add(StaffRole(user_id=person.id, role="finance", granted_by="uji"))
    session.flush()
    return Actor("user", name, user_id=person.id, roles=frozenset({"finance"}))


def payee(session: Session, name: str, *, account: bool = True, verified: bool = True) -> Producer:
    """A maker, by default verified and with an approved account."""
    if session.scalar(select(ReceivingAccount.id).limit(1)) is None:
        cast.finance(session)
    phone = f"+6281200{next(numbers)}"
    maker = cast.maker(session, name, f"Barang {name}", price=18_000, packs=5, phone=phone).producer
    if verified:
        identity_checks.verify(session, maker, how="met", name_seen=maker.owner_name, by=OFFICER)
    if account:
        row = bank_accounts.enter(
            session, maker.id, holder=maker.owner_name, bank="Bank Uji", number=f"0012{next(numbers)}", by=SYSTEM
        )
        bank_accounts.approve(session, row, by=cast.FINANCE)
    return maker


def pay_out(session: Session, maker: Producer, *, by: Actor) -> int:
    """All that is due to a maker is sent to her account; the sum."""
    identity_checks.verify(session, maker, how="met", name_seen=maker.owner_name, by=OFFICER)
    row = bank_accounts.enter(
        session, maker.id, holder=maker.owner_name, bank="Bank Uji", number=f"0012{next(numbers)}", by=SYSTEM
    )
    bank_accounts.approve(session, row, by=cast.FINANCE)
    [payout] = paying_out.make(session, by=by).payouts
    paying_out.mark_sent(session, payout, proof_key="p/1.jpg", by=by)
    return payout.amount


def earn(session: Session, maker: Producer, amount: int, order: int | None = None) -> str:
    """A prepaid order is complete; the subject of its entry."""
    subject = f"order:{order or next(numbers)}"
    post(
        session,
        f"{subject} earned",
        "Hasil",
        [Leg("clearing", 1, amount), Leg("payable", maker.id, -amount)],
        by=SYSTEM,
    )
    return subject


def collect(session: Session, maker: Producer, amount: int, fee: int = 0) -> str:
    """Cash was collected at the door, `fee` of it is the operator's."""
    subject = f"order:{next(numbers)}"
    legs = [
        Leg("producer_cash", maker.id, amount),
        Leg("payable", maker.id, fee - amount),
        Leg("commission", None, -fee),
    ]
    post(session, f"{subject} collected", "Tunai", legs, by=SYSTEM)
    return subject
