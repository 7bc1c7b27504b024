"""The page behind the QR code: open to everybody, loud when a lot was stopped."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import ProductCertificate
from marketplace.kernel import clock
from marketplace.people.certificates import Certificate
from marketplace.stock.lots import Lot
from tests import cast


@pytest.fixture
def lot(session: Session) -> Lot:
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    maker.product.raw_material = "Ikan tenggiri · Manggar"
    today = clock.today()
    for kind, ends in (("halal", today + timedelta(days=9)), ("pirt", today - timedelta(days=1))):
        paper = Certificate(
            producer_id=maker.producer.id, kind=kind, number=f"{kind}-1", issuer="Uji", valid_from=date(2020, 1, 1),
            valid_to=ends, verified_at=clock.now(),
        )  # fmt: skip
        session.add(paper)
        session.flush()
        session.add(ProductCertificate(product_id=maker.product.id, certificate_id=paper.id))
    session.flush()
    return session.scalars(select(Lot)).one()


def test_it_tells_who_made_it_of_what_and_when(client: FlaskClient, lot: Lot) -> None:
    answer = client.get(f"/asal/{lot.public_id}")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for fact in ("Amplang Uji", "Bu Amplang Uji", "A1", "Ikan tenggiri", "Manggar", "halal-1"):
        assert fact in text
    assert "pirt-1" not in text and "+62" not in text and "0812" not in text
    assert answer.headers["Cache-Control"].startswith("public") and "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("state", "words"), [("held", "sedang diperiksa"), ("recalled", "ditarik")])
def test_a_stopped_lot_says_what_to_do(client: FlaskClient, session: Session, lot: Lot, state: str, words: str) -> None:
    assert words not in client.get(f"/asal/{lot.public_id}").get_data(as_text=True)
    lot.state, lot.stopped_reason = state, "Kemasan bocor."
    session.flush()
    text = client.get(f"/asal/{lot.public_id}").get_data(as_text=True)
    assert words in text and "Kemasan bocor." in text and "Simpan kemasannya" in text


def test_an_unknown_lot_is_not_found(client: FlaskClient, lot: Lot) -> None:
    assert client.get("/asal/tidak-ada").status_code == 404
    assert client.get(f"/asal/{lot.id}").status_code == 404
