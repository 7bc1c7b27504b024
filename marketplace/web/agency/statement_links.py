"""Where the things of a line have their pages, and how an account is called."""

from __future__ import annotations

from flask import url_for

from marketplace.money.receiving import ReceivingAccount


def account_name(account: ReceivingAccount) -> str:
    """`Bank Contoh 0000000001`, or QRIS and whose it is."""
    return f"{account.bank} {account.number}" if account.kind == "bank" else f"QRIS · {account.holder}"


def order(number: str) -> str:
    """The page of a group's first order."""
    return url_for("agency.orders.show", number=f"{number}-1")


def entry(entry_id: int) -> str:
    """The page of a ledger entry."""
    return url_for("agency.entries.show", entry_id=entry_id)
