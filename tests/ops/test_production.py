"""Production is not the demo: what refuses to start, and with which sentence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import config
from marketplace.kernel import db
from marketplace.people.users import User
from tests.databases import free_port
from tests.servers import QUIET


def start(url: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python on the project as a production deployment."""
    settings = {
        "APP_ENV": "production",
        "SECRET_KEY": "k" * 40,
        "PUBLIC_URL": "https://pasar.example.id",
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "PORT": str(free_port()),
    }
    return subprocess.run(
        [sys.executable, *words], env={**QUIET, **settings}, cwd=config.ROOT, text=True, capture_output=True, timeout=60
    )


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
    done = start(url, tmp_path, "-m", "flask", "--app", "wsgi", "ready")
    assert (done.returncode, done.stdout) == (0, "ready\n"), done.stderr


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
        done = start(url, tmp_path, "-m", "flask", "--app", "wsgi", "demo", verb)
        assert done.returncode == 1 and "no place in production" in done.stderr


@pytest.mark.one_database
def test_a_database_without_its_tables_says_what_to_run(kind: str, tmp_path: Path) -> None:
    done = start(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path, "-m", "flask", "--app", "wsgi", "ready")
    assert done.returncode == 1 and "flask db upgrade" in done.stderr
