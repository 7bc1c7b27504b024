"""Invented hours, production days, a holiday to come, papers on their way and an officer's advice."""

from __future__ import annotations

import io
from datetime import timedelta

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy.orm import Session

from marketplace.catalog import coverage
from marketplace.catalog.products import Product
from marketplace.kernel import clock, pictures
from marketplace.kernel.actor import Actor
from marketplace.kernel.files import Files
from marketplace.people import certificates, shop_settings
from marketplace.people.certificates import Told
from marketplace.people.producers import Producer
from marketplace.trade import advice

from .producers import number

OFFICER = Actor("user", "Rizal Petugas", roles=frozenset({"officer"}))
VERIFIER = Actor("user", "Sari Pemeriksa", roles=frozenset({"verifier"}))
AWAY_SOON, PAPERS_ON_THE_WAY = "U03", "U01"
KITCHEN_DAYS = ([0, 1, 2, 3, 4, 5], [0, 2, 4], [1, 2, 3, 4, 5])
PAPER, INK, RED = "#f6efe0", "#14573d", "#a23b22"
SHOP_NOTES = (
    ("Tambah foto Ibu di dapur. Toko dengan foto pembuatnya lebih dipercaya pembeli.", False),
    ("Tulis jam buka, supaya pembeli tahu kapan boleh mengambil.", True),
)
PRODUCT_NOTE = "Foto kemasannya agak gelap. Coba foto lagi dekat jendela, pagi hari."


def load(session: Session, makers: dict[str, Producer], products: dict[str, Product], files: Files) -> None:
    """Everybody's hours and days; the rest for the makers of the demo's tours."""
    for key, maker in makers.items():
        by = _maker(maker)
        n = number(key)
        opens, closes = 7 * 60 + 30 * (n % 4), 17 * 60 + 30 * (n % 3)
        shop_settings.set_hours(session, maker, {day: (opens, closes) for day in range(6)}, by=by)
        shop_settings.set_production_days(session, maker, KITCHEN_DAYS[n % 3 if n > 1 else 0], by=by)
    _holiday(session, makers[AWAY_SOON])
    mine = [product for product in products.values() if product.producer_id == makers[PAPERS_ON_THE_WAY].id]
    _papers(session, makers[PAPERS_ON_THE_WAY], mine, files)
    _notes(session, makers[PAPERS_ON_THE_WAY], mine)


def _holiday(session: Session, maker: Producer) -> None:
    first = clock.today() + timedelta(days=9)
    shop_settings.close(session, maker, first, first + timedelta(days=4), "Acara keluarga", by=_maker(maker))


def _papers(session: Session, maker: Producer, mine: list[Product], files: Files) -> None:
    by, today = _maker(maker), clock.today()
    waiting = Told("nib", maker.nib or "", "OSS", today - timedelta(days=400))
    certificates.submit(session, maker, waiting, file_key=photo(files, "nib", "NIB CONTOH"), by=by)
    unclear = Told("pirt", "202647199990100", "Dinas Kesehatan (contoh)", today - timedelta(days=30))
    paper = certificates.submit(session, maker, unclear, file_key=photo(files, "pirt", "PIRT CONTOH"), by=by)
    coverage.cover(session, paper, [mine[0].id], by=by)
    certificates.return_(session, paper, "Fotonya buram. Kirim lagi, nomornya harus terbaca.", by=VERIFIER)


def _notes(session: Session, maker: Producer, mine: list[Product]) -> None:
    for text, done in SHOP_NOTES:
        note = advice.pin(session, maker, text, by=OFFICER)
        if done:
            advice.tick(session, note.public_id, True, by=_maker(maker))
    advice.pin(session, maker, PRODUCT_NOTE, product=mine[0], by=OFFICER)


def _maker(maker: Producer) -> Actor:
    return Actor("user", maker.owner_name, producer_ids=frozenset({maker.id}))


def photo(files: Files, name: str, title: str, *lines: str) -> str:
    """A picture of a paper that nobody can mistake for a real one; its key."""
    paper = Image.new("RGB", (480, 640), PAPER)
    pen = ImageDraw.Draw(paper)
    pen.rectangle((24, 24, 456, 616), outline=INK, width=3)
    pen.text((52, 60), title, fill=INK, font=ImageFont.load_default(30))
    for place, line in enumerate(lines):
        pen.text((52, 130 + 44 * place), line[:34], fill=INK, font=ImageFont.load_default(22))
    pen.text((52, 540), "DATA CONTOH, BUKAN SURAT", fill=RED, font=ImageFont.load_default(20))
    out = io.BytesIO()
    paper.save(out, "PNG", compress_level=1)
    key = f"documents/contoh-{name}.jpg"
    files.put(key, pictures.jpeg(out.getvalue()).data)
    return key
