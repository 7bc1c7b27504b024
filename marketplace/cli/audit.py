"""`flask audit …`: seal the stream of events, and check the seals."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from marketplace.kernel import audit_seals, audit_verify
from marketplace.kernel.db import begin_write, db

group = AppGroup("audit", help="The sealed stream of events.")


@group.command("seal")
def seal() -> None:
    """Seal now what waits; the worker does so within a minute."""
    begin_write(db.session())
    audit_seals.seal_all(db.session())
    db.session.commit()
    last = audit_seals.newest(db.session())
    click.echo(f"audit: sealed up to {last.short}" if last else "audit: nothing happened yet")


@group.command("verify")
@click.option("--anchor", default="", help="A seal that was noted elsewhere, such as 12:9f86d081884c.")
def verify(anchor: str) -> None:
    """Find events that were changed, removed or inserted; exit with 1 when there are any."""
    report = audit_verify.verify(db.session(), anchor)
    for fault in report.faults:
        click.echo(fault)
    click.echo(f"audit: {report.sealed} events sealed, {report.waiting} wait, last seal {report.newest or 'none'}")
    click.echo(f"audit: {len(report.faults)} faults" if report.faults else "audit: ok")
    if report.faults:
        raise SystemExit(1)
