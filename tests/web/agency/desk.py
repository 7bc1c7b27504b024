"""A member of staff at the desk, and orders that wait there."""

from __future__ import annotations

import io

import pyotp
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.people import second_factor
from marketplace.people.users import Identifier, known_by
from marketplace.trade import orders
from tests import cast, placed

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def photo() -> tuple[io.BytesIO, str]:
    """A small picture as a browser sends it."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    out.seek(0)
    return out, "bukti.jpg"


def open_desk(client: FlaskClient, session: Session) -> FlaskClient:
    """The finance person of the cast, logged in with the second factor."""
    person = known_by(session, Identifier("email", "keuangan@contoh.id"))
    assert person is not None
    person.is_demo = True
    session.flush()
    second_factor.enrol_demo(session, person, SECRET)
    desk = client.application.test_client()
    desk.post("/masuk", data={"who": "keuangan@contoh.id", "password": cast.PASSWORD})
    desk.post("/masuk/kode", data={"code": pyotp.TOTP(SECRET).at(clock.now())})
    return desk


def order(client: FlaskClient, session: Session, maker: cast.Maker, *, proof: bool = True) -> orders.OrderGroup:
    """A guest's order by transfer, with a proof that waits."""
    group = placed.place(session, {maker.variant.id: 1})
    if proof:
        guest = client.application.test_client()
        assert guest.post(f"/pesanan/{group.token}/bukti", data={"proof": photo()}).status_code == 303
        session.expire_all()
    return group
