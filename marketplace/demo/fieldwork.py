"""An invented register: the officer's thirty businesses, visits, doubles to look at, a list that was sent."""

from __future__ import annotations

import io
from datetime import timedelta
from random import Random

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, ids, pictures, sheets
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.files import Files
from marketplace.people import business_importing, business_imports, businesses, caseload, users, visits
from marketplace.people.businesses import Business, Told
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.people.users import Identifier, User

from . import logins

SEED = 20261124
SELLERS = 18
MAKES = {
    "amplang": "food", "kerupuk singkong": "food", "abon kepiting": "food", "sambal kemasan": "food",
    "kue bingka": "food", "stik rumput laut": "fish", "ikan asin": "fish", "madu kelulut": "farm",
    "salak olahan": "farm", "batik cap": "fashion", "tas purun": "craft", "gantungan kunci ulin": "craft",
}  # fmt: skip
OWNERS = (
    "Bu Siti", "Bu Yuliana", "Pak Darman", "Bu Hasnah", "Pak Ruslan", "Bu Marlina", "Bu Nurhayati", "Pak Amir",
    "Bu Fatimah", "Pak Bahrun", "Bu Rosita", "Bu Halimah",
)  # fmt: skip
NOTES = (
    "Dapur bersih, kemasan masih plastik polos. Sepakat mencoba label baru minggu depan.",
    "Belum punya NIB. Dibantu mengisi data, tinggal foto KTP di kantor.",
    "Produksi naik, butuh alat pengering. Dicatat untuk usulan bantuan.",
    "Foto produk diulang dekat jendela. Hasilnya jauh lebih terang.",
    "Pemilik ragu soal pajak. Dijelaskan bahwa omzetnya masih di bawah batas.",
    "Stok di aplikasi tidak cocok dengan rak. Dihitung bersama dan dibetulkan.",
)
LIST = "umkm-kelurahan-contoh.xlsx"


def load(session: Session, files: Files, makers: dict[str, Producer]) -> None:
    """By the shop's own verbs, at the times at which it would have happened."""
    officer = users.known_by(session, Identifier("email", logins.OFFICER))
    if officer is None:
        return
    by, draw = users.as_actor(session, officer), Random(SEED)  # noqa: S311
    places = {row.name: row.code for row in session.scalars(select(Kelurahan))}
    rows = _shops(session, makers) + _others(session, places, draw, by)
    for row in rows:
        row.is_demo = True
    _caseload(session, officer, rows, draw, files, by)
    _twin(session, rows[-1], by)
    _list(session, files, rows, by)


def _shops(session: Session, makers: dict[str, Producer]) -> list[Business]:
    """Every maker has a record; most of the officer's agreed to be visited."""
    found = []
    for maker in makers.values():
        with clock.pretend(maker.joined_at):
            row = businesses.note_shop(session, maker, by=SYSTEM)
        row.sector = next((MAKES[word] for word in MAKES if word.split()[0] in maker.makes), "food")
        row.nib = maker.nib
        found.append(row)
    session.flush()
    return found


def _others(session: Session, places: dict[str, str], draw: Random, by: Actor) -> list[Business]:
    """Businesses that do not sell here yet."""
    found, names = [], list(MAKES)
    for n, owner in enumerate(OWNERS):
        makes, place = names[n], draw.choice(sorted(places))
        name = f"{makes.split()[0].title()} {owner.split()[1]} {place}"
        told = Told(name, owner, f"0812-0000-07{n:02d}", "", "mikro", MAKES[makes], places[place], f"RT {n + 3}", makes)
        with clock.pretend(clock.now() - timedelta(days=90 - 5 * n)):
            found.append(businesses.register(session, told, consent="" if n == 5 else "in_person", by=by))
    return found


