"""A finished draft becomes a product on sale, with its stock, in one unit of work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.catalog import indexing, pricing, restricted, search
from marketplace.catalog.categories import Category
from marketplace.catalog.changes import ProductChange
from marketplace.catalog.drafts import Draft
from marketplace.catalog.products import NOT_WEIGHED, PriceTier, Product, StockItem, Variant
from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Busy, NotAllowed, NotFound, Refusal
from marketplace.kernel.slugs import slug
from marketplace.people import places
from marketplace.people.producers import Producer
from marketplace.stock import lots
from marketplace.stock.levels import StockLevel

from . import parcels, readiness

RESERVED = {"baru"}
CHECKED_FIELDS = ("ingredients", "species", "description", "raw_material")


class NotReady(Refusal):
    """Something is not answered yet; facts: question, field."""


class DuplicateName(Refusal):
    """The maker already sells something of this name; facts: name, slug."""


class TooOld(Refusal):
    """The first production is past its date already; facts: best_before."""


def publish(session: Session, draft: Draft, *, by: Actor) -> Product:
    """Put the draft on sale and return its product; a second call returns the same one.

    Raise NotReady, Restricted, DuplicateName, TooOld, or NotAllowed for a dropped draft.
    """
    _lock(session, draft)
    if draft.product_id is not None:
        return session.get_one(Product, draft.product_id)
    if draft.dropped_at is not None:
        raise NotAllowed(verb="publish", state="dropped")
    producer = session.get_one(Producer, draft.producer_id)
    category = category_of(session, draft)
    for gap in readiness.missing(draft, category, producer)[:1]:
        raise NotReady(question=gap.question, field=gap.field)
    assert category is not None  # noqa: S101 - readiness has asked for it
    flags = check_words(session, draft)
    check_name(session, producer.id, draft.name)
    _check_date(session, draft, category)
    _settle(session, producer, draft, by)
    product = _product(session, draft, producer, category)
    _stock(session, draft, product, category, by)
    indexing.write(session, product)
    producer.picture = producer.picture or product.picture
    session.execute(update(Category).where(Category.id == category.id).values(product_count=Category.product_count + 1))
    draft.product_id = product.id
    _propose(session, product, flags, by)
    for subject in (f"product:{product.id}", draft.subject):
        events.record(session, subject, "publish", by=by, acting_for=producer.id, slug=product.slug)
    return product


def category_of(session: Session, draft: Draft) -> Category | None:
    """The category that was chosen, while there still is one of that code."""
    code = draft.answers.get("nama", {}).get("category")
    return session.scalars(select(Category).where(Category.code == code)).first() if code else None


def check_words(session: Session, draft: Draft) -> list[restricted.Hit]:
    """Raise Restricted for a refused word anywhere in the draft; return what staff should look at."""
    label = draft.answers.get("label", {})
    texts = {"name": draft.name, **{field: str(label.get(field) or "") for field in CHECKED_FIELDS}}
    return restricted.refuse(session, texts)


def check_name(session: Session, producer_id: int, name: str) -> None:
    """Raise DuplicateName when this maker already sells something of the same name."""
    rows = session.execute(
        select(Product.name, Product.slug).where(Product.producer_id == producer_id, Product.archived_at.is_(None))
    )
    wanted = search.normalise(name)
    for known, address in rows:
        if search.normalise(known) == wanted:
            raise DuplicateName(name=known, slug=address)


def add_picture(session: Session, draft: Draft, picture: str, *, by: Actor) -> None:
    """The first picture of a published product came late; a later one is a change that staff looks at."""
    product = session.get_one(Product, draft.product_id)
    if product.picture == picture:
        return
    if product.picture is not None:
        raise NotAllowed(verb="add_picture", state="has_picture")
    product.picture = draft.picture = picture
    first = session.scalars(
        select(ProductChange).where(
            ProductChange.product_id == product.id, ProductChange.kind == "first", ProductChange.state == "waiting"
        )
    ).first()
    if first is not None:
        first.after = {**first.after, "picture": picture}
    session.flush()
    events.record(session, f"product:{product.id}", "add_picture", by=by, acting_for=product.producer_id)


def best_before(made_on: date, days: int | None) -> date | None:
    """The last good day, nothing for goods that keep."""
    return made_on + timedelta(days=days) if days else None


def _lock(session: Session, draft: Draft) -> None:
    """One publisher of a draft, and one new name of a maker, at a time."""
    session.execute(select(Producer.id).where(Producer.id == draft.producer_id).with_for_update())
    session.refresh(draft)


def _check_date(session: Session, draft: Draft, category: Category) -> None:
    """What is ready now must still be good for as long as the shop asks."""
    stock, days = draft.answers["stok"], draft.answers.get("label", {}).get("shelf_life_days")
    if stock["kind"] != "ready" or not category.is_food:
        return
    lasts = best_before(date.fromisoformat(stock["made_on"]), days)
    if lasts is not None and lasts < clock.today() + timedelta(days=lots.MIN_DAYS_LEFT(session)):
        raise TooOld(best_before=lasts)


def _settle(session: Session, producer: Producer, draft: Draft, by: Actor) -> None:
    code = draft.answers.get("label", {}).get("kelurahan")
    if producer.kelurahan_code is not None or not code:
        return
    if places.find(session, code) is None:
        raise NotReady(question="label", field="kelurahan")
    producer.kelurahan_code = code
    session.flush()
    session.refresh(producer)
    indexing.write_all_of(session, producer)
    events.record(session, f"producer:{producer.id}", "settle", by=by, acting_for=producer.id, kelurahan=code)


def _product(session: Session, draft: Draft, producer: Producer, category: Category) -> Product:
    given, label = draft.answers, draft.answers.get("label", {})
    price, pack = given["harga"]["price"], given["kemasan"]
    made_to_order = given["stok"]["kind"] == "order"
    allergens = [] if label.get("no_allergens") else list(label.get("allergens", []))
    facts: dict[str, Any] = dict(
        sku=f"{category.code}-{ids.code(6)}",
        producer_id=producer.id,
        category_id=category.id,
        name=draft.name,
        description=label.get("description", ""),
        ingredients=label.get("ingredients", "") if category.is_food else "",
        allergens=allergens if category.is_food else [],
        storage=label.get("storage", ""),
        shelf_life_days=label.get("shelf_life_days") if category.is_food else None,
        raw_material=label.get("raw_material", ""),
        local_percent=label.get("local_percent"),
        species=label.get("species", ""),
        label_facts=dict(label.get("facts", {})),
        halal_claim=label.get("halal_claim") or "none",
        made_to_order=made_to_order,
        lead_days=given["stok"]["lead_days"] if made_to_order else 0,
        picture=draft.picture,
        base_price=price,
        per_kilo=pricing.per_measure(price, pack["content"], pack["unit"]) or NOT_WEIGHED,
        published_at=clock.now(),
    )
    return _with_address(session, facts, producer)


def _with_address(session: Session, facts: dict[str, Any], producer: Producer) -> Product:
    """The product under the first free address; somebody else may take one at the same moment."""
    base = slug(facts["name"]) or "produk"
    own = f"{base}-{producer.slug}"[:90]
    for address in (base, own, *(f"{own}-{n}" for n in range(2, 30))):
        if address in RESERVED or session.scalar(select(Product.id).where(Product.slug == address)) is not None:
            continue
        product = Product(slug=address, **facts)
        try:
            with session.begin_nested():
                session.add(product)
        except IntegrityError:
            continue
        return product
    raise Busy(slug=base)


def _stock(session: Session, draft: Draft, product: Product, category: Category, by: Actor) -> None:
    pack, stock, price = (draft.answers[name] for name in ("kemasan", "stok", "harga"))
    content, unit = pack["content"], pack["unit"]
    item = StockItem(producer_id=product.producer_id, name=product.name, unit=unit)
    session.add(item)
    session.flush()
    weekly = stock["weekly_packs"] * content if product.made_to_order else None
    session.add(StockLevel(stock_item_id=item.id, on_hand=0, held=0, allocated=0, weekly_capacity=weekly))
    parcel = parcels.estimate(category.code, category.template, content, unit)
    session.add(
        Variant(
            product_id=product.id, stock_item_id=item.id, label=pack_label(content, unit), content=content, unit=unit,
            price=product.base_price, weight_grams=parcel.grams, length_cm=parcel.length, width_cm=parcel.width,
            height_cm=parcel.height,
            tiers=[PriceTier(minimum=minimum, price=asked) for minimum, asked in price.get("tiers", [])],
        )
    )  # fmt: skip
    session.flush()
    if not product.made_to_order:
        _first_lot(session, item.id, stock["packs"] * content, date.fromisoformat(stock["made_on"]), product, by)


def _first_lot(session: Session, item: int, quantity: int, made_on: date, product: Product, by: Actor) -> None:
    lasts = best_before(made_on, product.shelf_life_days)
    lots.receive(
        session, item, quantity, code=f"{product.sku}-{made_on:%d%m%y}", produced_on=made_on, best_before=lasts, by=by
    )  # fmt: skip


def pack_label(content: int, unit: str) -> str:
    """`250 g`, `1,5 kg`, `2 buah`: how the pack is called."""
    if unit == "piece":
        return f"{content} buah"
    if content < 1000:
        return f"{content} {unit}"
    whole, rest = divmod(content, 1000)
    tail = f",{rest:03d}".rstrip("0") if rest else ""
    return f"{whole}{tail} {'kg' if unit == 'g' else 'l'}"


def _propose(session: Session, product: Product, flags: list[restricted.Hit], by: Actor) -> None:
    """It is live at once; staff looks at it afterwards."""
    shown = ("name", "description", "ingredients", "allergens", "storage", "shelf_life_days", "raw_material",
             "local_percent", "species", "picture", "base_price")  # fmt: skip
    after = {field: getattr(product, field) for field in shown}
    if flags:
        after["flags"] = [{"field": hit.field, "word": hit.word, "reason": hit.reason} for hit in flags]
    session.add(ProductChange(product_id=product.id, kind="first", before={}, after=after, proposed_by=by.name))
    session.flush()


def producer_for(session: Session, *, by: Actor) -> Producer:
    """The maker for whom the actor makes something new: the first of her own; raise NotFound."""
    producer = session.scalars(select(Producer).where(Producer.id.in_(by.producer_ids)).order_by(Producer.id)).first()
    if producer is None:
        raise NotFound(producer="own")
    return producer
