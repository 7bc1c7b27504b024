"""`flask backup`, `flask restore`: the database and the files in one archive."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from config import Deployment
from marketplace.kernel.db import db
from marketplace.kernel.events import Event

DUMP = {"sqlite": "database.sqlite", "postgresql": "database.dump"}


@click.command("backup")
@click.argument("archive", type=click.Path(path_type=Path))
@with_appcontext
def backup(archive: Path) -> None:
    """Write database and files to a tar archive while the shop goes on selling."""
    deployment: Deployment = current_app.config["DEPLOYMENT"]
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DUMP[_kind(deployment)]
        _dump(deployment, dump)
        with tarfile.open(archive, "w") as tar:
            tar.add(dump, dump.name)
            files = deployment.data_dir / "files"
            if files.exists():
                tar.add(files, "files")
    click.echo(f"written {archive}")


@click.command("restore")
@click.argument("archive", type=click.Path(exists=True, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is there.")
@with_appcontext
def restore(archive: Path, force: bool) -> None:
    """Bring back an archive; refuses to replace a shop unless forced."""
    deployment: Deployment = current_app.config["DEPLOYMENT"]
    files = deployment.data_dir / "files"
    if not force and (any(files.glob("*/*")) or _in_use()):
        raise click.ClickException("This shop is not empty; to replace it: flask restore --force")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        _load(deployment, Path(folder) / DUMP[_kind(deployment)])
        kept = Path(folder) / "files"
        if kept.exists():
            shutil.rmtree(files, ignore_errors=True)
            shutil.copytree(kept, files)
    click.echo("restored")


def _in_use() -> bool:
    """Whether anything ever happened in this database; one without tables is empty."""
    try:
        return db.session.scalar(select(Event.id).limit(1)) is not None
    except SQLAlchemyError:
        return False
    finally:
        db.session.remove()
        db.engine.dispose()


def _kind(deployment: Deployment) -> str:
    return "sqlite" if deployment.database_url.startswith("sqlite") else "postgresql"


def _dump(deployment: Deployment, dump: Path) -> None:
    if _kind(deployment) == "sqlite":
        _copy(Path(deployment.database_url.removeprefix("sqlite:///")), dump)
    else:
        _run(deployment, "pg_dump", "--format=custom", f"--file={dump}", _address(deployment))


def _load(deployment: Deployment, dump: Path) -> None:
    if not dump.exists():
        raise click.ClickException("The archive is of another kind of database.")
    if _kind(deployment) == "sqlite":
        _copy(dump, Path(deployment.database_url.removeprefix("sqlite:///")))
    else:
        _run(
            deployment,
            "pg_restore",
            "--single-transaction",
            "--clean",
            "--if-exists",
            "--no-owner",
            f"--dbname={_address(deployment)}",
            str(dump),
        )


def _copy(source: Path, target: Path) -> None:
    """SQLite's own online copy: consistent while others write, unlike a copied file."""
    with sqlite3.connect(source) as read, sqlite3.connect(target) as write:
        read.backup(write)


def _address(deployment: Deployment) -> str:
    """For the PostgreSQL programs, without the password, which everybody could read in the process list."""
    url = _url(deployment)
    shown = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return shown.render_as_string(hide_password=False)


def _url(deployment: Deployment) -> URL:
    return make_url(deployment.database_url)


def _run(deployment: Deployment, program: str, *arguments: str) -> None:
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    found = shutil.which(program) or (str(versions[0]) if versions else "")
    if not found:
        raise click.ClickException(f"{program} is missing; install: apt-get install postgresql-client")
    environment = {**os.environ, **({"PGPASSWORD": password} if (password := _url(deployment).password) else {})}
    done = subprocess.run([found, *arguments], capture_output=True, text=True, env=environment)  # noqa: S603
    if done.returncode:
        raise click.ClickException(done.stderr.strip()[-500:])
