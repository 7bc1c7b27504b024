"""Alarms in words: what is wrong, why that may be, what to do next."""

from __future__ import annotations

from flask_babel import gettext as _

from marketplace.insight.alarm_rows import Alarm
from marketplace.kernel import clock


def kinds() -> list[tuple[str, str]]:
    """The kinds of alarms, the most pressing first."""
    return [
        ("late", _("Batas waktu terlewat")),
        ("unanswered", _("Belum menjawab")),
        ("never_sold", _("Belum pernah laku")),
        ("silent", _("Lama tanpa pesanan")),
    ]


def kind(code: str) -> str:
    """One of them."""
    return dict(kinds()).get(code, code)


def told(alarm: Alarm) -> str:
    """What is wrong, with its figures."""
    days, facts = (clock.now() - alarm.since).days, alarm.facts
    if alarm.kind == "never_sold":
        return _("%(goods)s barang tayang, %(days)s hari tanpa pesanan.", goods=facts.get("goods", 0), days=days)
    if alarm.kind == "silent":
        return _("Pesanan terakhir %(days)s hari lalu.", days=days)
    if alarm.kind == "late":
        return _("%(n)s kali terlambat menerima atau menyiapkan pesanan.", n=facts.get("times", 0))
    parts = []
    if facts.get("questions"):
        parts.append(_("%(n)s pertanyaan pembeli menunggu jawaban.", n=facts["questions"]))
    if facts.get("requests"):
        parts.append(_("%(n)s permintaan harga dari hotel menunggu jawaban.", n=facts["requests"]))
    return " ".join(parts)


def cause(code: str) -> str:
    """Why that may be."""
    return {
        "closed": _("Toko sedang libur"),
        "no_way": _("Belum ada cara kirim"),
        "no_stock": _("Semua barang habis"),
        "no_photo": _("Kebanyakan barang tanpa foto"),
        "no_paper": _("Belum ada izin pangan yang berlaku"),
        "dear": _("Harga per kg jauh di atas yang sejenis"),
    }.get(code, code)


def next_step(code: str) -> str:
    """What an officer does about it."""
    return {
        "closed": _("Tanyakan kapan buka lagi."),
        "no_way": _("Bantu pilih cara kirim: ambil sendiri, antar, atau kurir."),
        "no_stock": _("Tanyakan kapan produksi lagi, lalu bantu isi stoknya."),
        "no_photo": _("Kunjungi dan bantu memotret barangnya."),
        "no_paper": _("Bantu mengurus PIRT, lalu unggah suratnya."),
        "dear": _("Bandingkan harganya dengan barang sejenis, lalu bicarakan."),
    }.get(code, _("Sebabnya belum jelas. Telepon atau kunjungi."))


def message(alarm: Alarm) -> str:
    """What is written to the maker."""
    asks = {
        "late": _("ada pesanan yang lewat batas waktu. Apa yang bisa kami bantu?"),
        "unanswered": _("ada yang menunggu jawaban Anda. Apa yang bisa kami bantu?"),
        "never_sold": _("barang Anda sudah tayang tetapi belum ada pesanan. Boleh kami bantu?"),
        "silent": _("sudah lama belum ada pesanan. Boleh kami bantu?"),
    }
    return _("Halo %(owner)s, ini petugas pasar:", owner=alarm.producer.owner_name) + " " + asks[alarm.kind]
