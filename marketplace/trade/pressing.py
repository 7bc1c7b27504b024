"""The producer's big buttons: a press is kept for some seconds, then it acts, once."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refusal

from . import fulfilment, rests, second_thoughts
from .orders import FLOW, Order, subject
from .second_thoughts import Step

ACTS: dict[str, Callable[..., None]] = {
    "accept": fulfilment.accept,
    "decline": fulfilment.decline,
    "ready": fulfilment.make_ready,
    "hand_over": fulfilment.hand_over,
    "deliver": fulfilment.deliver,
}


def press(session: Session, order: Order, verb: str, reason: str = "", *, by: Actor) -> None:
    """Keep a step until it is due; the one pressed before acts now. Raise NotAllowed, OutOfStock.

    A second tap on the same button changes nothing.
    """
    session.refresh(order, with_for_update=True)
    before = of(session, order)
    if before is not None:
        if before.verb == verb:
            return
        _act(session, order, before)
    FLOW.target(order.state, flow_verb(order, verb), "producer")
    if verb == "ready" and order.is_rest:
        rests.demand_stock(session, order)
    if second_thoughts.UNDO_SECONDS(session) == 0:
        _do(session, order, verb, reason, by)
        return
    second_thoughts.keep(session, order.id, verb, order.state, reason, by=by)
    events.record(session, subject(order), "press", by=by, what=verb)


def act_now(session: Session, order: Order, verb: str, reason: str = "", *, by: Actor) -> None:
    """Do a step at once, after the one that was pressed before it (for links that act at once)."""
    settle(session, order)
    _do(session, order, verb, reason, by)


def settle(session: Session, order: Order) -> None:
    """Let a pressed step act before anything else happens to the order."""
    session.refresh(order, with_for_update=True)
    before = of(session, order)
    if before is not None:
        _act(session, order, before)


def take_back(session: Session, order: Order, *, by: Actor) -> bool:
    """Undo the press; False when it has acted already."""
    undone = second_thoughts.forget(session, order.id)
    if undone:
        events.record(session, subject(order), "take_back", by=by)
    return undone


def act_if_due(session: Session, order_id: int) -> bool:
    """Let the step act when its time is over and nobody else was quicker."""
    order = session.get_one(Order, order_id)
    session.refresh(order, with_for_update=True)
    if order_id not in second_thoughts.due(session, [order_id]):
        return False
    step = of(session, order)
    return step is not None and _act(session, order, step)


def of(session: Session, order: Order) -> Step | None:
    """The order's pending step."""
    return second_thoughts.of_orders(session, [order.id]).get(order.id)


def flow_verb(order: Order, verb: str) -> str:
    """The button's verb in the life-cycle."""
    return "collect" if verb == "hand_over" and order.delivery_kind == "pickup" else verb


def shown_state(order: Order, step: Step | None) -> str:
    """The state that the producer sees: a pressed step counts as done."""
    if step is None or not FLOW.may(order.state, flow_verb(order, step.verb), "producer"):
        return order.state
    return FLOW.target(order.state, flow_verb(order, step.verb), "producer")


def _act(session: Session, order: Order, step: Step) -> bool:
    """Whoever deletes the row does the step; a step that no longer fits is only noted."""
    if not second_thoughts.forget(session, order.id):
        return False
    by = Actor(
        "user", step.by_name, step.by_user_id, producer_ids=frozenset({order.producer_id}), acting_for=order.producer_id
    )
    try:
        with session.begin_nested():
            if order.state == step.state:
                _do(session, order, step.verb, step.reason, by)
                return True
    except Refusal:
        session.refresh(order)
    events.record(session, subject(order), "not_done", by=by, what=step.verb)
    return False


def _do(session: Session, order: Order, verb: str, reason: str, by: Actor) -> None:
    if verb == "decline":
        fulfilment.decline(session, order, reason, by=by)
    else:
        ACTS[verb](session, order, by=by)
