"""Whose desk a page is about, and what the present person may do there."""

from __future__ import annotations

from flask import g

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.people import buyers
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Outlet
from marketplace.web import identity


def mine() -> list[Desk]:
    """The desks of the present person, read once a request."""
    if "buyer_desks" not in g:
        g.buyer_desks = buyers.desks(db.session(), by=identity.actor())
    return g.buyer_desks  # type: ignore[no-any-return]


def afresh() -> list[Desk]:
    """The same once more, after roles have changed in this request."""
    g.pop("buyer_desks", None)
    db.session.expire_all()
    return mine()


def afresh_at(org: str) -> Desk:
    """The desk named in the address, read once more."""
    afresh()
    return current(org)


def current(org: str) -> Desk:
    """The desk named in the address; raise NotFound for a stranger."""
    for desk in mine():
        if desk.organisation.public_id == org:
            g.buyer_desk = desk
            return desk
    raise NotFound(public_id=org)


def shown() -> Desk | None:
    """The desk that the page is about, once a view has asked for it."""
    return g.get("buyer_desk")  # type: ignore[no-any-return]


def demand(desk: Desk, outlet_id: int, *roles: str) -> None:
    """Raise NotFound unless one of the roles is held at the outlet (an owner holds all)."""
    if not desk.may(outlet_id, *roles):
        raise NotFound(outlet=outlet_id)


def demand_anywhere(desk: Desk, *roles: str) -> None:
    """Raise NotFound unless one of the roles is held at some outlet."""
    if not desk.anywhere(*roles):
        raise NotFound(role=",".join(roles))


def outlet(desk: Desk, public_id: str, *roles: str) -> Outlet:
    """One of the organisation's outlets where one of the roles is held; raise NotFound."""
    for one in desk.organisation.outlets:
        if one.public_id == public_id and desk.may(one.id, *(roles or buyers.ROLES)):
            return one
    raise NotFound(public_id=public_id)
