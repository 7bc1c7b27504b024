"""`flask settings`: see and change what staff may change."""

from __future__ import annotations

import json
from datetime import datetime

import click
from flask.cli import AppGroup

from marketplace.kernel import clock, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.errors import Invalid

group = AppGroup("settings", help="Settings with their history.")


@group.command("list")
def show() -> None:
    """All settings with the value valid now."""
    for name, setting in sorted(settings.REGISTRY.items()):
        click.echo(f"{name} = {json.dumps(setting(db.session()), ensure_ascii=False)}  # {setting.doc}")


@group.command("set")
@click.argument("name")
@click.argument("value")
@click.option("--by", required=True, help="Who changes it.")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="Valid from this day on.")
@click.option("--source", default="", help="Where the figure comes from.")
def change(name: str, value: str, by: str, start: datetime | None, source: str) -> None:
    """Set a value from now or a later day on; numbers and lists as JSON, texts as they are."""
    setting = settings.REGISTRY.get(name)
    if setting is None:
        raise click.ClickException(f"There is no setting {name}; see: flask settings list")
    try:
        typed = value if isinstance(setting.default, str) else json.loads(value)
        begin_write(db.session())
        valid_from = clock.midnight(start.date()) if start else None
        settings.change(db.session(), name, typed, by=Actor("system", by), valid_from=valid_from, source=source)
        db.session.commit()
    except (Invalid, json.JSONDecodeError):
        raise click.ClickException(f"{value!r} is no value for {name}: {setting.doc}") from None


@group.command("doc")
def document() -> None:
    """All settings as a page of documentation."""
    click.echo("# Settings that staff may change\n\n| name | default | meaning |\n|---|---|---|")
    for name, setting in sorted(settings.REGISTRY.items()):
        click.echo(f"| `{name}` | `{json.dumps(setting.default, ensure_ascii=False)}` | {setting.doc} |")
