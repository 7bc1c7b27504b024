"""What a maker changes in a product: words and picture after a look by staff, the shelf at once (F35)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.catalog import changes, indexing, paper_reviews, restricted
from marketplace.catalog.categories import Category
from marketplace.catalog.changes import ProductChange
from marketplace.catalog.products import Product, lock
from marketplace.kernel import changed, clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

from . import publishing

REVIEWED = (
    "name", "description", "ingredients", "allergens", "storage", "shelf_life_days", "raw_material",
    "local_percent", "species", "label_facts", "picture", "halal_claim",
)  # fmt: skip
CHECKED = ("name", "description", "ingredients", "species", "raw_material")
NEEDED_FOR_FOOD = ("ingredients", "storage", "shelf_life_days")


class Incomplete(Invalid):
    """A food product lacks something its label must say; facts: errors by field."""


def mine(session: Session, slug: str, *, by: Actor) -> Product:
    """A product of the actor's own shop, live or not; raise NotFound."""
    product = session.scalars(
        select(Product).where(Product.slug == slug, Product.producer_id.in_(by.producer_ids))
    ).first()
    if product is None:
        raise NotFound(slug=slug)
    return product


def of_maker(session: Session, *, by: Actor, archived: bool = False) -> list[Product]:
    """The actor's products, the newest first."""
    kept = Product.archived_at.is_not(None) if archived else Product.archived_at.is_(None)
    query = select(Product).where(Product.producer_id.in_(by.producer_ids), kept).order_by(Product.id.desc())
    return list(session.scalars(query))


def propose(session: Session, product: Product, wanted: dict[str, Any], *, by: Actor) -> ProductChange | None:
    """Keep a change of REVIEWED fields until staff has looked; a product off the shelf changes at once.

    A later proposal takes the place of the one that waits and keeps what that one changed elsewhere.
    Nothing comes back when nothing differs from the live version. Raise Restricted, DuplicateName, Incomplete.
    """
    lock(session, product)
    earlier = changes.open_edit(session, product)
    merged = {**(earlier.after if earlier else {}), **{name: wanted[name] for name in REVIEWED if name in wanted}}
    after = {name: value for name, value in merged.items() if getattr(product, name) != value}
    _check(session, product, after)
    if earlier is not None:
        changed.decide(session, earlier, "withdrawn", "", by=by)
    if not after:
        return None
    if product.published_at is None:
        _apply(session, product, after, by=by)
        return None
    before = {name: getattr(product, name) for name in after}
    change = ProductChange(product_id=product.id, kind="edit", before=before, after=after, proposed_by=by.name)
    session.add(change)
    session.flush()
    _tell(session, product, "propose", by=by, fields=sorted(after))
    return change


def withdraw(session: Session, change: ProductChange, *, by: Actor) -> None:
    """The maker takes a waiting change back; raise NotAllowed when it was decided meanwhile."""
    changed.decide(session, change, "withdrawn", "", by=by)
    _tell(session, change.product, "withdraw", by=by)


def approve(session: Session, change: ProductChange, *, by: Actor) -> None:
    """Staff agrees: an edit becomes the live version. Raise NotAllowed when it was decided before."""
    _moderator(change, by)
    lock(session, change.product)
    changed.decide(session, change, "approved", "", by=by)
    if change.kind == "edit":
        _apply(session, change.product, change.after, by=by)
    _tell(session, change.product, "approve", by=by, kind=change.kind)


def give_back(session: Session, change: ProductChange, reason: str, *, by: Actor) -> None:
    """Staff does not agree: a first publication leaves the shelf, an edit leaves the live version as it is.

    Raise NotAllowed when it was decided before, Invalid without a reason.
    """
    _moderator(change, by)
    if not reason.strip():
        raise Invalid(errors={"reason": "empty"})
    lock(session, change.product)
    changed.decide(session, change, "returned", reason.strip()[:500], by=by)
    if change.kind == "first":
        _take_down(session, change.product)
    _tell(session, change.product, "give_back", by=by, kind=change.kind, reason=reason.strip()[:500])


def publish_again(session: Session, product: Product, *, by: Actor) -> None:
    """What was taken down is shown again after it was corrected, and looked at again."""
    lock(session, product)
    if product.published_at is not None or product.archived_at is not None:
        raise NotAllowed(verb="publish_again", state="live")
    _check(session, product, {})
    product.published_at = clock.now()
    _count(session, product, 1)
    after = {name: getattr(product, name) for name in REVIEWED}
    session.add(ProductChange(product_id=product.id, kind="first", before={}, after=after, proposed_by=by.name))
    session.flush()
    _tell(session, product, "publish", by=by)


def archive(session: Session, product: Product, *, by: Actor) -> None:
    """Put the product away; orders keep what was sold. Raise NotAllowed when it is away already."""
    lock(session, product)
    if product.archived_at is not None:
        raise NotAllowed(verb="archive", state="archived")
    product.archived_at = clock.now()
    if product.published_at is not None:
        _count(session, product, -1)
    session.flush()
    _tell(session, product, "archive", by=by)


def restore(session: Session, product: Product, *, by: Actor) -> None:
    """Bring a product back out of the archive. Raise NotAllowed, DuplicateName."""
    lock(session, product)
    if product.archived_at is None:
        raise NotAllowed(verb="restore", state="live")
    publishing.check_name(session, product.producer_id, product.name)
    product.archived_at = None
    if product.published_at is not None:
        _count(session, product, 1)
    session.flush()
    _tell(session, product, "restore", by=by)


def _check(session: Session, product: Product, after: dict[str, Any]) -> None:
    """What publishing asks for holds for every later version too."""
    texts = {name: str(after.get(name, getattr(product, name)) or "") for name in CHECKED}
    restricted.refuse(session, texts)
    if "name" in after:
        publishing.check_name(session, product.producer_id, after["name"])
    if product.category.is_food:
        empty = [name for name in NEEDED_FOR_FOOD if not after.get(name, getattr(product, name))]
        if empty:
            raise Incomplete(errors=dict.fromkeys(empty, "empty"))


def _apply(session: Session, product: Product, after: dict[str, Any], *, by: Actor) -> None:
    before = {name: getattr(product, name) for name in after}
    for name, value in after.items():
        setattr(product, name, value)
    session.flush()
    indexing.write(session, product)
    paper_reviews.ask(session, product, before, after, by=by)
    _tell(session, product, "change", by=by, before=before, after=after)


def _take_down(session: Session, product: Product) -> None:
    if product.published_at is None:
        return
    product.published_at = None
    if product.archived_at is None:
        _count(session, product, -1)


def _moderator(change: ProductChange, by: Actor) -> None:
    if not by.has("moderator") or change.product.producer_id in by.producer_ids:
        raise NotAllowed(verb="decide", state=change.state)


def _count(session: Session, product: Product, by: int) -> None:
    session.execute(
        update(Category)
        .where(Category.id == product.category_id)
        .values(product_count=Category.product_count + by)
        .execution_options(synchronize_session=False)
    )


def _tell(session: Session, product: Product, verb: str, *, by: Actor, **facts: Any) -> None:
    events.record(session, f"product:{product.id}", verb, by=by, acting_for=product.producer_id, **facts)
