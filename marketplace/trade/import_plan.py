"""What a whole product list would do: which goods are new, which change, and what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from marketplace.catalog import categories, packs, restricted, search
from marketplace.catalog.categories import Category
from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock

from . import import_rows
from .import_rows import COLUMNS, PRODUCT_KEYS, Fault, Row

CHECKED = ("name", "ingredients", "species", "description", "raw_material")


@dataclass
class Goods:
    """The rows of one product, the first leading, and the product when the maker has it already."""

    rows: list[Row]
    category: Category | None
    product: Product | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def name(self) -> str:
        """What the goods are called."""
        return str(self.first.values["name"])


@dataclass(frozen=True)
class Plan:
    """All goods of a list in its order, and everything that is wrong."""

    goods: list[Goods]
    faults: list[Fault]
    rows: int


def make(session: Session, producer_id: int, cells: list[list[str]], pictures: frozenset[str]) -> Plan:
    """Read and check a whole list. Nothing is written."""
    plan = group(session, producer_id, cells)
    for one in plan.goods:
        check(session, one, pictures)
    faults = plan.faults + [fault for one in plan.goods for fault in one.faults]
    return Plan(plan.goods, sorted(faults, key=lambda fault: (fault.row, fault.column)), plan.rows)


def group(session: Session, producer_id: int, cells: list[list[str]]) -> Plan:
    """The goods of a list with what is wrong in single cells."""
    kinds = categories.listed(session)
    header = cells[0] if cells else []
    places = import_rows.columns_of(header)
    missing = [column.key for column in COLUMNS if column.needed and column.key not in places.values()]
    if missing:
        return Plan([], [Fault(1, key, "column_missing") for key in missing], 0)
    rows = [
        row
        for number, line in enumerate(cells[1:], start=2)
        if (row := import_rows.read(number, line, places, kinds)) is not None
    ]
    if not rows:
        return Plan([], [Fault(2, "name", "empty_list")], 0)
    goods = _grouped(session, producer_id, rows, {kind.code: kind for kind in kinds})
    _names(session, producer_id, goods)
    return Plan(goods, [fault for row in rows for fault in row.faults], len(rows))


def _grouped(session: Session, producer_id: int, rows: list[Row], kinds: dict[str, Category]) -> list[Goods]:
    """Rows of one code are packs of one product; without a code the name holds them together."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[_key(row)].append(row)
    known = {
        product.sku.casefold(): product
        for product in session.scalars(
            select(Product)
            .where(Product.producer_id == producer_id, Product.archived_at.is_(None))
            .options(selectinload(Product.variants).selectinload(Variant.tiers))
        )
    }
    return [Goods(found, kinds.get(found[0].values["kind"] or ""), known.get(key)) for key, found in groups.items()]


def _key(row: Row) -> str:
    code = row.values["code"]
    return code.casefold() if code else f"\n{search.normalise(row.values['name'] or str(row.number))}"


def _names(session: Session, producer_id: int, goods: list[Goods]) -> None:
    """No two products of one maker share a name."""
    owned = {
        search.normalise(name): sku
        for name, sku in session.execute(
            select(Product.name, Product.sku).where(Product.producer_id == producer_id, Product.archived_at.is_(None))
        )
    }
    seen: dict[str, int] = {}
    for one in goods:
        name = search.normalise(one.first.values["name"] or "")
        if not name:
            continue
        if name in seen:
            one.faults.append(Fault(one.first.number, "name", "name_twice", {"other": seen[name]}))
        seen.setdefault(name, one.first.number)
        if name in owned and (one.product is None or owned[name] != one.product.sku):
            one.faults.append(Fault(one.first.number, "name", "name_known", {"code": owned[name]}))


def check(session: Session, one: Goods, pictures: frozenset[str]) -> None:
    """What is wrong with one product, its rows together and against what the maker has."""
    wrong = {(fault.row, fault.column) for row in one.rows for fault in row.faults}
    for row in one.rows:
        for key in ("name", "kind", "content", "unit", "price"):
            first_only = key in {"name", "kind"} and row is not one.first
            if row.values[key] is None and (row.number, key) not in wrong and not first_only:
                one.faults.append(Fault(row.number, key, "needed"))
    if wrong or one.faults:
        return
    _packs(one)
    _facts(one)
    _stock(one)
    picture = one.first.values["picture"]
    if picture and picture.casefold() not in pictures:
        one.faults.append(Fault(one.first.number, "picture", "picture", {"name": picture}))
    texts = {key: str(one.first.values[key] or "") for key in CHECKED}
    for hit in restricted.hits(session, texts):
        if hit.kind == "refuse":
            facts = {"word": hit.word, "reason": hit.reason, "advice": hit.advice}
            one.faults.append(Fault(one.first.number, hit.field, "restricted", facts))


def _packs(one: Goods) -> None:
    unit = one.product.variants[0].unit if one.product else one.first.values["unit"]
    seen: dict[int, int] = {}
    for row in one.rows:
        if row.values["unit"] != unit:
            one.faults.append(Fault(row.number, "unit", "other_unit"))
        if row.values["content"] in seen:
            one.faults.append(Fault(row.number, "content", "twice", {"other": seen[row.values["content"]]}))
        seen.setdefault(row.values["content"], row.number)
        if row.values["name"] and row.values["name"] != one.name:
            one.faults.append(Fault(row.number, "name", "other_name", {"name": one.name}))
    known = {pack.content for pack in packs.of(one.product)} if one.product else set()
    if len(known | set(seen)) > packs.MOST_PACKS:
        one.faults.append(Fault(one.first.number, "content", "many", {"most": packs.MOST_PACKS}))


def _facts(one: Goods) -> None:
    """What a label must say: told in the list, or known from before."""
    category, product = one.category, one.product
    if category is None or (product is not None and product.category_id != category.id):
        one.faults.append(Fault(one.first.number, "kind", "kind_fixed"))
        return
    if not category.is_food:
        return
    needed = ["ingredients", "shelf_life_days", "storage"]
    if product is None and category.template.get("asks_species"):
        needed.append("species")
    for key in needed:
        if not one.first.values[key] and not (product and getattr(product, key)):
            one.faults.append(Fault(one.first.number, key, "food"))
    if one.first.values["allergens"] is None and product is None:
        one.faults.append(Fault(one.first.number, "allergens", "food"))


def _stock(one: Goods) -> None:
    first = one.first.values
    if one.product is None and first["packs"] is None and first["lead_days"] is None:
        one.faults.append(Fault(one.first.number, "packs", "stock"))
    days = first["shelf_life_days"]
    if first["made_on"] and days and first["made_on"] + timedelta(days=days) < clock.today():
        one.faults.append(Fault(one.first.number, "made_on", "too_old"))


def reviewed(one: Goods) -> dict[str, Any]:
    """The fields of a product that a list tells: what it leaves empty stays as it is."""
    values = {key: one.first.values[key] for key in ("name", *PRODUCT_KEYS)}
    return {key: value for key, value in values.items() if value is not None}
