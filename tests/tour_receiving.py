"""Receiving and bills for the tour: a delivery to be counted, counts, open and paid bills, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money import documents, receiving
from marketplace.money.documents import DocumentStamp
from marketplace.money.receiving import ReceivingAccount
from marketplace.sourcing import contests, receipts
from marketplace.sourcing.receipt_rows import Receipt
from marketplace.sourcing.receipts import Count, Signature
from marketplace.stock import lots
from marketplace.trade import bills
from tests import buying, cast
from tests.sourcing import terming

Try = tuple[str, str, str, str, dict[str, Any] | None, int]
PHOTO, STAMPED = "receipts/uji.jpg", "stamped/uji.jpg"
PACKS = 4


def furnish(session: Session, hotel: buying.Hotel, maker: cast.Maker) -> dict[str, Any]:
    """Orders in every state that these pages know."""
    if receiving.current(session, "bank") is None:
        session.add(
            ReceivingAccount(kind="bank", bank="Bank Uji", number="111", holder="Operator", valid_from=clock.now())
        )
    _cook(session, maker, 6 * PACKS)
    coming = _sent(session, hotel, maker, shelf_days=30)
    terming.place(session, hotel, [(maker, PACKS, maker.variant.price)])
    whole = _counted(session, hotel, maker, PACKS)
    part, angry, turned = (_counted(session, hotel, maker, packs) for packs in (2, 1, 0))
    contests.contest(session, angry, "Kardusnya utuh.", by=maker.actor)
    paid = bills.of_order(session, whole.order_id)
    late = bills.of_order(session, part.order_id)
    assert paid is not None and late is not None
    payment = terming.pay(session, hotel, {paid: paid.amount}, key="tour")
    late.due_on = clock.today() - timedelta(days=40)
    papers = {row.kind: row for row in documents.about(session, [f"order:{paid.order_id}"])}
    session.add(DocumentStamp(document_id=papers["receipt"].id, file_key=STAMPED, by_name="Bu Uji"))
    session.flush()
    return {
        "coming": coming, "bast": part.public_id, "bast_line": part.lines[0].id,
        "whole": whole.public_id, "contested": angry.public_id, "turned": turned.public_id,
        "bill": late.public_id, "paper": papers["invoice"].public_id, "kuitansi": papers["receipt"].public_id,
        "transfer": payment.public_id, "month": f"{clock.today():%Y-%m}",
    }  # fmt: skip


def _cook(session: Session, maker: cast.Maker, packs: int) -> None:
    """As much as these orders take, so that everything else finds the shelf as it was."""
    today = clock.today()
    amount, until = packs * maker.variant.content, today + timedelta(days=90)
    lots.receive(
        session, maker.variant.stock_item_id, amount, code="H1", produced_on=today, best_before=until, by=maker.actor
    )


def _sent(session: Session, hotel: buying.Hotel, maker: cast.Maker, shelf_days: int | None = None) -> str:
    wanted = [(maker, PACKS, maker.variant.price)]
    group = terming.place(session, hotel, wanted, shelf_days=shelf_days)
    return terming.send(session, maker, group.orders[0]).number


def _counted(session: Session, hotel: buying.Hotel, maker: cast.Maker, accepted: int) -> Receipt:
    """The rest is rejected, with a picture."""
    number, by = _sent(session, hotel, maker), hotel.actor("receiver")
    desk = hotel.desk(session, "receiver")
    line = receipts.order_for(session, desk, number).lines[0]
    reason = "" if accepted == PACKS else "damaged"
    count = Count(
        accepted, PACKS - accepted, reason, "Basah" if reason else "", lot="A1", temperature=45,
        best_before=clock.today() + timedelta(days=60), photo_key=PHOTO,
    )  # fmt: skip
    signature = Signature("Joko", "M10 10L90 90", driver="Pak Udin", note="Pintu belakang")
    return receipts.sign(session, desk, number, {line.id: count}, signature, by=by)


def states(made: dict[str, Any]) -> Iterator[Try]:
    """(name, person, method, path, form, status) of what is missing, wrong or over."""
    desk, line = f"/pembelian/{made['org']}", "signed_name"
    yield "count, wrong", "hotel", "POST", f"{desk}/terima/{made['coming']}", {line: ""}, 422
    yield "count, nobody's", "hotel", "GET", f"{desk}/terima/BPN-0", None, 404
    yield "count, all accepted", "hotel", "GET", f"{desk}/bast/{made['whole']}", None, 200
    yield "count, all turned away", "hotel", "GET", f"{desk}/bast/{made['turned']}", None, 200
    yield "kuitansi of a hotel", "hotel", "GET", f"{desk}/dokumen/{made['kuitansi']}", None, 200
    yield "account, no month", "hotel", "GET", f"{desk}/rekening/x", None, 404
    yield "count, contested by her", "producer", "GET", f"/jualan/terima/{made['contested']}", None, 200
    yield "contest, wrong", "producer", "POST", f"/jualan/terima/{made['bast']}", {"words": ""}, 422
    yield "transfer, wrong", "finance", "POST", f"/agensi/tagihan/{made['org']}", {}, 422
    odd = {"key": "t", "amount": "900.000.000", "arrived_on": clock.today().isoformat(), "bills": made["bill"]}
    yield "transfer, too much", "finance", "POST", f"/agensi/tagihan/{made['org']}", odd, 422
    yield "contest to decide", "finance", "GET", f"/agensi/berita-acara/{made['contested']}", None, 200
    yield "decision, wrong", "finance", "POST", f"/agensi/berita-acara/{made['contested']}", {"words": ""}, 422
