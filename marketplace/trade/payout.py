"""What an order brings its producer, told before it is accepted (experience: no surprise afterwards)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from . import dealing, fulfilment
from .orders import Order


@dataclass(frozen=True)
class Net:
    """Rupiah for goods and delivery less what others get of it, at the latest on `by`; `cash` at the door.

    With cash the maker has all of it in her hand, and owes the rest.
    """

    goods: int
    delivery: int
    commission: int
    courier: int
    tax: int
    by: date
    cash: bool

    @property
    def amount(self) -> int:
        """What the producer receives."""
        return self.goods + self.delivery - self.commission - self.courier - self.tax


def of(session: Session, order: Order) -> Net:
    """Cash comes with the goods; prepaid money is the producer's once the order is complete."""
    day = order.promised_on or order.ready_on
    cash = not order.group.is_prepaid
    if not cash:
        under_way = 0 if order.delivery_kind == "pickup" else fulfilment.SHIPPED_DAYS(session)
        day += timedelta(days=under_way + -(-fulfilment.FINISH_HOURS(session) // 24))
    deal = dealing.of(order, {}, 0)
    return Net(
        order.goods - order.shorted, order.delivery_fee, deal.commission, deal.courier, deal.tax, day, cash
    )  # fmt: skip
