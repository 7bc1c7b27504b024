"""The register in words: sectors, sizes, where a record comes from, what happened, what to do next."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.insight.next_steps import Step
from marketplace.kernel.events import Event
from marketplace.people import phones
from marketplace.people.businesses import SCALES, SECTORS, Business
from marketplace.web import filters


def sector(code: str) -> str:
    """What sort of business."""
    return {
        "food": _("Makanan dan minuman"), "craft": _("Kerajinan"), "fashion": _("Busana dan batik"),
        "farm": _("Pertanian"), "fish": _("Perikanan"), "service": _("Jasa"), "other": _("Lainnya"),
    }[code]  # fmt: skip


def sectors() -> list[tuple[str, str]]:
    """The sectors to choose from."""
    return [(code, sector(code)) for code in SECTORS]


def scale(code: str) -> str:
    """How large it is."""
    return {"mikro": _("Mikro"), "kecil": _("Kecil"), "menengah": _("Menengah")}[code]


def scales() -> list[tuple[str, str]]:
    """The sizes to choose from."""
    return [(code, scale(code)) for code in SCALES]


def source(business: Business) -> str:
    """Where the record comes from."""
    known = {"field": _("Dicatat petugas"), "shop": _("Mendaftar sendiri di pasar")}
    if business.source in known:
        return known[business.source]
    return _("Daftar %(name)s, baris %(row)s", name=business.source, row=business.source_row or "–")


def how(code: str) -> str:
    """How the owner agreed."""
    return {
        "in_person": _("saat bertemu"), "call_back": _("lewat telepon"), "own_phone": _("di HP sendiri"),
        "signed_list": _("dengan tanda tangan di daftar"),
    }.get(code, "–")  # fmt: skip


def field(name: str) -> str:
    """A field of the record."""
    return {
        "name": _("Nama usaha"), "owner_name": _("Nama pemilik"), "phone": _("Nomor HP"), "nib": _("NIB"),
        "scale": _("Skala"), "sector": _("Bidang"), "kelurahan": _("Kelurahan"), "street": _("Alamat"),
        "makes": _("Yang dibuat"), "consent": _("Izin didata"), "sheet": _("Berkas"),
    }.get(name, name)  # fmt: skip


def value(name: str, text: str, places: dict[str, str]) -> str:
    """A value of a field as people read it."""
    if not text:
        return "–"
    if name == "phone":
        return phones.show(text)
    if name == "sector":
        return sector(text)
    if name == "scale":
        return scale(text)
    return places.get(text, text) if name == "kelurahan" else text


def wrong(name: str, code: str) -> str:
    """What is wrong in a field."""
    return {
        "empty": _("Bagian ini perlu diisi."),
        "phone": _("Tulis nomor HP yang lengkap, misalnya 0812-3456-7890."),
        "mobile": _("Untuk membuka toko, isi nomor HP, bukan telepon rumah."),
        "nib": _("NIB terdiri dari 13 angka."),
        "unknown": _("Kelurahan ini tidak dikenal.") if name == "kelurahan" else _("Pilih dari daftar."),
        "taken": _("NIB ini sudah ada di register."),
        "twice": _("Kolom ini sudah dipakai untuk bagian lain."),
        "future": _("Tanggal kunjungan belum tiba."),
        "before": _("Kunjungan berikutnya harus sesudah kunjungan ini."),
        "long": _("Terlalu panjang."),
        "twin": _("Baris kembarannya belum disimpan."),
    }.get(code, _("Periksa bagian ini."))


def step(one: Step) -> str:
    """What to do next, in one sentence."""
    day = filters.day(one.day) if one.day else ""
    return {
        "consent_withdrawn": _("Izin dicabut %(day)s. Jangan dihubungi lagi.", day=day),
        "no_consent": _("Minta izin pemiliknya dulu."),
        "order_late": ngettext("%(num)s pesanan terlambat.", "%(num)s pesanan terlambat.", max(one.count, 1)),
        "paper_returned": _("Surat dikembalikan. Bantu memperbaikinya."),
        "paper_over": _("Surat habis %(day)s. Bantu memperpanjang.", day=day),
        "no_shop": _("Belum punya toko di sini. Tawarkan."),
        "no_product": _("Toko belum punya produk."),
        "unfinished": _("Produknya belum selesai diisi."),
        "no_photo": ngettext("%(num)s produk tanpa foto.", "%(num)s produk tanpa foto.", max(one.count, 1)),
        "no_paper": _("Belum ada surat usaha."),
        "paper_ending": _("Surat habis %(day)s. Siapkan perpanjangan.", day=day),
        "never_sold": _("Tayang sejak %(day)s, belum pernah dipesan.", day=day),
        "visit_due": _("Janji datang lagi %(day)s.", day=day),
        "help_ended": _("Izin membantu berakhir %(day)s.", day=day),
    }[one.code]


def tone(one: Step) -> str:
    """How urgent it looks."""
    bad = {"consent_withdrawn", "order_late", "paper_over", "paper_returned"}
    return "bad" if one.code in bad else "wait"


def event(one: Event, places: dict[str, str]) -> tuple[str, str]:
    """What happened to a record, and the details."""
    facts = one.facts
    text = {
        "registered": _("Dicatat"), "corrected": _("Diperbaiki"), "completed": _("Dilengkapi dari daftar"),
        "consented": _("Pemilik memberi izin"), "consent_withdrawn": _("Izin dicabut"), "visited": _("Dikunjungi"),
        "assigned": _("Didampingi %(name)s", name=facts.get("officer", "")), "released": _("Dilepas dari dampingan"),
        "shop_opened": _("Toko dibuka: %(name)s", name=facts.get("shop", "")),
        "merged": _("Digabung dengan %(name)s", name=facts.get("name", "")),
        "merged_into": _("Catatan kembarnya digabung"),
    }.get(one.verb, one.verb)  # fmt: skip
    return text, _details(one, places)


def finding(code: str) -> str:
    """What a row of a list was found to be."""
    return {
        "new": _("Baru"), "same": _("Sudah ada"), "double": _("Mungkin kembar"), "faulty": _("Perlu diperbaiki"),
    }[code]  # fmt: skip


def why(codes: list[str]) -> str:
    """Why two may be the same."""
    words = {
        "nib": _("NIB sama"), "phone": _("nomor HP sama"), "name": _("nama mirip di kelurahan yang sama"),
        "owner": _("pemilik sama, nama mirip"),
    }  # fmt: skip
    return ", ".join(words[code] for code in codes)


def decision(code: str | None) -> str:
    """What was decided about a row."""
    return {
        "add": _("Catat sebagai usaha lain"), "merge": _("Gabung ke catatan yang ada"), "skip": _("Lewati"),
    }.get(code or "", _("Belum diputuskan"))  # fmt: skip


def _details(one: Event, places: dict[str, str]) -> str:
    facts: dict[str, Any] = one.facts
    if one.verb == "corrected":
        return "; ".join(
            f"{field(name)}: {value(name, str(old), places)} → {value(name, str(new), places)}"
            for name, (old, new) in facts.get("changed", {}).items()
        )
    if one.verb == "completed":
        gained = ", ".join(field(name) for name in facts.get("gained", {}))
        return f"{facts.get('source', '')} · {gained}" if gained else str(facts.get("source", ""))
    if one.verb == "consented":
        return f"{how(str(facts.get('how')))} · {facts.get('text', '')}"
    return _("sebelumnya %(name)s", name=facts["before"]) if facts.get("before") else ""
