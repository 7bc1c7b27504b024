"""Plausible catalogues of any size, written in bulk, for measuring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import DeclarativeBase, Session

from marketplace.catalog import indexing, pricing, vocabulary
from marketplace.catalog.categories import Category
from marketplace.catalog.indexing import SearchText
from marketplace.catalog.products import NOT_WEIGHED, PriceTier, Product, StockItem, Variant
from marketplace.kernel import clock
from marketplace.kernel.slugs import slug
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer
from marketplace.stock.levels import StockLevel
from marketplace.stock.lots import Lot, Movement
from marketplace.trade.delivery import OwnDelivery
from marketplace.trade.slots import Slot

from . import tables

CHUNK = 5_000
PER_MAKER = 20
MARK = "UJI-"
ZONES = tuple(f"64.71.{n:02d}" for n in range(1, 7))
MATERIALS = (
    "Tenggiri", "Bandeng", "Kepiting", "Udang", "Singkong", "Talas", "Pisang", "Salak", "Rumput Laut", "Kelapa",
    "Jahe", "Kunyit", "Pandan", "Durian Lai", "Pepaya", "Rosela", "Cumi", "Tongkol", "Nanas", "Ubi Ungu",
)  # fmt: skip
FLAVOURS = (
    "Original", "Pedas", "Balado", "Gurih", "Manis", "Bawang", "Lada Hitam", "Daun Jeruk", "Panggang", "Asap", "Madu",
    "Serai", "Renyah", "Istimewa", "Rumahan", "Pilihan",
)  # fmt: skip
PLACES = ("Teritip", "Manggar", "Lamaru", "Karang Joang", "Somber", "Klandasan", "Sepinggan", "Damai", "Kariangau")
HOUSES = ("Dapur", "Rumah", "Kelompok", "Usaha", "Warung", "Sanggar")
PEOPLE = ("Rahma", "Sari", "Wulan", "Hidayat", "Lestari", "Mekar", "Bersama", "Jaya", "Berkah", "Mandiri")


def load_products(session: Session, wanted: int, per_maker: int = PER_MAKER) -> int:
    """Have `wanted` products for measuring; those that are there count. Returns how many came."""
    there = session.scalar(select(func.count()).where(Product.sku.startswith(MARK))) or 0
    if wanted <= there:
        return 0
    writer = _Writer(session, per_maker)
    for first in range(there, wanted, CHUNK):
        writer.write(range(first, min(first + CHUNK, wanted)))
    writer.finish()
    return wanted - there


class _Writer:
    """Knows the next free ids, so that whole chunks go in without asking for one back."""

    def __init__(self, session: Session, per_maker: int) -> None:
        self.session, self.per_maker = session, per_maker
        self.next = {model: _highest(session, model) + 1 for model in (Producer, Product, StockItem, Variant, Lot)}
        self.first_maker = self.next[Producer]
        self.categories = {row.code: (row.id, row.name) for row in session.scalars(select(Category))}
        self.places = session.execute(select(Kelurahan.code, Kelurahan.name).order_by(Kelurahan.code)).all()
        self.pictures = self._pictures()
        self.goods = tables.rows("bulk")
        self.counts: Counter[int] = Counter()
        self.roots: dict[str, str] = {}

    def write(self, numbers: range) -> None:
        """One chunk: makers first, then everything that a product needs to be sold."""
        rows: dict[type[DeclarativeBase], list[dict[str, Any]]] = {}
        for n in numbers:
            if n % self.per_maker == 0 or self.next[Producer] == self.first_maker:
                for model, row in self._maker(n // self.per_maker):
                    rows.setdefault(model, []).append(row)
            for model, row in self._product(n):
                rows.setdefault(model, []).append(row)
        for model in (
            Producer, OwnDelivery, Slot, Product, StockItem, StockLevel, Variant, PriceTier, Lot, Movement,
            SearchText,
        ):  # fmt: skip
            if model in rows:
                self.session.execute(insert(model.__table__), rows[model])  # type: ignore[arg-type]

    def finish(self) -> None:
        """Category counts, the vocabulary, and on PostgreSQL the sequences know of the new rows."""
        vocabulary.learn(self.session, self.roots)
        for category, count in self.counts.items():
            self.session.execute(
                update(Category).where(Category.id == category).values(product_count=Category.product_count + count)
            )
        theirs = select(func.sum(Product.sold_count)).where(Product.producer_id == Producer.id).scalar_subquery()
        self.session.execute(
            update(Producer)
            .where(Producer.id >= self.first_maker)
            .values(sold_count=func.coalesce(theirs, 0))
            .execution_options(synchronize_session=False)
        )
        if self.session.get_bind().dialect.name == "postgresql":
            for model in self.next:
                table = model.__table__
                last = select(func.max(table.c.id)).scalar_subquery()
                sequence = func.pg_get_serial_sequence(model.__tablename__, "id")
                self.session.execute(select(func.setval(sequence, last)))

    def _pictures(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        rows = self.session.execute(
            select(Product.category_id, Product.picture)
            .where(Product.picture.is_not(None), ~Product.sku.startswith(MARK))
            .order_by(Product.id)
        )
        for category, picture in rows:
            found.setdefault(category, []).append(str(picture))
        return found

    def _take(self, model: type[DeclarativeBase]) -> int:
        self.next[model] += 1  # type: ignore[index]
        return self.next[model] - 1  # type: ignore[index]

    def _maker(self, n: int) -> Iterator[tuple[type[DeclarativeBase], dict[str, Any]]]:
        dice = Random(f"maker {n}")
        place, place_name = self.places[n % len(self.places)]
        name = f"{dice.choice(HOUSES)} {dice.choice(PEOPLE)} {place_name} {n + 1}"
        maker = self._take(Producer)
        yield Producer, {
            "id": maker, "slug": f"{slug(name)}-{maker}", "name": name, "owner_name": f"Bu {dice.choice(PEOPLE)}",
            "scale": "mikro", "kelurahan_code": place, "street": f"RT {n % 40 + 1}", "phone": f"+62812000{n:06d}",
            "makes": "makanan rumahan", "minimum_order": 0, "takes_cod": True, "is_demo": True,
        }  # fmt: skip
        for zone in ZONES:
            yield OwnDelivery, {"producer_id": maker, "kecamatan_code": zone, "fee": dice.randrange(8, 20) * 1000}
        for weekday in range(5):
            yield Slot, {
                "producer_id": maker, "kind": "own", "weekday": weekday, "starts": 540, "ends": 720,
                "cutoff_minutes": 120, "capacity": 20,
            }  # fmt: skip

    def _product(self, n: int) -> Iterator[tuple[type[DeclarativeBase], dict[str, Any]]]:
        dice = Random(f"product {n}")
        good = dice.choice(self.goods)
        category, category_name = self.categories[good["category"]]
        name = f"{good['word']} {dice.choice(MATERIALS)} {dice.choice(FLAVOURS)}"
        price = round(int(good["price"]) * dice.uniform(0.6, 2.2) / 500) * 500
        content, is_piece = int(good["grams"]), good["category"] in {"KIN", "KRJ", "AMN"}
        size, unit = (1, "piece") if is_piece else (content, "g")
        maker, product, item = self.next[Producer] - 1, self._take(Product), self._take(StockItem)
        variant, lot = self._take(Variant), self._take(Lot)
        packs, made = dice.choice((0, 3, 20, 60, 200, 200)), clock.today() - timedelta(days=dice.randrange(20))
        self.counts[category] += 1
        yield Product, {
            "id": product, "slug": f"{slug(name)}-{product}", "sku": f"{MARK}{n:06d}", "producer_id": maker,
            "category_id": category, "name": name, "base_price": price,
            "description": f"{name} dari {dice.choice(PLACES)}, dibuat sedikit demi sedikit. Data contoh.",
            "ingredients": name, "allergens": [], "storage": "Simpan kering.", "shelf_life_days": 120,
            "raw_material": name, "local_percent": dice.randrange(20, 101, 5), "buyer_uses": ["OL"],
            "halal_claim": "none", "picture": self._picture(category, n),
            "per_kilo": pricing.per_measure(price, size, unit) or NOT_WEIGHED,
            "sold_count": int(dice.paretovariate(1.1)) - 1, "published_at": clock.now(), "is_demo": True,
        }  # fmt: skip
        yield SearchText, self._text(product, name, category_name)
        yield StockItem, {"id": item, "producer_id": maker, "name": name, "unit": unit}
        yield StockLevel, {"stock_item_id": item, "on_hand": packs * size, "held": 0, "allocated": 0}
        yield Variant, {
            "id": variant, "product_id": product, "stock_item_id": item,
            "label": "1 buah" if is_piece else f"{content} g", "content": size, "unit": unit, "price": price,
            "weight_grams": content + 20, "length_cm": 20, "width_cm": 14, "height_cm": 6, "position": 0,
        }  # fmt: skip
        for minimum, percent in ((12, 92), (48, 86)):
            yield PriceTier, {"variant_id": variant, "minimum": minimum, "price": price * percent // 100}
        yield Lot, {
            "id": lot, "stock_item_id": item, "code": f"{MARK}{n}", "produced_on": made,
            "best_before": made + timedelta(days=120), "on_hand": packs * size,
        }  # fmt: skip
        yield Movement, {
            "stock_item_id": item, "lot_id": lot, "quantity": packs * size, "cause": "production", "at": clock.now(),
            "by_name": "Sistem",
        }  # fmt: skip

    def _text(self, product: int, name: str, category: str) -> dict[str, Any]:
        """Names are made of few words, so their roots are kept."""
        for text in (name, category):
            self.roots.setdefault(text, indexing.roots(text))
        return {"product_id": product, "name": self.roots[name], "words": self.roots[category]}

    def _picture(self, category: int, n: int) -> str | None:
        keys = self.pictures.get(category)
        return keys[n % len(keys)] if keys else None


def _highest(session: Session, model: type[Any]) -> int:
    return session.scalar(select(func.max(model.id))) or 0
