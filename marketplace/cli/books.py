"""`flask ledger verify`, `flask stock verify`: do the books agree."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from marketplace.kernel.db import db
from marketplace.trade import books

ledger = AppGroup("ledger", help="The money books.")
stock = AppGroup("stock", help="The stock books.")


@ledger.command("verify")
def verify_ledger() -> None:
    """Check that every entry balances and every order holds its money."""
    _verify("ledger", books.ledger_faults)


@stock.command("verify")
def verify_stock() -> None:
    """Check levels against movements, lots, holds and allocations."""
    _verify("stock", books.stock_faults)


def _verify(name: str, check: Callable[[Session], list[str]]) -> None:
    faults = check(db.session())
    for fault in faults:
        click.echo(fault)
    click.echo(f"{name}: {len(faults)} faults" if faults else f"{name}: ok")
    if faults:
        raise SystemExit(1)
