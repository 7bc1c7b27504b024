"""The boards in the browser: who may read them, what they cost, and their files."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from marketplace.insight import rollups
from marketplace.insight.behind import BOARDS
from marketplace.kernel import clock
from marketplace.people import passwords, second_factor
from marketplace.people.users import StaffRole, User
from tests import cast
from tests.insight.selling import ANI, BUDI, sold
from tests.web.agency.desk import SECRET

pytestmark = pytest.mark.one_database


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    with clock.pretend(clock.now() - timedelta(days=30)):
        cast.finance(session)
    return cast.maker(session, "=1+1 Uji", "Amplang Uji", price=18_000, packs=90, phone="+6281200000901")


@pytest.fixture
def head(client: FlaskClient, session: Session) -> FlaskClient:
    person = User(name="Kepala", email="kepala@contoh.id", password_hash=passwords.seal(cast.PASSWORD), is_demo=True)
    session.add(person)
    session.flush()
    session.add(StaffRole(user_id=person.id, role="head", granted_by="uji"))
    second_factor.enrol_demo(session, person, SECRET)
    client.post("/masuk", data={"who": "kepala@contoh.id", "password": cast.PASSWORD})
    client.post("/masuk/kode", data={"code": pyotp.TOTP(SECRET).at(clock.now())})
    return client


def statements(connection: Connection, head: FlaskClient, path: str) -> int:
    sent: list[str] = []

    def note(*asked: object) -> None:
        sent.append(str(asked[2]))

    event.listen(connection, "before_cursor_execute", note)
    assert head.get(path).status_code == 200, path
    event.remove(connection, "before_cursor_execute", note)
    return len([one for one in sent if not one.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))])


def test_no_board_costs_more_statements_with_more_rows(
    head: FlaskClient, session: Session, connection: Connection, maker: cast.Maker
) -> None:
    paths = ["/agensi/papan", *(f"/agensi/papan/{board}" for board in BOARDS)]
    sold(session, maker, 1)
    rollups.count_all(session)
    few = {path: statements(connection, head, path) for path in paths}
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=90, phone="+6281200000902")
    for one, phone in ((maker, BUDI), (other, ANI), (other, BUDI)):
        sold(session, one, 1, phone)
    rollups.plan(session, everything=True)
    while rollups.step(session):
        pass
    assert {path: statements(connection, head, path) for path in paths} == few
    assert max(few.values()) <= 16


def test_files_hold_every_row_and_no_formula(head: FlaskClient, session: Session, maker: cast.Maker) -> None:
    sold(session, maker, 2)
    rollups.count_all(session)
    lines = head.get("/agensi/papan/penjual.csv").get_data(as_text=True).splitlines()
    assert len(lines) == 2 and lines[1].startswith("'=1+1 Uji;") and ";36000;" in lines[1]
    answer = head.get("/agensi/papan/pesanan.xlsx")
    sheet = zipfile.ZipFile(io.BytesIO(answer.data)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet and b"<v>36000</v>" in sheet
    assert head.get("/agensi/papan/zzz.csv").status_code == 404


def test_the_page_for_the_mayor_is_one_page(head: FlaskClient, session: Session, maker: cast.Maker) -> None:
    sold(session, maker, 2)
    rollups.count_all(session)
    year = clock.today().year
    assert "Rp36.000" in head.get(f"/agensi/papan/cetak/{year}").get_data(as_text=True)
    assert b"/Count 1" in head.get(f"/agensi/papan/cetak/{year}.pdf").data


def test_counting_again_is_promised_once(head: FlaskClient, session: Session, maker: cast.Maker) -> None:
    sold(session, maker, 2)
    for told in ("sedang dihitung ulang", "memang sedang dihitung"):
        assert told in head.post("/agensi/papan/hitung", follow_redirects=True).get_data(as_text=True)
    while rollups.step(session):
        pass
    assert "Rp36.000" in head.get("/agensi/papan").get_data(as_text=True)


def test_a_counting_is_one_piece_at_a_time(session: Session, maker: cast.Maker) -> None:
    sold(session, maker, 1, days_ago=2)
    rollups.plan(session)
    pieces = 0
    while rollups.step(session):
        pieces += 1
    assert pieces >= 3 + 2 + 2 and not rollups.is_under_way(session)
