"""What is wrong with a cell of a product list, in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from marketplace.trade import import_rows

Sentence = Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class Told:
    """One fault for the page: where, which column, what to do."""

    row: int
    column: str
    text: str


def faults(report: dict[str, Any]) -> list[Told]:
    """Every fault of a report in words."""
    return [
        Told(fault["row"], import_rows.BY_KEY[fault["column"]].title, sentence(fault["why"], fault["facts"]))
        for fault in report.get("faults", [])
    ]


def sentence(why: str, facts: dict[str, Any]) -> str:
    """What to do about it."""
    found = SENTENCES.get(why)
    return found(facts) if found else _("Periksa isian ini.")


SENTENCES: dict[str, Sentence] = {
    "column_missing": lambda f: _("Kolom ini tidak ada. Pakai contoh berkas dari kami."),
    "empty_list": lambda f: _("Belum ada baris produk di bawah judul kolom."),
    "needed": lambda f: _("Bagian ini perlu diisi."),
    "code": lambda f: _("Kode hanya huruf, angka, dan tanda - . / paling panjang 30."),
    "name": lambda f: _("Tulis nama dengan huruf biasa, paling panjang %(n)s huruf.", n=f["most"]),
    "kind": lambda f: _("Jenis ini tidak ada. Pilih salah satu: %(kinds)s.", kinds=f["kinds"]),
    "content": lambda f: _("Tulis isinya dengan angka, misalnya 250 atau 1,5."),
    "whole": lambda f: _("Isinya harus angka bulat untuk satuan ini."),
    "too_much": lambda f: _("Isi satu kemasan terlalu besar. Periksa angka nolnya."),
    "unit": lambda f: _("Satuan: g, kg, ml, l, atau buah."),
    "long": lambda f: _("Paling banyak %(n)s huruf.", n=f["most"]),
    "price": lambda f: _("Tulis harga dengan angka, misalnya 25.000 atau 25rb."),
    "price_range": lambda f: _("Harga antara %(least)s dan %(most)s.", least=f["least"], most=f["most"]),
    "count": lambda f: _("Tulis angka bulat antara %(least)s dan %(most)s.", least=f["least"], most=f["most"]),
    "day": lambda f: _("Tulis tanggal, misalnya 24-11-2026."),
    "day_range": lambda f: _("Tanggal ini belum tiba, atau sudah lebih dari dua tahun."),
    "allergen": lambda f: _("“%(word)s” tidak dikenal. Yang dikenal: %(known)s.", word=f["word"], known=f["known"]),
    "either": lambda f: _("Isi stok saja, atau hari sampai jadi saja."),
    "both": lambda f: _("Isi keduanya, atau kosongkan keduanya."),
    "order": lambda f: _("Jumlahnya harus lebih banyak dari grosir sebelumnya."),
    "cheaper": lambda f: _("Harga grosir harus lebih murah dari sebelumnya."),
    "name_twice": lambda f: _("Nama ini sudah dipakai di baris %(row)s.", row=f["other"]),
    "name_known": lambda f: _("Anda sudah menjual nama ini dengan kode %(code)s.", code=f["code"]),
    "other_name": lambda f: _("Kode ini sudah dipakai untuk “%(name)s”.", name=f["name"]),
    "other_unit": lambda f: _("Satu produk memakai satu satuan di semua kemasannya."),
    "twice": lambda f: _("Kemasan yang sama sudah ada di baris %(row)s.", row=f["other"]),
    "many": lambda f: _("Paling banyak %(n)s kemasan untuk satu produk.", n=f["most"]),
    "kind_fixed": lambda f: _("Jenis produk yang sudah ada tidak bisa diganti."),
    "food": lambda f: _("Makanan perlu ini sebelum tayang."),
    "stock": lambda f: _("Isi stok, atau hari sampai jadi kalau dibuat saat dipesan."),
    "too_old": lambda f: _("Stok ini sudah lewat masa simpannya. Periksa tanggalnya."),
    "picture": lambda f: _("Foto “%(name)s” tidak ada di dalam ZIP.", name=f["name"]),
    "restricted": lambda f: _(
        "Kata “%(word)s” tidak boleh dipakai: %(reason)s. %(advice)s",
        word=f["word"], reason=f["reason"], advice=f["advice"],
    ),
}  # fmt: skip
