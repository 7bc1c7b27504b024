"""Payouts of the demo: verified makers, invented accounts, one batch sent, one open, one that came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.files import Files
from marketplace.money import bank_accounts
from marketplace.money.payouts import PayoutBatch
from marketplace.people import identity_checks
from marketplace.people.producers import Producer
from marketplace.trade import dues, paying_out

from . import crowd, lately, logins, orders, proofs

BANKS = ("Bank Contoh", "Bank Contoh Syariah", "BPD Contoh")
WAYS = ("met", "video", "photo")
UNSEEN, WITHOUT_ACCOUNT, NOT_APPROVED = 3, 2, 1
JOINED, SENT, MADE = timedelta(days=50), timedelta(days=24), timedelta(hours=26)
CAME_BACK = "Nomor rekening sudah ditutup, kata bank."


@dataclass(frozen=True)
class Desk:
    """Who acts: an officer, the finance desk, the second person, the makers."""

    officer: Actor
    finance: Actor
    second: Actor
    makers: dict[int, Actor]


def load(session: Session, files: Files) -> None:
    """Play them; the newest makers have still something to do."""
    lately.load(session, files)
    desk = Desk(
        crowd.person(session, logins.OFFICER, "officer"),
        crowd.finance(session),
        crowd.person(session, logins.ADMIN, "admin"),
        crowd.makers(session),
    )
    now = clock.now()
    payees = list(session.scalars(select(Producer).where(Producer.is_demo).order_by(Producer.id)))
    with clock.pretend(now - JOINED):
        _get_to_know(session, payees[:-UNSEEN], desk)
    for age, last in ((SENT, False), (MADE, True)):
        _batch(session, files, desk, now - age, open_=last)
    if len(payees) > 1:
        with clock.pretend(now - timedelta(hours=5)):
            _name_account(session, payees[1], 90, desk.makers[payees[1].id])
    orders.forget_old_notices(session)
    session.flush()


def _get_to_know(session: Session, payees: list[Producer], desk: Desk) -> None:
    """An officer sees their cards; all but the last of them have an account, and finance agreed to it."""
    for n, maker in enumerate(payees):
        how = WAYS[n % len(WAYS)]
        identity_checks.verify(session, maker, how=how, name_seen=_name(maker), note="Data contoh.", by=desk.officer)
    for n, maker in enumerate(payees[:-WITHOUT_ACCOUNT]):
        row = _name_account(session, maker, n, desk.makers[maker.id])
        if n < len(payees) - WITHOUT_ACCOUNT - NOT_APPROVED:
            bank_accounts.approve(session, row, by=desk.finance)


def _name_account(session: Session, maker: Producer, n: int, by: Actor) -> bank_accounts.BankAccount:
    number = f"00000{4_100 + 37 * n}"
    return bank_accounts.enter(
        session, maker.id, holder=_name(maker), bank=BANKS[n % len(BANKS)], number=number, by=by
    )  # fmt: skip


def _batch(session: Session, files: Files, desk: Desk, at: datetime, *, open_: bool) -> None:
    """What was due then; a large one has its second person. The open one is at the bank, and one of it came back."""
    with clock.pretend(at):
        if all(due.why for due in dues.of_all(session)):
            return
        batch = paying_out.make(session, by=desk.finance)
        if batch.state == "waiting":
            paying_out.approve(session, batch, by=desk.second)
    with clock.pretend(at + timedelta(minutes=20)):
        going = paying_out.hand_to_bank(session, batch, by=desk.finance)
    with clock.pretend(at + timedelta(hours=3)):
        if not open_:
            _send(session, files, batch, desk.finance)
        elif len(going) > 1:
            paying_out.fail(session, going[-1], CAME_BACK, by=desk.finance)


def _send(session: Session, files: Files, batch: PayoutBatch, by: Actor) -> None:
    key = proofs.keep(files, batch.number, batch.total, "Koperasi contoh", to="rekening penjual")
    for payout in batch.payouts:
        paying_out.mark_sent(session, payout, proof_key=key, by=by)


def _name(maker: Producer) -> str:
    """As on an identity card: without Bu or Pak."""
    return maker.owner_name.partition(" ")[2] or maker.owner_name
