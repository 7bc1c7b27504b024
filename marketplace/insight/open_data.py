"""Figures for everybody: by month and kecamatan, without a name, and nothing of which one could be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock

from . import spans
from .sales import DistrictSales

FEWEST = 5


@dataclass(frozen=True)
class Cell:
    """One kecamatan in one month; figures are nothing where there are too few makers or orders."""

    month: date
    kecamatan: str
    makers: int | None
    orders: int | None
    packs: int | None
    rupiah: int | None
    local: int | None

    @property
    def is_hidden(self) -> bool:
        """Whether its figures are kept back."""
        return self.makers is None


def published(session: Session) -> list[Cell]:
    """The months that ended at least one whole month ago: their figures hardly change any more."""
    until = spans.month(spans.month(clock.today()).first - timedelta(days=1)).first
    query = select(DistrictSales).where(DistrictSales.span == "month", DistrictSales.first < until)
    months: dict[date, list[DistrictSales]] = {}
    for row in session.scalars(query.order_by(DistrictSales.first, DistrictSales.kecamatan)):
        months.setdefault(row.first, []).append(row)
    return [cell for rows in months.values() for cell in guarded(rows)]


def guarded(rows: Sequence[DistrictSales]) -> list[Cell]:
    """The cells of one month: small ones are hidden, and never one alone, which a sum of all would give away."""
    hidden = {row.kecamatan for row in rows if min(row.makers, row.orders) < FEWEST}
    for row in sorted(rows, key=lambda row: (row.makers, row.orders)):
        if not hidden or _hides(rows, hidden):
            break
        hidden.add(row.kecamatan)
    return [_hidden(row) if row.kecamatan in hidden else _shown(row) for row in rows]


def _hides(rows: Sequence[DistrictSales], hidden: set[str]) -> bool:
    """Whether what is hidden, taken together, is not small itself."""
    together = [row for row in rows if row.kecamatan in hidden]
    return len(together) > 1 and min(sum(row.makers for row in together), sum(row.orders for row in together)) >= FEWEST


def _hidden(row: DistrictSales) -> Cell:
    return Cell(row.first, row.kecamatan, None, None, None, None, None)


def _shown(row: DistrictSales) -> Cell:
    return Cell(row.first, row.kecamatan, row.makers, row.orders, row.packs, row.rupiah, row.local)
