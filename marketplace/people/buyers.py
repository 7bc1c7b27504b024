"""Who buys for an organisation, and in which role at which outlet (F59)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

from .organisations import Organisation, Outlet
from .users import User

ROLES = ("requester", "approver", "receiver", "finance", "owner")


class Buyer(Base):
    """A person's place at an organisation; `ended_at` when it was taken away."""

    __tablename__ = "buyers"
    __table_args__ = (UniqueConstraint("organisation_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    user: Mapped[User] = relationship()
    roles: Mapped[list[BuyerRole]] = relationship(order_by="BuyerRole.id", cascade="all, delete-orphan")


class BuyerRole(Base):
    """One role at one outlet."""

    __tablename__ = "buyer_roles"
    __table_args__ = (
        UniqueConstraint("buyer_id", "outlet_id", "role"),
        CheckConstraint("role IN ('requester', 'approver', 'receiver', 'finance', 'owner')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("buyers.id"))
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"), index=True)
    role: Mapped[str]


@dataclass(frozen=True)
class Desk:
    """What a person may do for one organisation: roles by outlet. An owner may do everything there."""

    buyer_id: int
    organisation: Organisation
    roles: frozenset[tuple[int, str]]

    def may(self, outlet_id: int, *roles: str) -> bool:
        """Whether one of the roles is held at the outlet."""
        return any((outlet_id, role) in self.roles for role in (*roles, "owner"))

    def anywhere(self, *roles: str) -> bool:
        """Whether one of the roles is held at some outlet."""
        return any(held in (*roles, "owner") for _, held in self.roles)

    def outlet_ids(self, *roles: str) -> set[int]:
        """All outlets, closed ones too, where one of the roles is held (any role when none is named)."""
        wanted = roles or ROLES
        return {one.id for one in self.organisation.outlets if self.may(one.id, *wanted)}

    def outlets(self, *roles: str) -> list[Outlet]:
        """The open outlets where one of the roles is held (any role when none is named)."""
        held = self.outlet_ids(*roles)
        return [one for one in self.organisation.outlets if one.closed_at is None and one.id in held]


def desks(session: Session, *, by: Actor) -> list[Desk]:
    """The organisations the actor buys for, by name."""
    if by.user_id is None:
        return []
    query = (
        select(Buyer)
        .join(Buyer.organisation)
        .where(Buyer.user_id == by.user_id, Buyer.ended_at.is_(None))
        .options(joinedload(Buyer.organisation).selectinload(Organisation.outlets), joinedload(Buyer.roles))
        .order_by(Organisation.name, Organisation.id)
    )
    return [
        Desk(found.id, found.organisation, frozenset((held.outlet_id, held.role) for held in found.roles))
        for found in session.scalars(query).unique()
    ]


def desk(session: Session, public_id: str, *, by: Actor) -> Desk:
    """The actor's desk at one organisation; raise NotFound for a stranger."""
    for found in desks(session, by=by):
        if found.organisation.public_id == public_id:
            return found
    raise NotFound(public_id=public_id)


def establish(session: Session, user: User, organisation: Organisation, outlet: Outlet, *, by: Actor) -> Organisation:
    """Open an organisation with its first outlet; who does it owns it."""
    session.add(organisation)
    session.flush()
    outlet.organisation_id = organisation.id
    session.add(outlet)
    session.flush()
    place(session, organisation, user, {outlet.id: ["owner"]}, by=by)
    events.record(session, organisation.subject, "founded", by=by, name=organisation.name)
    return organisation


def place(session: Session, organisation: Organisation, user: User, roles: dict[int, list[str]], *, by: Actor) -> Buyer:
    """Give a person exactly these roles by outlet. Raise Invalid, NotAllowed when no owner would be left."""
    own = {outlet.id for outlet in session.scalars(select(Outlet).where(Outlet.organisation_id == organisation.id))}
    if not set(roles) <= own or any(not set(held) <= set(ROLES) for held in roles.values()):
        raise Invalid(errors={"roles": "unknown"})
    session.refresh(organisation, with_for_update=True)
    buyer = session.scalars(
        select(Buyer).where(Buyer.organisation_id == organisation.id, Buyer.user_id == user.id)
    ).first()
    if buyer is None:
        buyer = Buyer(organisation_id=organisation.id, user_id=user.id)
        session.add(buyer)
    buyer.ended_at = None
    buyer.roles.clear()
    session.flush()
    buyer.roles.extend(BuyerRole(outlet_id=outlet, role=role) for outlet, held in roles.items() for role in set(held))
    session.flush()
    _keep_an_owner(session, organisation)
    events.record(session, organisation.subject, "member_placed", by=by, user_id=user.id, roles=_told(roles))
    return buyer


def remove(session: Session, buyer: Buyer, *, by: Actor) -> None:
    """Take a person's place away; raise NotAllowed when no owner would be left."""
    session.refresh(buyer.organisation, with_for_update=True)
    buyer.ended_at = clock.now()
    buyer.roles.clear()
    session.flush()
    _keep_an_owner(session, buyer.organisation)
    events.record(session, buyer.organisation.subject, "member_removed", by=by, user_id=buyer.user_id)


def members(session: Session, organisation: Organisation) -> list[Buyer]:
    """Who buys for it now, by name."""
    query = (
        select(Buyer)
        .join(Buyer.user)
        .where(Buyer.organisation_id == organisation.id, Buyer.ended_at.is_(None))
        .options(joinedload(Buyer.user), joinedload(Buyer.roles))
        .order_by(User.name, User.id)
    )
    return list(session.scalars(query).unique())


def _keep_an_owner(session: Session, organisation: Organisation) -> None:
    owner = (
        select(BuyerRole.id)
        .join(Buyer)
        .where(Buyer.organisation_id == organisation.id, Buyer.ended_at.is_(None), BuyerRole.role == "owner")
    )
    if session.scalars(owner.limit(1)).first() is None:
        raise NotAllowed(verb="remove_last_owner", state="owner")


def _told(roles: dict[int, list[str]]) -> dict[str, list[str]]:
    return {str(outlet): sorted(set(held)) for outlet, held in roles.items()}
