"""A transfer of the hotel without a number: finance sees it beside the bill that it may pay."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.files import Files
from marketplace.money import receiving
from marketplace.people.organisations import Organisation
from marketplace.trade import bills

from . import bank, hotel


def load(session: Session, files: Files) -> None:
    """After the hotel's bills; nothing when it owes nothing."""
    account = receiving.current(session, "bank")
    owner = session.scalars(select(Organisation).where(Organisation.name == hotel.NAME)).first()
    open_ = bills.open_of(session, owner.id) if owner else []
    if account is None or owner is None or not open_:
        return
    row = bank.Row(clock.today(), open_[0].open, f"TRSF DARI {owner.name.upper()}")
    bank.send(session, files, account, [row], "mutasi-hari-ini-contoh.csv")
