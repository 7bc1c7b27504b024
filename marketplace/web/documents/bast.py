"""The words of a receipt by count (BAST), from its stored rows only; Indonesian in every language of the shop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort
from werkzeug.wrappers import Response

from marketplace.kernel import clock, rupiah
from marketplace.kernel.db import db
from marketplace.people.producers import Producer
from marketplace.sourcing import purchase_orders
from marketplace.sourcing.receipt_rows import Receipt, ReceiptLine
from marketplace.web import filters, fragments, pdf, uploads
from marketplace.web.pdf.paper import Block, Column, Paper, Sum

from . import papers

COLUMNS = [
    Column("No", 9, True),
    Column("Barang", 44),
    Column("Dipesan", 16, True),
    Column("Datang", 16, True),
    Column("Diterima", 17, True),
    Column("Ditolak", 16, True),
    Column("Keterangan", 56),
]
MANY = 8
REASONS = {
    "damaged": "Rusak atau pecah",
    "wrong": "Barangnya salah",
    "quality": "Mutunya kurang",
    "short_life": "Masa simpan kurang dari kesepakatan",
    "warm": "Suhu tidak sesuai",
    "label": "Label atau dokumen kurang",
    "late": "Datang terlambat",
    "other": "Sebab lain",
}


def paper(receipt: Receipt) -> Paper:
    """Everything that the page and the PDF show."""
    order, group = receipt.order, receipt.order.group
    day = papers.day(clock.local(receipt.at).date().isoformat())
    return Paper(
        title="Berita acara serah terima",
        number=receipt.number,
        issuer=Block(group.name, [receipt.outlet.street, *_place(receipt)]),
        blocks=[
            Block("Diserahkan oleh", [order.producer.name, *_driver(receipt, order.producer)]),
            Block("Keterangan", [f"{day}, {filters.hour(receipt.at)}", f"Pesanan {order.number}", *_po(receipt)]),
        ],
        columns=COLUMNS,
        rows=[_row(place, line) for place, line in enumerate(receipt.lines, start=1)],
        sums=[Sum("Nilai barang diterima", rupiah.show(receipt.amount), True)],
        notes=_notes(receipt),
        place=f"Balikpapan, {day}",
        signs=[
            ("Yang menyerahkan", receipt.driver or order.producer.owner_name),
            ("Yang menerima", receipt.signed_name),
        ],
        drawings=["", receipt.signature],
        dense=len(receipt.lines) > MANY,
        foot=f"Berita acara {receipt.number} · {group.name}",
    )


def page(
    receipt: Receipt, back: str, file: str, picture: Callable[[int], str], status: int = 200, **more: Any
) -> Response:
    """The print page; `file` is where its PDF is, `picture` where that of a line."""
    pictured = [line for line in receipt.lines if line.photo_key]
    return fragments.page(
        "documents/signed.html",
        status=status,
        paper=paper(receipt),
        back=back,
        file=file,
        receipt=receipt,
        photos=[(line.order_line.name, picture(line.id)) for line in pictured],
        **more,
    )


def file(receipt: Receipt) -> Response:
    """The PDF."""
    return download(paper(receipt))


def download(paper: Paper) -> Response:
    """A paper as a file."""
    name = paper.number.replace("/", "-") + ".pdf"
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf.render(paper), mimetype=pdf.MIME, headers=headers)


def photo(receipt: Receipt, line_id: int) -> Response:
    """The picture of a line."""
    key = next((line.photo_key for line in receipt.lines if line.id == line_id), None)
    if key is None:
        abort(404)
    return uploads.show(key)


def _place(receipt: Receipt) -> list[str]:
    place = receipt.outlet.kelurahan
    return [f"{place.name}, Balikpapan {place.postcode}"] if place else []


def _po(receipt: Receipt) -> list[str]:
    found = purchase_orders.of_order(db.session(), receipt.order_id)
    return [f"Pesanan pembelian {found.number}"] if found else []


def _driver(receipt: Receipt, maker: Producer) -> list[str]:
    return [f"Pengantar: {receipt.driver}"] if receipt.driver else [maker.owner_name]


def _row(place: int, line: ReceiptLine) -> list[str]:
    what = f"{line.order_line.name}, {line.order_line.label}"
    figures = [filters.number(count) for count in (line.expected, line.delivered, line.accepted, line.rejected)]
    return [str(place), what, *figures, "; ".join(_remarks(line)) or "–"]


def _remarks(line: ReceiptLine) -> list[str]:
    said = []
    if line.rejected:
        said.append(REASONS.get(line.reason, line.reason) + (f": {line.words}" if line.words else ""))
    if line.missing:
        said.append(f"{filters.number(line.missing)} tidak datang")
    if line.lot:
        said.append(f"lot {line.lot}")
    if line.best_before:
        said.append(f"baik sebelum {papers.day(line.best_before.isoformat())}")
    if line.temperature is not None:
        said.append(f"{degrees(line.temperature)} °C")
    return said


def degrees(tenths: int) -> str:
    """`-18,5`."""
    sign = "−" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10},{abs(tenths) % 10}"


def _notes(receipt: Receipt) -> list[str]:
    notes = [f"Catatan: {receipt.note}"] if receipt.note else []
    if receipt.accepted_nothing and receipt.state != "overruled":
        notes.append("Semua barang ditolak. Tidak ada yang ditagihkan.")
    else:
        notes.append("Yang ditagihkan adalah barang yang diterima.")
    if receipt.contest_words:
        notes.append(f"Keberatan penjual: {receipt.contest_words}")
    if receipt.decision_words:
        what = "hitungan tetap" if receipt.state == "upheld" else "barang yang ditolak ditagihkan"
        notes.append(f"Keputusan ({what}): {receipt.decision_words}")
    if receipt.order.group.is_demo:
        notes.append("Data contoh. Dokumen ini bukan bukti transaksi yang sebenarnya.")
    return notes
