"""Settings that are tables: one row for each entry, a cell for each of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from marketplace.kernel.settings import Setting

BLANK_ROWS = 2
MOST_ROWS = 300
LABELS: dict[str, Any] = {
    "words": _l("Kata-kata, pisahkan dengan koma"),
    "kind": _l("Jenis"),
    "reason": _l("Alasan"),
    "advice": _l("Saran"),
    "name": _l("Nama"),
    "code": _l("Kode"),
}


@dataclass(frozen=True)
class Cell:
    """One field of one row."""

    id: str
    label: str
    value: str
    long: bool


def fits(setting: Setting[Any]) -> bool:
    """Whether the value is a table."""
    return isinstance(setting.default, list) and bool(setting.default) and isinstance(setting.default[0], dict)


def rows(setting: Setting[Any], value: list[dict[str, Any]]) -> list[list[Cell]]:
    """The table with two rows more for what is new."""
    kept = [*value, *({} for _blank in range(BLANK_ROWS))]
    return [[_cell(setting, n, name, row.get(name)) for name in _columns(setting)] for n, row in enumerate(kept)]


def typed(setting: Setting[Any], given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows that were typed; one whose fields are all empty is left out."""
    found = []
    for n in range(MOST_ROWS):
        cells = {name: given.get(f"baris-{n}-{name}") for name in _columns(setting)}
        if all(text is None for text in cells.values()):
            break
        if any((text or "").strip() for text in cells.values()):
            found.append({name: _value(_example(setting, name), (text or "").strip()) for name, text in cells.items()})
    return found


def label(name: str) -> str:
    """The name of a column."""
    return str(LABELS.get(name, name.replace("_", " ").capitalize()))


def missing(setting: Setting[Any], value: list[dict[str, Any]]) -> str:
    """A sentence when a row has an empty first cell."""
    first = _columns(setting)[0]
    for n, row in enumerate(value, 1):
        if not row[first]:
            return _("Baris %(n)s: isi “%(name)s”.", n=n, name=label(first))
    return ""


def _columns(setting: Setting[Any]) -> list[str]:
    return list(setting.default[0])


def _example(setting: Setting[Any], name: str) -> Any:
    return setting.default[0][name]


def _cell(setting: Setting[Any], n: int, name: str, value: Any) -> Cell:
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return Cell(f"baris-{n}-{name}", label(name), text, isinstance(_example(setting, name), list) or len(text) > 40)


def _value(example: Any, text: str) -> Any:
    if isinstance(example, list):
        return [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(example, bool):
        return text.casefold() in {"1", "ya", "true"}
    if isinstance(example, int):
        return int(text) if text.lstrip("-").isdigit() else text
    return text
