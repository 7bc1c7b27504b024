"""Personal data in plain words: purposes, what stands in the way, the letter on top of a copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from marketplace.people import privacy_choices


@dataclass(frozen=True)
class Purpose:
    """One thing that data are used for, and what the person chose, since when."""

    code: str
    name: str
    text: str
    allowed: bool
    at: datetime | None


def purposes(session: Session, subject: str) -> list[Purpose]:
    """Every purpose with its choice."""
    held = privacy_choices.present(session, subject)
    since = {row.purpose: row.at for row in privacy_choices.history(session, subject)}
    return [Purpose(code, *said, held[code], since.get(code)) for code, said in _purposes().items()]


def obstacles(codes: list[str]) -> list[str]:
    """The sentence of each."""
    said = _obstacles()
    return [said[code] for code in codes]


def letter() -> str:
    """What lies on top of the copy."""
    return _(
        "Ini salinan data Anda (UU 27/2022). data.json berisi semuanya. Folder tabel berisi isi yang sama, satu berkas"
        " per jenis data, dan bisa dibuka dengan program tabel. Folder berkas berisi foto dan dokumen Anda. Kata sandi"
        " dan kode rahasia tidak ikut disalin. Nama orang lain diganti."
    )


def _purposes() -> dict[str, tuple[str, str]]:
    return {
        "order_email": (_("Kabar pesanan lewat e-mail"), _("Keadaan pesanan Anda dikirim ke e-mail.")),
        "order_whatsapp": (_("Kabar pesanan lewat WhatsApp"), _("Petugas mengirim keadaan pesanan ke WhatsApp Anda.")),
        "invitations": (_("Ajakan dan kabar barang"), _("Ajakan memberi ulasan, dan kabar barang tersedia lagi.")),
        "statistics": (_("Hitungan pembeli"), _("Belanja Anda ikut dihitung dalam angka tanpa nama.")),
        "processing": (
            _("Pemakaian selain untuk pesanan"),
            _("Bila ditolak, data disimpan dan hanya dipakai untuk pesanan."),
        ),
    }


def _obstacles() -> dict[str, str]:
    return {
        "open_orders": _("Masih ada pesanan yang berjalan. Tunggu sampai selesai, atau batalkan."),
        "money_owed": _("Masih ada uang yang harus kembali kepada Anda."),
        "open_disputes": _("Masih ada laporan masalah yang belum diputus."),
        "staff": _("Anda petugas. Minta admin mencabut peran Anda dulu."),
        "last_owner": _("Anda pemilik terakhir di satu organisasi. Tunjuk pemilik lain dulu."),
        "on_sale": _("Toko Anda masih menjual barang. Turunkan semua barang dulu."),
        "shop_orders": _("Toko Anda masih punya pesanan yang berjalan."),
        "shop_money": _("Toko Anda masih punya uang yang belum selesai dihitung."),
    }
