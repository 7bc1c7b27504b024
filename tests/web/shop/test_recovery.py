"""Forgotten passwords: the same answer for everybody, links that work once."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, jobs
from marketplace.kernel.actor import SYSTEM
from marketplace.people import one_time, passwords, recovery, second_factor
from marketplace.people.users import User

OLD, NEW = "perahu kayu biru", "tujuh kepiting merah"
SEALED = passwords.seal(OLD)


@pytest.fixture
def siti(session: Session) -> User:
    user = User(name="Siti", phone="+6281200000001", email="siti@contoh.id", password_hash=SEALED)
    session.add(user)
    session.commit()
    return user


def asked_token(client: FlaskClient, session: Session) -> str:
    client.post("/lupa-kata-sandi", data={"who": "siti@contoh.id"})
    session.rollback()
    return str(session.scalars(select(jobs.Job).order_by(jobs.Job.id.desc())).first().facts["token"])  # type: ignore[union-attr]


def test_known_and_unknown_get_the_same_answer(client: FlaskClient, siti: User) -> None:
    pages = []
    for who in ("siti@contoh.id", "tidakada@contoh.id", "081200000001", "081299999999"):
        answer = client.post("/lupa-kata-sandi", data={"who": who})
        assert (answer.status_code, answer.location) == (303, "/lupa-kata-sandi")
        page = LexborHTMLParser(client.get("/lupa-kata-sandi").text).css_first("main")
        assert page is not None
        pages.append(" ".join(page.text().split()))
    assert len(set(pages)) == 1 and "Jika akun itu punya e-mail" in pages[0]


def test_a_link_sets_a_new_password_once(client: FlaskClient, session: Session, siti: User) -> None:
    token = asked_token(client, session)
    assert client.get(f"/tautan/{token}").status_code == 200
    answer = client.post(f"/tautan/{token}", data={"password": NEW})
    assert answer.location == "/masuk"
    assert client.get("/akun").status_code == 303
    assert client.post("/masuk", data={"who": "siti@contoh.id", "password": OLD}).status_code == 422
    assert client.post("/masuk", data={"who": "siti@contoh.id", "password": NEW}).status_code == 303
    assert client.get(f"/tautan/{token}").status_code == 404
    assert client.post(f"/tautan/{token}", data={"password": NEW}).status_code == 404


def test_a_bad_password_does_not_spend_the_link(client: FlaskClient, session: Session, siti: User) -> None:
    token = asked_token(client, session)
    assert client.post(f"/tautan/{token}", data={"password": "password1"}).status_code == 422
    assert client.post(f"/tautan/{token}", data={"password": NEW}).status_code == 303


def test_opening_a_link_changes_nothing(client: FlaskClient, session: Session, siti: User) -> None:
    token = asked_token(client, session)
    for _ in range(3):
        client.get(f"/tautan/{token}")
    session.rollback()
    assert one_time.peek(session, token, "reset_password").used_at is None


def test_a_reset_does_not_skip_the_second_factor(client: FlaskClient, session: Session, siti: User) -> None:
    siti.is_demo = True
    second_factor.enrol_demo(session, siti, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    session.commit()
    token = asked_token(client, session)
    client.post(f"/tautan/{token}", data={"password": NEW})
    answer = client.post("/masuk", data={"who": "siti@contoh.id", "password": NEW})
    assert answer.location == "/masuk/kode?next=/akun"
    assert client.get("/akun").status_code == 303


def test_an_email_is_verified_by_a_button(client: FlaskClient, session: Session, siti: User) -> None:
    _, token = one_time.issue(session, siti, "verify_email", by=SYSTEM, email="siti@contoh.id")
    session.commit()
    assert "siti@contoh.id" in client.get(f"/tautan/{token}").text
    session.refresh(siti)
    assert siti.email_verified_at is None
    session.rollback()
    assert client.post(f"/tautan/{token}").status_code == 303
    session.rollback()
    assert siti.email_verified_at is not None


@pytest.mark.parametrize("token", ["x", "..%2f..", "a" * 500, "%00", "' OR 1=1 --"])
def test_any_other_link_is_unknown(client: FlaskClient, token: str) -> None:
    assert client.get(f"/tautan/{token}").status_code in {400, 404}
    assert client.post(f"/tautan/{token}").status_code in {400, 404}


def test_a_second_factor_ticket_is_no_link(client: FlaskClient, session: Session, siti: User) -> None:
    _, token = one_time.issue(session, siti, "second_factor", by=SYSTEM, remember=True)
    session.commit()
    assert client.post(f"/tautan/{token}", data={"password": NEW}).status_code == 404


def test_an_invited_person_chooses_a_first_password(client: FlaskClient, session: Session) -> None:
    user = User(name="Rina", email="rina@contoh.id", created_at=clock.now())
    session.add(user)
    session.flush()
    token = recovery.invite(session, user, by=SYSTEM)
    session.commit()
    assert client.post(f"/tautan/{token}", data={"password": NEW}).status_code == 303
    assert client.post("/masuk", data={"who": "rina@contoh.id", "password": NEW}).status_code == 303


def test_the_log_holds_no_link(
    client: FlaskClient, session: Session, siti: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    token = asked_token(client, session)
    client.post(f"/tautan/{token}", data={"password": NEW})
    written = "\n".join(
        handler.format(record)
        for handler in __import__("logging").getLogger("marketplace").handlers
        for record in caplog.records
        if all(rule.filter(record) for rule in handler.filters)
    )
    assert NEW not in written and token not in written
