"""The command that makes the first administrator."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.kernel.actor import SYSTEM
from marketplace.people import second_factor, staff, users
from marketplace.people.users import Identifier

WHO = Identifier("email", "rina@contoh.id")


def run(app: Flask, *words: str):  # type: ignore[no-untyped-def]
    return app.test_cli_runner().invoke(args=["admin", *words])


def test_create_prints_a_link_made_from_the_public_address(app: Flask, client: FlaskClient, session: Session) -> None:
    result = run(app, "create", "--name", "Rina", "--email", "Rina@contoh.id")
    assert result.exit_code == 0, result.output
    link = result.output.strip()
    assert link.startswith(app.config["DEPLOYMENT"].public_url + "/tautan/")
    token = link.rsplit("/", 1)[1]
    assert client.post(f"/tautan/{token}", data={"password": "tujuh kepiting merah"}).status_code == 303
    session.rollback()
    user = users.known_by(session, WHO)
    assert user and users.as_actor(session, user).has("admin")


def test_create_by_phone_with_another_role(app: Flask, session: Session) -> None:
    assert run(app, "create", "--name", "Budi", "--phone", "0812-0000-0002", "--role", "finance").exit_code == 0
    session.rollback()
    user = users.known_by(session, Identifier("phone", "+6281200000002"))
    assert user and users.as_actor(session, user).roles == {"finance"}


def test_create_says_what_is_wrong(app: Flask, session: Session) -> None:
    for words in (
        ("--name", "Rina"),
        ("--name", "Rina", "--email", "x"),
        ("--name", "1", "--email", "a@b.id"),
    ):
        result = run(app, "create", *words)
        assert result.exit_code == 2 and "Error" in result.output


def test_reset_factor(app: Flask, session: Session) -> None:
    user = staff.create(session, name="Rina", who=WHO, role="admin", by=SYSTEM)
    user.is_demo = True
    second_factor.enrol_demo(session, user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    session.commit()
    assert run(app, "reset-factor", "--email", "rina@contoh.id").exit_code == 0
    session.rollback()
    assert session.get(second_factor.SecondFactor, user.id) is None
    assert run(app, "reset-factor", "--email", "tidakada@contoh.id").exit_code == 1
