"""What is dear to make is made once in a test run, by whichever process needs it first."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

Once = Callable[[str, Callable[[Path], Any]], Any]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once("tour", make)` is what `make(folder)` gave the first time; what it put into the folder stays there."""
    base = tmp_path_factory.getbasetemp()
    return partial(_once, base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


def _once(base: Path, name: str, make: Callable[[Path], Any]) -> Any:
    folder = base / f"once-{name}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "made"
        if not made.exists():
            made.write_bytes(pickle.dumps(make(folder)))
    return pickle.loads(made.read_bytes())
