"""The words of a sales document, from its stored data only. They are Indonesian in every language of the shop."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from marketplace.kernel import rupiah
from marketplace.money.documents import Document
from marketplace.web import filters, pdf
from marketplace.web.pdf.paper import Block, Column, Paper, Sum

TITLES = {"invoice": "Invoice", "credit_note": "Nota kredit", "receipt": "Kuitansi"}
METHODS = {"transfer": "Transfer bank", "qris": "QRIS", "cod": "Tunai", "card": "Kartu", "terms": "Tempo"}
COLUMNS = [
    Column("No", 8, True),
    Column("Barang", 82),
    Column("Banyak", 16, True),
    Column("Harga", 32, True),
    Column("Total", 36, True),
]
REASONS = {
    "damaged": "Barang rusak atau pecah",
    "wrong": "Barangnya salah",
    "missing": "Ada yang tidak sampai",
    "quality": "Mutunya kurang baik",
    "late": "Terlambat sampai",
    "goodwill": "Niat baik penjual",
    "dispute": "Laporan masalah dari pembeli",
}
NAMED = {"po": "Pesanan pembelian", "hotel_number": "Nomor pembeli"}
GROUP = 4


def paper(document: Document) -> Paper:
    """Everything that the page and the PDF show."""
    said = document.data
    issuer, title = said["issuer"], TITLES[document.kind]
    receipt = document.kind == "receipt"
    return Paper(
        title=title,
        number=document.number,
        issuer=Block(issuer["name"], _issuer(issuer)),
        blocks=[
            Block("Telah terima dari" if receipt else "Kepada", _buyer(said)),
            Block("Keterangan", _facts(said, receipt)),
        ],
        columns=[] if receipt else COLUMNS,
        rows=[] if receipt else _rows(said),
        sums=[] if receipt else _sums(said),
        amount=rupiah.show(said["total"]) if receipt else "",
        words=said["words"],
        words_label="Uang sejumlah" if receipt else "Terbilang",
        notes=_notes(document.kind, said),
        place=f"Balikpapan, {day(said['issued_on'])}",
        signs=[("Yang menerima" if receipt else "Hormat kami", issuer["signer"])],
        stamp=f"Meterai {rupiah.show(said['stamp'])}" if said.get("stamp") else "",
        fingerprint=fingerprint(document),
        check_url=check_url(document),
        foot=f"{title} {document.number} · {issuer['name']} · pesanan {said['order']}",
    )


def file(document: Document) -> bytes:
    """The PDF of a document."""
    return pdf.render(paper(document))


def fingerprint(document: Document) -> str:
    """`3f9a 01bc 77de`."""
    short = document.short_hash
    return " ".join(short[n : n + GROUP] for n in range(0, len(short), GROUP))


def check_url(document: Document) -> str:
    """Where anybody can check the paper."""
    path = url_for("documents.check.show", public_id=document.public_id, short_hash=document.short_hash)
    return filters.public_url(path)


def day(text: str) -> str:
    """`24 November 2026`, in Indonesian whatever the reader's language."""
    found = date.fromisoformat(text)
    return f"{found.day} {filters.MONTHS['id'][found.month - 1]} {found.year}"


def _issuer(issuer: dict[str, Any]) -> list[str]:
    lines = [issuer["address"]]
    if issuer["npwp"]:
        lines.append(f"NPWP {issuer['npwp']}")
    if issuer["on_behalf"]:
        lines.append(f"Untuk dan atas nama penjual: {issuer['on_behalf']}")
    return lines


def _buyer(said: dict[str, Any]) -> list[str]:
    return [said["buyer"]["name"], *said["buyer"]["address"]]


def _facts(said: dict[str, Any], receipt: bool) -> list[str]:
    lines = [day(said["issued_on"]), f"Pesanan {said['order']}"]
    if "for" in said:
        lines.append(f"Invoice {said['for']['number']}")
        if said["for"]["issued_on"] != said["issued_on"]:
            lines.append(f"tertanggal {day(said['for']['issued_on'])}")
    named = said.get("named", {})
    lines += [f"{label} {named[name]}" for name, label in NAMED.items() if name in named]
    if said.get("method") and not (receipt and said["method"] == "terms"):
        lines.append(f"Cara bayar: {METHODS.get(said['method'], said['method'])}")
    if said.get("due_on"):
        lines.append(f"Jatuh tempo {day(said['due_on'])}")
    return lines


def _rows(said: dict[str, Any]) -> list[list[str]]:
    return [
        [
            str(place),
            f"{line['name']}, {line['label']}",
            filters.number(line["quantity"]),
            rupiah.show(line["unit_price"]),
            rupiah.show(line["amount"]),
        ]
        for place, line in enumerate(said["lines"], start=1)
    ]


def _sums(said: dict[str, Any]) -> list[Sum]:
    goods = sum(line["amount"] for line in said["lines"])
    sums = [Sum("Barang", rupiah.show(goods))]
    if said["fee"]:
        sums.append(Sum("Ongkos kirim", rupiah.show(said["fee"])))
    credit = "reason" in said
    sums.append(Sum("Dikembalikan" if credit else "Jumlah", rupiah.show(said["total"]), True))
    for line in said["tax"]:
        sums += _tax(line)
    return sums


def _tax(line: dict[str, Any]) -> list[Sum]:
    show = rupiah.show
    if line["kind"] == "ppn":
        return [
            Sum("Termasuk: harga sebelum PPN", show(line["base"])),
            Sum(f"DPP nilai lain ({line['fraction']})", show(line["other_base"])),
            Sum(line["words"], show(line["amount"])),
        ]
    if line["kind"] == "ppn_back":
        return [Sum("Termasuk PPN yang dibatalkan", show(line["amount"]))]
    if line["kind"] == "exempt":
        return [Sum(line["words"], show(line["base"]))]
    if line["kind"] == "pph22":
        return [Sum(f"{line['words']} (dipotong dari penjual)", show(line["amount"]))]
    return []


def _notes(kind: str, said: dict[str, Any]) -> list[str]:
    notes = [line["words"] + "." for line in said["tax"] if line["kind"] == "non_pkp"]
    if "deposit" in said:
        notes.insert(0, f"Uang muka untuk pesanan {said['order']}, tagihan {said['deposit']}.")
        notes.append("Uang muka dipotongkan pada invoice. Yang tidak terpakai dikembalikan.")
    elif kind == "receipt":
        notes.insert(0, f"Untuk pembayaran invoice {said['for']['number']}, pesanan {said['order']}.")
        notes += [f"Termasuk PPN {rupiah.show(line['amount'])}." for line in said["tax"] if line["kind"] == "ppn"]
    if paid := said.get("advance"):
        notes.insert(0, f"Uang muka {rupiah.show(paid['total'])} sudah diterima, kuitansi {paid['number']}.")
        notes.insert(1, "Uang muka itu dipotong dari tagihan ini, sesuai barang yang diterima.")
    if said.get("reason"):
        notes.insert(0, f"Sebab: {REASONS.get(said['reason'], said['reason']).rstrip('.')}.")
    if said.get("stamp"):
        notes.append(f"Kuitansi ini perlu meterai {rupiah.show(said['stamp'])}.")
    if said.get("demo"):
        notes.append("Data contoh. Dokumen ini bukan bukti transaksi yang sebenarnya.")
    return notes
