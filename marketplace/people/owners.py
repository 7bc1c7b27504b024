"""What the owner of an outlet decides: its members, their roles, and which outlets there are."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, NotFound

from . import buyers, invitations, organisations
from .buyers import Buyer, BuyerRole, Desk
from .invitations import Invitation
from .organisations import Outlet

Roles = dict[int, list[str]]


def member(session: Session, desk: Desk, buyer_id: int) -> Buyer:
    """Somebody who buys for the organisation now; raise NotFound."""
    buyer = session.get(Buyer, buyer_id)
    if buyer is None or buyer.organisation_id != desk.organisation.id or buyer.ended_at is not None:
        raise NotFound(buyer_id=buyer_id)
    return buyer


def set_roles(session: Session, desk: Desk, buyer: Buyer, roles: Roles, *, by: Actor) -> None:
    """Give exactly these roles at the outlets that the actor owns; those at other outlets stay.

    Without any role left the place ends. Raise NotFound, NotAllowed when no owner would be left.
    """
    _own(desk, roles)
    session.refresh(desk.organisation, with_for_update=True)
    kept: Roles = {}
    for held in session.scalars(select(BuyerRole).where(BuyerRole.buyer_id == buyer.id)):
        if not desk.may(held.outlet_id, "owner"):
            kept.setdefault(held.outlet_id, []).append(held.role)
    wanted = {outlet: held for outlet, held in {**roles, **kept}.items() if held}
    if wanted:
        buyers.place(session, desk.organisation, buyer.user, wanted, by=by)
    else:
        buyers.remove(session, buyer, by=by)


def dismiss(session: Session, desk: Desk, buyer: Buyer, *, by: Actor) -> None:
    """Take away every role at the outlets that the actor owns, with invitations to the same contact."""
    set_roles(session, desk, buyer, {}, by=by)
    contacts = {buyer.user.phone, buyer.user.email} - {None}
    for made in invitations.waiting(session, desk.organisation):
        if made.contact in contacts:
            invitations.withdraw(session, made, by=by)


def invite(session: Session, desk: Desk, contact: str, roles: Roles, *, by: Actor) -> tuple[Invitation, str]:
    """A link with roles at outlets that the actor owns. Raise NotFound, Invalid."""
    _own(desk, roles)
    return invitations.invite(session, desk.organisation, contact, roles, by=by)


def withdraw(session: Session, desk: Desk, invitation_id: int, *, by: Actor) -> Invitation:
    """End an invitation to outlets that the actor owns. Raise NotFound, NotAllowed."""
    made = session.get(Invitation, invitation_id)
    if made is None or made.organisation_id != desk.organisation.id:
        raise NotFound(invitation_id=invitation_id)
    _own(desk, {int(outlet): [] for outlet in made.roles})
    invitations.withdraw(session, made, by=by)
    return made


def open_outlet(session: Session, desk: Desk, *, name: str, street: str, kelurahan: str, by: Actor) -> Outlet:
    """Another outlet, owned by who opens it. Raise Invalid."""
    outlet = organisations.add_outlet(session, desk.organisation, name=name, street=street, kelurahan=kelurahan, by=by)
    session.add(BuyerRole(buyer_id=desk.buyer_id, outlet_id=outlet.id, role="owner"))
    session.flush()
    events.record(session, desk.organisation.subject, "member_placed", by=by, user_id=by.user_id,
                  roles={str(outlet.id): ["owner"]})  # fmt: skip
    return outlet


def close_outlet(session: Session, outlet: Outlet, *, by: Actor) -> None:
    """Nothing new is ordered for it; raise NotAllowed for the last open one."""
    session.refresh(outlet.organisation, with_for_update=True)
    session.refresh(outlet)
    others = select(Outlet.id).where(
        Outlet.organisation_id == outlet.organisation_id, Outlet.closed_at.is_(None), Outlet.id != outlet.id
    )
    if outlet.closed_at is not None or session.scalars(others.limit(1)).first() is None:
        raise NotAllowed(verb="close_outlet", state="closed" if outlet.closed_at else "last")
    outlet.closed_at = clock.now()
    session.flush()
    events.record(session, outlet.organisation.subject, "outlet_closed", by=by, outlet=outlet.name)


def reopen_outlet(session: Session, outlet: Outlet, *, by: Actor) -> None:
    """It is used again."""
    outlet.closed_at = None
    session.flush()
    events.record(session, outlet.organisation.subject, "outlet_reopened", by=by, outlet=outlet.name)


def _own(desk: Desk, roles: Roles) -> None:
    for outlet in roles:
        if not desk.may(outlet, "owner"):
            raise NotFound(outlet=outlet)
