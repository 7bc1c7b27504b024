"""Fixtures for the tests of operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import lacking
from tests.databases import Missing
from tests.proxy import Proxy
from tests.servers import LiveServer


@pytest.fixture
def behind_nginx(tmp_path: Path) -> Iterator[Callable[[LiveServer], Proxy]]:
    """Puts nginx in front of a server, as documented."""
    running: list[Proxy] = []

    def start(server: LiveServer) -> Proxy:
        try:
            running.append(Proxy(server, tmp_path / "nginx"))
        except Missing as problem:
            lacking(problem)
        return running[-1]

    yield start
    for proxy in running:
        proxy.close()
