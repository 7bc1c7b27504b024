"""The parts of an organisation's desk, each for the roles that work there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l

from marketplace.people.buyers import ROLES, Desk
from marketplace.web import hours

from . import desks, from_shop

PARTS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("buyer.today.show", _l("Hari ini"), ROLES),
    ("buyer.requests.show", _l("Permintaan"), ROLES),
    ("buyer.rfqs.listing", _l("Penawaran"), ROLES),
    ("buyer.approvals.show", _l("Persetujuan"), ("approver",)),
    ("buyer.purchase_orders.show", _l("Pesanan"), ROLES),
    ("buyer.receiving.show", _l("Terima barang"), ("receiver", "finance", "approver")),
    ("buyer.bills.show", _l("Tagihan"), ("finance",)),
    ("buyer.local_reports.show", _l("Produk lokal"), ("finance", "approver")),
    ("buyer.prices.show", _l("Harga kontrak"), ROLES),
    ("buyer.suppliers.show", _l("Pemasok"), ROLES),
    ("buyer.budgets.show", _l("Anggaran"), ("approver", "finance", "owner")),
    ("buyer.approval_rules.show", _l("Aturan"), ("owner",)),
    ("buyer.settings.show", _l("Pengaturan"), ("owner",)),
)  # fmt: skip
UNDER: dict[str, str] = {
    "buyer.outlets": "buyer.settings",
    "buyer.members": "buyer.settings",
    "buyer.request": "buyer.requests",
    "buyer.from_shop": "buyer.requests",
    "buyer.quick": "buyer.requests",
    "buyer.schedule": "buyer.requests",
    "buyer.submit": "buyer.requests",
    "buyer.amending": "buyer.purchase_orders",
    "buyer.rfq_parts": "buyer.rfqs",
    "buyer.local_outside": "buyer.local_reports",
    "buyer.local_versions": "buyer.local_reports",
    "buyer.quotes": "buyer.rfqs",
    "buyer.quote_awards": "buyer.rfqs",
}


@dataclass(frozen=True)
class Link:
    """One entry of the menu."""

    label: str
    href: str
    current: bool


def register(app: Flask) -> None:
    """`buyer_desk()`, `buyer_desks()`, `buyer_nav()`, `receiving_hours(outlet)` and `asking_desks()` for templates."""
    app.jinja_env.globals.update(
        buyer_desk=desks.shown,
        buyer_desks=desks.mine,
        buyer_nav=menu,
        receiving_hours=hours.receiving,
        asking_desks=from_shop.asking,
    )


def menu() -> list[Link]:
    """The parts that the person's roles reach, with the present one marked."""
    desk = desks.shown()
    return _links(desk) if desk else []


def _links(desk: Desk) -> list[Link]:
    here, org = place(), desk.organisation.public_id
    return [
        Link(str(label), url_for(endpoint, org=org), endpoint == here)
        for endpoint, label, roles in PARTS
        if endpoint in current_app.view_functions and desk.anywhere(*roles)
    ]


def place() -> str:
    """The part to which the present page belongs: its module's, or the one under which it is told in UNDER."""
    blueprint = request.blueprint or ""
    return next((one for one, _, _ in PARTS if one.rpartition(".")[0] == UNDER.get(blueprint, blueprint)), "")
