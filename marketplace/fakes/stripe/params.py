"""Refuses parameters that the official library does not know, by comparing with its own types."""

from __future__ import annotations

import importlib
import re
import sys
from typing import Any
from urllib.parse import parse_qsl

NESTED = re.compile(r"\b([A-Z]\w*Params\w*)")


class Unknown(Exception):
    """A parameter that does not exist."""


def read(text: str) -> dict[str, Any]:
    """`a[b][0][c]=1` as nested dictionaries; lists are dictionaries of numbers."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        path = [part.rstrip("]") for part in name.split("[")]
        place = found
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1]] = value
    return found


def check(params: dict[str, Any], typed: str) -> None:
    """Raise Unknown unless every name stands in the type `checkout.SessionCreateParams`."""
    package, _, name = f"stripe.params.{typed}".rpartition(".")
    _check(params, getattr(importlib.import_module(package), name), "")


def _check(params: dict[str, Any], typed: Any, where: str) -> None:
    known = {key: str(kind) for base in reversed(typed.__mro__) for key, kind in _hints(base).items()}
    for name, value in params.items():
        place = f"{where}[{name}]" if where else name
        if name not in known:
            raise Unknown(f"Received unknown parameter: {place}")
        nested = NESTED.search(known[name])
        inner = getattr(sys.modules[typed.__module__], nested[1], None) if nested else None
        if inner is None or not isinstance(value, dict):
            continue
        rows = value.values() if all(key.isdecimal() for key in value) else [value]
        for row in rows:
            _check(row if isinstance(row, dict) else {}, inner, place)


def _hints(base: Any) -> dict[str, Any]:
    return getattr(base, "__annotations__", {})
