"""Invented work for verifiers: papers that wait with their doubts, some that end soon, recipes that changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.catalog import coverage
from marketplace.catalog.products import Product
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.kernel.files import Files
from marketplace.people import certificates
from marketplace.people.certificates import Certificate, Told
from marketplace.people.producers import Producer
from marketplace.trade import edits

from .kitchens import photo
from .producers import number

VERIFIER = Actor("user", "Sari Pemeriksa", roles=frozenset({"verifier", "moderator"}))
ISSUERS = {
    "halal": "BPJPH (contoh)", "pirt": "Dinas Kesehatan Kota Balikpapan (contoh)", "nib": "OSS (contoh)",
    "npwp": "DJP (contoh)", "hki": "DJKI (contoh)", "md": "BPOM (contoh)",
}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """A paper on its way: whose, what, how many hours ago it was sent, days until it ends."""

    maker: str
    kind: str
    number: str
    hours: int
    days: int | None = None


WAITING = (
    Sent("U12", "md", "ML 000000001201", 71, 900),
    Sent("U13", "hki", "IDM000000013", 50),
    Sent("U10", "halal", "ID6411000010", 30),
    Sent("U03", "pirt", "2157401019903-{year}", 26, 700),
    Sent("U08", "nib", "0000000000007", 9),
    Sent("U22", "npwp", "0000000000000022", 3),
)
ENDING = (
    Sent("U04", "pirt", "2026471019904-{year}", 0, 5),
    Sent("U03", "pirt", "2156471029903-{year}", 0, 12),
    Sent("U07", "pirt", "2106471019907-{year}", 0, 27),
    Sent("U20", "halal", "ID64110000000200000", 0, 41),
    Sent("U09", "pirt", "2026471029909-{year}", 0, 56),
    Sent("U25", "other", "SERTIFIKAT PELATIHAN CONTOH 25", 0, 75),
)
RECIPES = {"KUE-01": "tepung terigu, mentega, keju, gula, telur", "SMB-01": "cabai, bawang, terasi, minyak, gula aren"}


def load(session: Session, makers: dict[str, Producer], goods: dict[str, Product], files: Files) -> None:
    """A queue with something of everything."""
    for one in WAITING:
        paper = _submit(session, makers, files, one, [])
        paper.submitted_at = clock.now() - timedelta(hours=one.hours)
    for one in ENDING:
        covered = [row.id for row in goods.values() if row.producer_id == makers[one.maker].id and one.kind != "other"]
        certificates.verify(session, _submit(session, makers, files, one, covered[:2]), by=VERIFIER)
    for sku, ingredients in RECIPES.items():
        _cook_otherwise(session, goods[sku], ingredients)
    session.flush()


def _submit(session: Session, makers: dict[str, Producer], files: Files, one: Sent, covered: list[int]) -> Certificate:
    maker, today = makers[one.maker], clock.today()
    by = Actor("user", maker.owner_name, producer_ids=frozenset({maker.id}))
    end = today + timedelta(days=one.days) if one.days is not None else None
    text = one.number.format(year=f"{end:%y}" if end else "")
    start = today - timedelta(days=300 + number(one.maker))
    key = photo(files, f"{one.kind}-{number(one.maker)}", one.kind.upper(), maker.name, maker.owner_name, text)
    told = Told(one.kind, text, ISSUERS.get(one.kind, "Contoh"), start, end)
    paper = certificates.submit(session, maker, told, file_key=key, by=by)
    coverage.cover(session, paper, covered, by=by)
    return paper


def _cook_otherwise(session: Session, product: Product, ingredients: str) -> None:
    by = Actor("user", product.producer.owner_name, producer_ids=frozenset({product.producer_id}))
    change = edits.propose(session, product, {"ingredients": ingredients}, by=by)
    if change is not None:
        edits.approve(session, change, by=VERIFIER)
