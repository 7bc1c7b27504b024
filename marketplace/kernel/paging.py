"""What comes next: a cursor says after which row a page begins, a key which item of a queue follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LARGEST = 2**53


@dataclass(frozen=True)
class Cursor:
    """The last row seen: its sort value and its id."""

    value: int
    id: int

    @property
    def text(self) -> str:
        """How the cursor stands in an address: `420-17`."""
        return f"{self.value}-{self.id}"


def following(keys: Sequence[str], key: str) -> str | None:
    """The key after this one in a queue; nothing after the last, or when it is not there."""
    place = keys.index(key) + 1 if key in keys else len(keys)
    return keys[place] if place < len(keys) else None


def read(text: str) -> Cursor | None:
    """The cursor of an address; nothing when it makes no sense."""
    value, dash, row_id = text.partition("-")
    if not (dash and value.isascii() and value.isdigit() and row_id.isascii() and row_id.isdigit()):
        return None
    if len(value) > 16 or len(row_id) > 16:
        return None
    cursor = Cursor(int(value), int(row_id))
    return cursor if max(cursor.value, cursor.id) <= LARGEST else None
