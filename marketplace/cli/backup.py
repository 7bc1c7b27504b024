"""`flask backup`, `flask restore`: the database and the files in one archive."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Deployment

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
    if not force and any(files.glob("*/*")):
        raise click.ClickException("There are files already; to replace them: flask restore --force")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        _load(deployment, Path(folder) / DUMP[_kind(deployment)])
        kept = Path(folder) / "files"
        if kept.exists():
            shutil.rmtree(files, ignore_errors=True)
            shutil.copytree(kept, files)
    click.echo("restored")


def _kind(deployment: Deployment) -> str:
    return "sqlite" if deployment.database_url.startswith("sqlite") else "postgresql"


def _dump(deployment: Deployment, dump: Path) -> None:
    if _kind(deployment) == "sqlite":
        _copy(Path(deployment.database_url.removeprefix("sqlite:///")), dump)
    else:
        _run("pg_dump", "--format=custom", f"--file={dump}", _address(deployment))


def _load(deployment: Deployment, dump: Path) -> None:
    if not dump.exists():
        raise click.ClickException("The archive is of another kind of database.")
    if _kind(deployment) == "sqlite":
        _copy(dump, Path(deployment.database_url.removeprefix("sqlite:///")))
    else:
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={_address(deployment)}", str(dump))


def _copy(source: Path, target: Path) -> None:
    """SQLite's own online copy: consistent while others write, unlike a copied file."""
    with sqlite3.connect(source) as read, sqlite3.connect(target) as write:
        read.backup(write)


def _address(deployment: Deployment) -> str:
    return deployment.database_url.replace("postgresql+psycopg://", "postgresql://")


def _run(program: str, *arguments: str) -> None:
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    found = shutil.which(program) or (str(versions[0]) if versions else "")
    if not found:
        raise click.ClickException(f"{program} is missing; install: apt-get install postgresql-client")
    done = subprocess.run([found, *arguments], capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise click.ClickException(done.stderr.strip()[-500:])
