"""A dispute from its opening to its decision; meanwhile the order's money stays where it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, faults, settings
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.kernel.events import Event
from marketplace.money import freezes

from . import asking, fulfilment, happenings, refund_accounts, refund_rows, refunds
from .dispute_rows import DECISIONS, FLOW, KINDS, WANTS, Dispute, DisputeLine, DisputePhoto, of_orders
from .orders import Order, subject
from .refund_rows import Refund
from .refunds import Part

OPEN_HOURS = settings.declare(
    "dispute.open_hours", 48, "Jam setelah barang diterima, pembeli masih bisa melaporkan masalah", settings.at_least(1)
)
ANSWER_HOURS = settings.declare(
    "dispute.answer_hours", 48, "Batas penjual menjawab laporan masalah, jam", settings.at_least(1)
)
MOST_PHOTOS = 3
LONGEST = 1000
FROZEN_BY = "dispute"
AFTER_OPENED = faults.declare("dispute.opened", "the dispute and its freeze are written, nothing is committed")
AFTER_DECIDED = faults.declare("dispute.decided", "the decision and its refund are written, the freeze is not lifted")


class CannotDispute(Refusal):
    """No dispute can be opened about this order; facts: why (not_received, over, open, decided)."""


@dataclass(frozen=True)
class Complaint:
    """What the buyer says: kind, words, what is asked for, packs by line id, keys of photos."""

    kind: str
    words: str
    want: str
    packs: Mapping[int, int]
    photos: tuple[str, ...] = ()


def received_at(session: Session, order: Order) -> datetime | None:
    """When the goods came to the buyer."""
    verbs = Event.verb.in_(("collect", "deliver", "receive"))
    return session.scalar(select(func.min(Event.at)).where(Event.subject == subject(order), verbs))


def open_until(session: Session, order: Order) -> datetime | None:
    """Until when a problem can be told."""
    states = {"completed"} if order.group.on_terms else {"arrived", "completed"}
    since = received_at(session, order) if order.state in states else None
    return since + timedelta(hours=OPEN_HOURS(session)) if since else None


def why_not(session: Session, order: Order) -> str:
    """Why no dispute can be opened now; empty when one can."""
    until = open_until(session, order)
    if until is None:
        return "not_received"
    before = of_orders(session, [order.id]).get(order.id)
    if before is not None and before.is_open:
        return "open"
    if before is not None and before.state != "withdrawn":
        return "decided"
    return "over" if until < clock.now() else ""


def open_(session: Session, order: Order, said: Complaint, *, by: Actor) -> Dispute:
    """The buyer tells a problem: the money is frozen, the maker has time to answer.

    Raise CannotDispute, Invalid (kind, words, want, photos), RefundPacks, NothingToRefund.
    """
    session.refresh(order, with_for_update=True)
    why = why_not(session, order)
    if why:
        raise CannotDispute(why=why)
    lines = _checked(session, order, said)
    if order.state == "arrived":
        order.deadline = None
    dispute = Dispute(
        order_id=order.id,
        kind=said.kind,
        words=asking.tidy(said.words),
        want=said.want,
        answer_by=clock.now() + timedelta(hours=ANSWER_HOURS(session)),
        lines=lines,
        photos=[DisputePhoto(side="buyer", file_key=key) for key in said.photos],
    )
    session.add(dispute)
    session.flush()
    freezes.freeze(session, subject(order), FROZEN_BY, by=by)
    faults.at(AFTER_OPENED)
    happenings.to_order(session, order, "dispute", by=by, kind=said.kind, until=dispute.answer_by.isoformat())
    return dispute


def answer(session: Session, dispute: Dispute, words: str, photos: Iterable[str], *, by: Actor) -> None:
    """The maker's side of it; finance decides next. Raise Invalid (words)."""
    target = _locked(session, dispute, "answer", "producer")
    dispute.answer = _text(words)
    dispute.state, dispute.answered_at, dispute.answered_name = target, clock.now(), by.name
    session.add_all(DisputePhoto(dispute_id=dispute.id, side="producer", file_key=key) for key in photos)
    session.flush()
    session.expire(dispute, ["photos"])
    happenings.to_order(session, dispute.order, "dispute_answer", by=by)


def agree(session: Session, dispute: Dispute, *, by: Actor) -> Refund:
    """The maker gives what is asked for, at most what she may give; the dispute ends."""
    _locked(session, dispute, "agree", "producer")
    dispute.answered_at, dispute.answered_name = clock.now(), by.name
    return _refund(
        session, dispute, "agree", "producer", asked_parts(session, dispute), asked_fee(session, dispute), by
    )


def decide(
    session: Session,
    dispute: Dispute,
    decision: str,
    words: str,
    *,
    parts: Iterable[Part] = (),
    fee: int = 0,
    by: Actor,
) -> Refund | None:
    """Finance decides: all that is asked for, these parts, or nothing; with a reason for both sides.

    The refund is posted with the decision. Above the limit it waits for a second person, and the money stays frozen.
    """
    if decision not in DECISIONS:
        raise Invalid(errors={"decision": "empty"})
    text = _text(words)
    _locked(session, dispute, "decide", "finance")
    dispute.decision, dispute.decision_words, dispute.decided_name = decision, text, by.name
    if decision == "none":
        _close(session, dispute, FLOW.target(dispute.state, "decide", "finance"), None, by)
        return None
    if decision == "refund":
        parts, fee = asked_parts(session, dispute), asked_fee(session, dispute)
    return _refund(session, dispute, "decide", "finance", parts, fee, by)


