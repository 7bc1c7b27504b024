"""The 85 invented products with packs, tiers, papers, lots and pictures."""

from __future__ import annotations

import csv
import hashlib
import re
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import pricing, search
from marketplace.catalog.categories import Category
from marketplace.catalog.products import NOT_WEIGHED, PriceTier, Product, ProductCertificate, StockItem, Variant
from marketplace.kernel import clock, pictures
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.files import Files
from marketplace.kernel.slugs import slug
from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer
from marketplace.stock import lots
from marketplace.stock.levels import StockLevel

PICTURES = Path(__file__).parent / "pictures"
TO_ORDER = {"AMP-06": 5, "KUE-01": 3, "KUE-02": 3, "KIN-02": 10, "KRJ-06": 7, "SGR-06": 3, "KIN-04": 7}
SOLD_OUT = {"OIL-06"}
FEW = {"KUE-05": 3, "MDU-01": 3, "KIN-01": 2}
ALLERGENS = {
    "ikan": "ikan", "tenggiri": "ikan", "bandeng": "ikan", "tongkol": "ikan", "kepiting": "krustase",
    "udang": "krustase", "rebon": "krustase", "cumi": "moluska", "terigu": "serealia gluten", "telur": "telur",
    "susu": "susu", "keju": "susu", "mentega": "susu", "kedelai": "kedelai", "tempe": "kedelai",
}  # fmt: skip


def load(session: Session, path: Path, makers: dict[str, Producer], files: Files) -> None:
    """Make all products of the file."""
    categories = {row.code: row for row in session.scalars(select(Category))}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    keys = _pictures(rows, files)
    for n, row in enumerate(rows):
        maker, category = makers[row["producer_id"]], categories[row["category"]]
        product = _product(row, n, maker, category, keys.get(row["sku"]))
        session.add(product)
        session.flush()
        _pack(session, row, product, maker)
        _papers(session, row, n, product, maker)
        category.product_count += 1
        maker.picture = maker.picture or product.picture
    session.flush()


def _product(row: dict[str, str], n: int, maker: Producer, category: Category, picture: str | None) -> Product:
    content, unit = measure(row["net_content"])
    price = int(row["retail_price_idr"])
    words = (row["name"], maker.name, category.name, row["main_material_and_origin"], row["replaces"])
    return Product(
        slug=slug(row["name"]),
        sku=row["sku"],
        producer_id=maker.id,
        category_id=category.id,
        name=row["name"],
        description=(
            f"{row['name']} buatan {maker.owner_name} di {maker.kelurahan.name}, dibuat sedikit demi sedikit "
            f"supaya selalu baru. Bahan utamanya {row['main_material_and_origin']}."
        ),
        ingredients=row["main_material_and_origin"] if category.is_food else "",
        allergens=allergens(row) if category.is_food else [],
        storage=_storage(row["category"]) if category.is_food else "",
        shelf_life_days=int(row["shelf_life_days"]) if row["shelf_life_days"] else None,
        raw_material=row["main_material_and_origin"],
        local_percent=int(row["local_material_percent"]),
        replaces=row["replaces"],
        buyer_uses=row["buyer_uses"].split(),
        halal_claim=_claim(n, category),
        made_to_order=row["sku"] in TO_ORDER,
        lead_days=TO_ORDER.get(row["sku"], 0),
        picture=picture,
        base_price=price,
        per_kilo=pricing.per_measure(price, content, unit) or NOT_WEIGHED,
        sold_count=(n * 37) % 90,
        search_text=search.normalise(" ".join(words)),
        published_at=clock.now() - timedelta(days=90 - n),
        is_demo=True,
    )


def measure(text: str) -> tuple[int, str]:
    """`100 g` → (100, g), `1,5 kg` → (1500, g), cloth and other goods → (1, piece)."""
    found = re.fullmatch(r"([\d,]+) (g|kg|ml|l)", text)
    if found is None:
        return 1, "piece"
    thousands = 1000 if found[2] in {"kg", "l"} else 1
    amount = round(float(found[1].replace(",", ".")) * thousands)
    return amount, "ml" if found[2] in {"ml", "l"} else "g"


def allergens(row: dict[str, str]) -> list[str]:
    """What the names of product and material give away."""
    text = f"{row['name']} {row['main_material_and_origin']}".lower()
    return sorted({allergen for word, allergen in ALLERGENS.items() if word in text})


