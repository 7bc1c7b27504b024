"""Favourites, sold-out goods and comparisons for the tour: their addresses, and refused forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import favourites, reference_goods
from marketplace.catalog.reference_goods import Told
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.people.users import Identifier, User
from marketplace.trade import stock_waits
from tests import cast

Try = tuple[str, str, str, str, dict[str, Any] | None, int]
MODERATOR = Actor("user", "Penyelia", roles=frozenset({"moderator"}))
VALUES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "agency.reference_goods.edit": lambda world: {"public_id": world.made["import"]},
    "shop.compare.show": lambda world: {"slug": "amplang-uji"},
    "shop.stock_waits.show": lambda world: {"token": world.made["wait"]},
}


def furnish(session: Session, maker: cast.Maker) -> dict[str, Any]:
    """Something is sold out and waited for, the shopper has favourites, an import stands beside the amplang."""
    shopper = session.scalars(select(User.id).where(User.phone == "+6281200000999")).one()
    for thing in (("product", maker.product.id), ("producer", maker.producer.id)):
        favourites.add(session, shopper, thing)
    product, pack = cast.goods(session, maker.producer, "Kerupuk Habis", price=12_000, packs=0)
    who = Identifier("email", "menunggu@contoh.id")
    wait = stock_waits.ask(session, product.slug, pack.id, who, name="Pembeli", language="id", user_id=None)
    told = Told(
        "Keripik kentang", "KRP", "", 110, 32_000, "yes", "Malaysia", None, "Rak toko", clock.today(), is_example=True
    )
    good = reference_goods.save(session, None, told, by=MODERATOR)
    session.commit()
    return {"wait": wait.token, "import": good.public_id}


def states(made: dict[str, Any]) -> Iterator[Try]:
    """(name, person, method, path, form, status) of what is sold out, kept, taken off or refused."""
    yield "sold out", "guest", "GET", "/produk/kerupuk-habis", None, 200
    yield "tell me, wrong", "guest", "POST", "/produk/kerupuk-habis/kabari", {"who": "x"}, 422
    yield "favourites", "shopper", "GET", "/favorit", None, 200
    yield "product, kept", "shopper", "GET", "/produk/amplang-uji", None, 200
    yield "favourite gone", "guest", "GET", "/favorit?dihapus=product:amplang-uji", None, 200
    yield "import, wrong", "moderator", "POST", "/agensi/barang-acuan/baru", {"price": "x"}, 422
    yield "import, changed wrong", "moderator", "POST", f"/agensi/barang-acuan/{made['import']}", {}, 422
