"""Settings, staff and the record of acts on the desk of heads and administrators."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, settings
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.people import page_texts, staff
from marketplace.people.places import Kelurahan
from marketplace.people.users import Identifier, User, as_actor, known_by
from marketplace.trade import courier_rates, pickup_points
from marketplace.trade.fulfilment import ACCEPT_HOURS
from tests import cast
from tests.web.agency import desk

pytestmark = pytest.mark.one_database


def admin(client: FlaskClient, session: Session, role: str = "admin") -> FlaskClient:
    cast.finance(session)
    person = known_by(session, Identifier("email", "keuangan@contoh.id"))
    assert person is not None
    staff.grant(session, person, role, by=SYSTEM)
    return desk.open_desk(client, session)


def text(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def test_a_number_is_changed_and_its_history_says_by_whom(client: FlaskClient, session: Session) -> None:
    page = "/agensi/pengaturan/order.accept_hours"
    chief = admin(client, session)
    assert chief.post(page, data={"value": "36", "source": "SK 12/2026"}).status_code == 303
    session.info.clear()
    assert ACCEPT_HOURS(session) == 36
    shown = text(chief, page)
    assert "SK 12/2026" in shown and "<strong>36</strong>" in shown
    told = events.history(session, "setting:order.accept_hours")[-1]
    assert told.facts == {"before": 24, "after": 36, "source": "SK 12/2026"}


def test_a_change_may_begin_on_a_day_to_come(client: FlaskClient, session: Session, later: object) -> None:
    page, tomorrow = "/agensi/pengaturan/order.accept_hours", clock.today() + timedelta(days=1)
    chief = admin(client, session)
    chief.post(page, data={"value": "36", "valid_from": tomorrow.isoformat()})
    session.info.clear()
    assert ACCEPT_HOURS(session) == 24
    assert "berubah" in text(chief, "/agensi/pengaturan")
    later(days=1)  # type: ignore[operator]
    session.info.clear()
    assert ACCEPT_HOURS(session) == 36


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("order.accept_hours", {"value": "banyak"}),
        ("order.accept_hours", {"value": "0"}),
        ("order.accept_hours", {"value": "5", "valid_from": "2020-01-01"}),
        ("cod.debt_block_from", {"value": "besok"}),
        ("terms.remind_days", {"value": "tiga"}),
        ("shop.name", {"value": ""}),
        ("catalog.restricted_words", {"baris-0-words": "", "baris-0-kind": "refuse"}),
    ],
)
def test_what_does_not_fit_comes_back_as_it_was_typed(
    client: FlaskClient, session: Session, name: str, typed: dict[str, str]
) -> None:
    answer = admin(client, session).post(f"/agensi/pengaturan/{name}", data=typed)
    assert answer.status_code == 422 and settings.history(session, name) == []
    assert all(value in answer.get_data(as_text=True) for value in typed.values())


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("pph22.active", {"value": "1"}, True),
        ("refund.second_person_above", {"value": "2jt"}, 2_000_000),
        ("terms.remind_days", {"value": "-3\n1\n"}, [-3, 1]),
        ("payout.file_columns", {"value": "holder\namount"}, ["holder", "amount"]),
        ("cod.debt_block_from", {"value": "31-1-2027"}, "2027-01-31"),
        ("qris.mode", {"value": "statis_tanpa_nominal"}, "statis_tanpa_nominal"),
        (
            "catalog.restricted_words",
            {"baris-0-words": "a, b", "baris-0-kind": "flag", "baris-0-reason": "x", "baris-0-advice": "y"},
            [{"words": ["a", "b"], "kind": "flag", "reason": "x", "advice": "y"}],
        ),
    ],
)
def test_each_type_has_its_editor(
    client: FlaskClient, session: Session, name: str, typed: dict[str, str], value: object
) -> None:
    assert admin(client, session).post(f"/agensi/pengaturan/{name}", data=typed).status_code == 303
    assert settings.history(session, name)[0].value == value


def test_every_setting_has_a_page(client: FlaskClient, session: Session) -> None:
    chief = admin(client, session)
    listed = text(chief, "/agensi/pengaturan")
    elsewhere = ("shop.logo", "agency.logo", "delivery.closed_places")
    for name in settings.REGISTRY:
        hidden = name.startswith(("test.", *elsewhere))
        assert (f"/agensi/pengaturan/{name}" in listed) is not hidden
        text(chief, f"/agensi/pengaturan/{name}", 404 if hidden else 200)
    for page in ("/agensi/logo", "/agensi/antaran/wilayah"):
        text(chief, page)


def test_a_new_colleague_gets_a_link_and_roles_are_given_and_taken(client: FlaskClient, session: Session) -> None:
    chief = admin(client, session)
    made = chief.post("/agensi/petugas", data={"name": "Rina", "who": "rina@contoh.id", "role": "officer"})
    assert "/tautan/" in made.get_data(as_text=True)
    rina = known_by(session, Identifier("email", "rina@contoh.id"))
    assert rina is not None
    page = f"/agensi/petugas/{rina.public_id}"
    assert "Rina" in text(chief, page) and "Rina" in text(chief, "/agensi/petugas")
    chief.post(f"{page}/peran", data={"peran": "verifier"})
    chief.post(f"{page}/peran", data={"peran": "officer", "cabut": "1"})
    session.expire_all()
    assert as_actor(session, rina).roles == {"verifier"}
    assert "/tautan/" in chief.post(f"{page}/tautan").get_data(as_text=True)


def test_the_last_administrator_stays_and_makes_no_link_for_themselves(client: FlaskClient, session: Session) -> None:
    chief = admin(client, session)
    me = known_by(session, Identifier("email", "keuangan@contoh.id"))
    assert me is not None
    page = f"/agensi/petugas/{me.public_id}"
    chief.post(f"{page}/peran", data={"peran": "admin", "cabut": "1"})
    assert "Harus selalu ada satu pengelola" in text(chief, page)
    assert chief.post(f"{page}/tautan").status_code == 303
    assert chief.post(f"{page}/langkah-kedua").status_code == 303
    assert "Dewi" not in text(chief, page) and "admin" in as_actor(session, me).roles


def test_acts_are_found_by_person_thing_act_and_on_behalf(client: FlaskClient, session: Session) -> None:
    chief = admin(client, session, "head")
    owner = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    rina = User(name="Rina Uji", email="rina@contoh.id")
    session.add(rina)
    session.flush()
    helper = Actor("user", "Rina Uji (untuk Amplang Uji)", user_id=rina.id, acting_for=owner.producer.id)
    mine = Actor("user", "Rina Uji", user_id=rina.id)
    events.record(session, owner.producer.subject, "minimum_changed", by=helper, before=0, after=50_000)
    events.record(session, "setting:order.accept_hours", "change", by=mine, before=24, after=48)
    for asked, found, missing in (
        ("orang=rina", "Belanja minimum diubah", "Kata sandi diterima"),
        ("untuk=amplang", "Belanja minimum diubah", "Batas penjual menerima"),
        ("jenis=setting", "Batas penjual menerima", "Belanja minimum diubah</strong>"),
        ("jenis=producer&benda=Amplang+Uji", "Belanja minimum diubah", "Batas penjual menerima"),
        ("apa=change", "<ins>48</ins>", "Belanja minimum diubah</strong>"),
    ):
        shown = text(chief, f"/agensi/catatan-kerja?{asked}").partition("hasil")[2]
        assert found in shown and missing not in shown, asked
    story = text(chief, f"/agensi/riwayat/producer/{owner.producer.slug}")
    assert "Rina Uji (untuk Amplang Uji)" in story
    assert chief.get("/agensi/catatan-kerja?dari=x").status_code == 422
    assert chief.get("/agensi/catatan-kerja?dari=2026-02-01&sampai=2026-01-01").status_code == 200


def test_a_story_is_for_the_roles_that_work_with_the_thing(client: FlaskClient, session: Session) -> None:
    finance = admin(client, session, "finance")
    events.record(session, "organisation:1", "described", by=SYSTEM)
    events.record(session, "user:1", "created", by=SYSTEM)
    text(finance, "/agensi/riwayat/organisation/1")
    text(finance, "/agensi/riwayat/user/1", 404)
    text(finance, "/agensi/catatan-kerja", 404)


def test_the_agency_writes_a_page_in_its_own_words(client: FlaskClient, session: Session) -> None:
    chief, page = admin(client, session), "/agensi/tulisan/tentang"
    assert "## Siapa yang menjual" in text(chief, page)
    words = "# Tentang pasar\n\nDibuat <b>bersama</b>.\n\n- satu\n- [Bantuan](/bantuan)\n\n## Bagian\nIsi."
    chief.post(page, data={"id_body": words})
    shown = text(client, "/tentang")
    assert "<h1>Tentang pasar</h1>" in shown and "&lt;b&gt;" in shown and "<li>satu</li>" in shown
    assert '<a href="/bantuan">Bantuan</a>' in shown and "<h2>Bagian</h2>" in shown
    assert "Tentang pasar" in text(chief, page) and text(chief, "/agensi/riwayat/text/tentang")
    chief.post(page, data={"id_body": ""})
    assert "Tentang pasar" not in text(client, "/tentang")


def test_a_text_that_was_not_changed_stays_the_shops_own(client: FlaskClient, session: Session) -> None:
    chief = admin(client, session)
    for page in page_texts.PAGES:
        shown = text(chief, f"/agensi/tulisan/{page}")
        written = html.unescape(re.findall(r"<textarea[^>]*>\r?\n?(.*?)</textarea>", shown, re.S)[0])
        chief.post(f"/agensi/tulisan/{page}", data={"id_body": written})
        assert page_texts.current(session, page, "id") is None


def test_a_courier_asks_more_from_a_day_on(client: FlaskClient, session: Session) -> None:
    chief, zone = admin(client, session), next(iter(courier_rates.zones(session)))
    typed = {"courier": "Kurir Uji", "zone": zone, "per_kg": "12rb", "days": "1"}
    typed["valid_from"] = clock.today().isoformat()
    assert chief.post("/agensi/antaran/tarif", data=typed).status_code == 303
    tomorrow = clock.today() + timedelta(days=1)
    chief.post("/agensi/antaran/tarif", data={**typed, "per_kg": "15rb", "valid_from": tomorrow.isoformat()})
    found = [(row.per_kg, row.valid_to) for row in courier_rates.listed(session) if row.courier == "Kurir Uji"]
    assert found == [(12_000, clock.today()), (15_000, None)]
    assert "Kurir Uji" in text(chief, "/agensi/antaran")


def test_a_shared_point_is_offered_by_the_shops_that_use_it(client: FlaskClient, session: Session) -> None:
    chief = admin(client, session)
    owner = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    place = session.scalars(select(Kelurahan).limit(1)).one()
    typed = {"name": "Kios Uji", "address": "Jl. Uji 2", "kelurahan": place.code, "hours": "Senin"}
    made = chief.post("/agensi/antaran/tempat/baru", data=typed)
    page = made.headers["Location"]
    chief.post(f"{page}/toko", data={"toko": "amplang uji"})
    point = pickup_points.find(session, page.rpartition("/")[2])
    assert [maker.id for maker in pickup_points.makers(session, point)] == [owner.producer.id]
    assert "Amplang Uji" in text(chief, page)
    chief.post(f"{page}/toko", data={"tutup": "1"})
    assert pickup_points.makers(session, point) == []
