"""What a member put into the ordinary cart, or saw in the shop, becomes lines of a purchase request (F63)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, NotFound, Refusal
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Outlet
from marketplace.trade import cart_taking
from marketplace.trade.carts import Cart

from . import goods, request_lines, requests, wishes
from .request_lines import MAX_LINES, RequestFull
from .requests import PurchaseRequest, RequestLine

LONGEST = 500


class NothingInCart(Refusal):
    """The cart is empty, or became a request in another tab."""


def cart(session: Session, desk: Desk, outlet: Outlet, found: Cart, *, by: Actor) -> PurchaseRequest:
    """A draft with everything that is in the cart, which is empty afterwards.

    Lines keep the price that the buyer saw, so that the sheet marks what differs for the organisation; what left
    the shop stays as a wish by its name. Raise NotFound, NotAllowed (closed outlet), NothingInCart, RequestFull.
    """
    draft = _begin(session, desk, outlet)
    taken = cart_taking.take(session, found)
    if not taken.lines:
        raise NothingInCart()
    if len(taken.lines) > MAX_LINES(session):
        raise RequestFull(limit=MAX_LINES(session))
    _pour(session, draft, taken)
    draft.note = "\n".join(f"{name}: {note}" for name, note in taken.notes)[:LONGEST]
    session.flush()
    events.record(session, draft.subject, "from_cart", by=by, lines=len(taken.lines))
    return draft


def product(
    session: Session, desk: Desk, outlet: Outlet, variant_id: int, quantity: int, *, by: Actor
) -> PurchaseRequest:
    """A draft that begins with a pack. Raise NotFound, NotAllowed (closed outlet), WrongQuantity."""
    draft = _begin(session, desk, outlet)
    request_lines.add(session, draft, variant_id, quantity, by=by)
    return draft


def _begin(session: Session, desk: Desk, outlet: Outlet) -> PurchaseRequest:
    if not desk.may(outlet.id, "requester"):
        raise NotFound(outlet=outlet.id)
    if outlet.closed_at is not None:
        raise NotAllowed(verb="begin", state="closed")
    return requests.begin(session, desk, outlet)


def _pour(session: Session, draft: PurchaseRequest, taken: cart_taking.Taken) -> None:
    packs = goods.of(session, [line.variant_id for line in taken.lines], draft.organisation_id, draft.outlet_id)
    for line in taken.lines:
        pack = packs[line.variant_id]
        if not pack.on_sale:
            name = f"{pack.name} {pack.label}"
            text = f"{name}, {line.quantity}"
            session.add(wishes.RequestWish(request_id=draft.id, text=text, name=name, packs=line.quantity))
            continue
        price = pack.price(line.quantity)
        draft.lines.append(
            RequestLine(
                producer_id=pack.producer_id, variant_id=line.variant_id, quantity=line.quantity,
                unit_price=line.seen_price or price.unit, rule=price.rule,
            )
        )  # fmt: skip
