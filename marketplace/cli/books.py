"""`flask ledger …`, `flask stock verify`: do the books agree, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from marketplace.kernel import clock, rupiah
from marketplace.kernel.db import db
from marketplace.money import accounts
from marketplace.sourcing import purchase_orders
from marketplace.trade import books

ledger = AppGroup("ledger", help="The money books.")
stock = AppGroup("stock", help="The stock books.")


@ledger.command("verify")
def verify_ledger() -> None:
    """Check every rule of trade/books.py (entries, accounts, orders, debts, closed months) and purchase orders."""
    _verify("ledger", lambda session: books.ledger_faults(session) + purchase_orders.faults(session))


@ledger.command("trial-balance")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="At the end of which day; today when left out.")
def trial_balance(day: datetime | None) -> None:
    """Print every account with its balance, and the sums of both sides."""
    last = day.date() if day else clock.today()
    rows = [(row.code, row.after) for row in accounts.trial(db.session(), last, last) if row.after]
    sides = [sum(amount for _, amount in rows if amount > 0), -sum(amount for _, amount in rows if amount < 0)]
    _line("account", "debit", "credit")
    for code, amount in rows:
        _line(code, *(rupiah.show(abs(amount)) if side == (amount > 0) else "" for side in (True, False)))
    _line(f"{last.isoformat()}", *map(rupiah.show, sides))
    if sides[0] != sides[1]:
        raise SystemExit(1)


@stock.command("verify")
def verify_stock() -> None:
    """Check levels against movements, lots, holds and allocations."""
    _verify("stock", books.stock_faults)


def _line(name: str, debit: str, credit: str) -> None:
    click.echo(f"{name:<24}{debit:>20}{credit:>20}".rstrip())


def _verify(name: str, check: Callable[[Session], list[str]]) -> None:
    faults = check(db.session())
    for fault in faults:
        click.echo(fault)
    click.echo(f"{name}: {len(faults)} faults" if faults else f"{name}: ok")
    if faults:
        raise SystemExit(1)
