"""The pages of a request on its way: schedule, last look, decision on a phone, purchase order, amendment."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.sourcing import approvals, purchase_orders, requests, schedules
from marketplace.sourcing.purchase_orders import PurchaseOrder
from marketplace.sourcing.requests import PurchaseRequest, RequestLine
from tests import buying, cast
from tests.buying import Hotel
from tests.cast import Maker
from tests.sourcing import requesting


@pytest.fixture
def hotel(session: Session) -> Hotel:
    made = buying.hotel(session)
    made.kitchen.receiving = {str(day): [480, 960] for day in range(6)}
    return made


@pytest.fixture
def makers(session: Session) -> list[Maker]:
    return requesting.makers(session)


@pytest.fixture
def draft(session: Session, hotel: Hotel, makers: list[Maker]) -> PurchaseRequest:
    """Two makers, nothing planned yet."""
    made = requests.begin(session, hotel.desk(session, "requester"), hotel.kitchen, terms="14")
    for maker, packs in zip(makers, (10, 4), strict=True):
        made.lines.append(
            RequestLine(
                producer_id=maker.producer.id, variant_id=maker.variant.id, quantity=packs,
                unit_price=maker.variant.price, rule="base",
            )
        )  # fmt: skip
    session.flush()
    return made


def rule(session: Session, hotel: Hotel) -> None:
    desk, by = hotel.desk(session, "owner"), hotel.actor("owner")
    approvals.add(session, desk, from_sum=0, outlet=None, category=None, by=by)


def fields(client: FlaskClient, path: str, form: str = "form") -> dict[str, str]:
    """What a form that stands there would send, its buttons left out."""
    page = LexborHTMLParser(client.get(path).get_data(as_text=True))
    found: dict[str, str] = {}
    for node in page.css(f"main {form} input, main {form} textarea, main {form} select"):
        name, value = node.attributes.get("name"), node.attributes.get("value") or ""
        if node.tag == "select":
            chosen = node.css_first("option[selected]") or node.css_first("option")
            value = (chosen.attributes.get("value") or "") if chosen else ""
        if name:
            found[name] = value
    return found


def say(client: FlaskClient, path: str, data: dict[str, str], status: int = 303) -> str:
    answer = client.post(path, data=data)
    text = answer.get_data(as_text=True)
    assert answer.status_code == status, LexborHTMLParser(text).css_first("main").text(separator=" ", strip=True)
    return text


def planned(client: FlaskClient, hotel: Hotel, draft: PurchaseRequest) -> str:
    """The request with its proposed schedule kept; the address of the last look."""
    path = f"{hotel.url}/jadwal/{draft.public_id}"
    say(client, path, fields(client, path))
    return f"{hotel.url}/ajukan/{draft.public_id}"


def test_from_the_proposal_to_an_approval_on_a_phone_and_two_papers(
    client: FlaskClient, session: Session, hotel: Hotel, draft: PurchaseRequest
) -> None:
    rule(session, hotel)
    hotel.enter(client, "requester")
    look = planned(client, hotel, draft)
    say(client, look, {**fields(client, look), "hotel_number": "PO-HT-77"})
    assert "Menunggu persetujuan" in client.get(look).get_data(as_text=True)
    client.post("/keluar")
    hotel.enter(client, "approver")
    assert "Rp292.000" not in client.get(f"{hotel.url}/persetujuan").get_data(as_text=True)
    page = f"{hotel.url}/persetujuan/{draft.public_id}"
    assert page.rpartition("/")[2] in client.get(f"{hotel.url}/persetujuan").get_data(as_text=True)
    say(client, page, {"langkah": "kembalikan", "reason": " "}, 422)
    say(client, page, fields(client, page, "form:has([value=setujui])"))
    session.expire_all()
    pos = purchase_orders.of_request(session, draft.id)
    assert [po.valid.facts["hotel_number"] for po in pos] == ["PO-HT-77", "PO-HT-77"]
    for po in pos:
        paper = client.get(f"{hotel.url}/po/{po.public_id}").get_data(as_text=True)
        assert po.number in paper and "Diterima penjual" in paper and "Approver Hotel Uji" in paper
        assert client.get(f"{hotel.url}/po/{po.public_id}.pdf").data.startswith(b"%PDF")
    say(client, page, {"langkah": "tolak", "reason": "Tidak jadi"}, 422)


def test_a_delivery_is_split_without_javascript(
    client: FlaskClient, session: Session, hotel: Hotel, draft: PurchaseRequest, makers: list[Maker]
) -> None:
    hotel.enter(client, "requester")
    path, maker, line = f"{hotel.url}/jadwal/{draft.public_id}", makers[0].producer.id, draft.lines[0].id
    data = fields(client, path)
    more = say(client, path, {**data, "tambah": str(maker)}, 200)
    times = [row.key for row in schedules.plan(session, draft).parts[0].ways[0].times]
    assert f'name="m{maker}-1-waktu"' in more
    data |= {f"m{maker}-1-waktu": f"own|{times[1]}", f"m{maker}-0-b{line}": "4", f"m{maker}-1-b{line}": "5"}
    wrong = say(client, path, data, 422)
    assert "Jumlah pembagiannya 9, harus 10." in wrong and 'value="5"' in wrong
    say(client, path, {**data, f"m{maker}-1-b{line}": "6"})
    session.expire_all()
    assert [one.quantity for row in draft.deliveries for one in row.shares] == [4, 6]


def test_a_time_outside_receiving_hours_is_said_by_the_field(
    client: FlaskClient, hotel: Hotel, draft: PurchaseRequest, makers: list[Maker]
) -> None:
    hotel.enter(client, "requester")
    path = f"{hotel.url}/jadwal/{draft.public_id}"
    name = f"m{makers[0].producer.id}-0-waktu"
    text = say(client, path, {**fields(client, path), name: f"own|1@{clock.today().isoformat()}"}, 422)
    assert f'href="#{name}"' in text and "Pilih waktu dari daftar" in text


def test_a_price_that_moved_is_shown_and_nothing_is_placed(
    client: FlaskClient, session: Session, hotel: Hotel, draft: PurchaseRequest, makers: list[Maker]
) -> None:
    hotel.enter(client, "requester")
    look = planned(client, hotel, draft)
    seen = fields(client, look)
    makers[0].variant.price = 20_000
    session.commit()
    text = say(client, look, {**seen, "note": "Lewat belakang"}, 422)
    assert "tadinya Rp18.000" in text and "Belum ada yang dipesan" in text and "Lewat belakang" in text
    say(client, look, fields(client, look))
    assert session.scalar(select(PurchaseRequest.state).where(PurchaseRequest.id == draft.id)) == "ordered"


def test_the_maker_reads_her_paper_and_answers_a_change(
    client: FlaskClient, session: Session, hotel: Hotel, draft: PurchaseRequest, makers: list[Maker]
) -> None:
    hotel.enter(client, "requester")
    look = planned(client, hotel, draft)
    say(client, look, fields(client, look))
    po = session.scalars(select(PurchaseOrder).order_by(PurchaseOrder.id)).first()
    assert po is not None
    path = f"{hotel.url}/po/{po.public_id}/ubah"
    line = po.orders[0].lines[0].id
    typed = fields(client, path)
    text = say(client, path, {**typed, f"b{line}": "12", "reason": "Tamu bertambah"}, 422)
    assert "Hanya bisa dikurangi" in text
    say(client, path, {**typed, f"b{line}": "8", "reason": "Tamu berkurang"})
    client.post("/keluar")
    assert client.post("/masuk", data={"who": makers[0].producer.phone, "password": cast.PASSWORD}).status_code == 303
    order = client.get(f"/jualan/pesanan/{po.orders[0].number}").get_data(as_text=True)
    mine = f"/jualan/po/{po.public_id}"
    assert mine in order and "minta perubahan" in order
    assert re.search(r"10\s+menjadi\s+8", client.get(mine).get_data(as_text=True))
    say(client, mine, {"versi": "2", "langkah": "tidak", "answer": ""}, 422)
    say(client, mine, {"versi": "2", "langkah": "setuju"})
    session.expire_all()
    assert po.valid.version == 2 and po.orders[0].lines[0].going == 8
    assert client.get(f"{mine}.pdf?versi=1").data.startswith(b"%PDF")


def test_rules_are_for_owners(client: FlaskClient, session: Session, hotel: Hotel) -> None:
    hotel.enter(client, "owner")
    path = f"{hotel.url}/aturan"
    assert "Tulis jumlahnya" in say(client, path, {"from_sum": ""}, 422)
    say(client, path, {"from_sum": "2jt", "outlet": hotel.kitchen.public_id, "category": "KRP"})
    say(client, path, {"from_sum": "2jt", "outlet": hotel.kitchen.public_id, "category": "KRP"}, 422)
    (made,) = approvals.rules(session, hotel.organisation.id)
    assert (made.from_sum, made.outlet_id, made.category is not None) == (2_000_000, hotel.kitchen.id, True)
    say(client, path, {"langkah": "hapus", "which": str(made.id)})
    client.post("/keluar")
    hotel.enter(client, "approver")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("role", ["receiver", "finance", "approver", "chef"])
def test_who_is_no_requester_there_sends_nothing(
    client: FlaskClient, hotel: Hotel, draft: PurchaseRequest, role: str
) -> None:
    hotel.enter(client, role)
    assert client.get(f"{hotel.url}/jadwal/{draft.public_id}").status_code == 404
    assert client.post(f"{hotel.url}/ajukan/{draft.public_id}", data={}).status_code == 404
