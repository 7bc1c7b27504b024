"""The demo's tables: facts in CSV files beside the code."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
Row = dict[str, str]


@cache
def rows(name: str) -> list[Row]:
    """All rows of one table."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def goods() -> dict[str, Row]:
    """Everything known of each product, by SKU."""
    return _joined("sku", "products", "texts", "packs")


@cache
def makers() -> dict[str, Row]:
    """Everything known of each producer, by its id in the tables (`U01`)."""
    return _joined("id", "producers", "stories")


def tiers(row: Row) -> list[tuple[int, int]]:
    """Wholesale steps of a product: from so many packs on, rupiah a pack."""
    pairs = (pair.split(":") for pair in row["wholesale_tiers"].split())
    return [(int(minimum), int(price)) for minimum, price in pairs]


def _joined(key: str, *names: str) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for name in names:
        for row in rows(name):
            found.setdefault(row[key], {}).update(row)
    return found
