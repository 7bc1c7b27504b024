"""Open data gives nobody away: small cells are hidden, and no sum tells what they hold."""

from __future__ import annotations

from datetime import date

import pytest

from marketplace.insight.open_data import guarded
from marketplace.insight.sales import DistrictSales

NAMES = ("Barat", "Kota", "Selatan", "Tengah")


def hidden(*cells: tuple[int, int]) -> list[str]:
    """Which kecamatan are hidden, of so many (makers, orders) in the order of NAMES."""
    rows = [
        DistrictSales(
            span="month", first=date(2026, 5, 1), kecamatan=name, makers=makers, orders=orders, packs=1, rupiah=9,
            told=9, local=9, replacing=9,
        )
        for name, (makers, orders) in zip(NAMES, cells, strict=False)
    ]  # fmt: skip
    found = guarded(rows)
    assert all(cell.is_hidden == (cell.rupiah is None) for cell in found)
    return [cell.kecamatan for cell in found if cell.is_hidden]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (((5, 5), (9, 90)), []),
        (((4, 90), (9, 90), (7, 20)), ["Barat", "Selatan"]),
        (((9, 90), (9, 4), (6, 20)), ["Kota", "Selatan"]),
        (((1, 1), (1, 1), (7, 20), (9, 90)), ["Barat", "Kota", "Selatan"]),
        (((3, 30), (3, 30), (7, 20)), ["Barat", "Kota"]),
        (((2, 2),), ["Barat"]),
    ],
)
def test_small_cells_are_hidden_and_never_one_alone(cells: tuple[tuple[int, int], ...], expected: list[str]) -> None:
    assert hidden(*cells) == expected
