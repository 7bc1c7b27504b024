"""What keeps a request from being ordered: one trouble for each line, maker or delivery."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from marketplace.kernel import ids
from marketplace.kernel.errors import Refusal

from . import ways
from .requests import PurchaseRequest, RequestLine
from .schedules import Part, Plan, Planned


class RequestTroubled(Refusal):
    """Something in the request must be put right first; facts: troubles."""


class PricesChanged(Refusal):
    """The request is not the one that was shown; facts: seen, now (rupiah)."""


@dataclass(frozen=True)
class Trouble:
    """`kind` is a key for a sentence, `facts` fill it."""

    kind: str
    producer_id: int
    line_id: int | None = None
    delivery_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def troubles(plan: Plan) -> list[Trouble]:
    """Everything that must be put right; empty when the request can be ordered."""
    found = [trouble for part in plan.parts for trouble in _of_part(plan, part)]
    if plan.wishes:
        found.insert(0, Trouble("wishes", 0, facts={"n": plan.wishes}))
    return found if plan.request.lines else [Trouble("empty", 0)]


def demand(plan: Plan, seen: int, seen_marks: str) -> None:
    """Raise RequestTroubled, or PricesChanged when a price, fee or quantity is not the one that was shown."""
    found = troubles(plan)
    if found:
        raise RequestTroubled(troubles=found)
    if seen_marks != marks(plan):
        raise PricesChanged(seen=seen, now=plan.total)


def marks(plan: Plan) -> str:
    """What a person has seen: every line's packs and price, every delivery's day and fee."""
    lines = [f"{line.id}:{line.quantity}:{plan.unit(line)}" for line in plan.request.lines]
    comes = [
        f"{one.delivery.id}:{one.delivery.option_key}:{one.delivery.window_key}:{one.fee}"
        for part in plan.parts
        for one in part.deliveries
    ]
    return ids.digest("|".join([*lines, *comes, plan.request.terms]))[:16]


def _of_part(plan: Plan, part: Part) -> list[Trouble]:
    maker = part.producer
    if maker.suspended_at is not None:
        return [Trouble("closed", maker.id, facts={"maker": maker.name})]
    found = [trouble for line in part.lines if (trouble := _of_line(plan, part, line))]
    if plan.request.state != "pending":
        found += _too_many(plan, part, {trouble.line_id for trouble in found})
    quoted = any(line.is_quoted for line in part.lines)
    goods = sum(plan.unit(line) * line.quantity for line in part.lines)
    if goods < maker.minimum_order and not quoted:
        lack = maker.minimum_order - goods
        found.append(Trouble("minimum", maker.id, facts={"maker": maker.name, "lack": lack}))
    if not part.deliveries:
        found.append(Trouble("unplanned", maker.id, facts={"maker": maker.name}))
    return found + [trouble for one in part.deliveries if (trouble := _of_delivery(plan.request, part, one))]


def _of_line(plan: Plan, part: Part, line: RequestLine) -> Trouble | None:
    pack, maker = plan.packs.get(line.variant_id), part.producer.id
    if pack is None or not pack.on_sale:
        return Trouble("gone", maker, line.id, facts={"name": pack.name if pack else "?"})
    if not pack.fits(line.quantity) and not line.is_quoted:
        facts = {"name": pack.name, "minimum": pack.minimum, "step": pack.step}
        return Trouble("packs", maker, line.id, facts=facts)
    planned = part.share_sum(line)
    if part.deliveries and planned != line.quantity:
        facts = {"name": pack.name, "planned": planned, "packs": line.quantity}
        return Trouble("shares", maker, line.id, facts=facts)
    return None


def _too_many(plan: Plan, part: Part, told: set[int | None]) -> list[Trouble]:
    wanted: dict[int, int] = defaultdict(int)
    for line in part.lines:
        if line.variant_id in plan.packs:
            pack = plan.packs[line.variant_id]
            wanted[pack.stock_item_id] += line.quantity * pack.content
    found = []
    for line in part.lines:
        known = plan.packs.get(line.variant_id)
        if known is None or line.id in told or wanted[known.stock_item_id] <= known.supply.most:
            continue
        others = wanted[known.stock_item_id] - line.quantity * known.content
        facts = {"name": known.name, "most": known.available(others)}
        found.append(Trouble("too_many", part.producer.id, line.id, facts=facts))
    return found


def _of_delivery(request: PurchaseRequest, part: Part, one: Planned) -> Trouble | None:
    row, maker = one.delivery, part.producer
    facts: dict[str, Any] = {"maker": maker.name, "day": row.day}
    if one.way is None or (row.day is None and one.time is None):
        return Trouble("way" if one.way is None else "day", maker.id, delivery_id=row.id, facts=facts)
    if one.time is not None:
        if one.way.kind in ways.COMES and not ways.takes(request.outlet, one.time.day, one.time.starts, one.time.ends):
            return Trouble("hours", maker.id, delivery_id=row.id, facts=facts)
        return None
    if one.ready_on is None:
        return None
    if row.day is not None and row.day < one.ready_on:
        return Trouble("early", maker.id, delivery_id=row.id, facts={**facts, "ready": one.ready_on})
    if row.day is not None and not ways.takes(request.outlet, row.day, None, None) and one.way.kind in ways.COMES:
        return Trouble("hours", maker.id, delivery_id=row.id, facts=facts)
    return Trouble("time", maker.id, delivery_id=row.id, facts=facts)
