"""Where an order goes may be put right until its first goods leave; what was printed before no longer holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.kernel.events import Event
from marketplace.people import places

from . import happenings
from .orders import ENDED, Order, OrderGroup, group_subject

VERB = "readdress"
HERE = ("awaiting_payment", "placed", "accepted", "ready")
FIELDS = ("name", "street", "landmark", "courier_note", "kelurahan_code")


@dataclass(frozen=True)
class Address:
    """Who receives, and where."""

    name: str
    street: str
    landmark: str
    courier_note: str
    kelurahan_code: str


def why_not(group: OrderGroup) -> str:
    """Why the address cannot change (outlet, ended, gone), or nothing."""
    states = {order.state for order in group.orders}
    if group.outlet_id is not None:
        return "outlet"
    if states <= set(ENDED):
        return "ended"
    return "" if states <= {*HERE, *ENDED} - {"completed"} else "gone"


def correct(session: Session, group: OrderGroup, told: Address, *, by: Actor) -> list[str]:
    """Change the address; returns the names of the fields that are new.

    Raise NotAllowed once something has left, Invalid for another kecamatan, whose delivery has another price.
    The event names the fields and not what they say, so that nothing personal stays in the stream.
    """
    rows = select(Order).where(Order.group_id == group.id).order_by(Order.id).with_for_update(of=Order)
    session.scalars(rows.execution_options(populate_existing=True)).all()
    reason = why_not(group)
    if reason:
        raise NotAllowed(verb=VERB, state=reason)
    place = places.find(session, told.kelurahan_code)
    wrong = {name: "empty" for name in ("name", "street") if not getattr(told, name).strip()}
    if place is None or (group.kelurahan is not None and place.kecamatan_code != group.kelurahan.kecamatan_code):
        wrong["kelurahan"] = "far" if place else "unknown"
    if wrong:
        raise Invalid(errors=wrong)
    changed = [name for name in FIELDS if getattr(group, name) != getattr(told, name)]
    for name in changed:
        setattr(group, name, getattr(told, name))
    if changed:
        session.flush()
        session.expire(group, ["kelurahan"])
        happenings.to_group(session, group, "readdress", by=by, fields=changed)
        for order in group.orders:
            if order.state in HERE:
                happenings.to_order(session, order, "readdress", by=by)
    return changed


def corrected_at(session: Session, group: OrderGroup) -> datetime | None:
    """When the address was put right last."""
    query = select(Event.at).where(Event.subject == group_subject(group), Event.verb == VERB)
    return session.scalars(query.order_by(Event.id.desc()).limit(1)).first()
