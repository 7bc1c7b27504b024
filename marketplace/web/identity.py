"""Who is asking: the logged-in person, or a guest, as the domain's actor."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, abort, flash, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from marketplace.kernel import clock, ids
from marketplace.kernel.actor import Actor, guest
from marketplace.kernel.db import begin_write, db
from marketplace.people import devices, login_sessions, passwords, phones, users
from marketplace.people.producers import Producer

manager = LoginManager()
ON_ENTER: list[Callable[[users.User], str | None]] = []


class Visitor(UserMixin):  # type: ignore[misc]
    """A logged-in user together with the log-in session that proves it."""

    def __init__(self, user: users.User, token: str, login: login_sessions.LoginSession) -> None:
        self.user = user
        self.token = token
        self.login = login

    def get_id(self) -> str:
        """What the cookie holds: the token of the log-in session, not the user's id."""
        return self.token


class Nobody(UserMixin):  # type: ignore[misc]
    """Looks like a visitor in the cookie, and is none."""

    def get_id(self) -> str:
        """A token of no log-in session."""
        return ids.token()


def register(app: Flask) -> None:
    """Load the visitor from the log-in session named in the cookie."""
    manager.init_app(app)
    manager.session_protection = None
    manager.user_loader(load)
    app.after_request(note_the_day)
    app.jinja_env.globals["actor"] = actor
    app.jinja_env.globals["me"] = person
    app.jinja_env.globals["helped_shop"] = helped_shop
    app.jinja_env.filters["telepon"] = phones.show


def load(token: str) -> Visitor | None:
    """The visitor of a live log-in session; nobody once it is revoked."""
    found = login_sessions.find(db.session(), token)
    if found is None:
        return None
    if found.last_seen_on < clock.today():
        g.login_to_touch = found.id
    return Visitor(found.user, token, found)


def person() -> users.User | None:
    """The logged-in user, or nobody."""
    return current_user.user if current_user.is_authenticated else None


def person_id() -> int | None:
    """The id of the logged-in user, or nothing."""
    user = person()
    return user.id if user else None


def me() -> users.User:
    """The logged-in user, for views that only a person may open."""
    user = person()
    if user is None:
        abort(404)
    return user


def actor() -> Actor:
    """The actor for `by=`: the user with roles and producers, or a guest."""
    if "actor" not in g:
        user = person()
        g.actor = users.as_actor(db.session(), user, current_user.login.acting_for_id) if user else guest()
    return g.actor  # type: ignore[no-any-return]


def helped_shop() -> Producer | None:
    """The shop for which this person acts at the moment, with the maker's consent."""
    shop_id = actor().acting_for
    return db.session.get(Producer, shop_id) if shop_id is not None else None


def login() -> login_sessions.LoginSession | None:
    """The log-in session of this request, or nothing for a guest."""
    return current_user.login if current_user.is_authenticated else None


def enter(user: users.User, *, remember: bool, second_factor: bool = False) -> None:
    """Log the person in under a new token, and give the browser new session secrets.

    Each of ON_ENTER then brings along what the guest had; a sentence it returns is shown.
    """
    leave()
    opened, token = login_sessions.start(
        db.session(),
        user,
        device=devices.describe(request.user_agent.string),
        remember=remember,
        second_factor=second_factor,
    )
    opened.user = user
    session.permanent = remember and not user.is_staff
    login_user(Visitor(user, token, opened))
    g.pop("actor", None)
    for sentence in [bring(user) for bring in dict.fromkeys(ON_ENTER)]:
        if sentence:
            flash(sentence)


def enter_quietly(user: users.User | None) -> None:
    """Log the person in, or nobody; the browser's cookies look the same in both cases.

    The cookies of cart and favourites stay even when these went to the person, since their fall would tell them apart.
    """
    if user is not None:
        enter(user, remember=True)
        g.pop("drop_cart_cookie", None)
        g.pop("favourites_cookie", None)
        return
    leave()
    session.permanent = True
    login_user(Nobody())
    g.pop("_login_user", None)


def leave() -> None:
    """End the log-in session of this browser, on the server too."""
    current = login()
    if current is not None:
        login_sessions.revoke(db.session(), current, by=actor())
        logout_user()
    forget_session_secrets()
    g.pop("actor", None)


def sealed(password: str, *own: str | None) -> str:
    """What is kept of a new password; worked out without holding up other writers.

    Must come first in the unit of work. Raise the refusals of `passwords.demand`.
    """
    db.session.rollback()
    kept = passwords.accept(password, *own)
    begin_write(db.session())
    return kept


def note_the_day(response: Response) -> Response:
    """Once a day, write down that the log-in session is in use; a busy database may skip it."""
    login_id = g.pop("login_to_touch", None)
    if login_id is None or response.status_code >= 500:
        return response
    try:
        begin_write(db.session())
        login_sessions.touch(db.session(), login_id)
        db.session.commit()
    except OperationalError:
        db.session.rollback()
    return response


def second_factor_passed() -> bool:
    """Whether this log-in session has passed the second factor."""
    return bool(current_user.is_authenticated and current_user.login.second_factor_at)


def address() -> str:
    """The peer's network address, behind trusted proxies only."""
    return request.remote_addr or "-"


def forget_session_secrets() -> None:
    """New CSRF token and flask session content at log-in and log-out (no fixation)."""
    for key in [key for key in session if key != "_flashes"]:
        session.pop(key, None)
    g.pop("csrf_token", None)


def db_session() -> Session:
    """The unit of work of this request."""
    return db.session()
