"""The `flask …` commands: running, looking after and repairing a marketplace."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate

from config import ROOT
from marketplace.kernel.db import db


def register(app: Flask) -> None:
    """Attach every command."""
    from . import (
        admin,
        audit,
        backup,
        books,
        demo,
        fake_stripe,
        health,
        money,
        privacy,
        routes,
        search_index,
        serve,
        settings_cli,
        worker,
    )

    Migrate(app, db, directory=str(ROOT / "migrations"), compare_type=True, render_as_batch=True)
    for command in (
        admin.group,
        audit.group,
        backup.backup,
        backup.restore,
        books.ledger,
        books.stock,
        demo.group,
        fake_stripe.command,
        health.ready,
        money.group,
        privacy.group,
        routes.command,
        search_index.group,
        serve.command,
        settings_cli.group,
        worker.command,
    ):
        app.cli.add_command(command)
