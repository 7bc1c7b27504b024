"""Taking everything out of a cart at once, for who makes something else of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.people.producers import Producer

from .carts import Cart, CartLine, CartNote, touch


@dataclass(frozen=True)
class TakenLine:
    """Packs of a variant that left the cart, with the price the buyer last saw."""

    variant_id: int
    quantity: int
    seen_price: int | None


@dataclass(frozen=True)
class Taken:
    """What left the cart: its lines in their order, and the notes by the maker's name."""

    lines: list[TakenLine]
    notes: list[tuple[str, str]]


def take(session: Session, cart: Cart) -> Taken:
    """Everything, out of the cart: whoever takes at the same moment finds nothing."""
    mine = delete(CartLine).where(CartLine.cart_id == cart.id)
    rows = session.execute(mine.returning(CartLine.id, CartLine.variant_id, CartLine.quantity, CartLine.seen_price))
    lines = [TakenLine(*row[1:]) for row in sorted(rows)]
    told = select(Producer.name, CartNote.note).join(CartNote, CartNote.producer_id == Producer.id)
    notes = [
        (name, note) for name, note in session.execute(told.where(CartNote.cart_id == cart.id).order_by(Producer.id))
    ]
    session.execute(delete(CartNote).where(CartNote.cart_id == cart.id))
    touch(session, cart)
    return Taken(lines, notes)
