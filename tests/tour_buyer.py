"""The hotel's desk for the tour: its addresses, and its pages when something is missing or wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from tests import buying, cast

Try = tuple[str, str, str, str, dict[str, Any] | None, int]
NO_PAGES: set[str] = {
    "buyer.start.show",
}  # fmt: skip


def org(**other: str) -> Callable[[Any], dict[str, Any]]:
    """The organisation of an address, and parts under the names that they have in `world.made["hotel"]`."""

    def values(world: Any) -> dict[str, Any]:
        made = world.made["hotel"]
        return {"org": made["org"]} | {name: made[key] for name, key in other.items()}

    return values


VALUES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "buyer.today.show": org(),
}


def furnish(session: Session, maker: cast.Maker) -> tuple[buying.Hotel, dict[str, Any]]:
    """A hotel, and what its addresses need."""
    hotel = buying.hotel(session)
    made: dict[str, Any] = {"org": hotel.organisation.public_id}
    return hotel, made


def states(made: dict[str, Any]) -> Iterator[Try]:
    """(name, person, method, path, form, status) of what is missing, wrong or over."""
    yield "somebody else's desk", "hotel", "GET", "/pembelian/tidak-ada", None, 404
