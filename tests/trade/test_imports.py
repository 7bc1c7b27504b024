"""A list of products: faults named one by one, saved as a whole, twice is once, undone as a whole."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog import changes
from marketplace.catalog.products import Product
from marketplace.kernel import sheets
from marketplace.kernel.files import Files
from marketplace.kernel.jobs import Job
from marketplace.stock import levels
from marketplace.trade import books, export_rows, import_rows, imports, shelf
from marketplace.trade.importing import Importer
from marketplace.trade.imports import ImportRun
from tests import cast

KEYS = [column.key for column in import_rows.COLUMNS]
GOOD: dict[str, Any] = {
    "kind": "Kerupuk & keripik", "content": 100, "unit": "g", "price": 18_000, "packs": 10,
    "ingredients": "ikan, tapioka", "allergens": "ikan", "species": "tenggiri", "shelf_life_days": 90,
    "storage": "Simpan kering",
}  # fmt: skip


class Desk:
    """A maker with a folder for her files, and a worker at her side."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session = session
        self.files = Files(folder)
        self.maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")
        self.maker.product.storage, self.maker.product.shelf_life_days = "Simpan kering", 90
        session.flush()

    def send(self, rows: list[dict[str, Any]], archive: bytes | None = None) -> ImportRun:
        cells = [[{**GOOD, **row}.get(key) for key in KEYS] for row in rows]
        return self.send_bytes(sheets.xlsx([("Produk", export_rows.HEADER, cells)]), archive)

    def send_bytes(self, data: bytes, archive: bytes | None = None) -> ImportRun:
        key = f"imports/{self.session.scalar(select(func.count()).select_from(Job))}"
        self.files.put(f"{key}.sheet", data)
        if archive is not None:
            self.files.put(f"{key}.zip", archive)
        run = imports.begin(
            self.session, self.maker.producer.id, name="daftar.xlsx", mark=imports.digest(sheets.read(data), archive),
            file_key=f"{key}.sheet", pictures_key=f"{key}.zip" if archive is not None else None, by=self.maker.actor,
        )  # fmt: skip
        self.work()
        return run

    def work(self) -> None:
        doers = Importer(self.files).doers()
        while True:
            waiting = select(Job).where(Job.state == "waiting", Job.kind.in_(doers)).order_by(Job.id)
            job = self.session.scalars(waiting).first()
            if job is None:
                return
            doers[job.kind](self.session, job.facts)
            job.state = "done"
            self.session.flush()

    def save(self, run: ImportRun) -> None:
        imports.save(self.session, run, by=self.maker.actor)
        self.work()

    def take_back(self, run: ImportRun) -> None:
        imports.take_back(self.session, run, by=self.maker.actor)
        self.work()

    def snapshot(self) -> list[list[Any]]:
        return list(export_rows.of(self.session, self.maker.producer.id))

    def count(self) -> int:
        return int(self.session.scalar(select(func.count()).select_from(Product)) or 0)


@pytest.fixture
def desk(session: Session, tmp_path: Path) -> Desk:
    return Desk(session, tmp_path)


def many(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [{"code": f"K-{n}", "name": f"Kerupuk Nomor {_letters(n)}", **changes} for n in range(count)]


def _letters(n: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(n)) + "x"


def faults_of(run: ImportRun) -> list[tuple[int, str, str]]:
    return [(fault["row"], fault["column"], fault["why"]) for fault in run.report["faults"]]


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"price": "25.000,5"}, "price", "price"),
    ({"price": "-5"}, "price", "price"),
    ({"price": 0}, "price", "price_range"),
    ({"price": None}, "price", "needed"),
    ({"name": "12345"}, "name", "name"),
    ({"kind": "Mobil"}, "kind", "kind"),
    ({"content": "nol"}, "content", "content"),
    ({"content": 0.5}, "content", "whole"),
    ({"unit": "ons"}, "unit", "unit"),
    ({"tier1_minimum": 12}, "tier1_price", "both"),
    ({"tier1_minimum": 12, "tier1_price": 19_000}, "tier1_price", "cheaper"),
    ({"tier1_minimum": 9, "tier1_price": 16_000, "tier2_minimum": 8, "tier2_price": 15_000}, "tier2_minimum", "order"),
    ({"made_on": "31-02-2026"}, "made_on", "day"),
    ({"made_on": "2050-01-01"}, "made_on", "day_range"),
    ({"allergens": "batu"}, "allergens", "allergen"),
    ({"ingredients": None}, "ingredients", "food"),
    ({"species": None}, "species", "food"),
    ({"ingredients": "ikan belida"}, "ingredients", "restricted"),
    ({"packs": None}, "packs", "stock"),
    ({"packs": None, "lead_days": 3}, "weekly_packs", "both"),
    ({"lead_days": 3, "weekly_packs": 10}, "lead_days", "either"),
    ({"name": "Amplang Uji"}, "name", "name_known"),
    ({"picture": "tidak-ada.jpg"}, "picture", "picture"),
    ({"code": "=1+1"}, "code", "code"),
    ({"local_percent": 101}, "local_percent", "count"),
]  # fmt: skip


