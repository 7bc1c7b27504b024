"""What a maker sees of a buyer: what the delivery needs, as long as it needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.kernel import clock, settings

from .orders import ENDED, Order

LATELY = settings.declare(
    "privacy.maker_sees_days", 30, "Berapa hari penjual masih melihat nomor HP pembeli setelah pesanan selesai",
    settings.at_least(0),
)  # fmt: skip
FIELDS = ("name", "phone", "email", "street", "landmark", "courier_note", "kelurahan")
SEEN = {
    "open": {"name", "phone", "street", "landmark", "courier_note", "kelurahan"},
    "open_pickup": {"name", "phone"},
    "lately": {"name", "phone"},
    "past": {"name"},
}


@dataclass(frozen=True)
class BuyerFacts:
    """The fields of FIELDS; empty is what the maker does not see."""

    name: str = ""
    phone: str = ""
    email: str = ""
    street: str = ""
    landmark: str = ""
    courier_note: str = ""
    kelurahan: str = ""

    @property
    def address(self) -> list[str]:
        """The lines of the address, as far as they are seen."""
        return [text for text in (self.street, self.landmark, self.kelurahan, self.courier_note) if text]


def phase(session: Session, order: Order) -> str:
    """Which row of SEEN holds for an order now."""
    if order.state not in ENDED:
        return "open_pickup" if order.delivery_kind == "pickup" else "open"
    due = order.promised_on or order.ready_on
    return "lately" if clock.today() <= due + timedelta(days=LATELY(session)) else "past"


def of(session: Session, order: Order) -> BuyerFacts:
    """The buyer as the order's maker sees them now; an organisation's own contact stays."""
    group = order.group
    seen = SEEN["open" if group.organisation_id is not None else phase(session, order)]
    place = f"{group.kelurahan.name} {group.kelurahan.postcode}" if group.kelurahan else ""
    values = {name: place if name == "kelurahan" else getattr(group, name) for name in seen}
    return BuyerFacts(**values)