def _caseload(session: Session, officer: User, rows: list[Business], draw: Random, files: Files, by: Actor) -> None:
    """Eighteen sellers and twelve who do not sell yet, with visits."""
    mine = [*rows[:SELLERS], *rows[-len(OWNERS) :]]
    for n, row in enumerate(mine):
        with clock.pretend(clock.now() - timedelta(days=80 - n)):
            if not row.consents and n != SELLERS + 5:
                businesses.agree(session, row, "in_person", by=by)
            caseload.assign(session, row, officer, by=by)
        for days in sorted(draw.sample(range(2, 70), n % 4), reverse=True):
            if row.consents:
                _visit(session, row, days, draw, files, by)
    with clock.pretend(clock.now() - timedelta(days=6)):
        businesses.take_consent_back(session, mine[SELLERS + 8], by=by)


def _visit(session: Session, row: Business, days: int, draw: Random, files: Files, by: Actor) -> None:
    on, key = clock.today() - timedelta(days=days), None
    if draw.random() < 0.5:  # noqa: PLR2004
        key = f"visits/{ids.public_id()}.jpg"
        files.put(key, _kitchen(draw))
    with clock.pretend(clock.now() - timedelta(days=days)):
        visits.note(
            session, row, draw.choice(NOTES), on=on, next_on=on + timedelta(days=draw.choice((14, 21, 30, 45))),
            photo=key, by=by,
        )  # fmt: skip


def _kitchen(draw: Random) -> bytes:
    """A drawn table with jars, so that nobody takes it for a real kitchen."""
    picture = Image.new("RGB", (640, 480), (233, 223, 205))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 330, 640, 480), fill=(160, 118, 84))
    for n in range(4):
        left, tone = 60 + n * 140, draw.choice(((196, 98, 62), (72, 128, 98), (222, 176, 72)))
        pen.rounded_rectangle((left, 190 - 12 * (n % 2), left + 96, 340), 18, fill=tone)
        pen.rectangle((left + 10, 240, left + 86, 290), fill=(247, 242, 232))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return pictures.jpeg(out.getvalue()).data


def _twin(session: Session, row: Business, by: Actor) -> None:
    """The same business under another spelling, to be merged."""
    told = Told(row.name.replace("a", "aa", 1), row.owner_name, row.phone or "", kelurahan=row.kelurahan_code or "")
    businesses.register(session, told, source="daftar-lama.csv", source_row=41, by=by).is_demo = True


def _list(session: Session, files: Files, rows: list[Business], by: Actor) -> None:
    """A list that was sent and compared, and waits for decisions."""
    header = ["No", "Nama Usaha", "Nama Pemilik", "No HP", "NIB", "Skala", "Bidang Usaha", "Kelurahan", "Alamat"]
    known, alike = rows[2], rows[-3]
    lines = [
        ["1", "Keripik Talas Bu Inah", "Bu Inah", "0812-0000-0790", "", "Mikro", "Kuliner", "Lamaru", "RT 12"],
        ["2", known.name, known.owner_name, known.phone or "", "", "Mikro", "Kuliner", known.kelurahan_name, ""],
        ["3", f"{alike.name} Jaya", alike.owner_name, "", "", "", "Kuliner", alike.kelurahan_name, ""],
        ["4", "Rotan Sepinggan", "Pak Udin", "0812-0000-0791", "", "Mikro", "Kerajinan", "Sepinggan", "RT 5"],
        ["5", "Rotan Sepinggan", "Pak Udin", "0812-0000-0791", "", "", "Kerajinan", "Sepinggan", ""],
        ["6", "Usaha Tanpa Nomor", "Bu Ida", "08xx", "12345", "", "Jasa", "Kelurahan Baru", ""],
    ]
    key = f"registers/{ids.public_id()}.sheet"
    files.put(key, sheets.xlsx([("Daftar", header, lines)]))
    run = business_imports.begin(session, LIST, [header, *lines], LIST, key, by=by)
    run.is_demo = True
    business_imports.choose_columns(session, run, {name: int(place) for name, place in run.columns.items()}, by=by)
    business_importing.compare(session, run, [header, *lines])