def withdraw(session: Session, dispute: Dispute, *, by: Actor) -> None:
    """The buyer takes it back; an order that has arrived gets its full time again."""
    target = _locked(session, dispute, "withdraw", "buyer")
    dispute.state, dispute.closed_at = target, clock.now()
    freezes.lift(session, subject(dispute.order), FROZEN_BY, by=by)
    if dispute.order.state == "arrived":
        dispute.order.deadline = fulfilment.deadline(session, dispute.order)
    session.flush()
    happenings.to_order(session, dispute.order, "dispute_withdraw", by=by)


def second_person(session: Session, refund: Refund, *, agrees: bool, by: Actor) -> None:
    """The refund of a dispute was approved or refused: the dispute ends, or waits for a decision again."""
    dispute = session.get_one(Dispute, refund.dispute_id)
    verb = "approve" if agrees else "refuse"
    target = _locked(session, dispute, verb, "finance")
    if agrees:
        _close(session, dispute, target, refund, by)
    else:
        dispute.state, dispute.decision, dispute.decision_words = target, "", ""
        session.flush()


def asked_parts(session: Session, dispute: Dispute) -> list[Part]:
    """What the buyer disputes, less what was refunded meanwhile."""
    gone = refund_rows.packs_refunded(session, dispute.order_id)
    return [
        Part(row.order_line_id, min(row.quantity, row.line.going - gone.get(row.order_line_id, 0)))
        for row in dispute.lines
    ]


def asked_fee(session: Session, dispute: Dispute) -> int:
    """The delivery fee that the buyer wants back."""
    if dispute.want != "money_fee":
        return 0
    return dispute.order.delivery_fee - refund_rows.fee_refunded(session, dispute.order_id)


def asked_amount(session: Session, dispute: Dispute) -> int:
    """What giving the buyer all of it would cost."""
    prices = {row.order_line_id: row.line.unit_price for row in dispute.lines}
    goods = sum(prices[part.line_id] * part.quantity for part in asked_parts(session, dispute))
    return goods + asked_fee(session, dispute)


def may_agree(session: Session, dispute: Dispute, *, by: Actor) -> bool:
    """Whether the maker can give what is asked for: money, and no fee that is not hers."""
    fee = asked_fee(session, dispute)
    if dispute.want == "replace" or not FLOW.may(dispute.state, "agree", "producer"):
        return False
    return fee <= refunds.left(session, dispute.order, by=by).fee and asked_amount(session, dispute) > 0


def _refund(
    session: Session, dispute: Dispute, verb: str, who: str, parts: Iterable[Part], fee: int, by: Actor
) -> Refund:
    order = dispute.order
    refund = refunds.give(
        session, order, parts, fee=fee, reason="dispute", words=dispute.decision_words,
        key=f"dispute:{dispute.public_id}:{_tries(session, dispute)}", dispute_id=dispute.id, by=by,
    )  # fmt: skip
    if refund.state == "asked":
        dispute.state = FLOW.target(dispute.state, "ask_second", who)
        session.flush()
    else:
        _close(session, dispute, FLOW.target(dispute.state, verb, who), refund, by)
    return refund


def _close(session: Session, dispute: Dispute, state: str, refund: Refund | None, by: Actor) -> None:
    order = dispute.order
    dispute.state, dispute.closed_at = state, clock.now()
    session.flush()
    faults.at(AFTER_DECIDED)
    freezes.lift(session, subject(order), FROZEN_BY, by=by)
    happenings.to_order(
        session,
        order,
        "dispute_agree" if state == "agreed" else "dispute_decide",
        by=by,
        amount=refund.amount if refund else 0,
        reason=dispute.decision_words,
        asks=refund is not None and refund_accounts.asks(session, order.group),
    )
    if order.state == "arrived":
        fulfilment.finish(session, order, by=SYSTEM)


def _locked(session: Session, dispute: Dispute, verb: str, who: str) -> str:
    """Lock the order, then read the dispute again; the state that the verb leads to. Raise NotAllowed."""
    session.refresh(dispute.order, with_for_update=True)
    session.refresh(dispute)
    return FLOW.target(dispute.state, verb, who)


def _checked(session: Session, order: Order, said: Complaint) -> list[DisputeLine]:
    wrong = {
        "kind": said.kind not in KINDS,
        "want": said.want not in WANTS,
        "words": not 0 < len(asking.tidy(said.words)) <= LONGEST,
        "photos": len(said.photos) > MOST_PHOTOS,
    }
    if any(wrong.values()):
        raise Invalid(errors={name: "wrong" for name, found in wrong.items() if found})
    gone = refund_rows.packs_refunded(session, order.id)
    most = {line.id: line.going - gone.get(line.id, 0) for line in order.lines}
    for line_id, packs in said.packs.items():
        if type(packs) is not int or not 0 <= packs <= most.get(line_id, 0):
            raise refunds.RefundPacks(line_id=line_id, most=most.get(line_id, 0))
    lines = [DisputeLine(order_line_id=line_id, quantity=packs) for line_id, packs in said.packs.items() if packs]
    if not lines:
        raise refunds.NothingToRefund()
    return lines


def _text(words: str) -> str:
    text = asking.tidy(words)
    if not 0 < len(text) <= LONGEST:
        raise Invalid(errors={"words": "long" if text else "empty"})
    return text


def _tries(session: Session, dispute: Dispute) -> int:
    query = select(func.count()).select_from(Refund).where(Refund.dispute_id == dispute.id)
    return int(session.scalar(query) or 0)


def of_maker(session: Session, order: Order, *, by: Actor) -> Dispute:
    """The dispute about one of the actor's own orders; raise NotFound."""
    found = of_orders(session, [order.id]).get(order.id)
    if found is None or order.producer_id not in by.producer_ids:
        raise NotFound(number=order.number)
    return found
