"""A frozen report as a paper and a workbook, from its stored text only; Indonesian in every language of the shop."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from marketplace.kernel import rupiah, sheets
from marketplace.sourcing.local_report_rows import LocalVersion
from marketplace.web import filters, local_words
from marketplace.web.pdf.paper import Block, Column, Extra, Paper, Sum

from . import papers

METRICS = {
    "value": "nilai rupiah", "volume": "berat", "products": "banyaknya macam barang", "rooms": "macam barang di kamar",
}  # fmt: skip
STATUSES = {"draft": "draf", "active": "berlaku", "reference": "rujukan", "archived": "arsip"}
COLUMNS = [
    Column("Kelas barang", 50),
    Column("Total beli *", 32, True),
    Column("Lokal di sini", 31, True),
    Column("Lokal di luar *", 31, True),
    Column("Porsi", 18, True),
    Column("Batas", 18, True),
]
GROUP = 4


def paper(version: LocalVersion) -> Paper:
    """Everything that the page and the PDF show."""
    said = version.data
    facts, rule, who = said["facts"], said["rule"], said["who"]
    return Paper(
        title="Laporan produk lokal",
        number=said["number"],
        issuer=Block(who["organisation"], [who["legal_name"], who["street"], f"{who['kelurahan']}, Balikpapan"]),
        blocks=[
            Block("Gerai", [who["outlet"], *_house(who, facts)]),
            Block("Masa", [month(said["month"]), f"Dibekukan {papers.day(said['frozen_on'])}", f"oleh {said['by']}"]),
            Block("Aturan", [rule["title"], f"{STATUSES[rule['status']]}, ukuran {METRICS[rule['metric']]}"]),
        ],
        columns=COLUMNS,
        rows=[_row(rule, line, row) for line, row in zip(rule["lines"], facts["classes"], strict=True)],
        sums=_sums(rule, facts),
        extra=_extra(facts),
        notes=_notes(said),
        place=f"Balikpapan, {papers.day(said['frozen_on'])}",
        signs=[("Bagian pembelian", facts["declared"]["person"] or said["by"]), ("Pimpinan", ""), ("Dinas", "")],
        fingerprint=fingerprint(version),
        check_url=check_url(version),
        foot=f"Laporan produk lokal {said['number']} · {who['organisation']} · {month(said['month'])}",
    )


def fingerprint(version: LocalVersion) -> str:
    """`3f9a 01bc 77de`."""
    short = version.short_hash
    return " ".join(short[n : n + GROUP] for n in range(0, len(short), GROUP))


def check_url(version: LocalVersion) -> str:
    """Where anybody can check it."""
    path = url_for("documents.check_local.show", public_id=version.public_id, short_hash=version.short_hash)
    return filters.public_url(path)


def month(text: str) -> str:
    """`Oktober 2026` of `2026-10`, in Indonesian."""
    found = date.fromisoformat(f"{text}-01")
    return f"{filters.MONTHS['id'][found.month - 1]} {found.year}"


def workbook(version: LocalVersion) -> bytes:
    """The same as sheets of numbers."""
    said = version.data
    facts, rule = said["facts"], said["rule"]
    names = {line["code"]: line["name"] for line in rule["lines"]}
    return sheets.xlsx([
        ("Ringkasan", ["Bagian", "Isi"], _summary(version, said)),
        ("Kelas", _CLASS_HEAD, [_class(line, row) for line, row in zip(rule["lines"], facts["classes"], strict=True)]
                               + [_class({"name": "Jumlah", "minimum": None}, facts["total"])]),
        ("Pembuat", ["Nama", "NIB", "Kelurahan", "Macam barang", "Nilai (Rp)"],
         [[row["name"], row["nib"], row["kelurahan"], row["products"], row["value"]] for row in facts["producers"]]),
        ("Kelurahan", ["Kelurahan", "Pembuat", "Nilai (Rp)"],
         [[row["name"], row["producers"], row["value"]] for row in facts["kelurahan"]]),
        ("Pengganti impor", ["Barang", "Pembuat", "Menggantikan", "Nilai (Rp)"],
         [[row["product"], row["maker"], row["replaces"], row["value"]] for row in facts["replaced"]]),
        ("Di luar pasar", ["Kelas", "Penjual", "Barang", "Tanggal", "Nilai (Rp)", "Gram", "Sidik surat"],
         [[names.get(row["code"], row["code"]), row["seller"], row["product"], row["bought_on"], row["amount"],
           row["grams"], row["paper"]] for row in facts["outside"]]),
        ("Baris penerimaan", _LINE_HEAD, [_line(names, row) for row in facts["lines"]]),
    ])  # fmt: skip


_CLASS_HEAD = [
    "Kelas", "Total beli, pernyataan", "Lokal diterima di sini", "Lokal di luar, pernyataan", "Porsi (per 10.000)",
    "Porsi dengan luar (per 10.000)", "Batas (per 10.000)", "Nilai diterima (Rp)", "Gram", "Buah", "Macam barang",
    "Pembuat", "Kelurahan", "Bersertifikat halal (Rp)", "Bahan lokal 50 % ke atas (Rp)",
]  # fmt: skip
_LINE_HEAD = [
    "Berita acara", "Tanggal", "Pesanan", "Barang", "Kemasan", "Pembuat", "NIB", "Kelurahan", "Kelas",
    "Kemasan diterima", "Kemasan dikreditkan", "Nilai (Rp)", "Halal saat diterima", "Tingkat asal",
]  # fmt: skip


def _summary(version: LocalVersion, said: dict[str, Any]) -> list[list[Any]]:
    facts, rule, who = said["facts"], said["rule"], said["who"]
    return [
        ["Nomor", said["number"]], ["Masa", month(said["month"])], ["Hotel", who["organisation"]],
        ["Badan usaha", who["legal_name"]], ["NIB", who["nib"]], ["Gerai", who["outlet"]],
        ["Kamar, pernyataan", facts["declared"]["rooms"]], ["Penanggung jawab", facts["declared"]["person"]],
        ["Aturan", rule["title"]], ["Status aturan", STATUSES[rule["status"]]], ["Dasar", rule["legal_ref"]],
        ["Sumber", rule["source"]], ["Catatan aturan", rule["note"]], ["Ukuran", METRICS[rule["metric"]]],
        ["Cara menghitung", said["basis"]], ["Nilai lokal diterima (Rp)", facts["total"]["value"]],
        ["Porsi (per 10.000)", facts["total"]["share"]],
        ["Di luar kelas aturan (Rp)", facts["unclassed"]], ["Tanpa kelurahan, tidak dihitung (Rp)", facts["unplaced"]],
        ["Perbaikan atas", said["before"]["number"] if said["before"] else ""], ["Sebab perbaikan", said["reason"]],
        ["Sidik SHA-256", version.sha256], ["Periksa di", check_url(version)],
    ]  # fmt: skip


def _class(line: dict[str, Any], row: dict[str, Any]) -> list[Any]:
    return [
        line["name"], row["declared"], row["platform"], row["outside"], row["share"], row["share_with_outside"],
        line["minimum"], row["value"], row["grams"], row["pieces"], row["products"], row["producers"],
        row["kelurahan"], row["halal"], row["local_material"],
    ]  # fmt: skip


def _line(names: dict[str, str], row: dict[str, Any]) -> list[Any]:
    return [
        row["receipt"], row["day"], row["order"], row["product"], row["label"], row["maker"], row["nib"],
        row["kelurahan"], names.get(row["code"], "di luar kelas"), row["packs"], row["credited"], row["value"],
        "ya" if row["halal"] else "tidak", row["level"],
    ]  # fmt: skip


def _house(who: dict[str, Any], facts: dict[str, Any]) -> list[str]:
    rooms = facts["declared"]["rooms"]
    return [f"NIB {who['nib']}" if who["nib"] else "NIB –", *([f"{filters.number(rooms)} kamar"] if rooms else [])]


def _row(rule: dict[str, Any], line: dict[str, Any], row: dict[str, Any]) -> list[str]:
    metric, least = rule["metric"], line["minimum"]
    target = "–" if least is None else str(least) if metric == "rooms" else local_words.percent(least)
    figures = [local_words.amount(metric, row[key]) for key in ("declared", "platform", "outside")]
    return [line["name"], *figures, local_words.percent(row["share"]), target]


def _sums(rule: dict[str, Any], facts: dict[str, Any]) -> list[Sum]:
    total, metric = facts["total"], rule["metric"]
    return [
        Sum("Total beli (pernyataan)", local_words.amount(metric, total["declared"])),
        Sum("Lokal diterima di sini", local_words.amount(metric, total["platform"])),
        Sum("Porsi lokal", local_words.percent(total["share"]), True),
        Sum("Porsi bila pembelian di luar dihitung", local_words.percent(total["share_with_outside"])),
        Sum("Nilai bersertifikat halal saat diterima", rupiah.show(total["halal"])),
        Sum("Nilai berbahan lokal 50 % ke atas", rupiah.show(total["local_material"])),
        Sum("Pembuat", filters.number(total["producers"])),
        Sum("Kelurahan", filters.number(total["kelurahan"])),
    ]


def _extra(facts: dict[str, Any]) -> list[Extra]:
    show, day = rupiah.show, papers.day
    makers = [[row["name"], row["nib"] or "–", row["kelurahan"], show(row["value"])] for row in facts["producers"]]
    replaced = [[row["product"], row["replaces"], row["maker"], show(row["value"])] for row in facts["replaced"]]
    outside = [[day(row["bought_on"]), row["seller"], row["product"], show(row["amount"])] for row in facts["outside"]]
    lines = [
        [day(row["day"]), row["receipt"], f"{row['product']}, {row['label']}", filters.number(row["packs"]),
         "ya" if row["halal"] else "tidak", show(row["value"])]
        for row in facts["lines"]
    ]  # fmt: skip
    tables = [
        Extra("Pembuat", _columns("Nama 70", "NIB 40", "Kelurahan 40", "Nilai 30 r"), makers),
        Extra("Pengganti barang impor, menurut pembuatnya",
              _columns("Barang 60", "Menggantikan 60", "Pembuat 40", "Nilai 30 r"), replaced),
        Extra("Dibeli di luar pasar ini (pernyataan hotel)",
              _columns("Tanggal 36", "Penjual 50", "Barang 50", "Nilai 30 r"), outside),
        Extra("Baris penerimaan",
              _columns("Tanggal 34", "Bukti 44", "Barang 52", "Banyak 18 r", "Halal 14", "Nilai 28 r"), lines),
    ]  # fmt: skip
    return [table for table in tables if table.rows]


def _columns(*told: str) -> list[Column]:
    """`Nilai 30 r`: heading, share of the width, at the right."""
    parts = [text.split() for text in told]
    return [Column(part[0], int(part[1]), part[-1] == "r") for part in parts]


def _notes(said: dict[str, Any]) -> list[str]:
    facts, rule = said["facts"], said["rule"]
    notes = ["* Menurut pernyataan hotel.", said["basis"], f"Dasar: {rule['legal_ref']}. Sumber: {rule['source']}"]
    if rule["note"]:
        notes.append(rule["note"])
    if said["before"]:
        notes.append(f"Menggantikan {said['before']['number']}. Sebab: {said['reason']}.")
    if facts["unplaced"]:
        notes.append(f"{rupiah.show(facts['unplaced'])} tidak dihitung: kelurahan pembuatnya belum tercatat.")
    if facts["unclassed"]:
        notes.append(f"{rupiah.show(facts['unclassed'])} di luar kelas aturan ini.")
    if said["demo"]:
        notes.append("Data contoh. Laporan ini bukan bukti pembelian yang sebenarnya.")
    return [note for note in notes if note]
