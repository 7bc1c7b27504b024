"""Sales documents for the tour: all three kinds, a kuitansi that needs its meterai, and refused forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import settings
from marketplace.kernel.actor import SYSTEM
from marketplace.trade import invoicing
from marketplace.trade.invoicing import CreditRow
from marketplace.trade.orders import Order
from tests import cast

Try = tuple[str, str, str, str, dict[str, Any] | None, int]


def need_stamps(session: Session) -> None:
    """Every kuitansi from now on needs its meterai."""
    settings.change(session, "stamp.limit", 1_000, by=SYSTEM)


def furnish(session: Session, sent: dict[str, Any]) -> dict[str, Any]:
    """The papers of an order that has left, with a credit note for a part of it."""
    order = session.scalars(select(Order).where(Order.number == sent["number"])).one()
    credit = [CreditRow(order.lines[0].id, 1, order.lines[0].unit_price)]
    invoicing.issue_credit_note(session, order, credit, 0, "damaged", by=cast.FINANCE)
    session.commit()
    papers = {row.kind: row for row in invoicing.of_orders(session, [order])}
    found = {kind: row.public_id for kind, row in papers.items()}
    return {"papers": {**found, "token": sent["token"], "short_hash": papers["invoice"].short_hash}}


def states(made: dict[str, Any]) -> Iterator[Try]:
    """(name, person, method, path, form, status) of other kinds, and of what is refused."""
    papers, nothing = made["papers"], {}
    desk, shop = "/agensi/dokumen-jual", "/jualan/dokumen-jual"
    yield "credit note", "guest", "GET", f"/pesanan/{papers['token']}/dokumen/{papers['credit_note']}", None, 200
    yield "kuitansi", "guest", "GET", f"/pesanan/{papers['token']}/dokumen/{papers['receipt']}", None, 200
    yield "kuitansi to stamp", "producer", "GET", f"{shop}/{papers['receipt']}", None, 200
    yield "stamp, wrong", "producer", "POST", f"{shop}/{papers['receipt']}/meterai", nothing, 422
    yield "finance's stamp, wrong", "finance", "POST", f"{desk}/{papers['receipt']}/meterai", nothing, 422
    yield "paper unknown", "guest", "GET", f"/dokumen/{papers['invoice']}/{'0' * 12}", None, 404
    yield "papers of a year", "finance", "GET", f"{desk}?bulan=0", None, 200
    yield "no papers", "finance", "GET", f"{desk}?tahun=2001", None, 200
    yield "tax rule, wrong", "finance", "POST", "/agensi/pajak/aturan", nothing, 422
    odd = {"kind": "ppn", "rate": "x", "fraction": "1/0"}
    yield "tax rule, odd", "finance", "POST", "/agensi/pajak/aturan", odd, 422
    yield "tax rule ends, wrong", "finance", "POST", "/agensi/pajak/aturan/1/akhiri", {"last": "x"}, 422
    yield "tax number, wrong", "finance", "POST", "/agensi/pajak/pkp", {"producer": "amplang-uji", "npwp": "1"}, 422
    yield "order with papers, staff", "finance", "GET", f"/agensi/pesanan/{made['problem']['number']}", None, 200
