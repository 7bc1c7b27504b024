"""People with an account, and the roles that staff among them hold."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base

from . import assisting, emails, members, phones

STAFF_ROLES = ("finance", "officer", "verifier", "moderator", "head", "admin")


class User(Base):
    """A person who can log in by phone or e-mail. One of the two is always there."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("phone IS NOT NULL OR email IS NOT NULL", name="reachable"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    name: Mapped[str]
    company: Mapped[str | None]
    phone: Mapped[str | None] = mapped_column(unique=True)
    phone_verified_at: Mapped[datetime | None]
    email: Mapped[str | None] = mapped_column(unique=True)
    email_verified_at: Mapped[datetime | None]
    password_hash: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="id")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    disabled_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    staff_roles: Mapped[list[StaffRole]] = relationship(foreign_keys="StaffRole.user_id", viewonly=True)

    @property
    def subject(self) -> str:
        """How events name this person."""
        return f"user:{self.id}"

    @property
    def is_staff(self) -> bool:
        """Whether the person holds any staff role."""
        return bool(self.staff_roles)


class StaffRole(Base):
    """A staff role somebody was granted. No row, no right."""

    __tablename__ = "staff_roles"
    __table_args__ = (
        CheckConstraint("role IN ('finance', 'officer', 'verifier', 'moderator', 'head', 'admin')", name="role"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    granted_by: Mapped[str]
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)


class Identifier(NamedTuple):
    """What somebody types to say who they are, in the form it is kept."""

    kind: Literal["phone", "email"]
    value: str


def identifier(text: str) -> Identifier | None:
    """Read a mobile number or an e-mail address; nothing when it is neither."""
    if "@" in text:
        email = emails.normalise(text)
        return Identifier("email", email) if email else None
    phone = phones.mobile(text)
    return Identifier("phone", phone) if phone else None


def known_by(session: Session, who: Identifier) -> User | None:
    """The account with this phone or e-mail."""
    column = User.email if who.kind == "email" else User.phone
    return session.scalars(select(User).where(column == who.value)).one_or_none()


def by_phone(session: Session, phone: str) -> User | None:
    """The account with this phone (+62…)."""
    return known_by(session, Identifier("phone", phone))


def by_public_id(session: Session, public_id: str) -> User | None:
    """The account with this public id."""
    return session.scalars(select(User).where(User.public_id == public_id)).one_or_none()


def as_actor(session: Session, user: User, acting_for: int | None = None) -> Actor:
    """The person as the one who acts, with the rights that hold at this moment.

    Who helps a maker has the maker's rights and, until the help is over, no others.
    """
    shop = assisting.helped(session, user.id, acting_for)
    if shop is not None:
        name = f"{user.name} (untuk {shop.name})"
        return Actor("user", name, user_id=user.id, producer_ids=frozenset({shop.id}), acting_for=shop.id)
    return Actor(
        "user",
        user.name,
        user_id=user.id,
        roles=frozenset(held.role for held in user.staff_roles),
        producer_ids=members.producer_ids(session, user.id),
    )
