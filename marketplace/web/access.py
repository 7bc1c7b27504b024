"""Who may open a route: each view declares its policy, everything else is denied."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from marketplace.kernel.actor import Actor
from marketplace.people import users

from . import identity
from .buyer import desks

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
PERSON = "person"
PRODUCER = "producer"
BUYER = "buyer"
STAFF = "staff:"
POLICIES = {PUBLIC, PERSON, PRODUCER, BUYER}
ROLES = {*users.STAFF_ROLES, "any"}


def policy(name: str) -> Callable[[View], View]:
    """Declare who may open a view: public, person, producer, buyer, staff:<role>, or staff:<role>|<role>.

    Not logged in → the log-in page; wrong role → 404, as for a stranger. Staff must have
    passed the second factor.
    """
    if name not in POLICIES and not (name.startswith(STAFF) and ROLES.issuperset(roles(name))):
        raise ValueError(name)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            refused = _refusal(name)
            return refused if refused is not None else view(*args, **kwargs)

        guarded.policy = name  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def roles(name: str) -> list[str]:
    """The staff roles of a policy, any of which opens the view."""
    return name.removeprefix(STAFF).split("|")


def _refusal(name: str) -> Response | None:
    if name == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _to_login()
    actor = identity.actor()
    if name == PRODUCER and not actor.producer_ids:
        abort(404)
    if name == BUYER and not desks.mine():
        abort(404)
    if actor.acting_for is not None and identity.me().is_staff and not identity.second_factor_passed():
        return _to_second_factor()
    if name.startswith(STAFF):
        if not _holds(actor, name):
            abort(404)
        if not identity.second_factor_passed():
            return _to_second_factor()
    return None


def may_open(endpoint: str) -> bool:
    """Whether the present member of staff may open a staff page."""
    actor, name = identity.actor(), str(getattr(current_app.view_functions.get(endpoint), "policy", ""))
    return name.startswith(STAFF) and _holds(actor, name)


def _holds(actor: Actor, name: str) -> bool:
    return any(actor.has(role) or (role == "any" and bool(actor.roles)) for role in roles(name))


def _to_second_factor() -> Response:
    return redirect(url_for("shop.second_factor.show", next=request.path), 303)


def _to_login() -> Response:
    where = url_for("shop.login.show", next=request.full_path.rstrip("?"))
    if request.headers.get("HX-Request"):
        response = Response(status=204)
        response.headers["HX-Redirect"] = where
        return response
    return redirect(where, 303)


def verify(app: Flask) -> None:
    """Stop the start when a route has no declared policy."""
    missing = [endpoint for endpoint, view in app.view_functions.items() if not hasattr(view, "policy")]
    if missing:
        raise RuntimeError(f"routes without a policy: {', '.join(sorted(missing))}")


def url_map(app: Flask) -> list[tuple[str, str, str, str]]:
    """Every route as (path, methods, policy, endpoint), sorted by path."""
    rows = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        declared = str(getattr(app.view_functions[rule.endpoint], "policy", "?"))
        rows.append((rule.rule, methods, declared, rule.endpoint))
    return sorted(rows)
