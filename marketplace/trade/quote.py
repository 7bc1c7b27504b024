"""What a checkout costs with the choices made so far: the one place that adds up an order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money.gateways import FAKE, GATEWAYS, card
from marketplace.people import kitchen_days
from marketplace.people.producers import Producer
from marketplace.stock import capacity

from . import cod, delivery, slots
from .checkout import Checkout, CheckoutBox, CheckoutLine


@dataclass(frozen=True)
class BoxQuote:
    """One producer's box with its ways, the chosen one and its window. Rupiah."""

    box: CheckoutBox
    producer: Producer
    lines: tuple[CheckoutLine, ...]
    ready_on: date
    options: tuple[delivery.Option, ...]
    chosen: delivery.Option | None
    window: slots.Window | None

    @property
    def goods(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def fee(self) -> int:
        return self.chosen.fee if self.chosen else 0

    @property
    def complete(self) -> bool:
        """Whether a way, and a window where one is needed, are chosen and still open."""
        if self.chosen is None:
            return False
        return self.window is not None or not self.chosen.needs_window

    @property
    def promised_on(self) -> date | None:
        """The date on which it arrives or can be collected."""
        if self.window:
            return self.window.day
        return self.chosen.arrives_on if self.chosen else None


@dataclass(frozen=True)
class MethodQuote:
    """A way to pay; `reason` and `limit` say why it is closed."""

    code: str
    reason: str | None
    limit: int = 0

    @property
    def open(self) -> bool:
        return self.reason is None


@dataclass(frozen=True)
class Quote:
    """All boxes and sums of a checkout, and those ways to pay that were asked for."""

    boxes: tuple[BoxQuote, ...]
    methods: tuple[MethodQuote, ...]

    @property
    def goods(self) -> int:
        return sum(box.goods for box in self.boxes)

    @property
    def delivery(self) -> int:
        return sum(box.fee for box in self.boxes)

    @property
    def total(self) -> int:
        """Goods and delivery, without the unique code."""
        return self.goods + self.delivery

    @property
    def delivered(self) -> bool:
        """Whether every box has its way."""
        return all(box.complete for box in self.boxes)

    def method(self, code: str) -> MethodQuote | None:
        """The way to pay with this code."""
        return next((method for method in self.methods if method.code == code), None)


def of(session: Session, checkout: Checkout, *, with_fake: bool = False, only: str | None = None) -> Quote:
    """Add a checkout up; the number of statements does not depend on its size.

    `only` names the one way to pay that matters, nothing (`""`) while none does.
    """
    return _whole(session, checkout, _boxes(session, checkout), with_fake, only)


def with_methods(
    session: Session, checkout: Checkout, before: Quote, *, with_fake: bool = False, only: str | None = None
) -> Quote:
    """The same boxes as they are chosen by now, with the ways to pay."""
    boxes = [_box(box.box, box.producer, box.lines, box.ready_on, box.options) for box in before.boxes]
    return _whole(session, checkout, boxes, with_fake, only)


def _whole(session: Session, checkout: Checkout, boxes: list[BoxQuote], with_fake: bool, only: str | None) -> Quote:
    total = sum(box.goods + box.fee for box in boxes)
    return Quote(tuple(boxes), tuple(_methods(session, checkout, boxes, total, with_fake, only)))


def _boxes(session: Session, checkout: Checkout) -> list[BoxQuote]:
    lines: dict[int, list[CheckoutLine]] = defaultdict(list)
    for line in checkout.lines:
        lines[line.producer_id].append(line)
    known = {box.producer_id: box.producer for box in checkout.boxes}
    weeks = _weeks(checkout)
    parcels = {producer_id: _parcel(known[producer_id], rows, weeks) for producer_id, rows in lines.items()}
    ways = delivery.options(session, parcels.values(), checkout.kelurahan)
    return [
        _box(
            box, box.producer, tuple(lines[box.producer_id]), parcels[box.producer_id].ready_on,
            tuple(ways[box.producer_id]),
        )
        for box in checkout.boxes
    ]  # fmt: skip


def _box(
    box: CheckoutBox, producer: Producer, lines: tuple[CheckoutLine, ...], ready_on: date,
    ways: tuple[delivery.Option, ...],
) -> BoxQuote:  # fmt: skip
    chosen = next((way for way in ways if way.key == box.option_key and way.open), None)
    window = None
    if chosen is not None:
        window = next((row for row in chosen.windows if row.key == box.window_key), None)
    return BoxQuote(box, producer, lines, ready_on, ways, chosen, window)


def _parcel(producer: Producer, lines: list[CheckoutLine], weeks: dict[int, date]) -> delivery.Parcel:
    days = kitchen_days.of(producer)
    ready = [days.next_open(clock.today())]
    for line in lines:
        if line.preorder_on is not None:
            ready.append(line.preorder_on)
        elif line.lead_days is not None and line.stock_item_id in weeks:
            ready.append(capacity.ready_on(weeks[line.stock_item_id], line.lead_days, days))
    return delivery.Parcel(
        producer,
        sum(line.grams for line in lines),
        sum(line.volume_cm3 for line in lines),
        sum(line.total for line in lines),
        producer.open_from(max(ready)),
    )


def _weeks(checkout: Checkout) -> dict[int, date]:
    """The last week that each item is promised from."""
    last: dict[int, date] = {}
    for line in checkout.hold.lines:
        if line.week is not None:
            last[line.stock_item_id] = max(line.week, last.get(line.stock_item_id, line.week))
    return last


def _methods(
    session: Session, checkout: Checkout, boxes: list[BoxQuote], total: int, with_fake: bool, only: str | None
) -> list[MethodQuote]:
    found = []
    for code, gateway in GATEWAYS.items():
        if only is not None and code != only:
            continue
        reason = gateway.closed(session, total)
        if reason == "off":
            continue
        limit = card.MINIMUM(session) if reason == "below_minimum" else 0
        if code == "cod" and reason is None:
            refused = cod.closed(
                session,
                phone=checkout.phone,
                kelurahan_code=checkout.kelurahan_code,
                amount=total,
                makers_agree=all(_takes_cash(box) for box in boxes),
                makers=[box.producer.id for box in boxes],
            )
            reason, limit = refused if refused else (None, 0)
        found.append(MethodQuote(code, reason, limit))
    if with_fake:
        found.append(MethodQuote(FAKE.code, None))
    return found


def _takes_cash(box: BoxQuote) -> bool:
    by_courier = box.chosen is not None and box.chosen.kind == "courier"
    return box.producer.takes_cod and not by_courier
