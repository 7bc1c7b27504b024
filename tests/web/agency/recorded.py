"""Reads the code for the acts that it writes into the stream of events, and the kinds of things they happen to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from config import ROOT

KIND = re.compile(r"^([a-z_]+):$")
Found = set[str]


@dataclass
class Recorded:
    """Verbs, kinds, and the places where no verb could be read."""

    verbs: Found = field(default_factory=set)
    kinds: Found = field(default_factory=set)
    unread: list[str] = field(default_factory=list)
    calls: dict[str, list[tuple[Path, ast.FunctionDef, ast.Call]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Helper:
    """A function that hands one of its arguments on as the verb, after a prefix."""

    path: Path
    name: str
    place: int
    argument: str
    prefix: str


def all_of_them() -> Recorded:
    """What every module records, those of the demo apart."""
    found, helpers = Recorded(), []
    for path in modules():
        tree = ast.parse(path.read_text())
        found.kinds |= _kinds(tree)
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                found.calls.setdefault(name, []).append((path, function, call))
    for path, function, call in found.calls["record"]:
        if len(call.args) > 2 and getattr(getattr(call.func, "value", None), "id", "") == "events":
            helpers += _verb(found, path, function, call.args[2])
    for helper in helpers:  # grows while helpers of helpers are found
        for path, function, call in found.calls.get(helper.name, []):
            if path == helper.path or getattr(getattr(call.func, "value", None), "id", "") == helper.path.stem:
                helpers += _handed(found, path, function, call, helper)
    return found


def modules() -> Iterator[Path]:
    """The files of the shop."""
    return (path for path in (ROOT / "marketplace").rglob("*.py") if "demo" not in path.parts)


def _verb(found: Recorded, path: Path, function: ast.FunctionDef, given: ast.expr, before: str = "") -> list[Helper]:
    prefix = before
    if isinstance(given, ast.JoinedStr) and isinstance(given.values[-1], ast.FormattedValue):
        prefix, given = before + _prefix(given), given.values[-1].value
    if (verbs := _constants(function, given)) is not None:
        found.verbs |= {prefix + verb for verb in verbs}
        return []
    names = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
    if isinstance(given, ast.Name) and given.id in names:
        return [Helper(path, function.name, names.index(given.id), given.id, prefix)]
    found.unread.append(f"{path.name}: {ast.unparse(given)}")
    return []


def _handed(found: Recorded, path: Path, function: ast.FunctionDef, call: ast.Call, helper: Helper) -> list[Helper]:
    by_name = [word.value for word in call.keywords if word.arg == helper.argument]
    given = by_name or call.args[helper.place : helper.place + 1]
    return _verb(found, path, function, given[0], helper.prefix) if given else []


def _constants(function: ast.FunctionDef, given: ast.expr, deep: int = 3) -> Found | None:
    """The texts that an expression can be, or nothing when it cannot be told."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return {given.value}
    parts: list[ast.expr] = []
    if isinstance(given, ast.IfExp):
        parts = [given.body, given.orelse]
    elif isinstance(given, ast.Subscript) and isinstance(given.value, ast.Dict):
        parts = given.value.values
    elif isinstance(given, ast.Name) and deep:
        parts = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == given.id for one in node.targets)
        ]
    found = [_constants(function, part, deep - 1) for part in parts]
    return set().union(*(one or set() for one in found)) if found and None not in found else None


def _prefix(given: ast.JoinedStr) -> str:
    first = given.values[0]
    return str(first.value) if isinstance(first, ast.Constant) else ""


def _kinds(tree: ast.Module) -> Found:
    """Of `f"order:{…}"` in whatever says how events name a thing, and in what is recorded."""
    found: Found = set()
    for node in ast.walk(tree):
        inside: list[ast.AST] = []
        if isinstance(node, ast.FunctionDef) and "subject" in node.name:
            inside = [node]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record" and len(node.args) > 2:
            inside = [node.args[1]]
        texts = [part for one in inside for part in ast.walk(one) if isinstance(part, ast.JoinedStr)]
        found |= {match[1] for text in texts if (match := KIND.match(_prefix(text)))}
    return found
