"""What is wrong with a bank's file, what a line might be, and how it stands: in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from marketplace.kernel import rupiah
from marketplace.money import statement_formats
from marketplace.trade.bill_choices import BillChoice
from marketplace.web import filters


def fault(one: dict[str, Any]) -> str:
    """What has to be put right."""
    shown = str(one["shown"])
    return {
        "header": _("Judul kolom ini tidak ada: %(shown)s.", shown=shown),
        "empty": _("Tidak ada satu baris pun di bawah judul kolom."),
        "unreadable": _("Berkas ini bukan Excel (.xlsx) atau CSV yang bisa dibuka."),
        "too_large": _too_large(shown),
        "macros": _("Berkas ini berisi program (makro). Simpan sebagai .xlsx biasa."),
        "formula": _("Ada sel yang dihitung dengan rumus. Bank mengirim angka, bukan rumus."),
        "day": _("Tanggal “%(shown)s” tidak terbaca.", shown=shown),
        "day_month": _("Tanggal “%(shown)s”: bulannya lebih dari 12. Mungkin bulan ditulis dulu.", shown=shown),
        "day_future": _("Tanggal “%(shown)s” belum terjadi. Mungkin hari dan bulan tertukar.", shown=shown),
        "day_old": _("Tanggal “%(shown)s” lebih dari setahun yang lalu.", shown=shown),
        "swapped": _("Tanggal di berkas ini hanya masuk akal kalau hari dan bulan ditukar. Pilih format lain."),
        "amount": _("Jumlah “%(shown)s” tidak cocok dengan format angkanya.", shown=shown),
        "huge": _("Jumlah “%(shown)s” terlalu besar.", shown=shown),
        "negative": _("Jumlah “%(shown)s” bertanda kurang, padahal masuk atau keluar sudah disebut.", shown=shown),
        "both": _("Baris ini masuk dan keluar sekaligus: %(shown)s.", shown=shown),
        "zero": _("Baris ini tidak ada jumlahnya."),
        "mark": _("Tidak jelas uang masuk atau keluar: “%(shown)s”.", shown=shown),
        "currency": _("Mata uangnya bukan rupiah: “%(shown)s”.", shown=shown),
        "account": _("Ini mutasi rekening lain: “%(shown)s”.", shown=shown),
        "doubled": _("Baris ini sama persis dengan baris di atasnya, saldonya juga. Hapus salah satu."),
        "balance": _("Saldonya tidak cocok dengan baris di atasnya. Ada baris yang hilang atau berubah."),
    }.get(str(one["why"]), _("Baris ini tidak terbaca."))


def _too_large(shown: str) -> str:
    most = filters.number(statement_formats.MOST_ROWS)
    if shown.isdigit():
        rows = filters.number(int(shown))
        return _("Berkas ini berisi %(rows)s baris. Paling banyak %(most)s. Unduh per minggu.", rows=rows, most=most)
    return _("Berkas ini terlalu besar. Paling banyak %(most)s baris dan 5 MB.", most=most)


def why(reason: str, amount: int, due: int) -> str:
    """Why a line might be the money of an order."""
    more = rupiah.show(abs(amount - due))
    return {
        "several": _("Jumlahnya sama, tetapi lebih dari satu pesanan cocok."),
        "sen": _("Jumlahnya sama, tetapi ada sen di belakangnya."),
        "before": _("Jumlahnya sama, tetapi uang masuk sebelum pesanan dibuat."),
        "late": _("Jumlahnya sama, tetapi uang masuk lama sesudah pesanan dibuat."),
        "plain": _("Jumlahnya sama, tetapi pesanan ini tidak punya kode unik."),
        "twice": _("Pesanan ini sudah dibayar. Uangnya perlu dikembalikan."),
        "by_hand": _("Jumlahnya sama. Pesanan ini sudah diterima tanpa mutasi."),
        "after_cancel": _("Pesanan ini sudah dibatalkan. Uangnya perlu dikembalikan."),
        "number": _("Nomor pesanannya disebut, jumlahnya beda %(more)s.", more=more),
        "no_code": _("Jumlahnya tanpa kode unik, nama atau nomornya cocok."),
        "swapped": _("Dua angka tertukar."),
        "near": _("Lebih %(more)s dari tagihan.", more=more)
        if amount > due
        else _("Kurang %(more)s dari tagihan.", more=more),
        "name": _("Namanya cocok, jumlahnya beda %(more)s.", more=more),
        "found": _("Anda cari sendiri."),
    }.get(reason, reason)


def outcome(what: str, amount: int, due: int, near: int) -> str:
    """What accepting will do."""
    if what == "owe":
        return _("%(sum)s masuk daftar Dikembalikan.", sum=rupiah.show(amount))
    if what == "link":
        return _("Baris ini dicatat untuk pembayaran itu. Tidak ada uang yang dibukukan lagi.")
    if what == "short":
        return _(
            "Belum bisa diterima: kurang %(lack)s. Minta pembeli mengirim kekurangannya.",
            lack=rupiah.show(due - amount),
        )
    if amount > due and amount - due > near:
        return _("Pesanan lunas, lebihnya %(more)s masuk daftar Dikembalikan.", more=rupiah.show(amount - due))
    if amount != due:
        return _("Pesanan lunas, selisih %(more)s dicatat sebagai beban.", more=rupiah.show(abs(amount - due)))
    return _("Pesanan lunas.")


def bill_why(choice: BillChoice, amount: int) -> str:
    """Why a line might be the transfer of an organisation."""
    more = rupiah.show(abs(amount - choice.guess.open))
    return {
        "bill_exact": _("Nomor tagihan dan jumlahnya sama."),
        "bill_number": _("Nomor tagihannya disebut, jumlahnya beda %(more)s.", more=more)
        if choice.what != "pay"
        else _("Nomor tagihannya disebut."),
        "bill_sum": _("Jumlahnya sama dengan sisa tagihan."),
        "bill_all": _("Namanya cocok, jumlahnya sama dengan semua tagihannya."),
        "bill_name": _("Namanya cocok."),
        "bill_by_hand": _("Jumlah dan harinya sama dengan transfer yang sudah dicatat."),
        "bill_twice": _("Tagihan ini sudah lunas. Uangnya perlu dikembalikan."),
        "found": _("Anda cari sendiri."),
    }.get(choice.guess.why, choice.guess.why)


def bill_outcome(choice: BillChoice, amount: int) -> str:
    """What accepting will do, as long as no other bills are ticked."""
    more = rupiah.show(abs(amount - choice.guess.open))
    return {
        "pay": _("Tagihan lunas."),
        "part": _("Dibayar sebagian. Sisanya %(more)s tetap ditagih.", more=more),
        "over": _("Tagihan lunas, lebihnya %(more)s masuk daftar Dikembalikan.", more=more),
        "link": _("Baris ini dicatat untuk transfer itu. Tidak ada uang yang dibukukan lagi."),
        "owe": _("%(sum)s masuk daftar Dikembalikan.", sum=rupiah.show(amount)),
    }[choice.what]


def line_state(state: str) -> str:
    """How a line stands."""
    return {
        "new": _("Sedang dicocokkan"),
        "matched": _("Cocok"),
        "proposed": _("Ada usulan"),
        "open": _("Belum jelas"),
        "ignored": _("Bukan pembayaran"),
        "out": _("Uang keluar"),
    }.get(state, state)


def line_tone(state: str) -> str:
    """How that looks."""
    return {"matched": "good", "proposed": "wait", "open": "wait"}.get(state, "calm")


def state(name: str) -> str:
    """How a statement stands."""
    return {
        "waiting": _("Sedang dibaca"),
        "choosing": _("Pilih formatnya"),
        "faulty": _("Perlu diperbaiki"),
        "matching": _("Sedang dicocokkan"),
        "done": _("Selesai"),
    }.get(name, name)


def tone(name: str) -> str:
    """How that looks."""
    return {"done": "good", "faulty": "bad"}.get(name, "wait")


def in_sen(amount: int) -> str:
    """An amount in sen as rupiah; sen are shown only where there are some."""
    whole, sen = divmod(abs(amount), 100)
    shown = rupiah.show(whole if amount >= 0 else -whole) if whole or amount >= 0 else "−Rp0"
    return f"{shown},{sen:02d}" if sen else shown
