"""Links by e-mail and from staff: once, briefly, for the right person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, jobs
from marketplace.kernel.actor import SYSTEM, Actor, guest
from marketplace.kernel.errors import NotAllowed
from marketplace.people import login_sessions, one_time, passwords, recovery, staff, users, verification
from marketplace.people.users import Identifier, User

SEALED = passwords.seal("perahu kayu biru")
OFFICER = Actor("user", "Petugas", user_id=999, roles=frozenset({"officer"}))
ADMIN = Actor("user", "Admin", user_id=998, roles=frozenset({"admin"}))
FINANCE = Actor("user", "Keuangan", user_id=997, roles=frozenset({"finance"}))


@pytest.fixture(autouse=True)
def _real_clock() -> Iterator[None]:
    yield
    clock.shift_for_tests(timedelta())


@pytest.fixture
def siti(session: Session) -> User:
    user = User(name="Siti", phone="+6281200000001", email="siti@contoh.id", email_verified_at=clock.now())
    session.add(user)
    session.commit()
    return user


@pytest.fixture
def budi(session: Session) -> User:
    user = User(name="Budi", phone="+6281200000002")
    session.add(user)
    session.commit()
    return user


def letters(session: Session) -> list[dict[str, object]]:
    return [job.facts for job in session.scalars(select(jobs.Job).order_by(jobs.Job.id))]


def asked(session: Session, who: str) -> list[dict[str, object]]:
    identifier = users.identifier(who)
    assert identifier
    recovery.ask(session, identifier, by=guest())
    return letters(session)


def test_a_link_goes_to_the_email_whether_asked_by_email_or_phone(session: Session, siti: User) -> None:
    assert asked(session, "siti@contoh.id")[-1]["to_email"] == "siti@contoh.id"
    assert asked(session, "081200000001")[-1]["template"] == "reset_password"


def test_nothing_is_sent_for_the_unknown_or_without_email(session: Session, budi: User) -> None:
    assert asked(session, "tidakada@contoh.id") == []
    assert asked(session, "081200000002") == []


def test_a_new_password_ends_sessions_and_the_link(session: Session, siti: User) -> None:
    _, session_token = login_sessions.start(session, siti, device="", remember=True)
    token = str(asked(session, "siti@contoh.id")[-1]["token"])
    link = one_time.peek(session, token, *recovery.PURPOSES)
    recovery.choose_password(session, link, SEALED, by=guest())
    assert passwords.check(siti.password_hash, "perahu kayu biru")
    assert login_sessions.find(session, session_token) is None
    with pytest.raises(one_time.LinkSpent):
        one_time.peek(session, token, *recovery.PURPOSES)
    with pytest.raises(one_time.LinkSpent):
        one_time.use(session, link)
    assert letters(session)[-1]["template"] == "password_changed"


def test_a_link_dies_after_half_an_hour_and_by_a_newer_one(session: Session, siti: User) -> None:
    old = str(asked(session, "siti@contoh.id")[-1]["token"])
    new = str(asked(session, "siti@contoh.id")[-1]["token"])
    with pytest.raises(one_time.LinkSpent):
        one_time.peek(session, old, "reset_password")
    assert one_time.peek(session, new, "reset_password").user is siti
    clock.shift_for_tests(timedelta(minutes=31))
    with pytest.raises(one_time.LinkSpent):
        one_time.peek(session, new, "reset_password")


def test_a_link_serves_only_its_own_purpose(session: Session, siti: User) -> None:
    token = str(asked(session, "siti@contoh.id")[-1]["token"])
    with pytest.raises(one_time.LinkSpent):
        one_time.peek(session, token, "second_factor")


def test_the_secret_itself_is_not_kept(session: Session, siti: User) -> None:
    link, token = one_time.issue(session, siti, "reset_password", by=SYSTEM)
    assert token not in link.digest and len(token) >= 32


def test_an_officer_hands_out_a_link_after_a_check(session: Session, budi: User) -> None:
    token = recovery.issue_by_staff(session, budi, check="call_back", reason="HP baru", by=OFFICER)
    event = events.history(session, budi.subject)[-1]
    assert (event.verb, event.by_name, event.facts["check"]) == ("identity_checked", "Petugas", "call_back")
    assert token not in str(event.facts)
    recovery.choose_password(session, one_time.peek(session, token, "reset_password"), SEALED, by=guest())
    assert budi.phone_verified_at is not None


def test_a_check_at_the_counter_does_not_prove_the_number(session: Session, budi: User) -> None:
    token = recovery.issue_by_staff(session, budi, check="id_card", reason="lupa", by=OFFICER)
    recovery.choose_password(session, one_time.peek(session, token, "reset_password"), SEALED, by=guest())
    assert budi.phone_verified_at is None


@pytest.mark.parametrize("actor", [FINANCE, guest(), Actor("user", "Siti", user_id=1)])
def test_nobody_else_hands_out_links(session: Session, budi: User, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        recovery.issue_by_staff(session, budi, check="id_card", reason="lupa", by=actor)


def test_an_officer_makes_none_for_staff_or_for_themselves(session: Session, budi: User) -> None:
    staff.grant(session, budi, "admin", by=SYSTEM)
    with pytest.raises(NotAllowed):
        recovery.issue_by_staff(session, budi, check="id_card", reason="lupa", by=OFFICER)
    recovery.issue_by_staff(session, budi, check="id_card", reason="lupa", by=ADMIN)
    with pytest.raises(NotAllowed):
        recovery.issue_by_staff(session, budi, check="id_card", reason="lupa", by=users.as_actor(session, budi))


def test_who_has_a_verified_email_gets_no_link_from_staff(session: Session, siti: User) -> None:
    with pytest.raises(recovery.HasVerifiedEmail):
        recovery.issue_by_staff(session, siti, check="id_card", reason="lupa", by=OFFICER)


def test_a_new_email_counts_only_after_its_link(session: Session, budi: User) -> None:
    verification.send(session, budi, "budi@contoh.id", by=guest())
    assert budi.email is None
    link = one_time.peek(session, str(letters(session)[-1]["token"]), "verify_email")
    verification.confirm(session, link, by=guest())
    assert budi.email == "budi@contoh.id" and budi.email_verified_at


def test_the_old_address_hears_of_a_new_one(session: Session, siti: User) -> None:
    verification.send(session, siti, "baru@contoh.id", by=guest())
    verification.confirm(
        session, one_time.peek(session, str(letters(session)[-1]["token"]), "verify_email"), by=guest()
    )
    assert letters(session)[-1] == {
        "template": "new_login_method", "to_user": siti.id, "to_email": "siti@contoh.id", "what": "email",
    }  # fmt: skip


def test_a_taken_address_is_told_to_its_owner_only(session: Session, siti: User, budi: User) -> None:
    verification.send(session, budi, "siti@contoh.id", by=guest())
    (letter,) = letters(session)
    assert (letter["template"], letter["to_user"]) == ("already_registered", siti.id)


def test_an_address_taken_in_the_meantime_is_not_taken_over(session: Session, budi: User) -> None:
    verification.send(session, budi, "nanti@contoh.id", by=guest())
    session.add(User(name="Nanti", email="nanti@contoh.id"))
    session.flush()
    link = one_time.peek(session, str(letters(session)[-1]["token"]), "verify_email")
    with pytest.raises(one_time.LinkSpent):
        verification.confirm(session, link, by=guest())
    assert budi.email is None
    assert users.known_by(session, Identifier("email", "nanti@contoh.id")) is not budi
