"""The request over HTTP, without JavaScript: written line by line, as a list, changed, seen by who may."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import sheets
from marketplace.sourcing import requests, wishes
from marketplace.sourcing.requests import PurchaseRequest
from tests import buying, cast
from tests.counting import counted


@pytest.fixture
def hotel(session: Session) -> buying.Hotel:
    return buying.hotel(session)


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Tenggiri", price=18_000, packs=200, phone="+6281200000901")


@pytest.fixture
def draft(session: Session, hotel: buying.Hotel) -> PurchaseRequest:
    return requests.begin(session, hotel.desk(session, "requester"), hotel.kitchen)


@pytest.fixture
def page(hotel: buying.Hotel, draft: PurchaseRequest, client: FlaskClient) -> str:
    hotel.enter(client, "requester")
    return f"{hotel.url}/permintaan/{draft.public_id}"


def lines(session: Session, draft: PurchaseRequest) -> list[tuple[int, str]]:
    session.expire_all()
    return [(line.quantity, line.rule) for line in draft.lines]


def test_a_request_begins_with_its_first_line(
    client: FlaskClient, session: Session, hotel: buying.Hotel, amplang: cast.Maker
) -> None:
    hotel.enter(client, "requester")
    answer = client.post(f"{hotel.url}/permintaan", data={"outlet": hotel.kitchen.public_id})
    assert answer.status_code == 303 and answer.location.endswith("/pesan-cepat")
    assert client.post(answer.location, data={"tulis": "amplang tenggiri, 12"}).status_code == 303
    found = session.scalars(select(PurchaseRequest)).one()
    assert lines(session, found) == [(12, "tier:12")]


def test_what_is_not_sure_stays_and_is_chosen(
    client: FlaskClient, session: Session, draft: PurchaseRequest, amplang: cast.Maker, page: str
) -> None:
    client.post(f"{page}/pesan-cepat", data={"tulis": "amplang, 2 kg"})
    tree = LexborHTMLParser(client.get(f"{page}/pesan-cepat").get_data(as_text=True))
    form = tree.css_first(".wish form")
    assert "amplang, 2 kg" in form.text()
    chosen = form.css_first("button.offer").attributes["value"]
    assert chosen == f"{amplang.variant.id}:20"
    assert client.post(str(form.attributes["action"]), data={"ambil": chosen}).status_code == 303
    assert lines(session, draft) == [(20, "tier:12")]
    assert wishes.of(session, draft) == []


def test_htmx_gets_what_would_be_found_and_what_was_written(
    client: FlaskClient, amplang: cast.Maker, page: str
) -> None:
    htmx = {"HX-Request": "true"}
    found = client.get(f"{page}/pesan-cepat?tulis=amplang,+3", headers=htmx).get_data(as_text=True)
    assert "3 × Rp18.000 = Rp54.000" in found and "<html" not in found
    answer = client.post(f"{page}/pesan-cepat", data={"tulis": "amplang, 3"}, headers=htmx)
    assert answer.status_code == 200 and 'id="masuk-judul"' in answer.get_data(as_text=True)


def test_a_spreadsheet_loses_no_row(
    client: FlaskClient, session: Session, draft: PurchaseRequest, amplang: cast.Maker, page: str
) -> None:
    data = sheets.xlsx([("Daftar", ["Nama", "Jumlah"], [["Amplang tenggiri", 7], ["Kecap asin", 3], ["", 5]])])
    upload = {"berkas": (BytesIO(data), "daftar.xlsx"), "daftar": ""}
    assert client.post(f"{page}/pesan-cepat/daftar", data=upload).status_code == 303
    assert lines(session, draft) == [(7, "base")]
    assert [one.text for one in wishes.of(session, draft)] == ["Kecap asin, 3", "5"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7 \x00 kosong", "bukan Excel"),
        (b"", "Belum ada nama barang"),
        (b"amplang;1\n" * 301, "301 baris"),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_and_the_text_stays(client: FlaskClient, page: str, data: bytes, sentence: str) -> None:
    upload = {"daftar": "amplang, 3\nkue"} | ({"berkas": (BytesIO(data), "daftar.xlsx")} if data else {"daftar": "\n"})
    answer = client.post(f"{page}/pesan-cepat/daftar", data=upload)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in text
    assert not data or "amplang, 3\nkue</textarea>" in text


def test_numbers_are_changed_together_and_a_wrong_one_keeps_what_was_typed(
    client: FlaskClient, session: Session, draft: PurchaseRequest, amplang: cast.Maker, page: str
) -> None:
    client.post(f"{page}/pesan-cepat", data={"tulis": "amplang, 3"})
    session.expire_all()
    field = f"q-{draft.lines[0].id}"
    refused = client.post(page, data={field: "12,5"})
    assert refused.status_code == 422 and 'value="12,5"' in refused.get_data(as_text=True)
    assert client.post(page, data={field: "60"}).status_code == 303
    assert lines(session, draft) == [(60, "tier:12")]
    assert client.post(page, data={field: "60", "hapus": str(draft.lines[0].id)}).status_code == 303
    assert lines(session, draft) == []


def test_a_changed_price_is_marked_until_it_was_seen(
    client: FlaskClient, session: Session, draft: PurchaseRequest, amplang: cast.Maker, page: str
) -> None:
    client.post(f"{page}/pesan-cepat", data={"tulis": "amplang, 3"})
    amplang.variant.price = 19_500
    session.flush()
    assert "dulu Rp18.000" in client.get(page).get_data(as_text=True)
    session.expire_all()
    client.post(page, data={f"q-{draft.lines[0].id}": "3"})
    assert "dulu Rp18.000" not in client.get(page).get_data(as_text=True)


@pytest.mark.parametrize(("role", "status"), [("approver", 200), ("receiver", 200), ("chef", 404), ("stranger", 404)])
def test_who_has_no_pen_at_the_outlet_changes_nothing(
    client: FlaskClient, session: Session, hotel: buying.Hotel, draft: PurchaseRequest, amplang: cast.Maker, role: str,
    status: int,
) -> None:  # fmt: skip
    hotel.enter(client, role)
    page = f"{hotel.url}/permintaan/{draft.public_id}"
    assert client.get(page).status_code == status
    assert client.get(f"{page}/pesan-cepat").status_code == 404
    for path in (page, f"{page}/pesan-cepat", f"{page}/pesan-cepat/daftar", f"{page}/pesan-cepat/1"):
        assert client.post(path, data={"tulis": "amplang, 1", "daftar": "amplang, 1"}).status_code == 404
    assert lines(session, draft) == []


def test_a_page_of_many_lines_costs_no_more_statements(
    client: FlaskClient, session: Session, hotel: buying.Hotel, draft: PurchaseRequest, amplang: cast.Maker, page: str
) -> None:
    names = [f"Kue {n}" for n in "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh".split()]
    for name in names:
        cast.goods(session, amplang.producer, name, price=9_000, packs=9)
    costs = []
    for some in (names[:1], names[1:]):
        client.post(f"{page}/pesan-cepat/daftar", data={"daftar": "\n".join(f"{name}, 1" for name in some)})
        client.get(page)
        with counted() as seen:
            assert client.get(page).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]
