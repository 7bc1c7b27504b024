"""A request as it stands today: lines by maker, prices with their rule, what has changed, what is in the way."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.pricing import Price
from marketplace.people.producers import Producer

from . import goods
from .goods import Pack
from .pricing import Quoted
from .requests import PurchaseRequest, RequestLine


@dataclass(frozen=True)
class SheetLine:
    """`trouble` is nothing, gone, sold_out, too_many or step; `available` packs can be had.

    `old_price` is what a member saw last, set when it differs today.
    """

    line: RequestLine
    pack: Pack
    price: Price
    old_price: int | None
    available: int
    ready_on: date | None
    trouble: str | None

    @property
    def total(self) -> int:
        """Rupiah for the line at today's price."""
        return self.price.total


@dataclass(frozen=True)
class Box:
    """The lines of one maker; a minimum does not hold for what was quoted."""

    producer: Producer
    lines: tuple[SheetLine, ...]

    @property
    def goods(self) -> int:
        """Rupiah."""
        return sum(line.total for line in self.lines)

    @property
    def missing(self) -> int:
        """Rupiah still missing to the maker's minimum (F44)."""
        quoted = any(line.line.is_quoted for line in self.lines)
        return 0 if quoted else max(0, self.producer.minimum_order - self.goods)

    @property
    def ready_on(self) -> date | None:
        """When the last line is ready; nothing while one cannot be had."""
        days = [line.ready_on for line in self.lines]
        known = [day for day in days if day is not None]
        return max(known) if len(known) == len(days) else None


@dataclass(frozen=True)
class Sheet:
    """All boxes of a request."""

    boxes: tuple[Box, ...]

    @property
    def lines(self) -> list[SheetLine]:
        """Every line."""
        return [line for box in self.boxes for line in box.lines]

    @property
    def goods(self) -> int:
        """Rupiah at today's prices."""
        return sum(box.goods for box in self.boxes)

    @property
    def changed(self) -> list[SheetLine]:
        """Lines whose price is not what was seen."""
        return [line for line in self.lines if line.old_price is not None]

    @property
    def troubled(self) -> list[SheetLine]:
        """Lines that cannot be ordered as they are."""
        return [line for line in self.lines if line.trouble]

    @property
    def ready(self) -> bool:
        """Whether it could be submitted: something in it, nothing in the way, no minimum unmet."""
        return bool(self.boxes) and not self.troubled and not any(box.missing for box in self.boxes)


def of(session: Session, request: PurchaseRequest) -> Sheet:
    """The request's sheet in a constant number of statements."""
    lines = list(
        session.scalars(select(RequestLine).where(RequestLine.request_id == request.id).order_by(RequestLine.id))
    )
    packs = goods.of(session, [line.variant_id for line in lines], request.organisation_id, request.outlet_id)
    wanted: dict[int, int] = defaultdict(int)
    for line in lines:
        pack = packs[line.variant_id]
        wanted[pack.stock_item_id] += line.quantity * pack.content
    by_maker: dict[int, list[SheetLine]] = defaultdict(list)
    for line in lines:
        pack = packs[line.variant_id]
        by_maker[line.producer_id].append(_line(line, pack, wanted[pack.stock_item_id]))
    makers = session.scalars(select(Producer).where(Producer.id.in_(list(by_maker))).order_by(Producer.name))
    return Sheet(tuple(Box(maker, tuple(by_maker[maker.id])) for maker in makers))


def see(session: Session, request: PurchaseRequest) -> None:
    """A member has seen today's prices: they are what is compared from now on."""
    for line in of(session, request).changed:
        line.line.unit_price, line.line.rule = line.price.unit, line.price.rule
    session.flush()


def _line(line: RequestLine, pack: Pack, wanted: int) -> SheetLine:
    quoted = Quoted(line.quote_line_id, line.unit_price) if line.quote_line_id is not None else None
    price = pack.price(line.quantity, quoted)
    available = pack.available(wanted - line.quantity * pack.content)
    return SheetLine(
        line, pack, price, line.unit_price if line.unit_price != price.unit else None, available,
        pack.supply.earliest(wanted), _trouble(line, pack, available),
    )  # fmt: skip


def _trouble(line: RequestLine, pack: Pack, available: int) -> str | None:
    if not pack.on_sale:
        return "gone"
    if available == 0:
        return "sold_out"
    if line.quantity > available:
        return "too_many"
    return None if line.is_quoted or pack.fits(line.quantity) else "step"
