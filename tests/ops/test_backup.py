"""The restore drill: an archive taken while people write comes back whole, on both databases."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import config
from marketplace import create_app
from marketplace.kernel import db, events
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Event


def shop(url: str, folder: Path) -> Flask:
    return create_app(config.load({"APP_ENV": "test", "DATABASE_URL": url, "DATA_DIR": str(folder)}))


def run(app: Flask, *words: str):  # type: ignore[no-untyped-def]
    return app.test_cli_runner().invoke(args=list(words))


class Writer(threading.Thread):
    """Writes numbered events, one commit each, until told to stop."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.app, self.stop, self.committed = app, threading.Event(), 0

    def run(self) -> None:
        with self.app.app_context():
            while not self.stop.is_set():
                db.begin_write(db.db.session())
                events.record(db.db.session(), "drill:1", "write", by=SYSTEM, n=self.committed + 1)
                db.db.session.commit()
                self.committed += 1


def written(app: Flask) -> list[int]:
    with app.app_context():
        query = select(Event.facts).where(Event.subject == "drill:1").order_by(Event.id)
        return [facts["n"] for facts in db.db.session.scalars(query)]


@pytest.fixture
def busy_shop(fresh_database: Callable[[], str], tmp_path: Path) -> Flask:
    app = shop(fresh_database(), tmp_path / "busy")
    app.extensions["files"].put("proofs/1/a.webp", b"picture")
    return app


def test_what_was_committed_before_the_backup_comes_back(
    busy_shop: Flask, fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    writer = Writer(busy_shop)
    writer.start()
    while writer.committed < 30:
        assert writer.is_alive()
    before = writer.committed
    made = run(busy_shop, "backup", str(tmp_path / "shop.tar"))
    writer.stop.set()
    writer.join()
    assert made.exit_code == 0, made.output
    other = shop(fresh_database(), tmp_path / "other")
    back = run(other, "restore", str(tmp_path / "shop.tar"), "--force")
    assert back.exit_code == 0, back.output
    numbers = written(other)
    assert len(numbers) >= before and numbers == list(range(1, len(numbers) + 1))
    assert other.extensions["files"].get("proofs/1/a.webp") == b"picture"
    assert run(other, "ready").output == "ready\n"
    assert run(other, "ledger", "verify").exit_code == run(other, "stock", "verify").exit_code == 0


def test_restoring_twice_gives_the_same(busy_shop: Flask, fresh_database: Callable[[], str], tmp_path: Path) -> None:
    with busy_shop.app_context(), Session(db.db.engine) as session:
        events.record(session, "drill:1", "write", by=SYSTEM, n=1)
        session.commit()
    run(busy_shop, "backup", str(tmp_path / "shop.tar"))
    other = shop(fresh_database(), tmp_path / "other")
    for _ in range(2):
        assert run(other, "restore", str(tmp_path / "shop.tar"), "--force").exit_code == 0
        assert written(other) == [1]


def test_a_shop_that_has_something_is_not_replaced(busy_shop: Flask, tmp_path: Path) -> None:
    with busy_shop.app_context(), Session(db.db.engine) as session:
        events.record(session, "drill:1", "write", by=SYSTEM, n=1)
        session.commit()
    busy_shop.extensions["files"].delete(["proofs/1/a.webp"])
    run(busy_shop, "backup", str(tmp_path / "shop.tar"))
    refused = run(busy_shop, "restore", str(tmp_path / "shop.tar"))
    assert refused.exit_code == 1 and "--force" in refused.output
    with busy_shop.app_context(), Session(db.db.engine) as session:
        assert session.scalar(select(func.count()).select_from(Event).where(Event.subject == "drill:1")) == 1


@pytest.mark.one_database
def test_a_copied_file_lacks_what_the_backup_has(
    busy_shop: Flask, fresh_database: Callable[[], str], tmp_path: Path
) -> None:
    """Negative control: `cp` of the live database file loses what stands in the file beside it."""
    with busy_shop.app_context():
        for n in range(1, 21):
            db.begin_write(db.db.session())
            events.record(db.db.session(), "drill:1", "write", by=SYSTEM, n=n)
            db.db.session.commit()
        live = Path(busy_shop.config["DEPLOYMENT"].database_url.removeprefix("sqlite:///"))
        shutil.copy(live, tmp_path / "copied.db")
        copied = shop(f"sqlite:///{tmp_path / 'copied.db'}", tmp_path / "copied")
        run(busy_shop, "backup", str(tmp_path / "shop.tar"))
    other = shop(fresh_database(), tmp_path / "other")
    run(other, "restore", str(tmp_path / "shop.tar"), "--force")
    assert len(written(copied)) < 20 == len(written(other))
