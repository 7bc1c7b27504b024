"""How often somebody may try to get in, sign up or ask for a link."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.kernel import clock, settings, throttle
from marketplace.kernel.errors import TooMany

from .users import Identifier, User

TRIES = settings.declare(
    "accounts.tries_per_person",
    10,
    "Berapa kali orang boleh mencoba masuk ke satu akun dalam satu jangka waktu",
    settings.at_least(1),
)
TRIES_PER_ADDRESS = settings.declare(
    "accounts.failures_per_address",
    50,
    "Berapa kali satu alamat jaringan boleh gagal masuk dalam satu jangka waktu",
    settings.at_least(1),
)
WINDOW = settings.declare(
    "accounts.window_minutes",
    15,
    "Panjang jangka waktu untuk menghitung percobaan masuk, dalam menit",
    settings.at_least(1),
)
SIGNUPS_PER_ADDRESS = settings.declare(
    "accounts.signups_per_address",
    60,
    "Berapa pendaftaran boleh datang dari satu alamat jaringan dalam satu jam",
    settings.at_least(1),
)
MAILS_PER_PERSON = settings.declare(
    "accounts.mails_per_person",
    5,
    "Berapa kali tautan boleh diminta untuk satu nomor HP atau e-mail dalam satu jam",
    settings.at_least(1),
)
HOUR = timedelta(hours=1)


def log_in(session: Session, who: Identifier, address: str) -> None:
    """Count one try for the account, known or not; raise TooMany for it or for the address."""
    failures = throttle.used(session, "log-in-from", address, per=_window(session))
    if failures >= TRIES_PER_ADDRESS(session):
        raise TooMany(retry_at=clock.now() + _window(session))
    throttle.count(session, "log-in", who.value, limit=TRIES(session), per=_window(session))


def log_in_failed(session: Session, address: str) -> None:
    """Count a failure for the address; people who share one and get in cost nothing."""
    throttle.count(session, "log-in-from", address, limit=10**9, per=_window(session))


def second_factor(session: Session, user: User) -> None:
    """Count one try at the second factor."""
    throttle.count(session, "factor", user.subject, limit=TRIES(session), per=_window(session))


def password_again(session: Session, user: User) -> None:
    """Count one try at the present password by somebody who is already in."""
    throttle.count(session, "password", user.subject, limit=TRIES(session), per=_window(session))


def forgive(session: Session, user: User) -> None:
    """Start counting anew after the person has proved who they are."""
    for value in (user.phone, user.email):
        if value:
            throttle.forget(session, "log-in", value)
    throttle.forget(session, "password", user.subject)


def forgive_second_factor(session: Session, user: User) -> None:
    """Start counting anew after a right code."""
    throttle.forget(session, "factor", user.subject)


def sign_up(session: Session, who: Identifier, address: str) -> None:
    """Count one sign-up."""
    throttle.count(session, "sign-up-from", address, limit=SIGNUPS_PER_ADDRESS(session), per=HOUR)
    throttle.count(session, "sign-up", who.value, limit=MAILS_PER_PERSON(session), per=HOUR)


def ask_link(session: Session, who: Identifier, address: str) -> None:
    """Count one request for a link by e-mail."""
    throttle.count(session, "link-from", address, limit=SIGNUPS_PER_ADDRESS(session), per=HOUR)
    throttle.count(session, "link", who.value, limit=MAILS_PER_PERSON(session), per=HOUR)


def change_contact(session: Session, user: User) -> None:
    """Count one change of phone or e-mail: it may not serve to ask who else is here."""
    throttle.count(session, "contact", user.subject, limit=MAILS_PER_PERSON(session), per=HOUR)


def _window(session: Session) -> timedelta:
    return timedelta(minutes=WINDOW(session))
