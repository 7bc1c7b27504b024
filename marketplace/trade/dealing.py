"""How an order's money divides between maker, operator, courier and tax; the terms are frozen at the sale (F100)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.categories import Category
from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock, rupiah, settings
from marketplace.money import commission, withholding
from marketplace.money.ledger import Leg

from .orders import Order, OrderLine

COURIER_PAID_BY = settings.declare(
    "courier.paid_by",
    "producer",
    "Siapa membayar kurir: producer (ongkir diteruskan kepada penjual) atau operator (ongkir untuk tagihan kurir)",
    lambda value: value in {"producer", "operator"},
)


@dataclass(frozen=True)
class Deal:
    """Rupiah of what was not refunded: the maker's, the operator's, the courier's, and tax withheld."""

    maker: int
    commission: int
    courier: int
    tax: int

    @property
    def kept(self) -> int:
        """All of it."""
        return self.maker + self.commission + self.courier + self.tax

    def legs(self, producer_id: int) -> list[Leg]:
        """Everybody gets their part: credits."""
        return [
            Leg("payable", producer_id, -self.maker),
            Leg("commission", None, -self.commission),
            Leg("courier", None, -self.courier),
            Leg("tax", None, -self.tax),
        ]

    def less(self, other: Deal) -> Deal:
        """What everybody gives back when this deal becomes the other."""
        return Deal(
            self.maker - other.maker,
            self.commission - other.commission,
            self.courier - other.courier,
            self.tax - other.tax,
        )


def freeze(session: Session, orders: Iterable[Order]) -> None:
    """Write the terms of this moment on the orders and their lines; later rules do not touch them."""
    orders = list(orders)
    rates = commission.Rates(session, clock.today(), [order.producer_id for order in orders])
    categories = _categories(session, orders) if rates.rules else {}
    by_operator = COURIER_PAID_BY(session) == "operator"
    for order in orders:
        order.fee_to = "courier" if by_operator and order.delivery_kind == "courier" else "producer"
        order.withheld_rate = withholding.rate(session, order.producer_id)
        for line in order.lines:
            line.commission_rate = rates.of(order.producer_id, categories.get(line.variant_id, ""))
            line.commission = rupiah.share(line.total, line.commission_rate)


def of(order: Order, refunded: Mapping[int, int], fee_refunded: int) -> Deal:
    """The division of what is left after these packs (by line id) and rupiah of the fee were refunded.

    Each part follows from what is left alone, so that refunds in any number of pieces give back the same.
    """
    left = {line: line.going - refunded.get(line.id, 0) for line in order.lines}
    goods = sum(line.unit_price * packs for line, packs in left.items())
    kept = sum(rupiah.part(line.commission, packs, line.quantity) for line, packs in left.items())
    fee = order.delivery_fee - fee_refunded
    courier = fee if order.fee_to == "courier" else 0
    tax = goods * order.withheld_rate // 10_000
    return Deal(goods + fee - kept - courier - tax, kept, courier, tax)


def carry_over(line: OrderLine, to: OrderLine) -> None:
    """Packs that follow later are sold on the same terms; their line rounds for itself."""
    to.commission_rate = line.commission_rate
    to.commission = rupiah.share(to.total, to.commission_rate)


def _categories(session: Session, orders: list[Order]) -> dict[int, str]:
    variants = [line.variant_id for order in orders for line in order.lines]
    rows = session.execute(
        select(Variant.id, Category.code)
        .join(Product, Product.id == Variant.product_id)
        .join(Category, Category.id == Product.category_id)
        .where(Variant.id.in_(variants))
    )
    return {int(variant): str(code) for variant, code in rows}
