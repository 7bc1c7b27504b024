"""What the lines of a request cost at this moment, and what has changed since somebody saw them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from marketplace.catalog import pricing

from . import wares
from .requests import PurchaseRequest, RequestLine
from .wares import Ware


@dataclass(frozen=True)
class LinePrice:
    """Rupiah a pack, the rule that gives it, and the list price."""

    unit: int
    rule: str
    listed: int


def current(
    session: Session, request: PurchaseRequest, known: Mapping[int, Ware] | None = None
) -> dict[int, LinePrice]:
    """By line id. A quoted line keeps its agreed price; a variant that is gone has none."""
    known = wares.of(session, [line.variant_id for line in request.lines]) if known is None else known
    return {line.id: _price(line, known[line.variant_id]) for line in request.lines if line.variant_id in known}


def _price(line: RequestLine, ware: Ware) -> LinePrice:
    if is_quoted(line):
        return LinePrice(line.unit_price, line.rule, ware.price)
    found = pricing.price(ware.price, ware.tiers, line.quantity)
    return LinePrice(found.unit, found.rule, ware.price)


def is_quoted(line: RequestLine) -> bool:
    """Whether the price was agreed by an accepted quotation."""
    return line.rule.startswith("quote:")
