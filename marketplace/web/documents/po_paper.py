"""The words of a purchase order, from its frozen version only; Indonesian in every language of the shop."""

from __future__ import annotations

from datetime import date
from typing import Any

from marketplace.kernel import rupiah
from marketplace.people import phones
from marketplace.sourcing.purchase_orders import PurchaseOrderVersion
from marketplace.web import filters, pdf
from marketplace.web.pdf.paper import Block, Column, Extra, Paper, Sum

from .papers import COLUMNS, day

TITLE = "Pesanan Pembelian"
TERMS = {"tunai": "Tunai saat barang diterima", "dp50": "Uang muka 50%, sisanya saat barang diterima"}
STATES = {
    "proposed": "USULAN, belum berlaku",
    "refused": "TIDAK DISETUJUI penjual",
    "withdrawn": "DITARIK KEMBALI",
    "replaced": "SUDAH DIGANTI",
}
CALLS = [Column("Hari", 40), Column("Jam", 26), Column("Isi", 66), Column("Pesanan", 42)]
DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")


def paper(version: PurchaseOrderVersion) -> Paper:
    """Everything that the page and the PDF show."""
    said = version.facts
    buyer, signs = said["buyer"], [("Dipesan oleh", said["requested_by"])]
    if said["approved_by"]:
        signs.append(("Disetujui oleh", said["approved_by"]))
    signs.append(("Diterima penjual", said["maker"]["owner"]))
    return Paper(
        title=TITLE,
        number=said["number"],
        issuer=Block(buyer["name"], _lines(buyer)),
        blocks=[
            Block("Kepada", [said["maker"]["name"], *_maker(said["maker"])]),
            Block("Kirim ke", [f"{buyer['known_as']}, {said['outlet']['name']}", *_outlet(said["outlet"])]),
            Block("Keterangan", _facts(version, said)),
        ],
        columns=COLUMNS,
        rows=_rows(said),
        sums=_sums(said),
        words=said["words"],
        extra=[Extra("Jadwal pengantaran", CALLS, [_call(row) for row in said["deliveries"]])],
        notes=_notes(version, said),
        place=f"Balikpapan, {day(said['issued_on'])}",
        signs=signs,
        foot=f"{said['number']} versi {version.version} · sidik {_short(version.digest)}",
    )


def file(version: PurchaseOrderVersion) -> bytes:
    """The PDF."""
    return pdf.render(paper(version))


def _short(digest: str) -> str:
    return " ".join(digest[n : n + 4] for n in range(0, 12, 4))


def _lines(buyer: dict[str, Any]) -> list[str]:
    lines = [buyer["known_as"]] if buyer["known_as"] != buyer["name"] else []
    lines += [buyer["address"]] if buyer["address"] else []
    lines += [f"NPWP {buyer['npwp']}"] if buyer["npwp"] else []
    return lines + [" · ".join(text for text in (phones.show(buyer["phone"]), buyer["email"]) if text)]


def _maker(maker: dict[str, Any]) -> list[str]:
    lines = [maker["owner"], maker["address"], phones.show(maker["phone"])]
    lines += [f"NPWP {maker['npwp']}"] if maker["npwp"] else []
    return lines + ([f"NIB {maker['nib']}"] if maker["nib"] else [])


def _outlet(outlet: dict[str, Any]) -> list[str]:
    lines = [outlet["street"], outlet["place"]]
    lines += [f"Terima barang: {_hours(outlet['receiving'])}"] if outlet["receiving"] else []
    lines += [outlet["dock_notes"]] if outlet["dock_notes"] else []
    return lines + ([f"Pusat biaya {outlet['cost_centre']}"] if outlet["cost_centre"] else [])


def _hours(receiving: dict[str, Any]) -> str:
    """`Sen–Sab 07.00–11.00`, days with the same hours together."""
    groups: list[tuple[list[int], tuple[int, int]]] = []
    for weekday, (opens, closes) in sorted((int(key), tuple(span)) for key, span in receiving.items()):
        if groups and groups[-1][1] == (opens, closes) and groups[-1][0][-1] == weekday - 1:
            groups[-1][0].append(weekday)
        else:
            groups.append(([weekday], (opens, closes)))
    return ", ".join(f"{_span(days)} {_clock(opens)}–{_clock(closes)}" for days, (opens, closes) in groups)


def _span(days: list[int]) -> str:
    return DAYS[days[0]] if len(days) == 1 else f"{DAYS[days[0]]}–{DAYS[days[-1]]}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}.{minutes % 60:02d}"


def _facts(version: PurchaseOrderVersion, said: dict[str, Any]) -> list[str]:
    lines = [day(said["issued_on"])]
    if said["hotel_number"]:
        lines.append(f"Nomor pembeli {said['hotel_number']}")
    term = TERMS.get(said["terms"]) or f"{said['terms']} hari sesudah barang diterima"
    said_state = f" ({STATES[version.state]})" if version.state in STATES else ""
    return [*lines, f"Permintaan {said['request']}", f"Pembayaran: {term}", f"Versi {version.version}{said_state}"]


def _rows(said: dict[str, Any]) -> list[list[str]]:
    return [
        [
            str(place), f"{row['name']}, {row['label']}", filters.number(row["packs"]), rupiah.show(row["price"]),
            rupiah.show(row["amount"]),
        ]
        for place, row in enumerate(said["lines"], start=1)
    ]  # fmt: skip


def _sums(said: dict[str, Any]) -> list[Sum]:
    sums = [Sum("Barang", rupiah.show(said["goods"]))]
    if said["fee"]:
        sums.append(Sum("Ongkos kirim", rupiah.show(said["fee"])))
    return [*sums, Sum("Jumlah", rupiah.show(said["total"]), True)]


def _call(row: dict[str, Any]) -> list[str]:
    weekday = filters.DAYS["id"][_weekday(row["day"])] if row["day"] else ""
    when = f"{weekday}, {day(row['day'])}" if row["day"] else "–"
    hours = "–" if row["starts"] is None else f"{_clock(row['starts'])}–{_clock(row['ends'])}"
    what = "; ".join(f"{filters.number(line['packs'])} × {line['name']} {line['label']}" for line in row["lines"])
    return [when, hours, what, row["order"]]


def _weekday(text: str) -> int:
    return date.fromisoformat(text).weekday()


def _notes(version: PurchaseOrderVersion, said: dict[str, Any]) -> list[str]:
    notes = []
    if version.reason:
        notes.append(f"Sebab perubahan: {version.reason.rstrip('.')}.")
    if said["note"]:
        notes.append(f"Catatan: {said['note'].rstrip('.')}.")
    notes.append("Cantumkan nomor pesanan ini pada surat jalan dan invoice. Yang ditagih adalah barang yang diterima.")
    if said["demo"]:
        notes.append("Data contoh. Dokumen ini bukan pesanan yang sebenarnya.")
    return notes
