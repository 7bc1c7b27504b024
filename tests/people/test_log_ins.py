"""Logging in, and how often somebody may try."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import guest
from marketplace.kernel.errors import TooMany
from marketplace.people import limits, log_ins, passwords, users
from marketplace.people.users import Identifier, User

PASSWORD = "perahu kayu biru"
SEALED = passwords.seal(PASSWORD)
WHO = Identifier("phone", "+6281200000001")
STRANGER = Identifier("phone", "+6281299999999")


@pytest.fixture
def siti(session: Session) -> User:
    user = User(name="Siti", phone=WHO.value, password_hash=SEALED)
    session.add(user)
    session.commit()
    return user


def test_the_right_password_proves_the_person(session: Session, siti: User) -> None:
    assert log_ins.proven(session, WHO, PASSWORD) is siti


@pytest.mark.parametrize("wrong", ["", "perahu kayu bir", PASSWORD.upper(), PASSWORD + " ", "x" * 5000])
def test_a_wrong_one_does_not(session: Session, siti: User, wrong: str) -> None:
    assert log_ins.proven(session, WHO, wrong) is None


def test_unknown_disabled_and_passwordless_people_stay_out(session: Session, siti: User) -> None:
    assert log_ins.proven(session, STRANGER, PASSWORD) is None
    siti.disabled_at = siti.created_at
    assert log_ins.proven(session, WHO, PASSWORD) is None
    siti.disabled_at, siti.password_hash = None, None
    assert log_ins.proven(session, WHO, PASSWORD) is None


def test_an_old_hash_is_renewed_at_log_in(session: Session, siti: User) -> None:
    old = PasswordHasher(memory_cost=8192, time_cost=1, parallelism=1).hash(PASSWORD)
    siti.password_hash = old
    log_ins.welcome(session, siti, PASSWORD, by=guest())
    assert siti.password_hash != old and passwords.check(siti.password_hash, PASSWORD)


def test_the_eleventh_try_at_one_account_is_refused_known_or_not(session: Session, siti: User) -> None:
    for who in (WHO, STRANGER):
        for _ in range(10):
            limits.log_in(session, who, "10.0.0.1")
        with pytest.raises(TooMany) as refused:
            limits.log_in(session, who, "10.0.0.1")
        assert refused.value.facts["retry_at"]


def test_the_right_password_starts_the_count_anew(session: Session, siti: User) -> None:
    for _ in range(10):
        limits.log_in(session, WHO, "10.0.0.1")
    log_ins.welcome(session, siti, PASSWORD, by=guest())
    limits.log_in(session, WHO, "10.0.0.1")


def test_fifty_failures_close_an_address_for_everybody_behind_it(session: Session, siti: User) -> None:
    for _ in range(50):
        log_ins.refuse(session, STRANGER, "10.0.0.2", by=guest())
    with pytest.raises(TooMany):
        limits.log_in(session, WHO, "10.0.0.2")
    limits.log_in(session, WHO, "10.0.0.3")


def test_people_behind_one_address_who_get_in_cost_it_nothing(session: Session) -> None:
    for number in range(80):
        limits.log_in(session, Identifier("phone", f"+62812000001{number:02}"), "10.0.0.4")


def test_a_refusal_is_written_down_for_known_and_unknown(session: Session, siti: User) -> None:
    log_ins.refuse(session, WHO, "10.0.0.1", by=guest())
    log_ins.refuse(session, STRANGER, "10.0.0.1", by=guest())
    assert [event.verb for event in events.history(session, siti.subject)] == ["log_in_refused"]
    assert [event.verb for event in events.history(session, "user:unknown")] == ["log_in_refused"]
    assert users.known_by(session, STRANGER) is None
