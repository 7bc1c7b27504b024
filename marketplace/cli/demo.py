"""`flask demo`: fill an empty shop with invented data, keep it young, or start over."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from marketplace.demo import bulk, bulk_desk, bulk_orders, daily, load, people, reset
from marketplace.demo.logins import LOGINS
from marketplace.insight import rollups
from marketplace.kernel.db import begin_write, db
from marketplace.kernel.files import Files

group = AppGroup("demo", help="Invented data, marked as such.")
__all__ = ["LOGINS", "fill_if_empty", "group", "move_forward"]


def fill_if_empty(app: Flask) -> None:
    """Load the demo into a database without producers; bring one that is there to today."""
    session = db.session()
    if not load.is_empty(session):
        move_forward(app)
        return
    click.echo("Loading demo data …")
    begin_write(session)
    load.load(session, _files(app))
    session.commit()


def move_forward(app: Flask) -> None:
    """Once a day: what is going on in the demo moves on with the calendar."""
    session = db.session()
    begin_write(session)
    daily.move_forward(session, _files(app))
    session.commit()


@group.command("load")
@click.option("--products", type=click.IntRange(0, 500_000), default=0, help="Products more, for measuring.")
@click.option("--per-maker", type=click.IntRange(1, 1_000), default=bulk.PER_MAKER, help="How many of them each has.")
@click.option("--orders", type=click.IntRange(0, 1_000_000), default=0, help="Orders of those products, for measuring.")
@click.option("--desk", is_flag=True, help="Register, papers and invoices of those makers and orders.")
@click.option("--load-test", is_flag=True, help="Eighty more buyers, for measuring.")
def load_command(products: int, per_maker: int, orders: int, desk: bool, load_test: bool) -> None:
    """Load once; a second time changes nothing."""
    _refuse_production()
    fill_if_empty(_app())
    session = _writing()
    if load_test:
        click.echo(f"{people.load_test_buyers(session)} buyers came.")
    if products:
        click.echo(f"{bulk.load_products(session, products, per_maker)} products came.")
    if orders:
        click.echo(f"{bulk_orders.load_orders(session, orders)} orders came.")
    if desk:
        click.echo(f"{bulk_desk.load_desk(session)} rows came to the desk.")
    session.commit()
    if orders:
        _count_everything(session)


def _count_everything(session: Session) -> None:
    """The figures of the boards; orders made in bulk tell nobody that they are new."""
    rollups.plan(session, everything=True)
    session.commit()
    while rollups.step(session):
        session.commit()
    session.commit()


@group.command("today")
def today_command() -> None:
    """Bring the demo to today, as the worker does every day."""
    _refuse_production()
    move_forward(_app())


@group.command("reset")
def reset_command() -> None:
    """Throw everything away and load again."""
    import flask_migrate

    _refuse_production()
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()
    reset.remove_files(_files(_app()))
    fill_if_empty(_app())


def _writing() -> Session:
    session = db.session()
    begin_write(session)
    return session


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]


def _files(app: Flask) -> Files:
    files: Files = app.extensions["files"]
    return files


def _refuse_production() -> None:
    if current_app.config["DEPLOYMENT"].is_production:
        raise click.ClickException("Demo data has no place in production.")
