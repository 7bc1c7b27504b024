"""Offer, counter, agree, withdraw, write: each is a new row, and none is possible after the decision (F64)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.catalog import wording
from marketplace.kernel import changed, clock, events, upsert
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from marketplace.people.producers import Producer, demand

from . import contracts, quotes
from .quotes import LARGEST_PRICE, MOST_MORE, Quote, QuoteLine, QuotePost, QuoteVersion
from .rfqs import Rfq, RfqInvitation

LONGEST = 1000
MOST_VERSIONS = 40
MOST_POSTS = 200
LONGEST_VALID = timedelta(days=180)


class QuoteMoved(Refusal):
    """Something newer was written, or it was decided or withdrawn meanwhile; facts: state."""


class MakerSuspended(Refusal):
    """The maker's shop is closed for now by staff; facts: name."""


class RequestOver(Refusal):
    """The request takes no quotes any more; facts: state, deadline."""


@dataclass(frozen=True)
class LineOffer:
    """Packs of one of the maker's own for one line of the request, each at a cash price in rupiah."""

    rfq_line_id: int
    variant_id: int
    quantity: int
    unit_price: int
    ready_on: date


@dataclass(frozen=True)
class Offer:
    """Everything that one version says; see QuoteVersion."""

    lines: Sequence[LineOffer]
    valid_until: datetime
    fee: int = 0
    more_14: int | None = None
    more_30: int | None = None
    note: str = ""


def offer(session: Session, rfq: Rfq, producer: Producer, told: Offer, *, seen: int = 0, by: Actor) -> Quote:
    """A maker's first quote, or a newer one than version `seen`.

    Raise Invalid, RequestOver, MakerSuspended, QuoteMoved.
    """
    demand(producer, by)
    if producer.suspended_at is not None:
        raise MakerSuspended(name=producer.name)
    check(session, rfq, producer, told)
    quote = quotes.of_maker(session, rfq, producer.id)
    _demand_open(session, rfq, late=quote is not None and quote.counter is not None)
    if quote is None:
        quote = _first(session, rfq, producer, told)
    _append(session, quote, "maker", told, seen, by)
    _answered(session, rfq, producer, None)
    events.record(session, quote.subject, "offer", by=by, version=quote.latest)
    return quote


def agree(session: Session, quote: Quote, *, seen: int, by: Actor) -> None:
    """The maker offers what the buyer asked for. Raise NotAllowed, QuoteMoved, RequestOver."""
    asked = quote.counter
    if asked is None:
        raise NotAllowed(verb="agree", state=quote.state)
    offer(session, quote.rfq, quote.producer, _same(asked), seen=seen, by=by)


def counter(
    session: Session, quote: Quote, wanted: dict[int, tuple[int, int]], note: str, *, seen: int, by: Actor
) -> None:
    """The buyer asks for other figures: (packs, rupiah) by line of the request. Raise Invalid, QuoteMoved."""
    _demand_open(session, quote.rfq, late=True)
    standing, lines = quote.current, []
    for line in standing.lines:
        quantity, price = wanted.get(line.rfq_line_id, (line.quantity, line.unit_price))
        lines.append(LineOffer(line.rfq_line_id, line.variant_id, quantity, price, line.ready_on))
    told = Offer(lines, standing.valid_until, standing.fee, standing.more_14, standing.more_30, note)
    before = [(line.quantity, line.unit_price) for line in standing.lines]
    if [(line.quantity, line.unit_price) for line in lines] == before and not wording.clean(note):
        raise Invalid(errors={"lines": "same"})
    _check_amounts(told)
    _append(session, quote, "buyer", told, seen, by)
    events.record(session, quote.subject, "counter", by=by, version=quote.latest)


def withdraw(session: Session, quote: Quote, reason: str, *, by: Actor) -> None:
    """The maker takes her offer back; she may make a new one while the request takes quotes. Raise QuoteMoved."""
    demand(quote.producer, by)
    _move(session, quote, {"state": "withdrawn", "reason": wording.clean(reason)[:300]})
    events.record(session, quote.subject, "withdraw", by=by)


def decline(session: Session, rfq: Rfq, producer: Producer, reason: str, *, by: Actor) -> None:
    """The maker cannot this time. Raise NotAllowed when she has an offer, RequestOver."""
    demand(producer, by)
    _demand_open(session, rfq)
    quote = quotes.of_maker(session, rfq, producer.id)
    if quote is not None and quote.state == "offered":
        raise NotAllowed(verb="decline", state=quote.state)
    _answered(session, rfq, producer, reason)
    events.record(session, rfq.subject, "declined", by=by, producer_id=producer.id)


def write(session: Session, quote: Quote, side: str, text: str, *, by: Actor) -> QuotePost:
    """A message to the other side, until the request is over. Raise Invalid (text), NotAllowed."""
    text = wording.clean_lines(text)
    if not text or len(text) > LONGEST:
        raise Invalid(errors={"text": "long" if text else "empty"})
    if quote.rfq.state != "open" or len(quote.posts) >= MOST_POSTS:
        raise NotAllowed(verb="write", state=quote.rfq.state)
    post = QuotePost(quote_id=quote.id, side=side, by_name=by.name, text=text)
    quote.posts.append(post)
    session.flush()
    events.record(session, quote.subject, "ask" if side == "buyer" else "answer", by=by)
    return post


