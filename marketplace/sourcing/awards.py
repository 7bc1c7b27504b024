"""Accepting offers by line, split between makers; what is accepted becomes a purchase request (F65, F66)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.kernel import changed, clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, Refusal
from marketplace.people.buyers import Desk
from marketplace.people.producers import Producer

from . import comparison, quotes, requests
from .negotiation import MakerSuspended
from .quotes import Quote, QuoteLine
from .requests import PurchaseRequest, RequestDelivery, RequestLine, RequestShare
from .rfqs import Rfq

Chosen = Mapping[int, int]


class OfferOver(Refusal):
    """An offer that was chosen cannot be accepted any more; facts: name, state (expired, withdrawn, newer)."""


class NotOnTerms(Refusal):
    """The maker does not wait that long for her money; facts: name, terms."""


class PapersMissing(Refusal):
    """A paper that the request asked for is missing or no longer valid, and nobody said that this is known."""


def lines_of(session: Session, rfq: Rfq) -> dict[int, tuple[Quote, QuoteLine]]:
    """What can be chosen now: the lines of all offers that stand, by id."""
    standing = [quote for quote in quotes.of_rfq(session, rfq) if quote.shown_state == "offered" and quote.offer]
    return {line.id: (quote, line) for quote in standing for line in quote.current.lines}


def check(session: Session, rfq: Rfq, chosen: Chosen, terms: str) -> dict[Quote, list[tuple[QuoteLine, int]]]:
    """What would be accepted, by offer.

    Raise Invalid (chosen, terms, q-<line id>), OfferOver, NotOnTerms, MakerSuspended.
    """
    wanted = {line_id: packs for line_id, packs in chosen.items() if packs}
    if not wanted:
        raise Invalid(errors={"chosen": "empty"})
    if terms not in rfq.organisation.terms:
        raise Invalid(errors={"terms": "unknown"})
    there, found = lines_of(session, rfq), defaultdict(list)
    for line_id, packs in sorted(wanted.items()):
        if line_id not in there:
            _gone(session, rfq, line_id)
        quote, line = there[line_id]
        if not 0 < packs <= line.quantity:
            raise Invalid(errors={f"q-{line_id}": "above"}, most=line.quantity)
        found[quote].append((line, packs))
    for quote in found:
        if quote.producer.suspended_at is not None:
            raise MakerSuspended(name=quote.producer.name)
        if quote.current.more(terms) is None:
            raise NotOnTerms(name=quote.producer.name, terms=terms)
    return dict(found)


def accept(
    session: Session, rfq: Rfq, desk: Desk, chosen: Chosen, *, terms: str, papers_known: bool = False, by: Actor
) -> PurchaseRequest:
    """Accept all of it or nothing; offers that were not chosen lose. One decision for a request, whoever else tries.

    Raise what `check` raises, and PapersMissing unless `papers_known`: then it is on record who took it upon them.
    """
    won = check(session, rfq, chosen, terms)
    lacking = comparison.lacking(session, won)
    if lacking and not papers_known:
        raise PapersMissing(lines=[one.line for one in lacking])
    _close(session, rfq)
    request = requests.begin(session, desk, rfq.outlet, terms=terms)
    for quote, lines in sorted(won.items(), key=lambda pair: pair[0].id):
        _accept(session, quote)
        _order(session, request, quote, lines, terms)
        session.expire(quote)
        events.record(session, quote.subject, "accept", by=by, terms=terms)
    _lose(session, rfq, by)
    session.flush()
    session.expire(request)
    session.execute(update(Rfq).where(Rfq.id == rfq.id).values(request_id=request.id))
    session.expire(rfq)
    without = [f"{one.maker}, {one.line}: {', '.join(paper.kind for paper in one.papers)}" for one in lacking]
    events.record(session, rfq.subject, "awarded", by=by, request=request.number, without_papers=without)
    return request


def barred(session: Session, request: PurchaseRequest) -> list[str]:
    """The names of makers of a request whose shop was closed by staff meanwhile: nothing can be ordered from them."""
    query = select(Producer.name).where(
        Producer.id.in_({line.producer_id for line in request.lines}), Producer.suspended_at.is_not(None)
    )
    return list(session.scalars(query.order_by(Producer.name)))


def _gone(session: Session, rfq: Rfq, line_id: int) -> None:
    line = session.get(QuoteLine, line_id)
    quote = line.version.quote if line else None
    if line is None or quote is None or quote.rfq_id != rfq.id:
        raise Invalid(errors={"chosen": "unknown"})
    state = quote.shown_state
    raise OfferOver(name=quote.producer.name, state="newer" if state == "offered" else state)


def _close(session: Session, rfq: Rfq) -> None:
    ended = update(Rfq).where(Rfq.id == rfq.id, Rfq.state == "open").values(state="awarded", ended_at=clock.now())
    if not changed.rows(session, ended.execution_options(synchronize_session=False)):
        session.refresh(rfq)
        raise OfferOver(name=rfq.title, state=rfq.state)


def _accept(session: Session, quote: Quote) -> None:
    """One statement: still offered, the version that was looked at, and in time."""
    statement = update(Quote).where(
        Quote.id == quote.id, Quote.state == "offered", Quote.offer == quote.offer, Quote.valid_until > clock.now()
    )
    done = statement.values(state="accepted", decided_at=clock.now()).execution_options(synchronize_session=False)
    if not changed.rows(session, done):
        session.refresh(quote)
        state = quote.shown_state
        raise OfferOver(name=quote.producer.name, state="newer" if state == "offered" else state)


def _order(
    session: Session, request: PurchaseRequest, quote: Quote, lines: list[tuple[QuoteLine, int]], terms: str
) -> None:
    day = max(clock.today() + timedelta(days=1), *(line.ready_on for line, _ in lines))
    hours = request.outlet.receiving.get(str(day.weekday())) or (None, None)
    delivery = RequestDelivery(
        request_id=request.id, producer_id=quote.producer_id, day=day, starts=hours[0], ends=hours[1],
        fee=quote.current.fee,
    )  # fmt: skip
    session.add(delivery)
    for line, packs in lines:
        price = quote.current.price(line.unit_price, terms)
        made = RequestLine(
            request_id=request.id, producer_id=quote.producer_id, variant_id=line.variant_id, quantity=packs,
            unit_price=price, rule=f"quote:{line.id}", quote_line_id=line.id, note=line.rfq_line.name,
        )  # fmt: skip
        session.add(made)
        session.flush()
        delivery.shares.append(RequestShare(line_id=made.id, quantity=packs))
        session.execute(update(QuoteLine).where(QuoteLine.id == line.id).values(awarded=packs))


def _lose(session: Session, rfq: Rfq, by: Actor) -> None:
    left = list(session.scalars(select(Quote).where(Quote.rfq_id == rfq.id, Quote.state == "offered")))
    for quote in left:
        statement = update(Quote).where(Quote.id == quote.id, Quote.state == "offered")
        done = statement.values(state="lost", decided_at=clock.now()).execution_options(synchronize_session=False)
        if changed.rows(session, done):
            session.expire(quote)
            events.record(session, quote.subject, "lose", by=by)
