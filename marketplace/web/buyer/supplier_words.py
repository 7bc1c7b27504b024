"""The supplier file in the reader's words: the same for the page, the PDFs and the workbook."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer
from marketplace.sourcing.supplier_file import Sheet, SupplierFile
from marketplace.stock.lots import Lot
from marketplace.web import filters
from marketplace.web.shop import product_page


@dataclass(frozen=True)
class SheetView:
    """A product: facts as label and text, lots and papers as rows."""

    name: str
    slug: str
    sku: str
    facts: list[tuple[str, str]]
    papers: list[str]
    lots: list[list[str]]


@dataclass(frozen=True)
class FileView:
    """A maker: facts, papers as rows, what is lacking, one sheet for every product."""

    name: str
    slug: str
    facts: list[tuple[str, str]]
    papers: list[list[str]]
    lacking: list[str]
    sheets: list[SheetView]
    is_demo: bool


def of(found: SupplierFile) -> FileView:
    """The whole file."""
    maker = found.producer
    lacking = dict.fromkeys(paper_name(kind) for kind in found.lacking)
    papers, sheets = [_paper(paper) for paper in found.papers], [_sheet(sheet) for sheet in found.sheets]
    return FileView(maker.name, maker.slug, _maker(maker), papers, list(lacking), sheets, maker.is_demo)


def paper_columns() -> list[str]:
    """The headings of the papers."""
    return [_("Surat"), _("Nomor"), _("Penerbit"), _("Mulai"), _("Sampai")]


def lot_columns() -> list[str]:
    """The headings of the lots."""
    return [_("Kode produksi"), _("Dibuat"), _("Baik sebelum"), _("Keadaan")]


def paper_name(kind: str) -> str:
    """A paper in short, as a list of makers shows it."""
    return {"nib": "NIB", "halal": _("Halal"), "pirt": "PIRT/MD", "md": "PIRT/MD"}.get(kind, kind.upper())


def _maker(maker: Producer) -> list[tuple[str, str]]:
    place = ", ".join(part for part in (maker.street, maker.kelurahan_name, maker.kecamatan_name) if part)
    facts = [
        (_("Pemilik"), maker.owner_name),
        (_("Tempat produksi"), f"{place}, Balikpapan" if place else "Balikpapan"),
        (_("Yang dibuat"), maker.makes),
        (_("Sejak"), str(maker.since_year or "")),
        (_("Pengusaha kena pajak"), _("Ya") if maker.pkp_since else _("Tidak")),
    ]
    return [(label, text) for label, text in facts if text]


def _paper(paper: Certificate) -> list[str]:
    shown = product_page.paper(paper)
    until = filters.day(paper.valid_to) if paper.valid_to else _("tanpa batas")
    return [shown.kind_name, paper.number, paper.issuer, filters.day(paper.valid_from), until]


def _sheet(sheet: Sheet) -> SheetView:
    product = sheet.product
    material, _dot, source = product.raw_material.partition(" · ")
    facts = [
        (_("Kategori"), product.category.name),
        (_("Kemasan"), "; ".join(_pack(pack.label, pack.content, pack.unit) for pack in sheet.packs)),
        (_("Bahan"), product.ingredients),
        (_("Alergen"), _allergens(sheet)),
        (_("Halal"), _halal(sheet)),
        (_("Bahan utama"), f"{material} ({source})" if source else material),
        (_("Kandungan lokal"), f"{product.local_percent}%" if product.local_percent is not None else ""),
        (_("Asal"), product_page.level_text(product.level)),
        (_("Cara simpan"), product.storage),
        (_("Masa simpan"), _("%(n)s hari sejak dibuat", n=product.shelf_life_days) if product.shelf_life_days else ""),
        (_("Dibuat sesudah dipesan"), _("%(n)s hari", n=product.lead_days) if product.made_to_order else ""),
    ]
    papers = [_covered(paper) for paper in sheet.papers]
    told = [(label, text) for label, text in facts if text]
    return SheetView(product.name, product.slug, product.sku, told, papers, [_lot(lot) for lot in sheet.lots])


def _pack(label: str, content: int, unit: str) -> str:
    measure = filters.content(content, unit)
    return label if label.replace(" ", "") == measure.replace(" ", "") else f"{label} ({measure})"


def _allergens(sheet: Sheet) -> str:
    if sheet.product.allergens:
        return ", ".join(sheet.product.allergens)
    return _("Pembuat menyatakan tidak ada alergen umum") if sheet.product.category.is_food else ""


def _halal(sheet: Sheet) -> str:
    return {
        "certified": _("Bersertifikat"),
        "in_process": _("Sertifikat sedang diurus"),
        "not_halal": _("Tidak halal"),
        "none": _("Belum bersertifikat") if sheet.product.category.is_food else "",
    }.get(product_page.halal_state(sheet.product.halal_claim, sheet.papers), "")


def _covered(paper: Certificate) -> str:
    name = product_page.paper(paper).kind_name
    if paper.valid_to is None:
        return f"{name} {paper.number}"
    return _("%(paper)s, sampai %(day)s", paper=f"{name} {paper.number}", day=filters.day(paper.valid_to))


def _lot(lot: Lot) -> list[str]:
    state = {"open": _("Baik"), "held": _("Ditahan"), "recalled": _("Ditarik")}[lot.state]
    best_before = filters.day(lot.best_before) if lot.best_before else _("tahan lama")
    return [lot.code, filters.day(lot.produced_on), best_before, state]
