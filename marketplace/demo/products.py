"""The invented goods with their packs, prices and stock items."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import indexing, pricing
from marketplace.catalog.categories import Category
from marketplace.catalog.products import NOT_WEIGHED, PriceTier, Product, StockItem, Variant
from marketplace.kernel import clock
from marketplace.kernel.slugs import slug
from marketplace.people.producers import Producer
from marketplace.stock.levels import StockLevel

from . import papers, tables

TO_ORDER = {
    "AMP-06": 5, "KUE-01": 3, "KUE-02": 3, "SGR-06": 3, "KIN-02": 10, "KIN-04": 7, "KRJ-04": 7, "KRJ-06": 8,
}  # fmt: skip
WEEKLY_PACKS = {
    "AMP-06": 60, "KUE-01": 80, "KUE-02": 40, "SGR-06": 30, "KIN-02": 4, "KIN-04": 20, "KRJ-04": 24, "KRJ-06": 12,
}  # fmt: skip
STORAGE = {
    "kering": "Simpan di tempat kering dan teduh. Tutup rapat setelah dibuka.",
    "sejuk": "Simpan di tempat teduh. Setelah dibuka, simpan di kulkas.",
    "ruang": "Simpan pada suhu ruang, jauh dari sinar matahari.",
    "beku": "Simpan beku pada −18 °C. Jangan dibekukan lagi setelah cair.",
    "segar": "Simpan di kulkas, 5–10 °C. Cuci sesaat sebelum dimakan.",
    "hidup": "Simpan lembap dan teduh. Masak pada hari yang sama.",
    "kue": "Simpan pada suhu ruang satu hari, selebihnya di kulkas.",
    "kain": "Cuci dengan tangan, jemur di tempat teduh.",
    "kerajinan": "Lap dengan kain kering. Jauhkan dari air.",
}


def load(session: Session, makers: dict[str, Producer], pictures: dict[str, str]) -> dict[str, Product]:
    """Make all products; returns them by SKU."""
    categories = {row.code: row for row in session.scalars(select(Category))}
    made: dict[str, Product] = {}
    for n, (sku, row) in enumerate(tables.goods().items()):
        maker, category = makers[row["producer_id"]], categories[row["category"]]
        made[sku] = _product(row, n, maker, category, pictures.get(sku))
        maker.picture = maker.picture or made[sku].picture
        category.product_count += 1
    session.add_all(made.values())
    session.flush()
    for sku, product in made.items():
        _packs(session, tables.goods()[sku], product)
        indexing.write(session, product)
    indexing.weigh(session)
    return made


def measure(text: str) -> tuple[int, str]:
    """`100 g` → (100, g), `1,5 kg` → (1500, g), `350 ml` → (350, ml), cloth and crafts → (1, piece)."""
    found = re.fullmatch(r"([\d,]+) (g|kg|ml)", text)
    if found is None:
        return 1, "piece"
    thousands = 1000 if found[2] == "kg" else 1
    return round(float(found[1].replace(",", ".")) * thousands), "ml" if found[2] == "ml" else "g"


def content_of(row: tables.Row) -> tuple[int, str]:
    """What the smallest pack holds; what is no food is counted by the piece whatever it weighs."""
    return (1, "piece") if row["category"] in {"KIN", "KRJ", "AMN"} else measure(row["net_content"])


def _product(row: tables.Row, n: int, maker: Producer, category: Category, picture: str | None) -> Product:
    content, unit = content_of(row)
    price = int(row["retail_price_idr"])
    days = row["shelf_life_days"]
    product = Product(
        slug=slug(row["name"]),
        sku=row["sku"],
        producer_id=maker.id,
        category_id=category.id,
        name=row["name"],
        description=row["description"],
        ingredients=row["ingredients"],
        allergens=[name for name in row["allergens"].split(";") if name],
        storage=STORAGE[row["storage"]],
        shelf_life_days=int(days) if days else None,
        raw_material=f"{row['material']} · {row['origin']}",
        local_percent=int(row["local_material_percent"]),
        replaces=row["replaces"],
        buyer_uses=row["buyer_uses"].split(),
        halal_claim=papers.halal_claim(row),
        made_to_order=row["sku"] in TO_ORDER,
        lead_days=TO_ORDER.get(row["sku"], 0),
        picture=picture,
        base_price=price,
        per_kilo=pricing.per_measure(price, content, unit) or NOT_WEIGHED,
        published_at=clock.now() - timedelta(days=120 - n),
        created_at=clock.now() - timedelta(days=121 - n),
        is_demo=True,
    )
    return product


def _packs(session: Session, row: tables.Row, product: Product) -> None:
    content, unit = content_of(row)
    item = StockItem(producer_id=product.producer_id, name=product.name, unit=unit)
    session.add(item)
    session.flush()
    weekly = WEEKLY_PACKS[product.sku] * content if product.made_to_order else None
    session.add(StockLevel(stock_item_id=item.id, on_hand=0, held=0, allocated=0, weekly_capacity=weekly))
    length, width, height = (int(side) for side in row["box_cm"].split("x"))
    grams = _grams(row)
    session.add(
        Variant(
            product_id=product.id, stock_item_id=item.id, label=row["net_content"], content=content, unit=unit,
            price=product.base_price, weight_grams=grams, length_cm=length, width_cm=width, height_cm=height,
            tiers=[PriceTier(minimum=minimum, price=price) for minimum, price in tables.tiers(row)],
        )
    )  # fmt: skip
    if not row["second_count"]:
        return
    count = int(row["second_count"])
    side = _carton_side(length * width * height * count)
    session.add(
        Variant(
            product_id=product.id, stock_item_id=item.id, label=row["second_label"], content=content * count, unit=unit,
            price=int(row["second_price"]), weight_grams=grams * count + 40 * (count > 5),
            length_cm=side, width_cm=side, height_cm=side, position=1,
        )
    )  # fmt: skip


def _grams(row: tables.Row) -> int:
    content, unit = measure(row["net_content"])
    return (content if unit != "piece" else 0) + int(row["wrapping_grams"])


def _carton_side(volume_cm3: int) -> int:
    side = 5
    while side**3 < volume_cm3:
        side += 1
    return side
