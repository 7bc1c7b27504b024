"""Whatever is promised to the worker, the worker does."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator

from flask import Flask

from marketplace.cli import worker
from tests.test_architecture import ORDER, modules


def promised() -> Iterator[str]:
    """Kinds of jobs that the code names where it promises them."""
    for package in ORDER:
        for path, tree in modules(package):
            names = vars(importlib.import_module("marketplace." + path.removesuffix(".py").replace("/", ".")))
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "jobs.promise":
                    kind = call.args[1]
                    value = kind.value if isinstance(kind, ast.Constant) else names.get(ast.unparse(kind))
                    if isinstance(value, str):
                        yield value


def test_each_kind_of_job_has_somebody_who_does_it(app: Flask) -> None:
    kinds = set(promised())
    assert {"erase_files", "notice", "card_refund"} <= kinds
    assert kinds <= set(worker.doers(app))
