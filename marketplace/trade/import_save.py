"""One product of a list: put on sale, brought up to date, or taken back again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from marketplace.catalog import changes, drafts, packs
from marketplace.catalog.categories import Category
from marketplace.catalog.changes import ProductChange
from marketplace.catalog.drafts import Draft
from marketplace.catalog.pricing import Tier
from marketplace.catalog.products import PriceTier, Product, ProductCertificate, Variant
from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refusal
from marketplace.stock import capacity, levels, shelf
from marketplace.stock.levels import StockLevel

from . import edits, import_plan, import_rows, parcels, publishing
from .carts import CartLine
from .checkout import CheckoutLine
from .import_plan import Goods
from .import_rows import Row
from .offline_sales import OfflineSale
from .orders import OrderLine
from .threads import Thread


def save(session: Session, producer_id: int, one: Goods, *, by: Actor) -> dict[str, Any] | None:
    """Make the product as the list says; returns what undoes it, nothing when all is so already."""
    if one.product is None:
        return _make(session, producer_id, one, by)
    entry = _bring_up(session, one, one.product, by)
    return entry if any(value for key, value in entry.items() if key != "product") else None


def undo(session: Session, entry: dict[str, Any], *, by: Actor) -> None:
    """Take back what `save` did, as far as nobody has changed or bought it meanwhile."""
    if "made" in entry:
        _unmake(session, int(entry["made"]), by)
        return
    product = session.get(Product, int(entry["product"]))
    if product is None:
        return
    for reference in entry["acts"]:
        try:
            with session.begin_nested():
                shelf.undo(session, product.variants[0].stock_item_id, reference, by=by)
        except Refusal:
            continue
    _undo_packs(session, product, entry, by)
    if entry["weekly"]:
        capacity.set_weekly(session, product.variants[0].stock_item_id, entry["weekly"][0], by=by)
    change = changes.open_edit(session, product)
    if entry["change"] and change is not None and change.public_id == entry["change"]:
        edits.withdraw(session, change, by=by)


def _make(session: Session, producer_id: int, one: Goods, by: Actor) -> dict[str, Any]:
    draft = drafts.begin(session, producer_id, by=by)
    draft.answers = _answers(one)
    session.flush()
    product = publishing.publish(session, draft, by=by)
    if one.first.values["code"]:
        product.sku = one.first.values["code"]
    session.refresh(product, ["variants"])
    _name_pack(product.variants[0], one.first)
    for row in one.rows[1:]:
        _add_pack(session, product, row, by)
    session.flush()
    return {"made": product.id}


def _answers(one: Goods) -> dict[str, Any]:
    first = one.first.values
    ready = first["lead_days"] is None
    made_on = first["made_on"] or clock.today()
    label = {key: first[key] or "" for key in ("ingredients", "species", "storage", "raw_material", "description")}
    return {
        "foto": {"later": True},
        "nama": {"name": one.name, "category": one.category.code if one.category else ""},
        "kemasan": {"content": first["content"], "unit": first["unit"]},
        "harga": {
            "price": first["price"],
            "tiers": [[tier.minimum, tier.price] for tier in import_rows.tiers(one.first)],
        },
        "stok": {"kind": "ready", "packs": first["packs"], "made_on": made_on.isoformat()}
        if ready
        else {"kind": "order", "lead_days": first["lead_days"], "weekly_packs": first["weekly_packs"]},
        "label": {
            **label,
            "allergens": first["allergens"] or [],
            "no_allergens": not first["allergens"],
            "shelf_life_days": first["shelf_life_days"],
            "local_percent": first["local_percent"],
            "checked": True,
            "facts": {},
        },
    }


def _add_pack(session: Session, product: Product, row: Row, by: Actor) -> Variant:
    values = row.values
    parcel = parcels.estimate(product.category.code, product.category.template, values["content"], values["unit"])
    label = values["label"] or publishing.pack_label(values["content"], values["unit"])
    pack = packs.add(
        session, product, label=label, content=values["content"], price=values["price"], weight_grams=parcel.grams,
        box_cm=(parcel.length, parcel.width, parcel.height), by=by,
    )  # fmt: skip
    if tiers := import_rows.tiers(row):
        packs.reprice(session, pack, price=values["price"], tiers=tiers, minimum=1, step=1, by=by)
    return pack


def _name_pack(pack: Variant, row: Row) -> None:
    if row.values["label"]:
        pack.label = row.values["label"]


def _bring_up(session: Session, one: Goods, product: Product, by: Actor) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "product": product.id, "repriced": [], "added": [], "acts": [], "weekly": [], "change": "",
    }  # fmt: skip
    by_content = {pack.content: pack for pack in packs.of(product)}
    for row in one.rows:
        pack = by_content.get(row.values["content"])
        if pack is None:
            entry["added"].append(_add_pack(session, product, row, by).id)
        elif (before := _reprice(session, pack, row, by)) is not None:
            entry["repriced"].append(before)
    change = edits.propose(session, product, import_plan.reviewed(one), by=by)
    entry["change"] = change.public_id if change else ""
    _bring_up_stock(session, one, product, entry, by)
    return entry


def _reprice(session: Session, pack: Variant, row: Row, by: Actor) -> list[Any] | None:
    """New price and tiers; returns [pack, before, after], nothing when they are so already."""
    tiers = [[tier.minimum, tier.price] for tier in import_rows.tiers(row)]
    before = [pack.price, [[tier.minimum, tier.price] for tier in pack.tiers]]
    after = [row.values["price"], tiers]
    if before == after:
        return None
    wanted = [Tier(*tier) for tier in tiers]
    packs.reprice(session, pack, price=after[0], tiers=wanted, minimum=pack.minimum, step=pack.step, by=by)
    return [pack.id, before, after]


def _bring_up_stock(session: Session, one: Goods, product: Product, entry: dict[str, Any], by: Actor) -> None:
    first, item = one.first.values, product.variants[0].stock_item_id
    level = session.get_one(StockLevel, item, populate_existing=True)
    if first["packs"] is not None and level.on_hand // first["content"] != first["packs"]:
        until = shelf.keeps_until(first["made_on"] or clock.today(), product.shelf_life_days)
        wanted = max(first["packs"] * first["content"], level.on_hand - level.free)
        reference = shelf.count(session, item, wanted, by=by, best_before=until, words="impor")
        entry["acts"] += [reference] if reference else []
    weekly = first["weekly_packs"]
    if weekly is not None and level.weekly_capacity != weekly * first["content"]:
        entry["weekly"] = [level.weekly_capacity]
        capacity.set_weekly(session, item, weekly * first["content"], by=by)


def _undo_packs(session: Session, product: Product, entry: dict[str, Any], by: Actor) -> None:
    known = {pack.id: pack for pack in packs.of(product)}
    for pack_id, before, after in entry["repriced"]:
        pack = known.get(pack_id)
        if pack is None or [pack.price, [[tier.minimum, tier.price] for tier in pack.tiers]] != after:
            continue
        tiers = [Tier(*tier) for tier in before[1]]
        packs.reprice(session, pack, price=before[0], tiers=tiers, minimum=pack.minimum, step=pack.step, by=by)
    for pack_id in entry["added"]:
        if pack_id in known and len(packs.of(product)) > 1:
            packs.remove(session, known[pack_id], by=by)


def _unmake(session: Session, product_id: int, by: Actor) -> None:
    """A product nobody has bought disappears; one that was bought goes to the archive."""
    product = session.get(Product, product_id)
    if product is None:
        return
    item = product.variants[0].stock_item_id
    free = levels.free(session, item)
    if free > 0:
        shelf.take_off(session, item, free, "count", by=by, words="impor dibatalkan")
    ids = [pack.id for pack in product.variants]
    if _is_used(session, product_id, ids):
        if product.archived_at is None:
            edits.archive(session, product, by=by)
        return
    if product.published_at is not None and product.archived_at is None:
        session.execute(
            update(Category)
            .where(Category.id == product.category_id)
            .values(product_count=Category.product_count - 1)
            .execution_options(synchronize_session=False)
        )
    events.record(session, f"product:{product.id}", "unmake", by=by, acting_for=product.producer_id, name=product.name)
    session.expunge(product)
    _delete(session, product_id, ids)


def _is_used(session: Session, product_id: int, variant_ids: list[int]) -> bool:
    for model in (OrderLine, CheckoutLine, OfflineSale):
        query = select(func.count()).select_from(model).where(model.variant_id.in_(variant_ids))
        if session.scalar(query):
            return True
    asked = select(func.count()).select_from(Thread).where(Thread.product_id == product_id)
    return bool(session.scalar(asked))


def _delete(session: Session, product_id: int, variant_ids: list[int]) -> None:
    for statement in (
        delete(CartLine).where(CartLine.variant_id.in_(variant_ids)),
        delete(ProductChange).where(ProductChange.product_id == product_id),
        delete(ProductCertificate).where(ProductCertificate.product_id == product_id),
        delete(Draft).where(Draft.product_id == product_id),
        delete(PriceTier).where(PriceTier.variant_id.in_(variant_ids)),
        delete(Variant).where(Variant.product_id == product_id),
        delete(Product).where(Product.id == product_id),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    session.expire_all()
