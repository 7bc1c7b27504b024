"""Asking, answering, choosing over HTTP: every step as plain forms, and who may see what (F63–F66)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.sourcing import quote_links
from marketplace.sourcing.quotes import Quote
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.sourcing.rfqs import Rfq
from tests import buying, cast, quoting

HEAD = {"title": "Camilan rapat", "terms": "14"}


@pytest.fixture
def scene(session: Session) -> quoting.Scene:
    return quoting.scene(session)


def soon(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def answer(scene: quoting.Scene, **other: str) -> dict[str, str]:
    """What a maker types for the first line."""
    line = scene.rfq.lines[0].id
    typed = {
        f"quantity_{line}": "50", f"price_{line}": "17.000", f"pack_{line}": str(scene.amplang.variant.id),
        f"ready_{line}": soon(5), "valid_until": soon(10), "fee": "20.000", "more_14": "2", "more_30": "", "seen": "0",
    }  # fmt: skip
    return typed | other


def test_a_request_is_written_sent_and_reaches_its_makers(client: FlaskClient, session: Session) -> None:
    hotel, (amplang, _) = buying.hotel(session), quoting.makers(session)
    hotel.enter(client, "requester")
    head = {**HEAD, "outlet": hotel.kitchen.public_id, "deadline": soon(3)}
    assert client.post(f"{hotel.url}/penawaran/baru", data={**head, "title": ""}).status_code == 422
    begun = client.post(f"{hotel.url}/penawaran/baru?produk=amplang-uji", data=head)
    where = begun.headers["Location"]
    assert client.post(f"{where}/barang", data={"name": "Kue", "pack": "", "quantity": "x"}).status_code == 422
    line = {"name": "Bolu", "pack": "loyang", "quantity": "3", "days": "3-1-2027, 10-1-2027", "certificates": "halal"}
    assert client.post(f"{where}/barang", data=line).status_code == 303
    ticked = {"shown": amplang.producer.public_id, "maker": amplang.producer.public_id}
    assert client.post(f"{where}/produsen", data=ticked).status_code == 303
    assert client.post(f"{where}/kirim").status_code == 303
    rfq = session.scalars(select(Rfq)).one()
    assert [one.name for one in rfq.lines] == ["Amplang Uji", "Bolu"] and rfq.lines[1].days[0] == "2027-01-03"
    assert (rfq.state, [one.producer_id for one in rfq.invitations]) == ("open", [amplang.producer.id])


def test_a_maker_answers_by_the_link_without_a_log_in(
    client: FlaskClient, session: Session, scene: quoting.Scene
) -> None:
    token = quote_links.issue(session, scene.rfq.invitations[0])
    page = client.get(f"/q/{token}")
    assert page.status_code == 200 and "no-store" in page.headers["Cache-Control"]
    assert "bisa 50" in page.get_data(as_text=True)
    half = client.post(f"/q/{token}", data=answer(scene, **{f"price_{scene.rfq.lines[0].id}": ""}))
    assert half.status_code == 422 and 'value="50"' in half.get_data(as_text=True)
    assert client.post(f"/q/{token}", data=answer(scene)).status_code == 303
    quote = session.scalars(select(Quote)).one()
    assert (quote.current.lines[0].quantity, quote.current.more_14, quote.current.more_30) == (50, 200, None)
    again = client.post(f"/q/{token}", data=answer(scene))
    assert again.status_code == 422 and "Ada yang berubah" in again.get_data(as_text=True)
    assert client.post(f"/q/{token}", data={"do": "write", "text": "Bisa besok"}).status_code == 303
    assert client.post(f"/q/{token}", data={"do": "withdraw"}).status_code == 303
    session.refresh(quote)
    assert quote.state == "withdrawn"
    assert client.get("/q/lain").status_code == 404


def test_a_counter_is_agreed_to_and_the_split_is_chosen(
    client: FlaskClient, session: Session, scene: quoting.Scene
) -> None:
    first = quoting.offer(session, scene, scene.amplang, (50, 17_000))
    second = quoting.offer(session, scene, scene.sambal, (30, 17_500))
    scene.hotel.enter(client, "requester")
    where = f"{scene.hotel.url}/penawaran/{scene.rfq.public_id}"
    old = first.current.lines[0].id
    asked = {f"quantity_{old}": "50", f"price_{old}": "16.000", "seen": "1"}
    assert client.post(f"{where}/dari/{first.public_id}/tawar", data=asked).status_code == 303
    seller = client.application.test_client()
    seller.post("/masuk", data={"who": "081200000901", "password": cast.PASSWORD})
    page = f"/jualan/penawaran/{scene.rfq.public_id}"
    assert "Pembeli menawar" in seller.get(page).get_data(as_text=True)
    assert seller.post(page, data={"do": "agree", "seen": "2"}).status_code == 303
    session.expire_all()
    mine, theirs = first.current.lines[0].id, second.current.lines[0].id
    stale = client.post(f"{where}/putuskan", data={f"q_{old}": "10", "terms": "14"})
    assert stale.status_code == 422
    above = client.post(f"{where}/putuskan", data={f"q_{mine}": "51", "terms": "14"})
    assert above.status_code == 422 and 'value="51"' in above.get_data(as_text=True)
    assert f'href="#q_{mine}"' in above.get_data(as_text=True)
    chosen = {f"q_{mine}": "40", f"q_{theirs}": "20", "terms": "14"}
    sums = client.post(f"{where}/putuskan", data=chosen, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert re.search(r'role="status"[^>]*>Jumlah pilihan Rp[\d.]+<', sums)
    check = client.post(f"{where}/putuskan", data=chosen)
    assert check.status_code == 200 and "Periksa pilihan" in check.get_data(as_text=True)
    assert session.scalars(select(PurchaseRequest)).first() is None
    assert client.post(f"{where}/putuskan", data={**chosen, "sure": "1"}).status_code == 303
    made = session.scalars(select(PurchaseRequest)).one()
    assert sorted((line.quantity, line.unit_price) for line in made.lines) == [(20, 17_850), (40, 16_320)]
    assert client.post(f"{where}/putuskan", data={**chosen, "sure": "1"}).status_code == 422


def test_sums_follow_what_is_typed(client: FlaskClient, session: Session, scene: quoting.Scene) -> None:
    quote = quoting.offer(session, scene, scene.amplang, (50, 17_000))
    scene.hotel.enter(client, "requester")
    typed = {f"q_{quote.current.lines[0].id}": "10", "terms": "tunai"}
    where = f"{scene.hotel.url}/penawaran/{scene.rfq.public_id}/putuskan"
    text = client.post(where, data=typed, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert text.startswith("<tfoot") and "Rp190.000" in text


@pytest.mark.parametrize(
    ("role", "sees", "chooses"),
    [("requester", 200, 422), ("owner", 200, 422), ("approver", 200, 404), ("receiver", 200, 404),
     ("finance", 200, 404), ("chef", 404, 404), ("stranger", 404, 404)],
)  # fmt: skip
def test_who_sees_and_who_chooses(
    client: FlaskClient, scene: quoting.Scene, role: str, sees: int, chooses: int
) -> None:
    scene.hotel.enter(client, role)
    where = f"{scene.hotel.url}/penawaran/{scene.rfq.public_id}"
    assert client.get(where).status_code == sees
    assert client.post(f"{where}/putuskan").status_code == chooses
    for path in ("barang", "produsen", "kirim", "waktu", "batal", "foto"):
        if chooses == 404:
            assert client.post(f"{where}/{path}").status_code == 404, path


def test_a_maker_who_was_not_asked_finds_nothing(client: FlaskClient, session: Session, scene: quoting.Scene) -> None:
    cast.maker(session, "Kerupuk Uji", "Kerupuk Uji", price=9_000, packs=5, phone="+6281200000903")
    client.post("/masuk", data={"who": "081200000903", "password": cast.PASSWORD})
    assert client.get(f"/jualan/penawaran/{scene.rfq.public_id}").status_code == 404
    assert client.get("/jualan/penawaran").status_code == 200
