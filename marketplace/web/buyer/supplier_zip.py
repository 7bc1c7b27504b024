"""The supplier file as one ZIP: a summary, a page of specification for every product, all of it as a workbook."""

from __future__ import annotations

import io
import zipfile

from flask_babel import gettext as _

from marketplace.kernel import clock, sheets
from marketplace.web import filters, pdf
from marketplace.web.pdf.paper import Block, Column, Paper

from . import supplier_words
from .supplier_words import FileView, SheetView

PAPER_SHARES, LOT_SHARES = (44, 42, 36, 26, 26), (44, 44, 44, 42)


def pack(view: FileView, asked_by: str) -> bytes:
    """The bytes of the ZIP."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("1-pemasok.pdf", pdf.render(_summary(view, asked_by)))
        specifications = [_specification(view, sheet, asked_by) for sheet in view.sheets]
        file.writestr("2-spesifikasi.pdf", pdf.render(*specifications))
        file.writestr("3-daftar.xlsx", _workbook(view))
    return kept.getvalue()


def _summary(view: FileView, asked_by: str) -> Paper:
    notes = [_("Tidak ada yang berlaku hari ini: %(papers)s.", papers=", ".join(view.lacking))] if view.lacking else []
    names = ", ".join(sheet.name for sheet in view.sheets)
    return Paper(
        title=_("Berkas pemasok"),
        number=filters.day(clock.today()),
        issuer=Block(view.name, []),
        blocks=_blocks(view.facts),
        columns=_columns(supplier_words.paper_columns(), PAPER_SHARES),
        rows=view.papers or [["–"] * len(PAPER_SHARES)],
        notes=[
            *notes,
            _("Hanya surat yang sudah kami periksa dan berlaku hari ini."),
            _("%(n)s produk: %(names)s.", n=len(view.sheets), names=names),
        ],
        foot=_foot(view, asked_by),
    )


def _specification(view: FileView, sheet: SheetView, asked_by: str) -> Paper:
    covered = "; ".join(sheet.papers) or _("tidak ada yang berlaku hari ini")
    return Paper(
        title=_("Lembar spesifikasi"),
        number=sheet.sku,
        issuer=Block(sheet.name, [view.name]),
        blocks=_blocks(sheet.facts),
        columns=_columns(supplier_words.lot_columns(), LOT_SHARES),
        rows=sheet.lots or [["–"] * len(LOT_SHARES)],
        notes=[_("Surat untuk produk ini: %(papers)s.", papers=covered)],
        foot=_foot(view, asked_by),
    )


def _blocks(facts: list[tuple[str, str]]) -> list[Block]:
    """The facts in two columns, each headed by its first one."""
    half = (len(facts) + 1) // 2
    parts = [part for part in (facts[:half], facts[half:]) if part]
    return [Block(part[0][0], [part[0][1], *(f"{label}: {text}" for label, text in part[1:])]) for part in parts]


def _columns(names: list[str], shares: tuple[int, ...]) -> list[Column]:
    return [Column(name, share) for name, share in zip(names, shares, strict=True)]


def _foot(view: FileView, asked_by: str) -> str:
    return _("%(maker)s · untuk %(who)s · %(day)s", maker=view.name, who=asked_by, day=filters.day(clock.today()))


def _workbook(view: FileView) -> bytes:
    lots = [[sheet.name, *lot] for sheet in view.sheets for lot in sheet.lots]
    facts = [[sheet.name, sheet.sku, label, text] for sheet in view.sheets for label, text in sheet.facts]
    return sheets.xlsx(
        [
            (_("Surat"), supplier_words.paper_columns(), view.papers),
            (_("Spesifikasi"), [_("Produk"), _("Kode"), _("Keterangan"), _("Isi")], facts),
            (_("Produksi"), [_("Produk"), *supplier_words.lot_columns()], lots),
        ]
    )
