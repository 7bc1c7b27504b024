"""Production is not the demo: what refuses to start, and with which sentence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import config
from marketplace import create_app
from marketplace.kernel import db
from marketplace.people.users import User
from tests.databases import free_port
from tests.servers import QUIET


def settings(url: str, folder: Path) -> dict[str, str]:
    return {
        "APP_ENV": "production",
        "SECRET_KEY": "k" * 40,
        "PUBLIC_URL": "https://pasar.example.id",
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "PORT": str(free_port()),
    }


def start(url: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the project as a production deployment."""
    return subprocess.run(
        [sys.executable, *words],
        env={**QUIET, **settings(url, folder)}, cwd=config.ROOT, text=True, capture_output=True, timeout=60,
    )  # fmt: skip


def run(url: str, folder: Path, *words: str) -> Result:
    """A command of a production deployment, in this process."""
    app = create_app(config.load(settings(url, folder)))
    done = app.test_cli_runner().invoke(args=list(words))
    with app.app_context():
        db.db.engine.dispose()
    return done


@pytest.fixture
def url(fresh_database: Callable[[], str]) -> str:
    return fresh_database()


def add_user(url: str, *, is_demo: bool) -> None:
    engine = create_engine(db.driver_url(url))
    with Session(engine) as session:
        session.add(User(name="Siti", phone="+6281200000001", is_demo=is_demo))
        session.commit()
    engine.dispose()


def test_a_sound_database_is_ready(url: str, tmp_path: Path) -> None:
    add_user(url, is_demo=False)
    done = run(url, tmp_path, "ready")
    assert (done.exit_code, done.output) == (0, "ready\n")


def test_demo_rows_are_found(url: str, tmp_path: Path) -> None:
    add_user(url, is_demo=True)
    done = run(url, tmp_path, "ready")
    assert done.exit_code == 1 and "the database holds demo rows (users)" in done.output


@pytest.mark.one_database
@pytest.mark.parametrize(
    "words",
    [("-m", "flask", "--app", "wsgi", "ready"), ("-m", "flask", "--app", "wsgi", "serve"), ("-c", "import wsgi")],
    ids=["ready", "serve", "any server"],
)
def test_demo_rows_refuse_the_start(url: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    add_user(url, is_demo=True)
    done = start(url, tmp_path, *words)
    assert done.returncode == 1
    assert done.stderr.strip().endswith(
        "APP_ENV=production, but the database holds demo rows (users); use an empty database"
    )
    assert "Traceback" not in done.stderr


@pytest.mark.one_database
def test_demo_data_has_no_place_in_production(url: str, tmp_path: Path) -> None:
    for verb in ("load", "reset"):
        done = run(url, tmp_path, "demo", verb)
        assert done.exit_code == 1 and "no place in production" in done.output


@pytest.mark.one_database
def test_a_database_without_its_tables_says_what_to_run(kind: str, tmp_path: Path) -> None:
    done = run(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path, "ready")
    assert done.exit_code == 1 and "flask db upgrade" in done.output
