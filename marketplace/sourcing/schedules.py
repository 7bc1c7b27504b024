"""The call-off schedule of a request: one or more deliveries of every maker, each with its share of the lines (F75)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid
from marketplace.people import kitchen_days
from marketplace.people.producers import Producer
from marketplace.trade import delivery

from . import prices, request_lines, ways, wishes
from .goods import Pack
from .prices import LinePrice
from .requests import PurchaseRequest, RequestDelivery, RequestLine, RequestShare
from .ways import Time, Way

MOST = 12
SHOWN = 200


@dataclass(frozen=True)
class Planned:
    """One delivery: packs by line id, its way and time while they can be chosen, when its goods are ready."""

    delivery: RequestDelivery
    shares: dict[int, int]
    way: Way | None
    time: Time | None
    ready_on: date | None

    @property
    def fee(self) -> int:
        """Rupiah at this moment."""
        return self.way.fee if self.way else self.delivery.fee


@dataclass(frozen=True)
class Part:
    """One maker's part of a request, with every way that can be chosen for it."""

    producer: Producer
    lines: list[RequestLine]
    deliveries: list[Planned]
    ways: list[Way]

    def share_sum(self, line: RequestLine) -> int:
        """Packs of a line that are planned."""
        return sum(one.shares.get(line.id, 0) for one in self.deliveries)


@dataclass(frozen=True)
class Plan:
    """A request as it would be ordered at this moment; `wishes` are lines that have no product yet."""

    request: PurchaseRequest
    packs: dict[int, Pack]
    prices: dict[int, LinePrice]
    parts: list[Part]
    wishes: int = 0

    @property
    def goods(self) -> int:
        """Rupiah at today's prices; what is gone counts at the price last seen."""
        return sum(self.unit(line) * line.quantity for line in self.request.lines)

    @property
    def delivery(self) -> int:
        """Rupiah for all deliveries."""
        return sum(one.fee for part in self.parts for one in part.deliveries)

    @property
    def total(self) -> int:
        """Goods and delivery."""
        return self.goods + self.delivery

    def unit(self, line: RequestLine) -> int:
        """Today's rupiah for a pack."""
        found = self.prices.get(line.id)
        return found.unit if found else line.unit_price


@dataclass(frozen=True)
class Draft:
    """One delivery as a person wrote it; `shares` are packs by line id and are left out for a single one."""

    option_key: str
    time_key: str
    note: str = ""
    shares: Mapping[int, int] = field(default_factory=dict)


def plan(session: Session, request: PurchaseRequest) -> Plan:
    """Add a request up; the number of statements grows only with the deliveries of the maker who has most."""
    known = prices.of_lines(session, request)
    priced = prices.current(session, request, known)
    lines: dict[int, list[RequestLine]] = defaultdict(list)
    for line in request.lines:
        lines[line.producer_id].append(line)
    makers = {maker.id: maker for maker in session.scalars(select(Producer).where(Producer.id.in_(list(lines))))}
    building = [_Building(request, makers[maker], rows, known, priced) for maker, rows in lines.items()]
    building.sort(key=lambda one: (one.maker.name, one.maker.id))
    _choose(session, request, building)
    return Plan(request, known, priced, [one.part() for one in building], len(wishes.of(session, request)))


def save(
    session: Session, request: PurchaseRequest, producer_id: int, drafts: Sequence[Draft], *, by: Actor
) -> list[RequestDelivery]:
    """Write one maker's deliveries. Raise NotAllowed when nothing may change, Invalid for impossible shares."""
    request_lines.open_for_change(session, request)
    lines = {line.id: line for line in request.lines if line.producer_id == producer_id}
    if not lines or not 1 <= len(drafts) <= MOST:
        raise Invalid(errors={"deliveries": "number"})
    _check_shares(lines, drafts)
    before = [one for one in request.deliveries if one.producer_id == producer_id]
    agreed = next((one.fee for one in before if not one.option_key), None)
    for gone in before[len(drafts) :]:
        request.deliveries.remove(gone)
    kept = before[: len(drafts)]
    kept += [RequestDelivery(producer_id=producer_id) for _ in drafts[len(kept) :]]
    for row, draft in zip(kept, drafts, strict=True):
        if not draft.option_key and agreed is None:
            raise Invalid(errors={"deliveries": "way"})
        _write(row, draft, agreed or 0, single=len(drafts) == 1)
        if row not in request.deliveries:
            request.deliveries.append(row)
    session.flush()
    events.record(session, request.subject, "scheduled", by=by, producer_id=producer_id, deliveries=len(drafts))
    return kept


def _write(row: RequestDelivery, draft: Draft, agreed: int, *, single: bool) -> None:
    row.option_key, row.window_key, row.note = draft.option_key, draft.time_key, draft.note.strip()[:300]
    if not draft.option_key:
        row.fee = agreed
    day = draft.time_key.partition("@")[2]
    try:
        row.day = date.fromisoformat(day) if day else None
    except ValueError:
        raise Invalid(errors={"deliveries": "time"}) from None
    row.starts = row.ends = None
    wanted = {} if single else {line: packs for line, packs in draft.shares.items() if packs}
    row.shares = [one for one in row.shares if one.line_id in wanted]
    for one in row.shares:
        one.quantity = wanted.pop(one.line_id)
    row.shares += [RequestShare(line_id=line, quantity=packs) for line, packs in wanted.items()]


