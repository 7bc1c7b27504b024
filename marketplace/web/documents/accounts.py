"""An organisation's month as a paper: what was asked for, paid and taken back, and what is owed."""

from __future__ import annotations

from datetime import date

from flask import abort

from marketplace.kernel import clock, rupiah
from marketplace.kernel.db import db
from marketplace.money import receiving, terbilang
from marketplace.people import agency
from marketplace.people.organisations import Organisation
from marketplace.trade import ageing
from marketplace.trade.ageing import Account, Ages, Move
from marketplace.trade.bills import Bill
from marketplace.web import filters
from marketplace.web.pdf.paper import Block, Column, Paper, Sum

from . import papers

COLUMNS = [
    Column("Tanggal", 34),
    Column("Uraian", 62),
    Column("Tagihan", 26, True),
    Column("Pembayaran", 27, True),
    Column("Saldo", 27, True),
]
KINDS = {
    "bill": "Invoice",
    "payment": "Transfer",
    "credit": "Nota kredit invoice",
    "deposit_back": "Sisa uang muka dikembalikan",
}
AGES = ("Belum jatuh tempo", "Lewat 1–30 hari", "Lewat 31–60 hari", "Lewat 61–90 hari", "Lewat lebih dari 90 hari")


def month_of(text: str) -> date:
    """`2026-11` as its first day; 404 for anything else, or a month to come."""
    year, _, month = text.partition("-")
    if not (len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdigit()):
        abort(404)
    if not 2000 <= int(year) <= 9000 or not 1 <= int(month) <= 12:
        abort(404)
    first = date(int(year), int(month), 1)
    if first > clock.today():
        abort(404)
    return first


def paper(organisation: Organisation, account: Account, open_: list[Bill]) -> Paper:
    """Everything that the page and the PDF show; `open_` is what is not paid today."""
    shop, ages = agency.SHOP_NAME(db.session()), ageing.of(open_)
    today = papers.day(clock.today().isoformat())
    return Paper(
        title="Rekening tagihan",
        number=f"{filters.MONTHS['id'][account.first.month - 1]} {account.first.year}",
        issuer=Block(shop, ["Tagihan semua penjual untuk satu pembeli"]),
        blocks=[
            Block("Kepada", _buyer(organisation)),
            Block("Masa", [_span(account), f"Dicetak {today}"]),
            Block("Bayar ke", _bank()),
        ],
        columns=COLUMNS,
        rows=_rows(account),
        sums=_sums(account, ages),
        words=terbilang.rupiah(account.after) if account.after > 0 else "",
        notes=_notes(organisation, open_),
        foot=f"Rekening tagihan {organisation.name} · {_span(account)}",
    )


def _buyer(organisation: Organisation) -> list[str]:
    lines = [organisation.legal_name or organisation.name, organisation.billing_address]
    return [line for line in lines if line] + ([f"NPWP {organisation.npwp}"] if organisation.npwp else [])


def _bank() -> list[str]:
    account = receiving.current(db.session(), "bank")
    return [f"{account.bank} {account.number}", account.holder] if account else ["–"]


def _span(account: Account) -> str:
    return f"{account.first.day}–{papers.day(account.last.isoformat())}"


def _rows(account: Account) -> list[list[str]]:
    first = [papers.day(account.first.isoformat()), "Saldo awal", "", "", rupiah.show(account.before)]
    return [first, *(_row(move) for move in account.moves)]


def _row(move: Move) -> list[str]:
    what = " ".join(part for part in (KINDS[move.kind], move.number) if part)
    amount = rupiah.show(abs(move.amount))
    charged, paid = (amount, "") if move.amount > 0 else ("", amount)
    text = f"{what}, {move.about}" if move.about else what
    return [papers.day(move.on.isoformat()), text, charged, paid, rupiah.show(move.balance)]


def _sums(account: Account, ages: Ages) -> list[Sum]:
    back = account.total("deposit_back")
    found = [
        Sum("Saldo awal", rupiah.show(account.before)),
        Sum("Tagihan bulan ini", rupiah.show(account.total("bill"))),
        Sum("Pembayaran dan nota kredit", rupiah.show(-account.total("payment", "credit"))),
        *([Sum("Sisa uang muka dikembalikan", rupiah.show(back))] if back else []),
        Sum("Saldo akhir", rupiah.show(account.after), True),
    ]
    if account.last >= clock.today():
        found += [Sum(AGES[place], rupiah.show(amount)) for place, amount in enumerate(ages.sums) if amount]
    return found


def _notes(organisation: Organisation, open_: list[Bill]) -> list[str]:
    notes = ["Tulis nomor invoice dan nama penjual pada berita transfer."] if open_ else []
    if organisation.is_demo:
        notes.append("Data contoh. Dokumen ini bukan bukti transaksi yang sebenarnya.")
    return notes
