"""The visitor's cart: found by a cookie or by the account, opened when something is put into it."""

from __future__ import annotations

from flask import Flask, current_app, g, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.people.users import User
from marketplace.trade import carts

from . import identity

COOKIE = "keranjang"
KEPT_SECONDS = 60 * 60 * 24 * 60


def register(app: Flask) -> None:
    """Keep the cookie, show the badge, merge carts at log-in."""
    app.after_request(keep)
    app.jinja_env.globals["cart_badge"] = badge
    identity.ON_ENTER.append(adopt)


def current() -> carts.Cart | None:
    """The visitor's cart, if there is one. A logged-in person has one of their own."""
    if "cart" not in g:
        g.cart = _find()
    return g.cart  # type: ignore[no-any-return]


def opened() -> carts.Cart:
    """The visitor's cart, made when there is none."""
    cart = current()
    if cart is None:
        user = identity.person()
        if user is not None:
            cart = carts.open_for_user(db.session(), user.id)
        else:
            cart, g.cart_secret = carts.open_for_guest(db.session())
        g.cart = cart
    return cart


def badge() -> int:
    """Packs in the cart."""
    if "cart_packs" not in g:
        g.cart_packs = _packs()
    return int(g.cart_packs)


def know(packs: int) -> None:
    """The page has counted them already."""
    g.cart_packs = packs


def adopt(user: User) -> str | None:
    """At log-in the guest's cart becomes part of the person's own; says so when a line was capped."""
    guest = _of_cookie()
    if guest is None:
        return None
    session = db.session()
    merged = carts.merge(session, guest, carts.open_for_user(session, user.id))
    g.pop("cart", None)
    g.pop("cart_packs", None)
    g.drop_cart_cookie = True
    if merged.capped:
        return _("Keranjang digabung. Satu barang kami batasi pada jumlah paling banyak.")
    return None


def keep(response: Response) -> Response:
    """Set the cookie of a new guest cart, drop that of a merged one."""
    secret = g.get("cart_secret")
    if secret:
        secure = current_app.config["DEPLOYMENT"].is_https
        response.set_cookie(COOKIE, secret, max_age=KEPT_SECONDS, httponly=True, samesite="Lax", secure=secure)
    elif g.get("drop_cart_cookie"):
        response.delete_cookie(COOKIE)
    return response


def _packs() -> int:
    session, user, secret = db.session(), identity.person(), _secret()
    if "cart" in g:
        return carts.packs(session, g.cart) if g.cart else 0
    if user is not None:
        return carts.packs_of_user(session, user.id)
    return carts.packs_of_guest(session, secret) if secret else 0


def _find() -> carts.Cart | None:
    user = identity.person()
    return carts.of_user(db.session(), user.id) if user else _of_cookie()


def _of_cookie() -> carts.Cart | None:
    secret = _secret()
    return carts.of_guest(db.session(), secret) if secret else None


def _secret() -> str:
    """What the visitor's cookie holds, if it can be a secret at all."""
    secret = request.cookies.get(COOKIE, "")
    return secret if len(secret) <= 64 else ""
