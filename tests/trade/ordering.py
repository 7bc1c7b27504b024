"""Orders for tests of what happens afterwards: placed, and paid where that is asked."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.trade import orders, paying
from tests import cast, placed


def two_makers(session: Session, packs: int = 20) -> tuple[cast.Maker, cast.Maker]:
    """The amplang maker and the sambal maker, and the finance desk."""
    cast.finance(session)
    return (
        cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=packs, phone="+6281200000901"),
        cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=packs, phone="+6281200000902"),
    )


def buy(
    client: FlaskClient,
    session: Session,
    wanted: dict[int, int],
    method: str = "transfer",
    phone: str = "+6281234567890",
) -> orders.OrderGroup:
    """A guest's order; prepaid ones are paid."""
    group = placed.place(session, wanted, method, phone)
    if group.is_prepaid:
        paying.confirm(session, group, by=cast.FINANCE)
    return group


def log_in(client: FlaskClient, phone: str = "081200000901") -> None:
    """The maker, on the maker's phone."""
    assert client.post("/masuk", data={"who": phone, "password": cast.PASSWORD}).status_code == 303
