"""A kuitansi with its meterai: sent as PDF or photo by its maker or finance, by nobody else, and nothing hostile."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import settings
from marketplace.kernel.actor import SYSTEM
from marketplace.money.documents import Document
from marketplace.trade.orders import Order
from tests.trade.ordering import log_in
from tests.trade.test_documents import papers, sent
from tests.web.test_hostile_uploads import REFUSED, SCRIPT, picture

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HOSTILE = {
    **{name: REFUSED[name] for name in ("svg that says jpg", "html that says png", "zip", "lying png", "cut off")},
    "pdf without an end": ("x.pdf", b"%PDF-1.7\n" + SCRIPT),
    "pdf that is too large": ("x.pdf", PDF[:-7] + b"\0" * (5 * 1024 * 1024) + b"%%EOF\n"),
    "pdf by name only": ("x.pdf", SCRIPT),
}


@pytest.fixture
def receipt(client: FlaskClient, session: Session) -> Document:
    """Of an order above the limit."""
    settings.change(session, "stamp.limit", 1_000, by=SYSTEM)
    return papers(session, sent(client, session))["receipt"]


def address(paper: Document) -> str:
    return f"/jualan/dokumen-jual/{paper.public_id}/meterai"


def send(client: FlaskClient, where: str, name: str, data: bytes) -> int:
    return client.post(where, data={"file": (io.BytesIO(data), name)}).status_code


@pytest.mark.parametrize(
    ("name", "data", "mime"), [("k.pdf", PDF, "application/pdf"), ("k.jpg", picture(), "image/jpeg")]
)
def test_the_buyer_gets_what_the_maker_sent(
    client: FlaskClient, session: Session, receipt: Document, name: str, data: bytes, mime: str
) -> None:
    log_in(client)
    own = address(receipt)
    assert client.get(own).status_code == 404, "nothing was sent yet"
    assert "Meterai Rp10.000" in client.get(own.removesuffix("/meterai")).text
    assert send(client, own, name, data) == 303
    order = session.scalars(select(Order).where(Order.number == receipt.data["order"])).one()
    token = order.group.token
    answer = client.application.test_client().get(f"/pesanan/{token}/dokumen/{receipt.public_id}/meterai")
    assert (answer.status_code, answer.mimetype) == (200, mime)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data == data or mime == "image/jpeg"


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(
    client: FlaskClient, session: Session, receipt: Document, case: str
) -> None:
    log_in(client)
    before = stored(client)
    name, data = HOSTILE[case]
    answer = client.post(address(receipt), data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 422 and 'class="error"' in answer.text
    assert stored(client) == before
    session.expire_all()
    assert receipt.stamps == []


def stored(client: FlaskClient) -> int:
    root = client.application.extensions["files"].root
    return sum(1 for path in root.rglob("*") if path.is_file())


def test_only_the_maker_and_finance_may_send_one(client: FlaskClient, session: Session, receipt: Document) -> None:
    assert send(client, address(receipt), "k.pdf", PDF) == 303, "a guest is led to the log-in"
    session.expire_all()
    assert receipt.stamps == []
    log_in(client, "081200000902")
    for where in (address(receipt), address(receipt).replace("jualan", "agensi")):
        assert send(client, where, "k.pdf", PDF) == 404
    session.expire_all()
    assert receipt.stamps == []


def test_what_needs_no_meterai_takes_none(client: FlaskClient, session: Session, receipt: Document) -> None:
    log_in(client)
    invoice = session.scalars(select(Document).where(Document.kind == "invoice")).one()
    assert send(client, address(invoice), "k.pdf", PDF) == 404
