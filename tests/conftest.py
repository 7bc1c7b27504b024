"""Fixtures for every test: both databases, a savepoint a test, a client, live servers, a browser."""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

import config
from marketplace import create_app
from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.people import passwords
from tests.databases import KINDS, Missing, PostgresServer, copy_sqlite, empty_shop
from tests.servers import LiveServer

pytest_plugins = ["tests.browser", "tests.once", "tests.rules", "tests.tour"]
DEAR = passwords.HASHER, passwords.NOBODY
BOTH_WITHOUT_ASKING = {"stock", "money", "ops", "journeys", "properties"}
RACES = "races"
LONG = {"journeys", "ops", "properties", "demo", "races"}
CHEAP = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)
passwords.HASHER, passwords.NOBODY = CHEAP, CHEAP.hash("nobody")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much is run."""
    parser.addoption("--both", action="store_true", help="every test on both databases")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches a database runs on both, unless it is marked for one.

    Without `--both` the tests of most folders share the databases out among themselves, and races run where they
    can be lost; ledger, stock and what is killed always run on both.
    """
    if "kind" not in metafunc.fixturenames:
        return
    kinds, folders = KINDS, set(metafunc.definition.path.parts)
    shared_out = not metafunc.config.getoption("both") and not BOTH_WITHOUT_ASKING & folders
    if shared_out and RACES in folders:
        kinds = ("postgresql",)
    elif shared_out:
        kinds = (KINDS[zlib.crc32(metafunc.definition.originalname.encode()) % 2],)
    if metafunc.definition.get_closest_marker("one_database"):
        kinds = ("sqlite",)
    elif metafunc.definition.get_closest_marker("postgres"):
        kinds = ("postgresql",)
    metafunc.parametrize("kind", kinds, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no core waits for the last file of another."""
    items.sort(key=lambda item: item.path.parent.name not in LONG)


def lacking(problem: Missing) -> None:
    """Skip with the words that say what to install; a failure where everything must be present."""
    if os.environ.get("CI"):
        pytest.fail(str(problem), pytrace=False)
    pytest.skip(str(problem))


@pytest.fixture(scope="session")
def kind(request: pytest.FixtureRequest) -> str:
    """sqlite or postgresql."""
    return str(request.param)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder for the whole session, on short paths."""
    with tempfile.TemporaryDirectory(prefix="market-") as path:
        yield Path(path)


@pytest.fixture(scope="session")
def postgres_once() -> Iterator[list[PostgresServer]]:
    """Holds the PostgreSQL server once somebody needs it."""
    running: list[PostgresServer] = []
    yield running
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def postgres(postgres_once: list[PostgresServer]) -> PostgresServer:
    """The private PostgreSQL server of this test session."""
    if not postgres_once:
        try:
            postgres_once.append(PostgresServer())
        except Missing as problem:
            lacking(problem)
    return postgres_once[0]


@pytest.fixture
def dear_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes at their real cost; everywhere else the tests use cheap ones."""
    monkeypatch.setattr(passwords, "HASHER", DEAR[0])
    monkeypatch.setattr(passwords, "NOBODY", DEAR[1])


@pytest.fixture(scope="session")
def apps() -> dict[str, Flask]:
    """The applications made so far, by database."""
    return {}


@pytest.fixture(scope="session")
def app(apps: dict[str, Flask], kind: str, folder: Path, request: pytest.FixtureRequest) -> Flask:
    """The application on the migrated database; a migrated, empty template stays beside it."""
    if kind in apps:
        return apps[kind]
    if kind == "sqlite":
        copy_sqlite(request.getfixturevalue("once")("template", migrated), folder / "template.db")
        apps[kind] = make_app(copy_sqlite(folder / "template.db", folder / "tests.db"), folder)
    else:
        postgres = request.getfixturevalue("postgres")
        apps[kind] = make_app(postgres.create("tests"), folder)
        migrate(apps[kind])
        postgres.create("template", "tests")
    return apps[kind]


def migrated(place: Path) -> Path:
    """A SQLite database that the migrations have made."""
    migrate(make_app(f"sqlite:///{place / 'shop.db'}", place))
    return place / "shop.db"


def make_app(url: str, folder: Path) -> Flask:
    """An application for tests on a database."""
    data = folder / url.partition(":")[0]
    application = create_app(config.load({"APP_ENV": "test", "DATABASE_URL": url, "DATA_DIR": str(data)}))
    application.config["WTF_CSRF_ENABLED"] = False
    application.test_client_class = Client
    application.test_cli_runner_class = Runner
    return application


def migrate(application: Flask) -> None:
    """What `flask db upgrade` does."""
    import flask_migrate

    with application.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()


@pytest.fixture
def connection(app: Flask) -> Iterator[Connection]:
    """One transaction around the whole test, rolled back at its end; the application uses it too."""
    with app.app_context():
        engines = db.engines
        engine = db.engine
    with engine.connect().execution_options(write=True) as opened:
        outer = opened.begin()
        db.session.session_factory.configure(join_transaction_mode="create_savepoint")
        engines[None] = opened  # type: ignore[assignment]
        yield opened
        engines[None] = engine
        outer.rollback()


@pytest.fixture
def session(app: Flask, connection: Connection) -> Iterator[Session]:
    """A session whose commits are savepoints of the test's transaction."""
    with Session(bind=connection, join_transaction_mode="create_savepoint") as opened:
        app.extensions["test_session"] = opened
        yield opened
        del app.extensions["test_session"]


def hand_over(app: Flask) -> None:
    """Let the application see what the test has done, and the test what the application will do."""
    opened = app.extensions["test_session"]
    opened.commit()
    opened.info.clear()


class Client(FlaskClient):
    """A client that sees the test's own data."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        hand_over(self.application)
        return super().open(*args, **kwargs)


class Runner(FlaskCliRunner):
    """Runs `flask …` commands on the test's own data."""

    def invoke(self, *args: Any, **kwargs: Any) -> Any:
        hand_over(self.app)
        return super().invoke(*args, **kwargs)


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A browser without JavaScript, in this process; forms need no token."""
    return app.test_client()


@pytest.fixture
def with_csrf(app: Flask) -> Iterator[None]:
    """Forms need their token, as in the open."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture(autouse=True)
def right_time() -> Iterator[None]:
    """No test leaves the clock moved."""
    yield
    clock.shift_for_tests(timedelta())
    clock.follow_file_for_tests(None)


@pytest.fixture
def later() -> Callable[..., None]:
    """`later(hours=2)` moves the clock of this process on."""
    moved = timedelta()

    def move(**by: float) -> None:
        nonlocal moved
        moved += timedelta(**by)
        clock.shift_for_tests(moved)

    return move


@pytest.fixture
def lasting_database(app: Flask, kind: str, folder: Path, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Makes copies of the migrated, empty database that stay until the session ends."""

    def make() -> str:
        name = f"copy_{os.getpid()}_{next(COUNTER)}"
        if kind == "sqlite":
            return copy_sqlite(folder / "template.db", folder / f"{name}.db")
        return str(request.getfixturevalue("postgres").create(name, "template"))

    return make


@pytest.fixture
def fresh_database(
    lasting_database: Callable[[], str], kind: str, request: pytest.FixtureRequest
) -> Iterator[Callable[[], str]]:
    """The same, but removed after the test."""
    made: list[str] = []

    def make() -> str:
        url = lasting_database()
        made.append(url.rpartition("/")[2])
        return url

    yield make
    if kind == "sqlite":
        return
    for name in made:
        request.getfixturevalue("postgres").drop(name)


@pytest.fixture
def live_server(fresh_database: Callable[[], str], tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """Starts production servers: `live_server(workers=2, fault="", SMTP_URL=…)`, each on its own database.

    `prepare(session)` fills the database before the start; `url=` starts on an existing one.
    """
    started: list[LiveServer] = []

    def start(
        *,
        workers: int = 2,
        fault: str = "",
        url: str = "",
        prepare: Callable[[Session], None] | None = None,
        **settings: str,
    ) -> LiveServer:
        data = tmp_path / f"live-{len(started)}"
        server = LiveServer(url or fresh_database(), data, workers=workers, fault=fault)
        server.settings.update(settings)
        started.append(server)
        if prepare:
            with server.session() as opened:
                prepare(opened)
                opened.commit()
        server.start()
        return server

    yield start
    for server in started:
        server.close()


@pytest.fixture(scope="session")
def running() -> Iterator[dict[str, LiveServer]]:
    """Holds the warm server of each database once somebody needs it."""
    started: dict[str, LiveServer] = {}
    yield started
    for server in started.values():
        server.close()


@pytest.fixture
def warm_server(
    app: Flask, running: dict[str, LiveServer], kind: str, folder: Path, request: pytest.FixtureRequest
) -> Callable[..., LiveServer]:
    """A production server of two processes that runs on from test to test, each time on an empty shop."""

    def ready(*, prepare: Callable[[Session], None] | None = None) -> LiveServer:
        if kind not in running:
            if kind == "sqlite":
                url = copy_sqlite(folder / "template.db", folder / "warm.db")
            else:
                url = request.getfixturevalue("postgres").create("warm", "template")
            running[kind] = LiveServer(url, folder / f"warm-{kind}", workers=2)
            running[kind].start()
        server = running[kind]
        empty_shop(server.engine, folder / "template.db")
        server.move_clock_back()
        if prepare:
            with server.session() as opened:
                prepare(opened)
                opened.commit()
        return server

    return ready


COUNTER = iter(range(1, 1_000_000))
