"""A review from the order's link to the product page, the maker's answer, a report and the moderator."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.actor import SYSTEM
from marketplace.people import staff
from marketplace.people.users import Identifier, known_by
from marketplace.trade.orders import Order
from marketplace.trade.review_rows import Review
from tests import asking, cast, placed
from tests.trade.ordering import log_in
from tests.web.agency.desk import open_desk, photo

pytestmark = pytest.mark.one_database


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return asking.amplang(session)


@pytest.fixture
def order(session: Session, maker: cast.Maker) -> Order:
    found = placed.place(session, {maker.variant.id: 2}, "cod").orders[0]
    found.state = "completed"
    session.commit()
    return found


def place(order: Order) -> str:
    return f"/pesanan/{order.group.token}/{order.number}/ulasan/{order.lines[0].id}"


def send(client: FlaskClient, order: Order) -> Review:
    form = {"stars": "4", "words": "Renyah sekali", "photo-1": photo()}
    assert client.post(place(order), data=form).status_code == 303
    return _only(client)


def _only(client: FlaskClient) -> Review:
    session: Session = client.application.extensions["test_session"]
    session.expire_all()
    return session.scalars(select(Review)).one()


def test_a_buyer_reviews_and_everybody_reads_it_with_its_photo(client: FlaskClient, order: Order) -> None:
    assert "Beri ulasan" in client.get(f"/pesanan/{order.group.token}").text
    wrong = client.post(place(order), data={"stars": "", "words": "Renyah"})
    assert wrong.status_code == 422 and "Pilih berapa bintang" in wrong.text and ">Renyah<" in wrong.text
    review = send(client, order)
    page = client.get("/produk/amplang-uji").text
    assert "Renyah sekali" in page and "Ani" in page and "1 ulasan" in page and "081234567890" not in page
    assert client.get(f"/ulasan/{review.public_id}/foto/1").mimetype == "image/jpeg"
    assert "Sudah Anda ulas" in client.get(f"/pesanan/{order.group.token}").text
    client.post(place(order), data={"stars": "1"})
    assert _only(client).stars == 4


def test_strangers_reach_no_line_of_another_order(client: FlaskClient, order: Order) -> None:
    assert client.get(place(order) + "9").status_code == 404
    assert client.get(f"/pesanan/x/{order.number}/ulasan/{order.lines[0].id}").status_code == 404


def test_the_maker_answers_once_and_no_other_maker_does(client: FlaskClient, session: Session, order: Order) -> None:
    cast.maker(session, "Lain", "Lain", price=9_000, packs=1, phone="+6281200000902")
    review = send(client, order)
    here = f"/jualan/ulasan/{review.public_id}"
    other, mine = (client.application.test_client() for _ in range(2))
    log_in(other, "081200000902")
    assert other.get(here).status_code == 404 and other.post(here, data={"words": "x"}).status_code == 404
    log_in(mine, asking.MAKER)
    assert mine.post(here, data={"words": " "}).status_code == 422
    assert mine.post(here, data={"words": "Terima kasih, Bu."}).status_code == 303
    assert "Terima kasih, Bu." in client.get("/produk/amplang-uji").text


def test_a_report_reaches_the_moderator_who_hides_it_with_one_press(
    client: FlaskClient, session: Session, order: Order
) -> None:
    review = send(client, order)
    report = f"/ulasan/{review.public_id}/lapor"
    assert client.post(report, data={}).status_code == 422
    assert client.post(report, data={"reason": "rude"}).status_code == 303
    cast.finance(session)
    person = known_by(session, Identifier("email", "keuangan@contoh.id"))
    assert person is not None
    staff.grant(session, person, "moderator", by=SYSTEM)
    desk = open_desk(client, session)
    assert "Kasar atau menghina" in desk.get("/agensi/laporan").text
    key = f"/agensi/laporan/review-{review.public_id}"
    assert desk.post(f"{key}/sembunyikan", data={"reason": "other"}).status_code == 422
    assert desk.post(f"{key}/sembunyikan", data={"reason": "rude"}).status_code == 303
    assert "Renyah sekali" not in client.get("/produk/amplang-uji").text
    assert client.get(f"/ulasan/{review.public_id}/foto/1").status_code == 404
    assert desk.get(f"{key}/foto/1").status_code == 200
    assert "disembunyikan petugas" in client.get(f"/pesanan/{order.group.token}").text
    desk.post(f"{key}/tampilkan")
    assert "Renyah sekali" in client.get("/produk/amplang-uji").text
