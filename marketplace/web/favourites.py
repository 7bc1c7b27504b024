"""The visitor's favourites: a guest's list is a signed cookie, a person's stands with the account."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from marketplace.catalog import favourites
from marketplace.catalog.favourites import FavouritesFull, Thing
from marketplace.kernel import crypto
from marketplace.kernel.db import db
from marketplace.people.users import User

from . import identity

COOKIE = "favorit"
KEPT_SECONDS = 60 * 60 * 24 * 365
MOST_OF_A_GUEST = 40
LONGEST = 2000
LETTERS = {"product": "p", "producer": "t"}
KINDS = {letter: kind for kind, letter in LETTERS.items()}


def register(app: Flask) -> None:
    """Keep the cookie, bring a guest's list along at log-in."""
    app.after_request(keep)
    identity.ON_ENTER.append(adopt)


def things() -> list[Thing]:
    """The visitor's list, the newest first."""
    user = identity.person()
    if user is None:
        return of_guest()
    if request.cookies.get(COOKIE):
        g.setdefault("favourites_cookie", "")
    return favourites.of_user(db.session(), user.id)


def of_guest() -> list[Thing]:
    """What the cookie says; one that was tampered with says nothing."""
    if "guest_favourites" not in g:
        g.guest_favourites = _read(request.cookies.get(COOKIE, ""))
    return list(g.guest_favourites)


def has(thing: Thing) -> bool:
    """Whether the visitor's list holds the thing."""
    return thing in (of_guest() if identity.person() is None else things())


def put(thing: Thing, wanted: bool) -> None:
    """Put a thing on the visitor's list or take it off; twice is once. Raise FavouritesFull."""
    user = identity.person()
    if user is not None and wanted:
        favourites.add(db.session(), user.id, thing)
    elif user is not None:
        favourites.remove(db.session(), user.id, thing)
    else:
        _write([*([thing] if wanted else []), *(one for one in of_guest() if one != thing)])


def adopt(user: User) -> None:
    """At log-in the guest's list becomes part of the person's own."""
    guests = _read(request.cookies.get(COOKIE, ""))
    if guests:
        favourites.join(db.session(), user.id, guests)
        g.favourites_cookie = ""


def keep(response: Response) -> Response:
    """Set the cookie when the guest's list changed, drop it when the list is empty or went to the account."""
    value = g.get("favourites_cookie")
    if value:
        secure = current_app.config["DEPLOYMENT"].is_https
        response.set_cookie(COOKIE, value, max_age=KEPT_SECONDS, httponly=True, samesite="Lax", secure=secure)
    elif value is not None:
        response.delete_cookie(COOKIE)
    return response


def _write(wanted: Sequence[Thing]) -> None:
    if len(wanted) > MOST_OF_A_GUEST:
        raise FavouritesFull(limit=MOST_OF_A_GUEST)
    g.guest_favourites = list(wanted)
    text = "-".join(f"{LETTERS[kind]}{number}" for kind, number in wanted)
    g.favourites_cookie = crypto.sign(text, COOKIE) if text else ""


def _read(value: str) -> list[Thing]:
    text = crypto.signed(value, COOKIE) if 0 < len(value) < LONGEST else ""
    return [(KINDS[part[0]], int(part[1:])) for part in text.split("-") if part]
