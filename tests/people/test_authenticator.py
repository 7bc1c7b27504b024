"""The second factor: a code counts once, so does each paper code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import NotAllowed, TooMany
from marketplace.people import limits, second_factor
from marketplace.people.users import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _real_clock() -> Iterator[None]:
    yield
    clock.shift_for_tests(timedelta())


@pytest.fixture
def rina(session: Session) -> User:
    user = User(name="Rina", email="rina@contoh.id")
    session.add(user)
    session.commit()
    return user


def code(steps: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(clock.now(), counter_offset=steps)


def enrolled(session: Session, user: User) -> list[str]:
    papers = second_factor.enrol(session, user, SECRET, code(), by=SYSTEM)
    clock.shift_for_tests(timedelta(minutes=5))
    return papers


def test_a_right_first_code_enrols_and_gives_eight_papers(session: Session, rina: User) -> None:
    papers = second_factor.enrol(session, rina, SECRET, code(), by=SYSTEM)
    assert len(set(papers)) == 8 and second_factor.recovery_codes_left(session, rina) == 8
    assert second_factor.is_enrolled(session, rina)


def test_a_wrong_first_code_enrols_nothing(session: Session, rina: User) -> None:
    with pytest.raises(second_factor.WrongCode):
        second_factor.enrol(session, rina, SECRET, "000000" if code() != "000000" else "111111", by=SYSTEM)
    assert not second_factor.is_enrolled(session, rina)


def test_the_first_code_is_spent_and_enrolling_twice_is_refused(session: Session, rina: User) -> None:
    first = code()
    second_factor.enrol(session, rina, SECRET, first, by=SYSTEM)
    with pytest.raises(second_factor.WrongCode):
        second_factor.verify(session, rina, first, by=SYSTEM)
    with pytest.raises(NotAllowed):
        second_factor.enrol(session, rina, SECRET, code(1), by=SYSTEM)


@pytest.mark.parametrize("again", ["{0}", " {0} ", "{1} {2}", "{1}\t{2}", "{1}-{2}", "{1}\u00a0{2}"])
def test_a_code_counts_once_also_with_blanks(session: Session, rina: User, again: str) -> None:
    enrolled(session, rina)
    now = code()
    second_factor.verify(session, rina, now, by=SYSTEM)
    with pytest.raises(second_factor.WrongCode):
        second_factor.verify(session, rina, again.format(now, now[:3], now[3:]), by=SYSTEM)


def test_a_code_with_blanks_is_accepted_the_first_time(session: Session, rina: User) -> None:
    enrolled(session, rina)
    now = code()
    second_factor.verify(session, rina, f" {now[:3]} {now[3:]} ", by=SYSTEM)


def test_half_a_minute_early_or_late_is_fine_more_is_not(session: Session, rina: User) -> None:
    enrolled(session, rina)
    second_factor.verify(session, rina, code(-1), by=SYSTEM)
    second_factor.verify(session, rina, code(1), by=SYSTEM)
    clock.shift_for_tests(timedelta(minutes=10))
    for steps in (-2, 2):
        with pytest.raises(second_factor.WrongCode):
            second_factor.verify(session, rina, code(steps), by=SYSTEM)


def test_an_older_code_is_refused_after_a_newer_one(session: Session, rina: User) -> None:
    enrolled(session, rina)
    second_factor.verify(session, rina, code(), by=SYSTEM)
    with pytest.raises(second_factor.WrongCode):
        second_factor.verify(session, rina, code(-1), by=SYSTEM)


def test_each_paper_code_counts_once_in_any_spelling(session: Session, rina: User) -> None:
    papers = enrolled(session, rina)
    second_factor.verify(session, rina, papers[0].lower().replace("-", " "), by=SYSTEM)
    assert second_factor.recovery_codes_left(session, rina) == 7
    with pytest.raises(second_factor.WrongCode):
        second_factor.verify(session, rina, papers[0], by=SYSTEM)


def test_new_papers_replace_the_old(session: Session, rina: User) -> None:
    old = enrolled(session, rina)
    new = second_factor.renew_recovery_codes(session, rina, by=SYSTEM)
    with pytest.raises(second_factor.WrongCode):
        second_factor.verify(session, rina, old[1], by=SYSTEM)
    second_factor.verify(session, rina, new[1], by=SYSTEM)


@pytest.mark.parametrize("nonsense", ["", " ", "12345", "1234567", "' OR 1", "١٢٣٤٥٦", "x" * 5000])
def test_nonsense_is_refused(session: Session, rina: User, nonsense: str) -> None:
    enrolled(session, rina)
    with pytest.raises(second_factor.WrongCode):
        second_factor.verify(session, rina, nonsense, by=SYSTEM)


def test_tries_are_limited(session: Session, rina: User) -> None:
    for _ in range(10):
        limits.second_factor(session, rina)
    with pytest.raises(TooMany):
        limits.second_factor(session, rina)


def test_a_right_and_a_wrong_code_are_written_down(session: Session, rina: User) -> None:
    enrolled(session, rina)
    now = code()
    second_factor.verify(session, rina, now, by=SYSTEM)
    with pytest.raises(second_factor.WrongCode):
        second_factor.verify(session, rina, now, by=SYSTEM)
    verbs = [event.verb for event in events.history(session, rina.subject)]
    assert verbs[-2:] == ["second_factor_accepted", "second_factor_refused"]
    assert now not in str([event.facts for event in events.history(session, rina.subject)])


def test_a_known_secret_is_for_demo_accounts_only(session: Session, rina: User) -> None:
    with pytest.raises(NotAllowed):
        second_factor.enrol_demo(session, rina, SECRET)
    rina.is_demo = True
    second_factor.enrol_demo(session, rina, SECRET)
    second_factor.enrol_demo(session, rina, SECRET)
    second_factor.verify(session, rina, code(), by=SYSTEM)


def test_a_lost_phone_starts_over(session: Session, rina: User) -> None:
    enrolled(session, rina)
    second_factor.remove(session, rina, by=SYSTEM)
    session.flush()
    assert not second_factor.is_enrolled(session, rina)
    assert second_factor.recovery_codes_left(session, rina) == 0
