"""An order that was placed, for tests of what comes afterwards; the way through the pages has tests of its own."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.kernel.actor import guest
from marketplace.trade import carts, checkout, placing, quote
from marketplace.trade.checkout import Checkout
from marketplace.trade.orders import OrderGroup
from tests.cast import DAMAI

EMPTY = dict.fromkeys(("email", "landmark", "courier_note"), "")


def place(
    session: Session, wanted: dict[int, int], method: str = "transfer", phone: str = "+6281234567890",
    street: str = "Jl. Uji 1",
) -> OrderGroup:  # fmt: skip
    """A guest's order of packs by variant, brought by the makers, in the first window that is offered."""
    cart, _ = carts.open_for_guest(session)
    for variant, packs in wanted.items():
        carts.add(session, cart, variant, packs)
    mine = checkout.start(session, cart, user_id=None, network="127.0.0.1")
    checkout.save_contact(
        session, mine, {"name": "Ani", "phone": phone, "kelurahan": DAMAI, "street": street, **EMPTY}
    )  # fmt: skip
    _choose(session, mine, method)
    assert mine.payment is not None
    group = placing.place(session, mine, seen_total=mine.payment.due, language="id", by=guest("Ani"))
    session.flush()
    session.expire_all()
    return group


def _choose(session: Session, mine: Checkout, method: str) -> None:
    for box in quote.of(session, mine).boxes:
        way = next(option for option in box.options if option.kind == "own")
        checkout.choose_delivery(session, mine, box.producer.id, way.key, way.windows[0].key, "")
    placing.choose_method(session, mine, method, quote.of(session, mine))
