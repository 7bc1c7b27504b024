"""Where the things of a line have their pages, and how an account is called."""

from __future__ import annotations

from flask import current_app, request

from marketplace.money.receiving import ReceivingAccount


def account_name(account: ReceivingAccount) -> str:
    """`Bank Contoh 0000000001`, or QRIS and whose it is."""
    return f"{account.bank} {account.number}" if account.kind == "bank" else f"QRIS · {account.holder}"


def order(number: str) -> str | None:
    """The page of a group's first order, where there is one."""
    return _existing(f"/agensi/pesanan/{number}-1")


def entry(entry_id: int) -> str | None:
    """The page of a ledger entry, where there is one."""
    return _existing(f"/agensi/keuangan/jurnal/{entry_id}")


def _existing(path: str) -> str | None:
    return path if current_app.url_map.bind(request.host).test(path, "GET") else None