def _claim(n: int, category: Category) -> str:
    if not category.is_food or category.code == "SGR":
        return "not_required"
    return "in_process" if n % 9 == 0 else "none"


def _storage(category: str) -> str:
    return {"BKU": "Simpan beku, di bawah −18 °C", "SGR": "Simpan sejuk", "KUE": "Simpan di wadah rapat"}.get(
        category, "Simpan kering dan tertutup rapat"
    )


def _pack(session: Session, row: dict[str, str], product: Product, maker: Producer) -> None:
    content, unit = measure(row["net_content"])
    item = StockItem(producer_id=maker.id, name=product.name, unit=unit)
    session.add(item)
    session.flush()
    grams = content + max(10, content // 12) if unit != "piece" else 500
    variant = Variant(
        product_id=product.id,
        stock_item_id=item.id,
        label=row["net_content"],
        content=content,
        unit=unit,
        price=int(row["retail_price_idr"]),
        weight_grams=grams,
        length_cm=20,
        width_cm=14,
        height_cm=max(3, min(30, grams // 60)),
        tiers=[
            PriceTier(minimum=int(minimum), price=int(price))
            for minimum, price in (pair.split(":") for pair in row["wholesale_tiers"].split())
        ],
    )
    session.add(variant)
    _stock(session, row, product, item, content)


def _stock(session: Session, row: dict[str, str], product: Product, item: StockItem, content: int) -> None:
    weekly = 60 * content if product.made_to_order else None
    session.add(StockLevel(stock_item_id=item.id, on_hand=0, held=0, allocated=0, weekly_capacity=weekly))
    session.flush()
    if product.made_to_order or row["sku"] in SOLD_OUT:
        return
    packs = FEW.get(row["sku"])
    for n, amount in enumerate([packs] if packs else [40, 160]):
        made = clock.today() - timedelta(days=max(0, (2 - n)))
        life = product.shelf_life_days
        lots.receive(
            session,
            item.id,
            amount * content,
            code=f"{row['sku']}-{made:%y%m%d}",
            produced_on=made,
            best_before=made + timedelta(days=life + 2) if life else None,
            by=SYSTEM,
        )


def _papers(session: Session, row: dict[str, str], n: int, product: Product, maker: Producer) -> None:
    today = clock.today()
    if row["permit"].startswith("PIRT-") and "?" not in row["permit"]:
        year = (today.year + 4) % 100
        number = f"2{row['permit'][-2:]}647101{n % 99:02d}99{n % 100:02d}-{year}"
        _paper(session, product, maker, "pirt", number, "Dinas Kesehatan (contoh)", today + timedelta(days=900), n)
    if product.category.is_food and product.halal_claim == "none" and n % 4:
        expired = n % 11 == 3
        until = today - timedelta(days=20) if expired else None
        number = f"ID64110000000{n:02d}0126"
        _paper(session, product, maker, "halal", number, "BPJPH (contoh)", until, n)


def _paper(
    session: Session, product: Product, maker: Producer, kind: str, number: str, issuer: str, until: object, n: int
) -> None:
    verified = None if n % 17 == 5 else clock.now()
    paper = Certificate(
        producer_id=maker.id,
        kind=kind,
        number=number,
        issuer=issuer,
        valid_from=clock.today() - timedelta(days=300),
        valid_to=until,
        verified_at=verified,
        verified_by="Petugas Contoh" if verified else None,
        is_demo=True,
    )
    session.add(paper)
    session.flush()
    session.add(ProductCertificate(product_id=product.id, certificate_id=paper.id))


def _pictures(rows: list[dict[str, str]], files: Files) -> dict[str, str]:
    masters = {row["sku"]: PICTURES / f"{row['sku']}.webp" for row in rows}
    present = {sku: path for sku, path in masters.items() if path.exists()}
    keys = {}
    with ProcessPoolExecutor(2) as pool:
        for sku, (key, sizes) in zip(present, pool.map(_render, present.values(), chunksize=8), strict=True):
            keys[sku] = key
            for width, data in sizes.items():
                files.put(f"pictures/{key}/{width}.webp", data)
    return keys


def _render(path: Path) -> tuple[str, dict[int, bytes]]:
    data = path.read_bytes()
    picture = pictures.upright(data, max(pictures.WIDTHS))
    key = hashlib.sha256(data).hexdigest()[:16]
    return key, {width: pictures.webp(picture, width, 72).data for width in pictures.WIDTHS}
