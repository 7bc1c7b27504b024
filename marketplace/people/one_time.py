"""Links and tickets that work once, for a short while: only their digest is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Refusal

from .users import User

LIFE = {
    "reset_password": timedelta(minutes=30),
    "verify_email": timedelta(days=3),
    "first_password": timedelta(hours=24),
    "second_factor": timedelta(minutes=10),
    "assist": timedelta(days=2),
}


class LinkSpent(Refusal):
    """The link was used, is too old, or never existed: one answer for all three."""


class OneTimeLink(Base):
    """A secret handed to one person for one purpose."""

    __tablename__ = "one_time_links"
    __table_args__ = (Index("ix_one_time_links_user_id_purpose", "user_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(unique=True)
    facts: Mapped[dict[str, Any]]
    issued_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


def issue(session: Session, user: User, purpose: str, *, by: Actor, **facts: Any) -> tuple[OneTimeLink, str]:
    """Make a link and end the unused older ones of that purpose; the token is returned once."""
    end_all(session, user, purpose)
    token, now = ids.token(), clock.now()
    link = OneTimeLink(
        purpose=purpose,
        user_id=user.id,
        digest=ids.digest(token),
        facts=facts,
        issued_by=by.name,
        created_at=now,
        expires_at=now + LIFE[purpose],
    )
    session.add(link)
    session.flush()
    return link, token


def peek(session: Session, token: str, *purposes: str) -> OneTimeLink:
    """The link of a token while it can be used; raise LinkSpent."""
    link = (
        session.scalars(
            select(OneTimeLink)
            .options(joinedload(OneTimeLink.user).options(joinedload(User.staff_roles)))
            .where(
                OneTimeLink.digest == ids.digest(token),
                OneTimeLink.purpose.in_(purposes),
                OneTimeLink.used_at.is_(None),
                OneTimeLink.expires_at > clock.now(),
            )
        )
        .unique()
        .one_or_none()
    )
    if link is None or link.user.disabled_at is not None:
        raise LinkSpent()
    return link


def use(session: Session, link: OneTimeLink) -> None:
    """Spend the link; of two who try at once only one succeeds, the other gets LinkSpent."""
    spent = session.scalars(
        update(OneTimeLink)
        .where(OneTimeLink.id == link.id, OneTimeLink.used_at.is_(None))
        .values(used_at=clock.now())
        .returning(OneTimeLink.id)
    ).all()
    if not spent:
        raise LinkSpent()


def end_all(session: Session, user: User, purpose: str) -> None:
    """End the unused links of one purpose."""
    session.execute(
        update(OneTimeLink)
        .where(
            OneTimeLink.user_id == user.id,
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
