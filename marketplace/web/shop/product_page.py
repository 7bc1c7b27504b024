"""The product page in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from marketplace.catalog.categories import Category
from marketplace.kernel import clock, rupiah
from marketplace.people import opening
from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer
from marketplace.trade import shelf, showcase
from marketplace.web import hours


@dataclass(frozen=True)
class ProducerView:
    """A maker as shown to buyers; the phone number is never part of it."""

    slug: str
    name: str
    owner: str
    kelurahan: str
    kecamatan: str
    since_year: int | None
    story: str
    makes: str
    minimum_order: int
    kitchen_days: str
    has_whatsapp: bool
    is_demo: bool
    picture: str | None
    closed_until: date | None
    closed_note: str
    opening: opening.Opening
    hours: str


@dataclass(frozen=True)
class CertificateView:
    """A valid paper."""

    kind: str
    kind_name: str
    number: str
    issuer: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class ProductPage:
    """Everything the template shows."""

    product_id: int
    slug: str
    name: str
    description: str
    category: Category
    pictures: list[str]
    producer: ProducerView
    variants: list[showcase.VariantView]
    halal_state: str
    certificates: list[CertificateView]
    best_before: date | None
    shelf_life_days: int | None
    storage: str
    ingredients: str
    allergens: list[str]
    raw_material: str
    raw_material_origin: str
    local_percent: int | None
    level: str
    level_text: str
    replaces: str
    buyer_uses: list[str]
    made_to_order: bool
    lead_days: int
    earliest: date | None
    delivery_hint: list[str]
    is_food: bool
    is_demo: bool
    siblings: list[shelf.Card]


def of(shown: showcase.Showcase) -> ProductPage:
    """The page of a gathered product."""
    product = shown.product
    material, _comma, origin = product.raw_material.partition(" · ")
    return ProductPage(
        product_id=product.id,
        slug=product.slug,
        name=product.name,
        description=product.description,
        category=product.category,
        pictures=[product.picture] if product.picture else [],
        producer=maker(product.producer),
        variants=shown.variants,
        halal_state=halal_state(product.halal_claim, shown.papers),
        certificates=[paper(row) for row in shown.papers],
        best_before=shown.best_before,
        shelf_life_days=product.shelf_life_days,
        storage=product.storage,
        ingredients=product.ingredients,
        allergens=product.allergens,
        raw_material=material,
        raw_material_origin=origin,
        local_percent=product.local_percent,
        level=product.level,
        level_text=level_text(product.level),
        replaces=product.replaces,
        buyer_uses=[use_name(code) for code in product.buyer_uses],
        made_to_order=product.made_to_order,
        lead_days=product.lead_days,
        earliest=shown.variants[0].earliest if shown.variants else None,
        delivery_hint=delivery_hint(shown.fee_from, shown.may_collect),
        is_food=product.category.is_food,
        is_demo=product.is_demo,
        siblings=shown.siblings,
    )


def maker(producer: Producer) -> ProducerView:
    """A maker for buyers."""
    closed = producer.closed_until if producer.closed_on(clock.today()) else None
    return ProducerView(
        slug=producer.slug,
        name=producer.name,
        owner=producer.owner_name,
        kelurahan=producer.kelurahan_name,
        kecamatan=producer.kecamatan_name,
        since_year=producer.since_year,
        story=producer.story,
        makes=producer.makes,
        minimum_order=producer.minimum_order,
        kitchen_days=producer.kitchen_days,
        has_whatsapp=bool(producer.phone),
        is_demo=producer.is_demo,
        picture=producer.picture,
        closed_until=closed,
        closed_note=producer.closed_note if closed else "",
        opening=opening.now(producer),
        hours=hours.hours(producer),
    )


def halal_state(claim: str, papers: list[Certificate]) -> str:
    """Certified only by a paper that is valid today; a claim alone is never a badge (F20)."""
    if any(paper.kind == "halal" for paper in papers):
        return "certified"
    return claim if claim in {"in_process", "not_required", "not_halal"} else "none"


def delivery_hint(fee_from: int | None, may_collect: bool) -> list[str]:
    """What delivery costs, before anything is put into the cart."""
    hints = []
    if fee_from is not None:
        hints.append(_("Diantar mulai %(fee)s", fee=rupiah.show(fee_from)) if fee_from else _("Diantar gratis"))
    if may_collect:
        hints.append(_("Ambil sendiri, gratis"))
    return hints


def level_text(level: str) -> str:
    """What a provenance level means."""
    return {
        "L1": _("Dibuat di Balikpapan, bahan utama dari Balikpapan atau Kaltim"),
        "L2": _("Dibuat di Balikpapan, bahan utama sebagian besar dari luar"),
        "L3": _("Dibuat di Kalimantan Timur"),
        "L4": _("Dibuat di daerah lain di Indonesia"),
    }.get(level, _("Asal belum dinyatakan"))


def use_name(code: str) -> str:
    """What a product is good for."""
    return {
        "MB": _("minibar"),
        "WA": _("suguhan selamat datang"),
        "BF": _("sarapan hotel"),
        "RI": _("bahan dapur restoran"),
        "CB": _("kudapan rapat"),
        "OL": _("oleh-oleh"),
        "LB": _("toko lobi"),
        "UN": _("seragam dan dekorasi"),
        "RM": _("perlengkapan kamar"),
    }.get(code, code)


def paper(paper: Certificate) -> CertificateView:
    """A paper with its name in words."""
    names = {
        "halal": _("Halal"),
        "pirt": _("Izin P-IRT"),
        "md": _("Izin BPOM MD"),
        "na": _("Izin edar kosmetik BPOM"),
        "psat": _("Izin pangan segar (PSAT)"),
        "svlk": _("Dokumen kayu (SVLK)"),
        "nib": _("Nomor izin usaha (NIB)"),
        "sni": _("Sertifikat SNI"),
        "hki": _("Merek atau hak cipta (HKI)"),
        "nkv": _("NKV atau SKP (daging, ikan)"),
        "slhs": _("Laik higiene (SLHS)"),
        "other": _("Surat lain"),
    }
    return CertificateView(
        paper.kind,
        names.get(paper.kind, paper.kind),
        paper.number,
        paper.issuer,
        paper.valid_from,
        paper.valid_to,
    )
