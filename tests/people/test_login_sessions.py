"""Log-in sessions: found while they count, gone at once when they do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.people import devices, login_sessions, staff, users
from marketplace.people.users import User


@pytest.fixture(autouse=True)
def _real_clock() -> Iterator[None]:
    yield
    clock.shift_for_tests(timedelta())


@pytest.fixture
def siti(session: Session) -> User:
    user = User(name="Siti", phone="+6281200000001")
    session.add(user)
    session.commit()
    return user


def open_for(session: Session, user: User, *, remember: bool = True) -> tuple[login_sessions.LoginSession, str]:
    return login_sessions.start(session, user, device="Chrome · Android", remember=remember)


def test_a_token_finds_its_session_and_person(session: Session, siti: User) -> None:
    opened, token = open_for(session, siti)
    found = login_sessions.find(session, token)
    assert found is opened and found.user is siti
    assert token not in opened.token_digest


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "x" * 10_000])
def test_any_other_token_finds_nobody(session: Session, siti: User, token: str) -> None:
    open_for(session, siti)
    assert login_sessions.find(session, token) is None


def test_a_buyer_stays_sixty_days_when_remembered(session: Session, siti: User) -> None:
    _, token = open_for(session, siti)
    clock.shift_for_tests(timedelta(days=59))
    assert login_sessions.find(session, token)
    clock.shift_for_tests(timedelta(days=61))
    assert login_sessions.find(session, token) is None


def test_not_remembered_and_staff_stay_twelve_hours(session: Session, siti: User) -> None:
    _, brief = open_for(session, siti, remember=False)
    staff.grant(session, siti, "finance", by=SYSTEM)
    _, desk = open_for(session, siti, remember=True)
    clock.shift_for_tests(timedelta(hours=13))
    assert login_sessions.find(session, brief) is None
    assert login_sessions.find(session, desk) is None


def test_a_revoked_or_disabled_one_ends_at_once(session: Session, siti: User) -> None:
    first, first_token = open_for(session, siti)
    _, second_token = open_for(session, siti)
    login_sessions.revoke(session, first, by=SYSTEM)
    session.flush()
    assert login_sessions.find(session, first_token) is None
    assert login_sessions.find(session, second_token)
    siti.disabled_at = clock.now()
    session.flush()
    assert login_sessions.find(session, second_token) is None


def test_all_others_end_together(session: Session, siti: User) -> None:
    kept, kept_token = open_for(session, siti)
    others = [open_for(session, siti)[1] for _ in range(3)]
    assert login_sessions.revoke_others(session, siti, kept, by=SYSTEM) == 3
    assert login_sessions.find(session, kept_token)
    assert not any(login_sessions.find(session, token) for token in others)


def test_nobody_ends_a_strangers_session(session: Session, siti: User) -> None:
    stranger = User(name="Budi", phone="+6281200000002")
    session.add(stranger)
    session.flush()
    theirs, token = open_for(session, stranger)
    assert not login_sessions.revoke_named(session, siti, theirs.public_id, by=SYSTEM)
    assert login_sessions.find(session, token)


def test_rights_are_those_of_this_moment(session: Session, siti: User) -> None:
    staff.grant(session, siti, "officer", by=SYSTEM)
    _, token = open_for(session, siti)
    found = login_sessions.find(session, token)
    assert found and users.as_actor(session, found.user).roles == {"officer"}
    staff.grant(session, siti, "admin", by=SYSTEM)
    staff.withdraw(session, siti, "officer", by=SYSTEM)
    assert users.as_actor(session, siti).roles == {"admin"}


def test_two_statements_load_the_person_with_all_rights(session: Session, siti: User) -> None:
    staff.grant(session, siti, "finance", by=SYSTEM)
    _, token = open_for(session, siti)
    session.commit()
    session.expunge_all()
    statements: list[str] = []
    engine = session.get_bind()
    listener = lambda *args: statements.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    try:
        found = login_sessions.find(session, token)
        assert found and users.as_actor(session, found.user).has("finance")
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    assert len([text for text in statements if text.startswith("SELECT")]) == 2


def test_a_device_is_two_words() -> None:
    android = "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1"
    assert devices.describe(android) == "Chrome · Android"
    assert devices.describe(iphone) == "Safari · iPhone"
    assert devices.describe("curl/8") == ""