def _check_shares(lines: Mapping[int, RequestLine], drafts: Sequence[Draft]) -> None:
    if len(drafts) == 1:
        return
    wrong: dict[str, str] = {}
    for place, draft in enumerate(drafts):
        if not set(draft.shares) <= set(lines) or any(packs < 0 for packs in draft.shares.values()):
            raise Invalid(errors={"deliveries": "share"})
        if not any(draft.shares.values()):
            wrong[f"empty-{place}"] = "empty"
    for line in lines.values():
        planned = sum(draft.shares.get(line.id, 0) for draft in drafts)
        if planned != line.quantity:
            wrong[f"line-{line.id}"] = f"{planned}/{line.quantity}"
    if wrong:
        raise Invalid(errors=wrong)


class _Building:
    """One maker's part while its deliveries find their ways."""

    def __init__(
        self, request: PurchaseRequest, maker: Producer, lines: list[RequestLine], known: Mapping[int, Pack],
        priced: Mapping[int, LinePrice],
    ) -> None:  # fmt: skip
        self.request, self.maker, self.lines, self.known, self.priced = request, maker, lines, known, priced
        mine = [one for one in request.deliveries if one.producer_id == maker.id]
        self.rows = sorted(mine, key=lambda one: (one.day or date.max, one.id or 0))
        self.quoted = next((one.fee for one in mine if not one.option_key), None)
        self.planned: list[Planned] = []
        self.ways: list[Way] = []
        self.gone: dict[int, int] = defaultdict(int)
        self.taken: dict[int, int] = defaultdict(int)

    def part(self) -> Part:
        """What was built."""
        return Part(self.maker, self.lines, self.planned, self.ways)

    def shares(self, row: RequestDelivery | None) -> dict[int, int]:
        """A single delivery carries everything."""
        if row is None or len(self.rows) == 1:
            return {line.id: line.quantity for line in self.lines}
        return {one.line_id: one.quantity for one in row.shares}

    def ready(self, shares: Mapping[int, int]) -> date | None:
        """When these packs can be ready besides those of the deliveries before them; None when they never are."""
        first = kitchen_days.of(self.maker).next_open(clock.today())
        if self.request.state == "pending":
            return first
        days = [first]
        for line in self.lines:
            pack = self.known.get(line.variant_id)
            if pack is None or not shares.get(line.id):
                continue
            self.taken[pack.stock_item_id] += shares[line.id] * pack.content
            ready = pack.supply.earliest(self.taken[pack.stock_item_id])
            if ready is None:
                return None
            days.append(ready)
        return max(days)

    def parcel(self, shares: Mapping[int, int], ready: date | None) -> delivery.Parcel:
        """What the delivery weighs and costs."""
        grams = volume = goods = 0
        for line in self.lines:
            packs, pack = shares.get(line.id, 0), self.known.get(line.variant_id)
            if pack is not None:
                grams, volume = grams + packs * pack.weight_grams, volume + packs * pack.volume_cm3
                goods += packs * self.priced[line.id].unit
        first = kitchen_days.of(self.maker).next_open(clock.today())
        return delivery.Parcel(self.maker, grams, volume, goods, self.maker.open_from(ready or first))


def _choose(session: Session, request: PurchaseRequest, building: list[_Building]) -> None:
    """The first deliveries of all makers together, then the second ones, and so on."""
    for turn in range(max((max(1, len(one.rows)) for one in building), default=0)):
        here = [one for one in building if turn < max(1, len(one.rows))]
        rows = {one.maker.id: one.rows[turn] if one.rows else None for one in here}
        shares = {one.maker.id: one.shares(rows[one.maker.id]) for one in here}
        ready = {one.maker.id: one.ready(shares[one.maker.id]) for one in here}
        parcels = [one.parcel(shares[one.maker.id], ready[one.maker.id]) for one in here]
        found = delivery.options(session, parcels, request.outlet.kelurahan, days=ways.DAYS_AHEAD, shown=SHOWN)
        for one, parcel in zip(here, parcels, strict=True):
            mine = [ways.of_option(option, request.outlet, one.maker) for option in found[one.maker.id]]
            if one.quoted is not None:
                mine.insert(0, ways.quoted(request.outlet, one.maker, one.quoted, parcel.ready_on))
            if turn == 0:
                one.ways = mine
            row = rows[one.maker.id]
            if row is not None:
                one.planned.append(_planned(row, shares[one.maker.id], mine, ready[one.maker.id]))


def _planned(row: RequestDelivery, shares: dict[int, int], mine: list[Way], ready: date | None) -> Planned:
    way = next((one for one in mine if one.key == row.option_key), None)
    time = way.time(row.window_key or (ways.day_key(row.day) if row.day else "")) if way else None
    if way is not None and time is not None and way.kind == "quoted" and row.starts is not None:
        time = Time(time.key, time.day, row.starts, row.ends)
    return Planned(row, shares, way, time, ready)


def proposal(part: Part) -> Draft | None:
    """What is chosen for a maker while nobody has: the first way that comes, at its first time."""
    found = sorted((way for way in part.ways if way.times), key=lambda way: way.kind not in ways.COMES)
    return Draft(found[0].key, found[0].times[0].key) if found else None
