"""What a page of the agency's desk is about, for measuring: of each kind the newest or the largest thing there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from marketplace.catalog.synonyms import SynonymSet
from marketplace.insight.alarm_rows import Alarm
from marketplace.insight.sales import MakerSales
from marketplace.kernel import clock
from marketplace.money.documents import Document
from marketplace.money.ledger import Entry
from marketplace.money.payouts import PayoutBatch
from marketplace.money.statement_formats import StatementFormat
from marketplace.money.statements import Statement, StatementLine
from marketplace.people.business_imports import BusinessImport
from marketplace.people.businesses import Business
from marketplace.people.certificates import Certificate
from marketplace.people.organisations import Organisation, Outlet
from marketplace.people.producers import Producer
from marketplace.people.users import StaffRole, User
from marketplace.sourcing.local_report_rows import LocalReport
from marketplace.sourcing.local_rules import LocalRule
from marketplace.sourcing.receipt_rows import Receipt
from marketplace.trade.delivery import PickupPoint
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.refund_rows import Refund
from marketplace.trade.threads import Thread

PLACE = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?\w+>")
MAKER = select(Producer.slug).join(MakerSales, MakerSales.producer_id == Producer.id).order_by(MakerSales.orders.desc())
HOTEL = (
    select(Organisation.public_id)
    .join(OrderGroup, OrderGroup.organisation_id == Organisation.id)
    .group_by(Organisation.id)
    .order_by(func.count().desc())
)


def _newest(column: Any) -> Select[Any]:
    return select(column).order_by(column.class_.id.desc())


ASKED: dict[str, Select[Any] | str] = {
    "alarm/": _newest(Alarm.public_id),
    "antaran/tempat/": _newest(PickupPoint.code).where(PickupPoint.producer_id.is_(None)),
    "berita-acara/": _newest(Receipt.public_id),
    "catatan/": MAKER,
    "dokumen-jual/": _newest(Document.public_id).where(Document.issuer.not_like("UJI-%")),
    "dokumen/": _newest(Certificate.id),
    "kata-terlarang/": "1",
    "keuangan/akun/": "order_funds",
    "keuangan/jurnal/": _newest(Entry.id),
    "mutasi/baris/": _newest(StatementLine.public_id),
    "mutasi/format/": _newest(StatementFormat.public_id),
    "mutasi/": _newest(Statement.public_id),
    "organisasi/": HOTEL,
    "pencairan/setoran/": MAKER,
    "pencairan/": _newest(PayoutBatch.public_id),
    "pencarian/kata/": _newest(SynonymSet.id),
    "pendampingan/": MAKER,
    "pengaturan/": "order.accept_hours",
    "pengembalian/": _newest(Refund.public_id),
    "pertanyaan/": _newest(Thread.public_id),
    "pesanan/": _newest(Order.number),
    "petugas/": _newest(User.public_id).where(User.id.in_(select(StaffRole.user_id))),
    "produk-lokal/aturan/": _newest(LocalRule.code),
    "produk-lokal/laporan/": _newest(LocalReport.public_id),
    "produk-lokal/outlet/": _newest(Outlet.public_id),
    "register/impor/": _newest(BusinessImport.public_id),
    "register/": _newest(Business.public_id),
    "sengketa/": _newest(Dispute.public_id),
    "siap-hotel/": MAKER,
    "tagihan/": HOTEL,
    "tulisan/": "bantuan",
}
WHOLE: dict[str, Callable[[Session], str]] = {
    "/agensi/pencairan/laporan/<slug>/<month>": lambda session: (
        f"/agensi/pencairan/laporan/{session.scalar(MAKER.limit(1))}/{clock.today():%Y-%m}"
    ),
    "/agensi/papan/<board>": lambda session: "",
    "/agensi/pencairan/bayar/<public_id>/bukti": lambda session: "",
    "/agensi/papan/cetak/<masa>": lambda session: f"/agensi/papan/cetak/{clock.today().year}",
    "/agensi/riwayat/<kind>/<key>": lambda session: (
        f"/agensi/riwayat/order/{session.scalar(_newest(Order.number).limit(1))}"
    ),
}


def filled(session: Session, path: str) -> str:
    """An address of the URL map with something in its place; empty when there is no such thing."""
    if "<" not in path:
        return path
    if path in WHOLE:
        return WHOLE[path](session)
    begins = max((one for one in ASKED if path.startswith(f"/agensi/{one}")), key=len, default="")
    asked = ASKED.get(begins, "")
    value = asked if isinstance(asked, str) else session.scalar(asked.limit(1))
    return PLACE.sub(str(value), path) if value not in ("", None) else ""
