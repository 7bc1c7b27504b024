"""The five tabs at the bottom of the seller's phone."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.routing.exceptions import RequestRedirect

from marketplace.kernel.db import db
from marketplace.trade import agenda
from marketplace.web import identity

PARTS = {
    "seller.inbox.show": ("/jualan/pesanan", "/jualan/ambil", "/jualan/penawaran"),
    "seller.products.show": ("/jualan/produk", "/jualan/stok", "/jualan/catat-penjualan"),
    "seller.money.show": ("/jualan/uang", "/jualan/angka"),
}


@dataclass(frozen=True)
class Tab:
    """One tab; `count` is shown on it when there is something new."""

    label: str
    icon: str
    href: str
    current: bool
    count: int = 0


def register(app: Flask) -> None:
    """`seller_tabs()` and `known(path)` for templates."""
    app.jinja_env.globals.update(seller_tabs=tabs, known=known)


def tabs() -> list[Tab]:
    """The tabs whose pages exist."""
    rows = [
        ("seller.today.show", _("Hari ini"), "home", 0),
        ("seller.inbox.show", _("Pesanan"), "box", _new()),
        ("seller.products.show", _("Produk"), "basket", 0),
        ("seller.money.show", _("Uang"), "cash", 0),
        ("seller.more.show", _("Lainnya"), "menu", 0),
    ]
    if "seller.more.show" not in current_app.view_functions:
        rows[-1] = ("shop.account.show", _("Akun"), "person", 0)
    here = place()
    return [
        Tab(label, icon, url_for(endpoint), endpoint == here, count)
        for endpoint, label, icon, count in rows
        if endpoint in current_app.view_functions
    ]


def place() -> str:
    """The tab to which the present page belongs."""
    if request.path == "/jualan":
        return "seller.today.show"
    for endpoint, starts in PARTS.items():
        if request.path.startswith(starts):
            return endpoint
    return "seller.more.show"


def known(path: str) -> str:
    """The address if a page answers there, else nothing."""
    try:
        return path if current_app.url_map.bind("").test(path, method="GET") else ""
    except RequestRedirect:
        return path


def _new() -> int:
    by = identity.actor()
    return agenda.count_new(db.session(), by=by) if by.producer_ids else 0
