"""`flask admin …`: the first administrator, and a lost second factor."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.db import begin_write, db
from marketplace.people import login_sessions, names, recovery, second_factor, staff, users

group = AppGroup("admin", help="Staff accounts.")


@group.command("create")
@click.option("--name", required=True, help="Name of the person.")
@click.option("--email", default="", help="E-mail address to log in with.")
@click.option("--phone", default="", help="Mobile number to log in with.")
@click.option("--role", type=click.Choice(users.STAFF_ROLES), default="admin", show_default=True)
def create(name: str, email: str, phone: str, role: str) -> None:
    """Make a staff account and print a link, good once and for 24 hours, to choose its password."""
    who = _identifier(email, phone)
    if not names.is_name(names.clean(name)):
        raise click.UsageError("--name must be a name of at most 100 letters.")
    begin_write(db.session())
    user = staff.create(db.session(), name=name, who=who, role=role, by=SYSTEM)
    token = recovery.invite(db.session(), user, by=SYSTEM)
    db.session.commit()
    click.echo(f"{current_app.config['DEPLOYMENT'].public_url}/tautan/{token}")


@group.command("reset-factor")
@click.option("--email", default="")
@click.option("--phone", default="")
def reset_factor(email: str, phone: str) -> None:
    """Take away a lost second factor and log the person out everywhere."""
    who = _identifier(email, phone)
    begin_write(db.session())
    user = users.known_by(db.session(), who)
    if user is None:
        raise click.ClickException("There is no such account.")
    second_factor.remove(db.session(), user, by=SYSTEM)
    login_sessions.revoke_others(db.session(), user, None, by=SYSTEM)
    db.session.commit()
    click.echo("The second factor is gone. The person sets up a new one at the next log-in.")


def _identifier(email: str, phone: str) -> users.Identifier:
    if bool(email) == bool(phone):
        raise click.UsageError("Give either --email or --phone.")
    who = users.identifier(email or phone)
    if who is None:
        raise click.UsageError("This is no e-mail address or Indonesian mobile number.")
    return who
