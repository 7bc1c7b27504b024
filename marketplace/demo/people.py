"""Invented people who can log in; they share one password and one hash."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.people import passwords, second_factor
from marketplace.people.members import ProducerMember
from marketplace.people.producers import Producer
from marketplace.people.users import StaffRole, User

from .logins import DEMO_SECRET, PASSWORD


def load(session: Session, makers: dict[str, Producer]) -> None:
    """A shopper, every maker's owner, finance and an administrator."""
    sealed = passwords.seal(PASSWORD)
    session.add(User(name="Ani Contoh", phone="+6281200000101", password_hash=sealed, is_demo=True))
    for maker in makers.values():
        owner = User(name=maker.owner_name, phone=maker.phone, password_hash=sealed, is_demo=True)
        session.add(owner)
        session.flush()
        session.add(ProducerMember(user_id=owner.id, producer_id=maker.id))
    for name, phone, role in (
        ("Keuangan Contoh", "+6281200000991", "finance"),
        ("Admin Contoh", "+6281200000992", "admin"),
    ):
        person = User(name=name, phone=phone, password_hash=sealed, is_demo=True)
        session.add(person)
        session.flush()
        session.add(StaffRole(user_id=person.id, role=role, granted_by="contoh"))
        session.flush()
        session.refresh(person)
        second_factor.enrol_demo(session, person, DEMO_SECRET)
