"""`flask accounts`: where money arrives, and the secret that seals where it goes."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import Invalid
from marketplace.money import qris, receiving
from marketplace.trade import resealing

group = AppGroup("accounts", help="The operator's accounts, and the sealing of all others.")


@group.command("add-bank")
@click.argument("bank")
@click.argument("number")
@click.argument("holder")
@click.option("--by", required=True)
def add_bank(bank: str, number: str, holder: str, by: str) -> None:
    """Take a bank account into use."""
    _add(receiving.ReceivingAccount(kind="bank", bank=bank, number=number, holder=holder), by)


@group.command("add-qris")
@click.argument("payload")
@click.argument("holder")
@click.option("--by", required=True)
def add_qris(payload: str, holder: str, by: str) -> None:
    """Take a static QRIS into use."""
    if not qris.is_static(payload):
        raise click.ClickException("This is not a sound static QRIS payload.")
    if current_app.config["DEPLOYMENT"].is_production and "DEMO" in payload:
        raise click.ClickException("This is the demo's QRIS payload; nobody would receive the money.")
    _add(receiving.ReceivingAccount(kind="qris", payload=payload, holder=holder), by)


def _add(account: receiving.ReceivingAccount, by: str) -> None:
    account.valid_from = clock.now()
    begin_write(db.session())
    try:
        receiving.add(db.session(), account, by=Actor("system", by))
    except Invalid as empty:
        raise click.ClickException(f"Must not be empty: {empty.facts['errors']}") from None
    db.session.commit()
    click.echo("ok")


@group.command("reseal")
def reseal() -> None:
    """Seal stored accounts of makers and buyers with the present SECRET_KEY; then EARLIER_SECRET_KEYS may go."""
    begin_write(db.session())
    outcome = resealing.reseal(db.session())
    db.session.commit()
    click.echo(f"{outcome.renewed} sealed with the present secret")
    if outcome.lost:
        raise click.ClickException(
            f"{outcome.lost} cannot be opened with any known secret; their owners are asked again"
        )
