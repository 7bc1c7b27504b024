"""Staff roles: given, taken, never without an administrator left."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import NotAllowed
from marketplace.people import login_sessions, staff, users
from marketplace.people.users import Identifier

WHO = Identifier("email", "rina@contoh.id")


def test_a_new_staff_account_has_a_role_and_no_password(session: Session) -> None:
    user = staff.create(session, name="Rina", who=WHO, role="admin", by=SYSTEM)
    assert user.password_hash is None and user.is_staff
    assert users.as_actor(session, user).has("finance")
    assert staff.everyone(session) == [user]


def test_an_existing_account_is_used(session: Session) -> None:
    first = staff.create(session, name="Rina", who=WHO, role="finance", by=SYSTEM)
    assert staff.create(session, name="Rina", who=WHO, role="officer", by=SYSTEM) is first
    assert users.as_actor(session, first).roles == {"finance", "officer"}


def test_a_new_role_asks_for_a_new_log_in(session: Session) -> None:
    user = staff.create(session, name="Rina", who=WHO, role="finance", by=SYSTEM)
    _, token = login_sessions.start(session, user, device="", remember=True)
    staff.grant(session, user, "officer", by=SYSTEM)
    assert login_sessions.find(session, token) is None


def test_only_known_roles_exist(session: Session) -> None:
    user = staff.create(session, name="Rina", who=WHO, role="finance", by=SYSTEM)
    with pytest.raises(NotAllowed):
        staff.grant(session, user, "owner", by=SYSTEM)
    assert not users.as_actor(session, user).has("admin")


def test_the_last_administrator_stays(session: Session) -> None:
    user = staff.create(session, name="Rina", who=WHO, role="admin", by=SYSTEM)
    with pytest.raises(staff.LastAdministrator):
        staff.withdraw(session, user, "admin", by=SYSTEM)
    staff.create(session, name="Budi", who=Identifier("email", "budi@contoh.id"), role="admin", by=SYSTEM)
    staff.withdraw(session, user, "admin", by=SYSTEM)
    assert users.as_actor(session, user).roles == frozenset()
