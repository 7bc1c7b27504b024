"""Papers and their states in a maker's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from marketplace.kernel import clock
from marketplace.people.certificates import KINDS, Certificate

SOON = timedelta(days=60)
TONES = {
    "waiting": "wait", "verified": "good", "early": "calm", "returned": "bad", "expired": "bad", "withdrawn": "bad",
}  # fmt: skip
WITH_PHOTO_ASKED = ("nib", "pirt", "halal")


@dataclass(frozen=True)
class PaperView:
    """A paper as its maker sees it."""

    id: int
    kind: str
    name: str
    number: str
    valid_from: date
    valid_to: date | None
    state: str
    state_text: str
    tone: str
    reason: str
    has_photo: bool
    may_change: bool

    @property
    def ends_soon(self) -> bool:
        """Whether it is time to see to a new one."""
        return self.state == "verified" and self.valid_to is not None and self.valid_to <= clock.today() + SOON


def view(paper: Certificate) -> PaperView:
    """One paper."""
    text, tone = state_name(paper.state), TONES[paper.state]
    return PaperView(
        paper.id, paper.kind, kind_name(paper.kind), paper.number, paper.valid_from, paper.valid_to, paper.state,
        text, tone, paper.withdrawn_reason or paper.returned_reason,
        paper.file_key is not None, paper.state in {"waiting", "returned"},
    )  # fmt: skip


def state_name(state: str) -> str:
    """Where a paper stands."""
    return {
        "waiting": _("Menunggu verifikasi"),
        "verified": _("Terverifikasi"),
        "early": _("Terverifikasi, belum mulai berlaku"),
        "returned": _("Ditolak"),
        "expired": _("Kedaluwarsa"),
        "withdrawn": _("Ditarik"),
    }[state]


def lacking(papers: list[Certificate]) -> list[tuple[str, str]]:
    """The usual papers that were never handed in, with their names."""
    sent = {paper.kind for paper in papers if paper.state != "withdrawn"}
    return [(kind, kind_name(kind)) for kind in WITH_PHOTO_ASKED if kind not in sent]


def kind_name(kind: str) -> str:
    """What a paper is called."""
    return {
        "nib": _("NIB (nomor izin usaha)"),
        "pirt": _("Izin PIRT"),
        "halal": _("Sertifikat halal"),
        "md": _("Izin BPOM MD"),
        "na": _("Izin kosmetik BPOM"),
        "psat": _("Izin pangan segar (PSAT)"),
        "sni": _("Sertifikat SNI"),
        "npwp": _("NPWP"),
        "hki": _("Merek atau hak cipta (HKI)"),
        "nkv": _("NKV atau SKP (daging, ikan)"),
        "slhs": _("Laik higiene (SLHS)"),
        "svlk": _("Surat kayu (SVLK)"),
        "other": _("Surat lain"),
    }.get(kind, kind)


def kinds_to_send() -> list[tuple[str, str]]:
    """What may be handed in."""
    return [(kind, kind_name(kind)) for kind in KINDS]


def issuer(kind: str) -> str:
    """Who usually issues a paper."""
    return {
        "nib": "OSS",
        "halal": "BPJPH",
        "pirt": "Dinas Kesehatan Kota Balikpapan",
        "md": "BPOM",
        "na": "BPOM",
        "npwp": "Direktorat Jenderal Pajak",
        "sni": "BSN",
        "hki": "DJKI",
    }.get(kind, "-")


def mistake(field: str, code: object = "") -> str:
    """What is wrong with a field that the domain refused."""
    return {
        ("number", "shape_nib"): _("NIB terdiri dari 13 angka. Hitung lagi angkanya."),
        ("number", "shape_pirt"): _("Nomor PIRT terdiri dari 15 angka. Hitung lagi angkanya."),
        ("number", "shape_npwp"): _("NPWP terdiri dari 15 atau 16 angka. Hitung lagi angkanya."),
        ("number", "again"): _("Surat dengan nomor ini sudah Anda kirim, dan sedang diperiksa."),
        ("valid_from", "future"): _("Tanggal terbit tidak bisa sesudah hari ini."),
        ("valid_from", "old"): _("Tahun terbitnya terlalu lama. Periksa lagi tahunnya."),
        ("valid_to", "over"): _("Surat ini sudah tidak berlaku. Kirim surat yang baru."),
        ("valid_to", "far"): _("Tahunnya terlalu jauh. Kosongkan bila tidak ada batasnya."),
    }.get(
        (field, str(code)),
        {
            "kind": _("Pilih jenis suratnya."),
            "number": _("Tulis nomor suratnya."),
            "valid_to": _("Tanggal berakhir harus setelah tanggal terbit."),
        }.get(field, _("Bagian ini perlu diperbaiki.")),
    )
