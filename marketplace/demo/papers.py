"""Invented certificates with numbers that nobody can mistake for real ones."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, ProductCertificate
from marketplace.kernel import clock
from marketplace.people import paper_numbers
from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer

from . import tables
from .producers import number

NOT_FOOD = {"KIN", "KRJ", "AMN"}
PLANTS = {"SGR-01", "SGR-02", "SGR-03", "SGR-04", "SGR-05"}
HALAL_IN_PROCESS = {"U10", "U12"}
HALAL_NONE = {"U24"}
HALAL_STATES = {"U08": "expired", "U06": "ending", "U19": "unverified", "U26": "withdrawn"}
STATES = {
    "KRP-14": "expired", "OIL-07": "ending", "MAN-03": "unverified", "KUE-04": "withdrawn", "BKU-03": "unverified",
}  # fmt: skip
ISSUERS = {
    "halal": "BPJPH (contoh)",
    "pirt": "Dinas Kesehatan Kota Balikpapan (contoh)",
    "md": "BPOM (contoh)",
    "na": "BPOM (contoh)",
    "psat": "OKKP-D Kalimantan Timur (contoh)",
    "svlk": "Lembaga Verifikasi Legalitas (contoh)",
}


def halal_claim(row: tables.Row) -> str:
    """What the maker says; a badge needs more than that."""
    if row["category"] in NOT_FOOD or row["sku"] in PLANTS:
        return "not_required"
    if row["producer_id"] in HALAL_IN_PROCESS:
        return "in_process"
    return "none" if row["producer_id"] in HALAL_NONE or row["permit"] == "IKAN" else "certified"


def load(session: Session, makers: dict[str, Producer], products: dict[str, Product]) -> None:
    """One halal certificate a maker; the other papers one a product."""
    halal: dict[str, Certificate] = {}
    counts: Counter[str] = Counter()
    for sku, row in tables.goods().items():
        key, product = row["producer_id"], products[sku]
        if product.halal_claim == "certified":
            if key not in halal:
                halal[key] = _paper(session, makers[key], "halal", HALAL_STATES.get(key, ""), number(key), 1, "")
            _cover(session, product, halal[key])
        kind, _, food_class = _kind(row["permit"]).partition(":")
        if kind:
            counts[key] += 1
            state = STATES.get(sku, "")
            _cover(session, product, _paper(session, makers[key], kind, state, number(key), counts[key], food_class))
    session.flush()


def move(session: Session, days: int) -> None:
    """Keep every demo paper as far from today as it was; a number that is meant to be odd stays odd."""
    for paper in session.scalars(select(Certificate).where(Certificate.is_demo)):
        paper.valid_from += timedelta(days=days)
        if paper.valid_to is not None:
            paper.valid_to += timedelta(days=days)
        if not paper_numbers.looks_odd(paper.kind, paper.number):
            paper.number = _stamped(paper.kind, paper.number, paper.valid_from, paper.valid_to)
    session.flush()


def _kind(permit: str) -> str:
    """`PIRT-02` → `pirt:02`; a permit with a question mark is not there yet."""
    if "?" in permit:
        return ""
    if permit.startswith("PIRT-"):
        return f"pirt:{permit[-2:]}"
    return {"MD": "md", "NA": "na", "PSAT": "psat", "SVLK": "svlk"}.get(permit, "")


def _paper(
    session: Session, maker: Producer, kind: str, state: str, maker_number: int, nth: int, food_class: str
) -> Certificate:
    start, end = _dates(kind, state, maker_number)
    verified = None if state == "unverified" else clock.midnight(start) + timedelta(days=9)
    paper = Certificate(
        producer_id=maker.id,
        kind=kind,
        number=_stamped(kind, _number(kind, maker_number, nth, food_class), start, end),
        issuer=ISSUERS[kind],
        valid_from=start,
        valid_to=end,
        verified_at=verified,
        verified_by="Petugas Contoh" if verified else None,
        withdrawn_at=clock.now() - timedelta(days=12) if state == "withdrawn" else None,
        withdrawn_by="Petugas Contoh" if state == "withdrawn" else None,
        withdrawn_reason="Surat ini sudah dicabut penerbitnya." if state == "withdrawn" else "",
        is_demo=True,
    )
    session.add(paper)
    session.flush()
    return paper


def _dates(kind: str, state: str, seed: int) -> tuple[date, date | None]:
    today = clock.today()
    years = {"pirt": 5, "md": 5, "na": 3, "psat": 5, "svlk": 3, "halal": 4}[kind]
    if state in {"expired", "ending"}:
        end = today + timedelta(days=20 if state == "ending" else -25)
        return end - timedelta(days=365 * years), end
    start = today - timedelta(days=200 + 17 * seed)
    return start, None if kind == "halal" else start + timedelta(days=365 * years)


def _number(kind: str, maker: int, nth: int, food_class: str) -> str:
    return {
        "halal": f"ID64110000000{maker:02d}0000",
        "pirt": f"2{food_class}6471{nth:02d}99{maker:02d}-00",
        "md": f"MD {maker:010d}{nth:02d}",
        "na": f"NA {maker:09d}{nth:02d}",
        "psat": f"PSAT-PD CONTOH {maker:02d}{nth:02d}",
        "svlk": f"SVLK CONTOH {maker:02d}{nth:02d}",
    }[kind]


def _stamped(kind: str, paper_number: str, start: date, end: date | None) -> str:
    """Numbers that carry a date say the paper's own one."""
    if kind == "halal":
        return f"{paper_number[:-4]}{start:%m%y}"
    return f"{paper_number[:-2]}{end:%y}" if kind == "pirt" and end else paper_number


def _cover(session: Session, product: Product, paper: Certificate) -> None:
    session.add(ProductCertificate(product_id=product.id, certificate_id=paper.id))
