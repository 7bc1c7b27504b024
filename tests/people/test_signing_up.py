"""Signing up: an account for a new person, silence about a known one."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import events, jobs
from marketplace.kernel.actor import guest
from marketplace.people import passwords, signup, users
from marketplace.people.users import Identifier, User

SEALED = passwords.seal("perahu kayu biru")
PHONE = Identifier("phone", "+6281200000001")
EMAIL = Identifier("email", "siti@contoh.id")


def sign_up(session: Session, who: Identifier, name: str = "Siti") -> User | None:
    return signup.sign_up(session, name=name, who=who, sealed=SEALED, by=guest())


def letters(session: Session) -> list[dict[str, object]]:
    return [job.facts for job in session.scalars(select(jobs.Job).order_by(jobs.Job.id))]


def test_a_phone_makes_an_account_that_is_not_verified(session: Session) -> None:
    user = sign_up(session, PHONE, "  Siti\nAminah ")
    assert user and (user.name, user.phone, user.email) == ("Siti Aminah", PHONE.value, None)
    assert user.phone_verified_at is None
    assert [event.verb for event in events.history(session, user.subject)] == ["signed_up"]
    assert letters(session) == []


def test_an_email_gets_a_link_to_verify_it(session: Session) -> None:
    user = sign_up(session, EMAIL)
    (letter,) = letters(session)
    assert user and letter["template"] == "verify_email"
    assert letter["to_email"] == "siti@contoh.id" and letter["to_user"] == user.id and letter["token"]


def test_a_taken_phone_changes_nothing(session: Session) -> None:
    first = sign_up(session, PHONE)
    assert first and sign_up(session, PHONE, "Orang Lain") is None
    session.refresh(first)
    assert first.name == "Siti"
    assert session.scalar(select(func.count()).select_from(User)) == 1


def test_the_owner_of_a_taken_email_hears_of_it(session: Session) -> None:
    owner = sign_up(session, EMAIL)
    assert owner and sign_up(session, EMAIL) is None
    assert letters(session)[-1]["template"] == "already_registered"
    assert events.history(session, owner.subject)[-1].verb == "sign_up_repeated"


def test_an_account_needs_a_way_to_be_reached(session: Session) -> None:
    assert users.known_by(session, PHONE) is None
