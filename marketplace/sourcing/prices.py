"""What the lines of a request cost at this moment, and what has changed since somebody saw them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from . import goods
from .goods import Pack
from .requests import PurchaseRequest, RequestLine


@dataclass(frozen=True)
class LinePrice:
    """Rupiah a pack, the rule that gives it, and the list price."""

    unit: int
    rule: str
    listed: int


def current(
    session: Session, request: PurchaseRequest, known: Mapping[int, Pack] | None = None
) -> dict[int, LinePrice]:
    """By line id. A quoted line keeps its agreed price; a variant that is gone has none."""
    known = of_lines(session, request) if known is None else known
    return {line.id: _price(line, known[line.variant_id]) for line in request.lines if line.variant_id in known}


def _price(line: RequestLine, pack: Pack) -> LinePrice:
    if line.is_quoted:
        return LinePrice(line.unit_price, line.rule, pack.base)
    found = pack.price(line.quantity)
    return LinePrice(found.unit, found.rule, pack.base)


def of_lines(session: Session, request: PurchaseRequest) -> dict[int, Pack]:
    """The packs behind the lines, by variant."""
    variants = [line.variant_id for line in request.lines]
    return goods.of(session, variants, request.organisation_id, request.outlet_id)