def test_exactly_the_planted_faults_are_named_and_nothing_is_saved(desk: Desk) -> None:
    rows = many(len(WRONG) * 2)
    planted = []
    for n, (change, column, why) in enumerate(WRONG):
        rows[n * 2 + 1].update(change)
        planted.append((n * 2 + 3, column, why))
    before = desk.count()
    run = desk.send(rows)
    assert run.state == "faulty" and faults_of(run) == planted
    assert desk.count() == before


def test_saved_as_a_whole_twice_is_once_and_undone_as_a_whole(desk: Desk) -> None:
    before, shown = desk.count(), desk.snapshot()
    rows = many(60)
    rows.insert(1, {**rows[0], "content": 2400, "price": 380_000, "label": "Karton isi 24", "packs": None})
    run = desk.send(rows)
    assert (run.state, run.report["new"], run.report["packs"]) == ("clean", 60, 61)
    assert desk.count() == before
    desk.save(run)
    assert run.state == "saved" and desk.count() == before + 60
    card = shelf.listing(desk.session, shelf.Choice(query="kerupuk nomor ax")).cards[0]
    assert (card.price, card.available) == (18_000, 10)
    again = desk.send(rows)
    assert again is run and run.state == "saved" and desk.count() == before + 60
    exported = sheets.xlsx([("Produk", export_rows.HEADER, desk.snapshot())])
    same = desk.send_bytes(exported)
    assert same.state == "clean" and same.report["new"] == 0
    desk.save(same)
    assert same.report["changed_now"] == 0
    desk.take_back(run)
    assert run.state == "undone" and desk.count() == before and desk.snapshot() == shown
    assert books.stock_faults(desk.session) == []


def test_what_is_there_is_brought_up_to_date_and_put_back(desk: Desk) -> None:
    product, item = desk.maker.product, desk.maker.variant.stock_item_id
    shown = desk.snapshot()
    run = desk.send(
        [{"code": product.sku, "name": "Amplang Uji", "price": 20_000, "packs": 44, "ingredients": "ikan 50%"}]
    )
    assert run.state == "clean" and run.report["known"] == 1
    desk.save(run)
    assert desk.maker.variant.price == 20_000 and levels.free(desk.session, item) == 4_400
    waiting = changes.open_edit(desk.session, product)
    assert waiting is not None and waiting.after["ingredients"] == "ikan 50%" and product.ingredients == "ikan, tapioka"
    desk.take_back(run)
    assert desk.snapshot() == shown and changes.open_edit(desk.session, product) is None
    assert books.stock_faults(desk.session) == []


def test_a_list_that_no_longer_fits_is_taken_back(desk: Desk) -> None:
    run = desk.send(many(50))
    cast.goods(desk.session, desk.maker.producer, f"Kerupuk Nomor {_letters(45)}", price=1_000, packs=1)
    before = desk.count()
    desk.save(run)
    assert run.state == "faulty" and [fault["why"] for fault in run.report["faults"]] == ["name_known"]
    assert desk.count() == before


def test_pictures_come_from_the_archive(desk: Desk) -> None:
    out, archive = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "JPEG")
    with zipfile.ZipFile(archive, "w") as pack:
        pack.writestr("foto/Satu.JPG", out.getvalue())
        pack.writestr("dua.jpg", b"bukan foto")
    rows = many(2)
    rows[0]["picture"], rows[1]["picture"] = "satu.jpg", "dua.jpg"
    run = desk.send(rows, archive.getvalue())
    desk.save(run)
    found = desk.session.scalars(select(Product).where(Product.sku.in_(("K-0", "K-1"))).order_by(Product.sku)).all()
    assert found[0].picture is not None and found[1].picture is None
    assert run.report["bad_pictures"] == ["dua.jpg"]
    assert desk.files.get(f"pictures/{found[0].picture}/320.webp")


def test_a_list_without_its_columns(desk: Desk) -> None:
    run = desk.send_bytes(b"Apa;Saja\r\n1;2\r\n")
    assert {why for _, _, why in faults_of(run)} == {"column_missing"}
    run = desk.send_bytes(sheets.as_csv(export_rows.HEADER, []))
    assert faults_of(run) == [(2, "name", "empty_list")]


@pytest.mark.soak
def test_two_thousand_rows_with_fifty_faults(desk: Desk) -> None:
    rows = many(2_000)
    planted = []
    for n in range(50):
        change, column, why = WRONG[n % len(WRONG)]
        if why == "name_known":
            change, column, why = {"unit": "ons"}, "unit", "unit"
        rows[n * 40 + 7].update(change)
        planted.append((n * 40 + 9, column, why))
    run = desk.send(rows)
    assert faults_of(run) == planted and run.report["fault_rows"] == 50
    before = desk.count()
    clean = desk.send(many(2_000))
    desk.save(clean)
    assert clean.state == "saved" and desk.count() == before + 2_000
    assert desk.send(many(2_000)) is clean and desk.count() == before + 2_000
    desk.take_back(clean)
    assert desk.count() == before and books.stock_faults(desk.session) == []
