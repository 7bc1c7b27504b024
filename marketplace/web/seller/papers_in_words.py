"""Papers and their states in a maker's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from marketplace.people.certificates import Certificate

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


def view(paper: Certificate) -> PaperView:
    """One paper."""
    text, tone = {
        "waiting": (_("Menunggu verifikasi"), "wait"),
        "verified": (_("Terverifikasi"), "good"),
        "early": (_("Terverifikasi, belum mulai berlaku"), "calm"),
        "returned": (_("Ditolak"), "bad"),
        "expired": (_("Kedaluwarsa"), "bad"),
        "withdrawn": (_("Ditarik"), "bad"),
    }[paper.state]
    return PaperView(
        paper.id, paper.kind, kind_name(paper.kind), paper.number, paper.valid_from, paper.valid_to, paper.state,
        text, tone, paper.returned_reason, paper.file_key is not None, paper.state in {"waiting", "returned"},
    )  # fmt: skip


def lacking(papers: list[Certificate]) -> list[tuple[str, str]]:
    """The usual papers that were never handed in, with their names."""
    sent = {paper.kind for paper in papers if paper.state != "withdrawn"}
    return [(kind, kind_name(kind)) for kind in WITH_PHOTO_ASKED if kind not in sent]


def kind_name(kind: str) -> str:
    """What a paper is called."""
    return {
        "nib": _("NIB (nomor izin usaha)"),
        "halal": _("Sertifikat halal"),
        "pirt": _("Izin PIRT"),
        "md": _("Izin BPOM MD"),
        "na": _("Izin kosmetik BPOM"),
        "psat": _("Izin pangan segar (PSAT)"),
        "svlk": _("Surat kayu (SVLK)"),
        "other": _("Surat lain"),
    }.get(kind, kind)


def kinds_to_send() -> list[tuple[str, str]]:
    """What may be handed in."""
    return [(kind, kind_name(kind)) for kind in ("nib", "pirt", "halal", "md", "na", "psat", "svlk", "other")]


def issuer(kind: str) -> str:
    """Who usually issues a paper."""
    return {
        "nib": "OSS",
        "halal": "BPJPH",
        "pirt": "Dinas Kesehatan Kota Balikpapan",
        "md": "BPOM",
        "na": "BPOM",
    }.get(kind, "-")


def mistake(field: str) -> str:
    """What is wrong with a field that the domain refused."""
    return {
        "kind": _("Pilih jenis suratnya."),
        "number": _("Tulis nomor suratnya."),
        "valid_to": _("Tanggal berakhir harus setelah tanggal terbit."),
    }[field]
