"""An organisation invites a person by phone or e-mail; whoever opens the link and logs in takes the place."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import changed, clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

from . import buyers, emails, phones
from .organisations import Organisation
from .users import User

LIFE = timedelta(days=7)


class Invitation(Base):
    """`roles` maps an outlet's id to roles. Only the digest of the token is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    contact: Mapped[str]
    roles: Mapped[dict[str, Any]]
    invited_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    organisation: Mapped[Organisation] = relationship()


def invite(
    session: Session, organisation: Organisation, contact: str, roles: dict[int, list[str]], *, by: Actor
) -> tuple[Invitation, str]:
    """A link for somebody who is reached at `contact`; its token is told once. Raise Invalid."""
    kept = phones.mobile(contact) or emails.normalise(contact)
    wrong = {} if kept else {"contact": "contact"}
    if not any(roles.values()):
        wrong["roles"] = "empty"
    if wrong or kept is None:
        raise Invalid(errors=wrong)
    token = ids.token()
    made = Invitation(
        organisation_id=organisation.id,
        digest=ids.digest(token),
        contact=kept,
        roles={str(outlet): sorted(set(held)) for outlet, held in roles.items() if held},
        invited_by=by.name,
        expires_at=clock.now() + LIFE,
    )
    session.add(made)
    session.flush()
    events.record(session, organisation.subject, "invited", by=by, contact=kept)
    return made, token


def peek(session: Session, token: str) -> Invitation:
    """The invitation of a link while it can be taken; raise NotFound."""
    made = session.scalars(
        select(Invitation).where(
            Invitation.digest == ids.digest(token), Invitation.ended_at.is_(None), Invitation.expires_at > clock.now()
        )
    ).first()
    if made is None:
        raise NotFound(token="…")
    return made


def accept(session: Session, token: str, user: User, *, by: Actor) -> Organisation:
    """Take the place; of two who try at once one succeeds. Roles held already stay. Raise NotFound, NotAllowed."""
    made = peek(session, token)
    _end(session, made)
    session.refresh(made.organisation, with_for_update=True)
    session.flush()
    session.expire_all()
    made.accepted_by = user.id
    roles = {int(outlet): list(held) for outlet, held in made.roles.items()}
    for desk in buyers.desks(session, by=by):
        if desk.organisation.id == made.organisation_id:
            for outlet, role in desk.roles:
                roles.setdefault(outlet, []).append(role)
    buyers.place(session, made.organisation, user, roles, by=by)
    return made.organisation


def withdraw(session: Session, made: Invitation, *, by: Actor) -> None:
    """The link leads nowhere any more; raise NotAllowed when it was used."""
    _end(session, made)
    events.record(session, made.organisation.subject, "invitation_withdrawn", by=by, contact=made.contact)


def waiting(session: Session, organisation: Organisation) -> list[Invitation]:
    """Those that can still be taken, newest first."""
    query = select(Invitation).where(
        Invitation.organisation_id == organisation.id,
        Invitation.ended_at.is_(None),
        Invitation.expires_at > clock.now(),
    )
    return list(session.scalars(query.order_by(Invitation.id.desc())))


def _end(session: Session, made: Invitation) -> None:
    ended = update(Invitation).where(Invitation.id == made.id, Invitation.ended_at.is_(None))
    if not changed.rows(session, ended.values(ended_at=clock.now())):
        raise NotAllowed(verb="accept", state="ended")
    session.refresh(made)
