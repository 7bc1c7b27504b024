"""Accounts and kinds of accounts in words, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.money.receiving import ReceivingAccount
from marketplace.people.producers import Producer
from marketplace.trade.orders import Order, OrderGroup

OWNERS: dict[str, InstrumentedAttribute[Any]] = {
    "order_funds": Order.number,
    "owed": OrderGroup.number,
    "receivable": Order.number,
    "deposit": OrderGroup.number,
    "payable": Producer.name,
    "producer_cash": Producer.name,
}


def kind(code: str) -> str:
    """What kind of account it is."""
    name = code.partition(":")[0]
    return {
        "clearing": _("Rekening bank dan QRIS"),
        "card_clearing": _("Uang di penyedia kartu"),
        "receivable": _("Tagihan tempo pembeli"),
        "deposit": _("Uang muka hotel"),
        "order_funds": _("Uang pesanan yang ditahan"),
        "unique_codes": _("Kode unik"),
        "owed": _("Harus kembali ke pembeli"),
        "payable": _("Hak penjual"),
        "producer_cash": _("Uang tunai di penjual"),
        "payout": _("Sedang dicairkan"),
        "courier": _("Ongkir untuk kurir"),
        "commission": _("Komisi"),
        "tax": _("Pajak"),
        "fees": _("Biaya bank"),
        "write_off": _("Selisih"),
    }.get(name, name)


def owners(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Whose each account is: an order, a shop, a bank account; nothing for the operator's own."""
    wanted: dict[str, set[int]] = {}
    for code in codes:
        name, _colon, owner = code.partition(":")
        if owner.isdigit():
            wanted.setdefault(name, set()).add(int(owner))
    found: dict[str, str] = {}
    for name, ids in wanted.items():
        names = _names(session, name, ids)
        found |= {f"{name}:{owner}": names.get(owner, f"#{owner}") for owner in ids}
    return found


def _names(session: Session, name: str, ids: set[int]) -> dict[int, str]:
    if name == "clearing":
        rows = session.scalars(select(ReceivingAccount).where(ReceivingAccount.id.in_(ids)))
        return {row.id: f"{row.bank} {row.number}" if row.bank else f"QRIS {row.holder}" for row in rows}
    column = OWNERS.get(name)
    if column is None:
        return {}
    key = column.class_.id
    return {int(owner): str(text) for owner, text in session.execute(select(key, column).where(key.in_(ids)))}