def check(session: Session, rfq: Rfq, producer: Producer, told: Offer) -> None:
    """Raise Invalid: lines (empty), valid_until, quantity-<line>, price-<line>, pack-<line>, ready-<line>."""
    known, own = {line.id for line in rfq.lines}, {pack.id for pack in contracts.packs(session, producer.id)}
    if not {line.rfq_line_id for line in told.lines} <= known:
        raise NotFound(rfq_id=rfq.id)
    wrong = {f"pack-{line.rfq_line_id}": "unknown" for line in told.lines if line.variant_id not in own}
    wrong |= {f"ready-{line.rfq_line_id}": "past" for line in told.lines if line.ready_on < clock.today()}
    if not clock.now() < told.valid_until <= clock.now() + LONGEST_VALID:
        wrong["valid_until"] = "past" if told.valid_until <= clock.now() else "far"
    if wrong:
        raise Invalid(errors=wrong)
    _check_amounts(told)


def _check_amounts(told: Offer) -> None:
    wrong = {f"quantity-{one.rfq_line_id}": "large" for one in told.lines if not 0 < one.quantity <= 100_000}
    wrong |= {f"price-{one.rfq_line_id}": "large" for one in told.lines if not 0 < one.unit_price <= LARGEST_PRICE}
    wrong |= {} if told.lines else {"lines": "empty"}
    wrong |= {} if 0 <= told.fee <= LARGEST_PRICE else {"fee": "large"}
    for name in ("more_14", "more_30"):
        if not 0 <= (getattr(told, name) or 0) <= MOST_MORE:
            wrong[name] = "large"
    if wrong:
        raise Invalid(errors=wrong)


def _demand_open(session: Session, rfq: Rfq, *, late: bool = False) -> None:
    """A decided request takes nothing; past its deadline (`late`) it takes what is being discussed already.

    The row is locked against the decision, so that nothing is written to a request that is just being decided.
    """
    query = select(Rfq.state, Rfq.deadline).where(Rfq.id == rfq.id).with_for_update(read=True, of=Rfq)
    state, deadline = session.execute(query).one()
    if state != "open" or (deadline <= clock.now() and not late):
        raise RequestOver(state=state, deadline=deadline)


def _first(session: Session, rfq: Rfq, producer: Producer, told: Offer) -> Quote:
    made = upsert.insert(session, Quote).values(
        rfq_id=rfq.id, producer_id=producer.id, state="offered", latest=0, offer=0, valid_until=told.valid_until,
    )  # fmt: skip
    session.execute(made.on_conflict_do_nothing(index_elements=["rfq_id", "producer_id"]))
    found = quotes.of_maker(session, rfq, producer.id)
    assert found is not None  # noqa: S101
    return found


def _append(session: Session, quote: Quote, side: str, told: Offer, seen: int, by: Actor) -> None:
    """Take the next number in one statement that also sees that nothing was decided, then write the version."""
    if seen >= MOST_VERSIONS:
        raise NotAllowed(verb=side, state="many")
    number = seen + 1
    values: dict[str, Any] = {"latest": number}
    if side == "maker":
        values |= {"offer": number, "valid_until": told.valid_until, "state": "offered", "reason": ""}
    states = ("offered", "withdrawn") if side == "maker" else ("offered",)
    _move(session, quote, values, Quote.latest == seen, states=states)
    version = QuoteVersion(
        quote_id=quote.id, number=number, side=side, by_name=by.name, valid_until=told.valid_until, fee=told.fee,
        more_14=told.more_14, more_30=told.more_30, note=wording.clean_lines(told.note)[:LONGEST],
        lines=[
            QuoteLine(
                rfq_line_id=one.rfq_line_id, variant_id=one.variant_id, quantity=one.quantity,
                unit_price=one.unit_price, ready_on=one.ready_on,
            )
            for one in told.lines
        ],
    )  # fmt: skip
    session.add(version)
    session.flush()
    session.expire(quote)


def _move(
    session: Session, quote: Quote, values: dict[str, Any], *conditions: Any, states: tuple[str, ...] = ("offered",)
) -> None:
    running = select(Rfq.id).where(Rfq.id == Quote.rfq_id, Rfq.state == "open").exists()
    statement = update(Quote).where(Quote.id == quote.id, Quote.state.in_(states), running, *conditions)
    if not changed.rows(session, statement.values(**values).execution_options(synchronize_session=False)):
        session.refresh(quote)
        raise QuoteMoved(state=quote.shown_state)
    session.refresh(quote)


def _answered(session: Session, rfq: Rfq, producer: Producer, reason: str | None) -> None:
    declined = {"declined_at": clock.now() if reason is not None else None, "declined_reason": (reason or "")[:300]}
    session.execute(
        update(RfqInvitation)
        .where(RfqInvitation.rfq_id == rfq.id, RfqInvitation.producer_id == producer.id)
        .values(**declined)
    )


def _same(asked: QuoteVersion) -> Offer:
    lines = [
        LineOffer(one.rfq_line_id, one.variant_id, one.quantity, one.unit_price, max(one.ready_on, clock.today()))
        for one in asked.lines
    ]
    return Offer(
        lines, max(asked.valid_until, clock.now() + timedelta(days=1)), asked.fee, asked.more_14, asked.more_30
    )
