"""Invented people who can log in; they share one password and one hash."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.people import passwords, phones, second_factor
from marketplace.people.members import ProducerMember
from marketplace.people.producers import Producer
from marketplace.people.users import StaffRole, User

from . import logins

LOAD_TEST_BUYERS = 80
STAFF = (
    ("Nurul Keuangan", logins.FINANCE, "finance"),
    ("Rizal Petugas", logins.OFFICER, "officer"),
    ("Sari Pemeriksa", logins.VERIFIER, "verifier", "moderator"),
    ("Hasan Kepala", logins.HEAD, "head"),
    ("Dewi Admin", logins.ADMIN, "admin"),
)


def load(session: Session, makers: dict[str, Producer]) -> None:
    """A shopper, a hotel's purchaser, every maker's owner, and staff."""
    sealed = passwords.seal(logins.PASSWORD)
    person(session, sealed, "Ani Kartika", phone=logins.SHOPPER)
    person(session, sealed, "Ratih Pembelian", email=logins.HOTEL, company="Hotel Teluk Beriman")
    for maker in makers.values():
        owner = person(session, sealed, maker.owner_name, phone=maker.phone)
        session.add(ProducerMember(user_id=owner.id, producer_id=maker.id))
    for name, email, *roles in STAFF:
        one = person(session, sealed, name, email=email)
        session.add_all(StaffRole(user_id=one.id, role=role, granted_by="contoh") for role in roles)
        session.flush()
        session.refresh(one)
        second_factor.enrol_demo(session, one, logins.DEMO_SECRET)
    session.flush()


def load_test_buyers(session: Session) -> int:
    """Eighty more buyers for measuring, once; returns how many came."""
    first = "+6281200001000"
    if session.scalar(select(func.count()).where(User.phone == first)):
        return 0
    sealed = passwords.seal(logins.PASSWORD)
    for n in range(LOAD_TEST_BUYERS):
        session.add(User(name=f"Pembeli Uji {n + 1}", phone=f"+6281200001{n:03d}", password_hash=sealed, is_demo=True))
    session.flush()
    return LOAD_TEST_BUYERS


def person(
    session: Session, sealed: str, name: str, *, phone: str = "", email: str = "", company: str | None = None
) -> User:
    """Somebody with the log-in of the demo."""
    one = User(
        name=name,
        company=company,
        phone=phones.mobile(phone) if phone else None,
        phone_verified_at=clock.now() if phone else None,
        email=email or None,
        email_verified_at=clock.now() if email else None,
        password_hash=sealed,
        is_demo=True,
    )
    session.add(one)
    session.flush()
    return one
