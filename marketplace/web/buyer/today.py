"""The first page of a desk: what waits for this person today."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.people.buyers import ROLES, Desk
from marketplace.people.organisations import Outlet
from marketplace.web import fragments, identity, organisation_words
from marketplace.web.access import BUYER, policy

from . import desks, waiting

bp = Blueprint("today", __name__)


@bp.get("/pembelian/<org>")
@policy(BUYER)
def show(org: str) -> Response:
    """What waits, by the person's roles."""
    desk = desks.current(org)
    return fragments.page(
        "buyer/today/show.html", desk=desk, waits=waiting.of(desk), roles=_roles(desk), person=identity.me(),
        words=organisation_words,
    )  # fmt: skip


def _roles(desk: Desk) -> list[tuple[Outlet, list[str]]]:
    """What the person does at each open outlet."""
    held = [(one, [role for role in ROLES if (one.id, role) in desk.roles]) for one in desk.outlets()]
    return [(one, roles) for one, roles in held if roles]
