"""Money in plain words: four sums, each opening to its orders; what is paid; what she has to hand over."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.kernel.errors import NotFound
from marketplace.money import bank_accounts, receiving
from marketplace.money.payouts import Payout
from marketplace.trade import cash_debts, dues, earnings, monthly
from marketplace.trade.bills import Bill
from marketplace.web import fragments, identity, maker_month, payout_words, words
from marketplace.web.access import PRODUCER, policy

from . import own, screens

bp = Blueprint("money", __name__)

ADDRESSES = {
    "akan-dibayar": "due",
    "ditahan": "held",
    "tunai": "cash",
    "sudah-dibayar": "paid",
    "akan-tunai": "expected",
    "menunggu-hotel": "terms",
}


@dataclass(frozen=True)
class Heap:
    """A heap as the page shows it: its address, its name, what it means, rupiah."""

    address: str
    title: str
    meaning: str
    amount: int


@bp.get("/jualan/uang")
@policy(PRODUCER)
def show() -> Response:
    """The four sums, her account, and what she owes."""
    session, maker = db.session(), own.producer_id()
    due = next(iter(dues.of_all(session, maker)), None)
    heaps = _heaps()
    return fragments.page(
        "seller/money/show.html",
        heaps=[heap for heap in heaps if heap.address not in {"akan-tunai", "menunggu-hotel"} or heap.amount],
        debt=cash_debts.of(session, maker),
        limit=cash_debts.LIMIT(session),
        blocked_from=cash_debts.blocked_from(session),
        closed=cash_debts.blocks(session, [maker]),
        pay_to=receiving.current(session, "bank"),
        is_own=identity.actor().acting_for is None,
        account=bank_accounts.of(session, maker),
        why=payout_words.why_to_her(due) if due is not None and due.amount > 0 else "",
        months=monthly.months(session, maker)[:12],
    )


@bp.get("/jualan/uang/<address>")
@policy(PRODUCER)
def heap(address: str) -> Response:
    """The orders of one heap."""
    kind = ADDRESSES.get(address)
    number = request.args.get("halaman", "1")
    if kind is None or not number.isascii() or not number.isdigit() or not 1 <= int(number[:6]) <= 10_000:
        abort(404)
    page = int(number)
    chosen = next(found for found in _heaps() if found.address == address)
    rows = earnings.rows(db.session(), own.producer_id(), kind, page=page)
    more = page + 1 if len(rows) == earnings.PAGE else None
    due = {bill.order_id: bill for bill in _bills(rows)} if kind == "terms" else {}
    return fragments.page("seller/money/heap.html", heap=chosen, rows=rows, page=page, more=more, words=words, due=due)


@bp.get("/jualan/uang/pencairan/<public_id>")
@policy(PRODUCER)
def payout(public_id: str) -> Response:
    """One payout and its orders."""
    session = db.session()
    found = session.scalars(
        select(Payout).where(Payout.public_id == public_id, Payout.producer_id == own.producer_id())
    ).first()
    if found is None:
        raise NotFound(public_id=public_id)
    rows = earnings.of_payout(session, found)
    return fragments.page("seller/money/payout.html", payout=found, rows=rows, words=words)


@bp.get("/jualan/uang/laporan/<month>")
@policy(PRODUCER)
def statement(month: str) -> Response:
    """One month to print: what was open, every order and payout, what is open."""
    return maker_month.page(
        screens.shop(),
        month,
        lambda other: url_for("seller.money.statement", month=other),
        url_for("seller.money.show"),
    )


def _bills(rows: list[earnings.Row]) -> list[Bill]:
    """The bills of the orders of a page."""
    ids = [row.order.id for row in rows if row.order is not None]
    return list(db.session().scalars(select(Bill).where(Bill.order_id.in_(ids))))


def _heaps() -> list[Heap]:
    money = earnings.overview(db.session(), own.producer_id())
    due = (_("Akan dibayar"), _("Pesanan selesai. Kami kirim ke rekening Anda."))
    if money.due < 0:
        due = (_("Kurang setor"), _("Uang COD di tangan Anda lebih besar dari hasil Anda."))
    texts = {
        "due": due,
        "held": (_("Masih ditahan"), _("Pembeli sudah bayar. Jadi milik Anda setelah pesanan selesai.")),
        "cash": (_("Anda pegang (COD)"), _("Uang tunai dari pembeli, ada di tangan Anda.")),
        "paid": (_("Sudah dibayar"), _("Sudah kami kirim ke rekening Anda.")),
        "terms": (_("Menunggu hotel membayar"), _("Sudah diterima dan ditagih. Anda dibayar setelah hotel membayar.")),
        "expected": (_("Akan diterima tunai"), _("Pembeli membayar tunai saat barang tiba.")),
    }
    address = {kind: name for name, kind in ADDRESSES.items()}
    return [Heap(address[kind], *texts[kind], getattr(money, kind)) for kind in texts]
