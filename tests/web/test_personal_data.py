"""One's own data through the pages: a copy, a choice, an end; strangers get nothing."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.people import passwords, privacy_choices
from marketplace.people.login_sessions import LoginSession
from marketplace.people.users import User
from marketplace.trade.orders import Order, OrderGroup
from tests import cast
from tests.placed import place

pytestmark = pytest.mark.one_database
PHONE = "081277770010"


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    cast.finance(session)
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")


@pytest.fixture
def rani(client: FlaskClient, session: Session) -> User:
    user = User(name="Rani Uji", phone="+6281277770010", password_hash=passwords.seal(cast.PASSWORD))
    session.add(user)
    session.flush()
    answer = client.post("/masuk", data={"who": PHONE, "password": cast.PASSWORD})
    assert answer.status_code == 303
    return user


def copied(data: bytes) -> dict[str, list[dict[str, object]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert "BACA-DULU.txt" in packed.namelist()
        return json.loads(packed.read("data.json"))["data"]  # type: ignore[no-any-return]


def test_the_copy_of_an_account_holds_its_own_rows_without_secrets(client: FlaskClient, rani: User) -> None:
    assert "Unduh salinan data" in client.get("/akun/data").text
    answer = client.post("/akun/data/salinan")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    kept = copied(answer.data)
    assert kept["users"][0]["name"] == "Rani Uji"
    assert "password_hash" not in kept["users"][0] and "token_digest" not in kept["login_sessions"][0]


def test_a_choice_is_kept_with_its_day(client: FlaskClient, session: Session, rani: User) -> None:
    client.post("/akun/data/izin", data={"purpose": "order_email", "allowed": "0"})
    session.expire_all()
    assert privacy_choices.present(session, f"user:{rani.id}")["order_email"] is False
    assert client.get("/akun/data").text.count(">tidak boleh<") == 2


def test_erasing_an_account_asks_for_the_password_and_logs_out(
    client: FlaskClient, session: Session, rani: User
) -> None:
    wrong = client.post("/akun/data/hapus", data={"password": "salah-sekali", "sure": "1"})
    assert wrong.status_code == 422 and "tidak cocok" in wrong.text
    assert client.post("/akun/data/hapus", data={"password": cast.PASSWORD}).status_code == 422
    assert client.post("/akun/data/hapus", data={"password": cast.PASSWORD, "sure": "1"}).status_code == 303
    session.expire_all()
    gone = session.get_one(User, rani.id)
    assert gone.name != "Rani Uji" and gone.phone is None and gone.disabled_at is not None
    assert session.scalars(select(LoginSession).where(LoginSession.user_id == rani.id)).all() == []
    assert client.get("/akun/data").status_code == 303


def test_an_open_order_is_named_as_what_must_end_first(
    client: FlaskClient, session: Session, amplang: cast.Maker, rani: User
) -> None:
    group = place(session, {amplang.variant.id: 1}, phone=rani.phone or "")
    group.user_id = rani.id
    session.flush()
    assert "Masih ada pesanan yang berjalan" in client.get("/akun/data/hapus").text
    refused = client.post("/akun/data/hapus", data={"password": cast.PASSWORD, "sure": "1"})
    assert refused.status_code == 422 and "Masih ada pesanan yang berjalan" in refused.text


def test_a_guest_needs_the_link_and_the_phone(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    group = place(session, {amplang.variant.id: 1}, phone="+6281277770010")
    session.execute(update(Order).where(Order.group_id == group.id).values(state="cancelled", deadline=None))
    session.flush()
    session.expire_all()
    where, number = f"/pesanan/{group.token}/data", group.number
    assert client.get(where).status_code == 200 and where in client.get(f"/pesanan/{group.token}").text
    assert client.post(where, data={"phone": "081299999999", "do": "copy"}).status_code == 422
    kept = copied(client.post(where, data={"phone": PHONE, "do": "copy"}).data)
    assert [row["number"] for row in kept["order_groups"]] == [number]
    assert client.post(where, data={"phone": PHONE, "do": "refuse:order_whatsapp"}).status_code == 303
    assert client.post(where, data={"phone": PHONE, "do": "refuse:nonsense"}).status_code == 404
    assert "tidak boleh" in client.get(where).text
    assert client.post(where, data={"phone": PHONE, "do": "erase"}).status_code == 422
    assert client.post(where, data={"phone": PHONE, "do": "erase", "sure": "1"}).status_code == 303
    assert client.get(where).status_code == 404
    session.expire_all()
    assert session.scalars(select(OrderGroup.phone).where(OrderGroup.number == number)).one() == ""


def test_the_order_of_an_account_is_not_a_guest_s(
    client: FlaskClient, session: Session, amplang: cast.Maker, rani: User
) -> None:
    group = place(session, {amplang.variant.id: 1})
    group.user_id = rani.id
    session.flush()
    assert client.get(f"/pesanan/{group.token}/data").status_code == 404
