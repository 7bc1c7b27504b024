"""A tour of the whole shop: every page of the URL map and its error states, rendered once."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import config
from marketplace import create_app
from marketplace.kernel import clock
from marketplace.kernel.db import db
from marketplace.web import access
from tests import tour_buyer, tour_moderation
from tests.databases import copy_sqlite
from tests.once import Once
from tests.tour_people import World, furnish

NO_PAGES = {
    "shop.site_map.robots", "shop.site_map.index", "shop.site_map.pages", "shop.site_map.piece",
    "static", "health.live", "health.ready", "shop.photos.show", "shop.checkout.resume",
    "shop.catalogue.all_categories", "agency.proofs.photo", "agency.owed.photo", "shop.orders.show_proof",
    "agency.disputes.photo", "seller.disputes.photo", "shop.disputes.photo",
    "seller.inbox.moved", "agency.papers.photo", "seller.documents.photo", "seller.drafts.resume",
    "seller.sheets.example", "seller.sheets.export", "shop.when.show", "shop.link_preview.show", "offline.worker",
    "agency.exporting.show",
    "documents.buyer.file", "documents.buyer.stamped", "documents.seller.file", "documents.seller.stamped",
    "documents.desk.file", "documents.desk.stamped", "agency.sales_documents.export",
    "agency.maker_money.proof", "agency.courier.photo", "agency.tax_handing.photo", "shop.card.leave", "shop.card.back",
    "agency.payout_steps.photo",
    "agency.fieldwork.photo", "agency.register_lists.faults", "agency.businesses.compare",
    "agency.board_files.export",
    "agency.board_print.file",
    "shop.open_data.file",
    "shop.feeds.google", "shop.feeds.whatsapp",
} | tour_moderation.NO_PAGES | tour_buyer.NO_PAGES  # fmt: skip


def pick(known: dict[str, Any], *names: str, **other: str) -> dict[str, Any]:
    """Some of a dictionary, part of it under other names."""
    return {name: known[name] for name in names} | {name: known[key] for name, key in other.items()}


VALUES: dict[str, Callable[[World], dict[str, Any]]] = {
    **tour_buyer.VALUES,
    **tour_moderation.VALUES,
    "agency.disputes.one": lambda world: {"public_id": world.made["dispute"]},
    "agency.refunds.form": lambda world: {"number": world.made["arrived"]["number"]},
    "agency.refunds.one": lambda world: {"public_id": world.made["asked_refund"]},
    "seller.disputes.show": lambda world: {"number": world.made["problem"]["number"]},
    "seller.refunds.show": lambda world: {"number": world.made["arrived"]["number"]},
    "shop.disputes.show": lambda world: world.made["problem"],
    "shop.personal_data.guest": lambda world: {"token": world.order},
    "shop.refund_account.show": lambda world: {"token": world.returned},
    "agency.audit.story": lambda world: {"kind": "order", "key": world.packed},
    "agency.places.point": lambda world: {"code": world.made["point"]},
    "agency.settings.one": lambda world: {"name": "order.accept_hours"},
    "agency.staff.one": lambda world: {"public_id": world.made["colleague"]},
    "agency.texts.one": lambda world: {"page": "bantuan"},
    "agency.threads.thread": lambda world: {"public_id": world.made["thread"]},
    "seller.links.show": lambda world: {"token": world.made["link"]},
    "seller.threads.thread": lambda world: {"public_id": world.made["thread"]},
    "shop.questions.about_order": lambda world: {"token": world.made["asked"], "number": world.packed},
    "shop.questions.about_product": lambda world: {"slug": "amplang-uji"},
    "shop.questions.show": lambda world: {"token": world.made["conversation"]},
    "agency.statement_formats.choose": lambda world: {"public_id": world.made["unknown_file"]},
    "agency.statement_formats.edit": lambda world: {"public_id": world.made["format"]},
    "agency.statement_lines.show": lambda world: {"public_id": world.made["line"]},
    "agency.statements.statement": lambda world: {"public_id": world.made["statement"]},
    "agency.accounts.card": lambda world: {"code": "order_funds"},
    "agency.entries.show": lambda world: {"entry_id": 1},
    "agency.orders.show": lambda world: {"number": world.packed},
    "agency.boards.rows": lambda world: {"board": "pesanan"},
    "agency.board_print.show": lambda world: {"masa": str(clock.today().year)},
    "agency.hotel_ready.show": lambda world: {"slug": "amplang-uji"},
    "agency.searches.edit": lambda world: {"set_id": 1},
    "agency.paper_list.one": lambda world: {"paper_id": world.made["paper"]},
    "agency.advice.maker": lambda world: {"slug": "amplang-uji"},
    "agency.businesses.one": lambda world: {"public_id": world.made["register"]["business"]},
    "agency.businesses.edit": lambda world: {"public_id": world.made["register"]["business"]},
    "agency.register_lists.run": lambda world: {"public_id": world.made["register"]["run"]},
    "agency.assisting.show": lambda world: {"slug": "amplang-uji"},
    "seller.helpers.asked": lambda world: {"token": world.made["assist"]},
    "seller.documents.again": lambda world: {"paper_id": world.made["paper"]},
    "seller.drafts.done": lambda world: {"public_id": world.made["published"]},
    "seller.drafts.show": lambda world: {"public_id": world.made["draft"], "question": "nama"},
    "seller.lots.show": lambda world: {"public_id": world.lot},
    "agency.readdressing.show": lambda world: {"number": world.packed},
    "shop.readdressing.show": lambda world: {"token": world.order},
    "seller.lots.receivers": lambda world: {"public_id": world.lot},
    "agency.receiving_accounts.new": lambda world: {"kind": "qris"},
    "seller.packs.ask": lambda world: {"slug": "amplang-uji"},
    "seller.packs.show": lambda world: {"slug": "amplang-uji", "variant_id": world.made["pack"]},
    "seller.product_words.show": lambda world: {"slug": "amplang-uji", "part": "bahan"},
    "seller.production.show": lambda world: {"item": world.made["item"]},
    "seller.products.product": lambda world: {"slug": "amplang-uji"},
    "seller.selling.show": lambda world: {"slug": "amplang-uji"},
    "seller.sheets.run": lambda world: {"public_id": world.made["faulty"]},
    "seller.stock_item.show": lambda world: {"item": world.made["item"]},
    "agency.maker_money.deposit": lambda world: {"slug": "amplang-uji"},
    "agency.maker_money.statement": lambda world: {"slug": "amplang-uji", "month": world.made["month"]},
    "agency.payouts.batch": lambda world: {"public_id": world.made["batch"]},
    "seller.money.payout": lambda world: {"public_id": world.made["payout"]},
    "seller.money.statement": lambda world: {"month": world.made["month"]},
    "seller.money.heap": lambda world: {"address": "akan-tunai"},
    "documents.buyer.show": lambda world: pick(world.made["papers"], "token", public_id="invoice"),
    "documents.seller.show": lambda world: pick(world.made["papers"], public_id="invoice"),
    "documents.desk.show": lambda world: pick(world.made["papers"], public_id="receipt"),
    "documents.check.show": lambda world: pick(world.made["papers"], "short_hash", public_id="invoice"),
    "seller.inbox.order": lambda world: {"number": world.number},
    "seller.papers.delivery_note": lambda world: {"number": world.packed},
    "seller.papers.label": lambda world: {"number": world.packed},
    "seller.shortage.show": lambda world: {"number": world.packed},
    "shop.origin.show": lambda world: {"lot": world.lot},
    "shop.card.show": lambda world: {"token": world.made["card"]},
    "shop.catalogue.category": lambda world: {"slug": world.category},
    "shop.catalogue.producer": lambda world: {"slug": "amplang-uji"},
    "shop.catalogue.product": lambda world: {"slug": "amplang-uji"},
    "shop.catalogue.whatsapp": lambda world: {"slug": "toko-contoh"},
    "shop.orders.claim": lambda world: {"token": world.order},
    "shop.orders.show": lambda world: {"token": world.order},
    "shop.recovery.show": lambda world: {"token": world.links["reset_password"]},
}
PERSONS = {
    "public": "guest",
    "person": "shopper",
    "producer": "producer",
    "buyer": "hotel",
    "staff:any": "finance",
    "staff:finance": "finance",
    "staff:officer": "officer",
    "staff:verifier": "verifier",
    "staff:verifier|officer|head": "verifier",
    "staff:verifier|head": "verifier",
    "staff:moderator": "moderator",
    "staff:head": "head",
    "staff:admin": "admin",
    "seller.checklist.show": "producer",
    "shop.cart.show": "basket",
    "shop.checkout.contact": "basket",
    "shop.checkout.delivery": "basket",
    "shop.checkout.payment": "basket",
    "shop.checkout.review": "basket",
    "shop.checkout.done": "buyer",
    "shop.second_factor.show": "halfway",
}


@dataclass(frozen=True)
class Page:
    """One rendered page."""

    name: str
    path: str
    status: int
    html: str
    headers: list[tuple[str, str]]

    @property
    def is_sellers(self) -> bool:
        return 'class="seller"' in self.html

    @property
    def is_dense(self) -> bool:
        return 'class="agency' in self.html


def missing(app: Flask) -> list[str]:
    """Routes with parameters for which the tour has no values."""
    found = [endpoint for path, methods, _, endpoint in access.url_map(app) if "GET" in methods and "<" in path]
    return sorted(set(found) - set(VALUES) - NO_PAGES)


def pages(app: Flask, world: World) -> Iterator[Page]:
    """Every GET route as somebody who may open it."""
    for path, methods, policy, endpoint in access.url_map(app):
        if "GET" not in methods or endpoint in NO_PAGES:
            continue
        given = VALUES[endpoint](world) if "<" in path else {}
        address = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", path).format(**given)
        client = world.people[PERSONS.get(endpoint) or PERSONS.get(policy.partition("|")[0], policy)]
        yield rendered(endpoint, client, "GET", address, 200)


def states(world: World) -> Iterator[Page]:
    """The same pages when something is missing, wrong or over."""
    for name, person, method, path, data, status in world.states():
        yield rendered(name, world.people[person], method, path, status, data)


def rendered(
    name: str, client: FlaskClient, method: str, path: str, status: int, data: dict[str, Any] | None = None
) -> Page:
    answer = client.open(path, method=method, data=data)
    assert answer.status_code == status, (name, path, answer.status_code, answer.location)
    headers = [(key, value) for key, value in answer.headers if key not in {"Content-Length", "Set-Cookie"}]
    return Page(name, path, status, answer.get_data(as_text=True), headers)


@dataclass(frozen=True)
class Tour:
    """The pages, and the application that has their styles and pictures."""

    app: Flask
    pages: list[Page]


@pytest.fixture(scope="session")
def tour(app: Flask, folder: Path, once: Once) -> Iterator[Tour]:
    """Every page, rendered once for all tests."""

    def make(place: Path) -> Path:
        copy_sqlite(folder / "template.db", place / "shop.db")
        (place / "pages").write_bytes(pickle.dumps(walked(opened(place))))
        return place

    place = once("tour", make)
    shop = opened(place)
    yield Tour(shop, pickle.loads((place / "pages").read_bytes()))
    with shop.app_context():
        db.engine.dispose()


def opened(place: Path) -> Flask:
    """The shop of a folder; its forms need no token."""
    url = f"sqlite:///{place / 'shop.db'}"
    shop = create_app(config.load({"APP_ENV": "test", "DATABASE_URL": url, "DATA_DIR": str(place)}))
    shop.config["WTF_CSRF_ENABLED"] = False
    return shop


def walked(shop: Flask) -> list[Page]:
    """All pages of a furnished shop."""
    with shop.app_context():
        engine = db.engine
    with Session(engine) as session:
        world = furnish(shop, session)
    return [*pages(shop, world), *states(world)]
