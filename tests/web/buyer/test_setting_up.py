"""Joining as an organisation, inviting people, setting outlets and budgets: as a person does it in the browser."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.people import budgets, buyers, organisation_review
from marketplace.people.organisations import Organisation
from tests import buying, cast

JOIN = {
    "name": "Kafe Uji", "kind": "restoran", "phone": "0542-777000", "outlet": "Dapur", "street": "Jl. Uji 1",
    "kelurahan": cast.DAMAI,
}  # fmt: skip


@pytest.fixture
def hotel(session: Session) -> buying.Hotel:
    return buying.hotel(session)


def test_a_person_joins_with_an_organisation(client: FlaskClient, session: Session, hotel: buying.Hotel) -> None:
    hotel.enter(client, buying.STRANGER)
    assert client.get("/pembelian").status_code == 404
    answer = client.post("/pembelian/daftar", data=JOIN)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Kafe Uji" in page and "sedang memeriksa organisasi Anda" in page
    assert client.get("/akun").text.count("Meja pembelian") == 1
    assert session.scalars(select(Organisation.state).where(Organisation.name == "Kafe Uji")).one() == "new"


def test_what_was_typed_stays_when_it_is_refused(client: FlaskClient, hotel: buying.Hotel) -> None:
    hotel.enter(client, buying.STRANGER)
    answer = client.post("/pembelian/daftar", data={**JOIN, "phone": "12", "kelurahan": ""})
    assert answer.status_code == 422
    assert 'value="Kafe Uji"' in answer.text and 'value="12"' in answer.text and "Pilih kelurahannya." in answer.text


def test_an_invitation_goes_from_the_owner_to_the_new_desk(
    client: FlaskClient, session: Session, hotel: buying.Hotel
) -> None:
    hotel.enter(client, "owner")
    form = {"contact": "0812-6660-0190", f"peran-{hotel.kitchen.public_id}": ["receiver", "boss"]}
    page = client.post(f"{hotel.url}/anggota", data=form).text
    assert "https://wa.me/6281266600190" in page
    link = re.search(r'data-copy="[^"]*(/pembelian/undangan/[^"]+)"', page)
    assert link is not None
    guest = client.application.test_client()
    assert "Penerima barang" in guest.get(link[1]).text and "next=/pembelian/undangan" in guest.get(link[1]).text
    hotel.enter(guest, buying.STRANGER)
    assert guest.post(link[1]).location == hotel.url
    assert hotel.desk(session, buying.STRANGER).roles == {(hotel.kitchen.id, "receiver")}
    assert guest.get(hotel.url).status_code == 200
    assert guest.get(link[1]).status_code == 404


def test_a_withdrawn_invitation_leads_nowhere(client: FlaskClient, hotel: buying.Hotel) -> None:
    hotel.enter(client, "owner")
    form = {"contact": "baru@contoh.id", f"peran-{hotel.pastry.public_id}": "finance"}
    page = client.post(f"{hotel.url}/anggota", data=form).text
    assert "mailto:baru@contoh.id?subject=" in page
    link = re.search(r'data-copy="[^"]*(/pembelian/undangan/[^"]+)"', page)
    back = re.search(r'action="([^"]+/undangan/\d+/tarik)"', page)
    assert link and back and client.post(back[1]).status_code == 303
    assert client.get(link[1]).status_code == 404


def test_roles_are_changed_and_the_last_owner_is_kept(
    client: FlaskClient, session: Session, hotel: buying.Hotel
) -> None:
    hotel.enter(client, "owner")
    member, own = (hotel.desk(session, role).buyer_id for role in ("requester", "owner"))
    form = {f"peran-{hotel.pastry.public_id}": ["approver"]}
    assert client.post(f"{hotel.url}/anggota/{member}", data=form).status_code == 303
    assert hotel.desk(session, "requester").roles == {(hotel.pastry.id, "approver")}
    refused = client.post(f"{hotel.url}/anggota/{own}", data=form)
    assert refused.status_code == 422 and "paling sedikit satu pemilik" in refused.text
    assert hotel.desk(session, "owner").anywhere()


def test_an_outlet_keeps_its_hours_and_notes(client: FlaskClient, session: Session, hotel: buying.Hotel) -> None:
    hotel.enter(client, "owner")
    form = {
        "name": "Dapur", "street": "Jl. Uji 9", "kelurahan": cast.DAMAI, "dock_notes": "Pintu belakang",
        "cost_centre": "FB-01", "open_0": "y", "from_0": "7.30", "to_0": "11",
    }  # fmt: skip
    assert client.post(f"{hotel.url}/outlet/{hotel.kitchen.public_id}", data=form).status_code == 303
    session.refresh(hotel.kitchen)
    assert hotel.kitchen.receiving == {"0": [450, 660]} and hotel.kitchen.dock_notes == "Pintu belakang"
    assert "Senin 07.30–11.00" in client.get(f"{hotel.url}/pengaturan").text


def test_budgets_are_set_for_the_outlet_and_its_members(
    client: FlaskClient, session: Session, hotel: buying.Hotel
) -> None:
    hotel.enter(client, "owner")
    member = hotel.desk(session, "requester").buyer_id
    form = {"outlet": "25 juta", f"anggota-{member}": "Rp5.000.000", "anggota-999999": "1"}
    where = f"{hotel.url}/anggaran/{hotel.kitchen.public_id}"
    refused = client.post(where, data={**form, f"anggota-{member}": "-5"})
    assert refused.status_code == 422 and 'value="25 juta"' in refused.text
    assert budgets.limit(session, hotel.kitchen.id, None) is None
    assert client.post(where, data={**form, "outlet": "25jt"}).status_code == 303
    held = {key: row.amount for key, row in budgets.current(session, [hotel.kitchen.id]).items()}
    assert held == {(hotel.kitchen.id, None): 25_000_000, (hotel.kitchen.id, member): 5_000_000}
    reader = hotel.enter(client.application.test_client(), "finance")
    page = reader.get(f"{hotel.url}/anggaran").text
    assert "Rp25.000.000" in page and "Simpan anggaran" not in page


def test_a_suspended_organisation_reads_why(client: FlaskClient, session: Session, hotel: buying.Hotel) -> None:
    organisation_review.suspend(session, hotel.organisation, "Tagihan Oktober belum dibayar.", by=buying.OFFICER)
    hotel.enter(client, "owner")
    assert "Tagihan Oktober belum dibayar." in client.get(f"{hotel.url}/pengaturan").text


def test_an_owner_is_told_what_is_still_to_be_filled_in(client: FlaskClient, hotel: buying.Hotel) -> None:
    hotel.enter(client, "owner")
    assert "Data yang belum diisi" in client.get(hotel.url).text
    others = hotel.enter(client.application.test_client(), "requester")
    assert "Tidak ada yang menunggu Anda." in others.get(hotel.url).text


def test_the_menu_shows_what_the_role_may_open(client: FlaskClient, hotel: buying.Hotel) -> None:
    seen = {}
    for role in ("requester", "finance", "owner"):
        page = hotel.enter(client.application.test_client(), role).get(hotel.url).text
        menu = page.partition('id="menu-pembelian"')[2].partition("</nav>")[0]
        seen[role] = [name for name in ("Hari ini", "Anggaran", "Pengaturan") if name in menu]
    assert seen == {
        "requester": ["Hari ini"], "finance": ["Hari ini", "Anggaran"], "owner": ["Hari ini", "Anggaran", "Pengaturan"],
    }  # fmt: skip


def test_who_buys_for_two_chooses_first(client: FlaskClient, session: Session, hotel: buying.Hotel) -> None:
    other = buying.hotel(session, name="Hotel Lain", first_phone=81266600200)
    buyers.place(
        session, other.organisation, hotel.people["finance"], {other.kitchen.id: ["finance"]}, by=other.actor("owner")
    )
    hotel.enter(client, "finance")
    page = client.get("/pembelian").text
    assert "Hotel Uji" in page and "Hotel Lain" in page
    alone = hotel.enter(client.application.test_client(), "receiver")
    assert alone.get("/pembelian").location == hotel.url
