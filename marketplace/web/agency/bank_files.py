"""The table that the operator's bank takes: columns and their order by setting."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.money import payouts
from marketplace.money.payouts import Payout
from marketplace.people.producers import Producer

TITLES = {
    "number": "Nomor rekening",
    "holder": "Nama pemilik",
    "bank": "Bank",
    "amount": "Jumlah",
    "note": "Berita",
}


def table(session: Session, going: list[Payout]) -> tuple[list[str], list[list[str | int]]]:
    """The header and a row for each payout."""
    names = payouts.FILE_COLUMNS(session)
    makers = dict(_names(session, going))
    return [TITLES[name] for name in names], [[_cell(payout, name, makers) for name in names] for payout in going]


def _cell(payout: Payout, name: str, makers: dict[int, str]) -> str | int:
    account = payout.bank_account
    if name == "amount":
        return payout.amount
    if name == "note":
        return f"{payout.batch.number} {makers[payout.producer_id]}"[:60]
    return str({"number": account.number, "holder": account.holder, "bank": account.bank}[name])


def _names(session: Session, going: list[Payout]) -> list[tuple[int, str]]:
    ids = [payout.producer_id for payout in going]
    rows = session.execute(select(Producer.id, Producer.name).where(Producer.id.in_(ids)))
    return [(number, name) for number, name in rows]
