"""Changing the lines of a request while it may still be changed."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.kernel import events, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from marketplace.trade.carts import MAX_PACKS, WrongQuantity

from . import goods
from .goods import Pack
from .requests import PurchaseRequest, RequestDelivery, RequestLine, RequestShare

MAX_LINES = settings.declare(
    "request.max_lines", 300, "Paling banyak baris dalam satu permintaan pembelian", settings.at_least(1)
)


class RequestFull(Refusal):
    """The request has as many lines as it may have; facts: limit."""


def open_for_change(session: Session, request: PurchaseRequest) -> None:
    """Keep the request's row; two members who write at once wait here. Raise NotAllowed."""
    locked = select(PurchaseRequest).where(PurchaseRequest.id == request.id).with_for_update(of=PurchaseRequest)
    session.scalars(locked.execution_options(populate_existing=True)).one()
    if not request.is_editable:
        raise NotAllowed(verb="change", state=request.state)


def add(session: Session, request: PurchaseRequest, variant_id: int, quantity: int, *, by: Actor) -> RequestLine:
    """So many packs more of a variant. Raise NotFound, NotAllowed, WrongQuantity, RequestFull."""
    return add_many(session, request, {variant_id: quantity}, by=by)[0]


def add_many(session: Session, request: PurchaseRequest, wanted: Mapping[int, int], *, by: Actor) -> list[RequestLine]:
    """The same for many variants; all or none, in a few statements whatever their number."""
    open_for_change(session, request)
    ordinary = {line.variant_id: line for line in request.lines if line.quote_line_id is None}
    packs = goods.of(session, wanted, request.organisation_id, request.outlet_id)
    lines = []
    for variant_id, quantity in wanted.items():
        pack, line = packs.get(variant_id), ordinary.get(variant_id)
        if pack is None or not pack.on_sale:
            raise NotFound(variant_id=variant_id)
        line = line or RequestLine(producer_id=pack.producer_id, variant_id=variant_id, quantity=0)
        _set(session, line, pack, line.quantity + quantity if quantity > 0 else quantity)
        lines.append(line)
    request.lines.extend(line for line in lines if line not in request.lines)
    if len(request.lines) > MAX_LINES(session):
        raise RequestFull(limit=MAX_LINES(session))
    session.flush()
    _unschedule(session, request, lines)
    events.record(session, request.subject, "add_lines", by=by, packs={str(key): n for key, n in wanted.items()})
    return lines


def change(session: Session, request: PurchaseRequest, wanted: Mapping[int, int], *, by: Actor) -> None:
    """Set packs by line, 0 takes a line out; all or none, and the prices of today are seen.

    A quoted line keeps its quantity or goes. Raise NotFound, NotAllowed, Invalid (errors by line id: WrongQuantity).
    """
    open_for_change(session, request)
    lines = {line.id: line for line in request.lines}
    packs = goods.of(session, [line.variant_id for line in lines.values()], request.organisation_id, request.outlet_id)
    if not set(wanted) <= set(lines):
        raise NotFound(lines=sorted(set(wanted) - set(lines)))
    wrong: dict[str, Refusal] = {}
    changed = []
    for line_id, quantity in wanted.items():
        line = lines[line_id]
        if quantity == line.quantity:
            continue
        changed.append(line)
        try:
            if quantity == 0:
                request.lines.remove(line)
            elif line.quote_line_id is not None:
                raise WrongQuantity(quantity=quantity, minimum=line.quantity, step=1, maximum=line.quantity)
            else:
                _set(session, line, packs[line.variant_id], quantity)
        except WrongQuantity as mistake:
            wrong[str(line_id)] = mistake
    if wrong:
        raise Invalid(errors=wrong)
    for line in request.lines:
        if line.quote_line_id is None and packs[line.variant_id].fits(line.quantity):
            _set(session, line, packs[line.variant_id], line.quantity)
    session.flush()
    _unschedule(session, request, changed)
    if changed:
        events.record(session, request.subject, "change_lines", by=by, packs={str(key): n for key, n in wanted.items()})


def _set(session: Session, line: RequestLine, pack: Pack, quantity: int) -> None:
    if not pack.fits(quantity) or quantity > MAX_PACKS(session):
        raise WrongQuantity(quantity=quantity, minimum=pack.minimum, step=pack.step, maximum=MAX_PACKS(session))
    price = pack.price(quantity)
    line.quantity, line.unit_price, line.rule = quantity, price.unit, price.rule


def _unschedule(session: Session, request: PurchaseRequest, lines: list[RequestLine]) -> None:
    """What was divided among deliveries no longer adds up: it is divided anew."""
    session.execute(delete(RequestShare).where(RequestShare.line_id.in_([line.id for line in lines])))
    makers = {line.producer_id for line in request.lines}
    session.execute(
        delete(RequestDelivery).where(
            RequestDelivery.request_id == request.id, RequestDelivery.producer_id.not_in(makers)
        )
    )
    session.expire(request, ["deliveries"])
