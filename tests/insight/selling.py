"""Orders that came to their buyers on chosen days, for tests of figures."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.trade import fulfilment, paying
from marketplace.trade.orders import Order
from tests import cast, placed

ANI, BUDI = "+6281234567890", "+6281234567891"


def sold(
    session: Session, maker: cast.Maker, packs: int, phone: str = ANI, *, days_ago: int = 0, received: bool = True
) -> Order:
    """One maker's paid order, received unless it is still on its way."""
    with clock.pretend(clock.now() - timedelta(days=days_ago)):
        group = placed.place(session, {maker.variant.id: packs}, phone=phone)
        paying.confirm(session, group, by=cast.FINANCE)
        order = group.orders[0]
        fulfilment.accept(session, order, by=maker.actor)
        fulfilment.make_ready(session, order, by=maker.actor)
        fulfilment.hand_over(session, order, by=maker.actor)
        if received:
            fulfilment.receive(session, order, by=cast.FINANCE)
        session.flush()
        return order
