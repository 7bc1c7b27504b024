"""The cart: one for all producers, kept for a guest by a secret in a cookie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, and_, case, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from marketplace.catalog import pricing
from marketplace.catalog.products import PriceTier, Product, Variant
from marketplace.kernel import changed, clock, ids, settings, upsert
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound, Refusal

MAX_PACKS = settings.declare(
    "cart.max_packs", 10_000, "Paling banyak kemasan per baris keranjang", settings.at_least(1)
)
MAX_LINES = settings.declare("cart.max_lines", 200, "Paling banyak baris keranjang", settings.at_least(1))
KEPT_DAYS = settings.declare("cart.kept_days", 60, "Lama keranjang disimpan, hari", settings.at_least(1))


class CartFull(Refusal):
    """The cart has as many lines as it may have; facts: limit."""


class WrongQuantity(Refusal):
    """The quantity is not allowed; facts: quantity, minimum, step, maximum."""


class Cart(Base):
    """A cart belongs to a user, or to whoever holds the secret whose digest is stored."""

    __tablename__ = "carts"

    id: Mapped[int] = mapped_column(primary_key=True)
    secret_digest: Mapped[str | None] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), unique=True)
    changed_at: Mapped[datetime] = mapped_column(index=True)


class CartLine(Base):
    """Packs of one variant; `seen_price` is what the buyer last saw for one pack."""

    __tablename__ = "cart_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        UniqueConstraint("cart_id", "variant_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cart_id: Mapped[int] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    quantity: Mapped[int]
    seen_price: Mapped[int | None]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)


class CartNote(Base):
    """A note for one producer's box."""

    __tablename__ = "cart_notes"

    cart_id: Mapped[int] = mapped_column(ForeignKey("carts.id", ondelete="CASCADE"), primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), primary_key=True)
    note: Mapped[str]


@dataclass(frozen=True)
class Merged:
    """What merging two carts did: lines moved, lines capped at the limit."""

    moved: int
    capped: int


def of_guest(session: Session, secret: str) -> Cart | None:
    """The guest cart of a secret."""
    return _found(session, and_(Cart.secret_digest == ids.digest(secret), Cart.user_id.is_(None)))


def of_user(session: Session, user_id: int) -> Cart | None:
    """The cart of a user."""
    return _found(session, Cart.user_id == user_id)


def open_for_guest(session: Session) -> tuple[Cart, str]:
    """A new guest cart and its secret, which only the cookie keeps."""
    secret = ids.token()
    cart = Cart(secret_digest=ids.digest(secret), changed_at=clock.now())
    session.add(cart)
    session.flush()
    return cart, secret


def open_for_user(session: Session, user_id: int) -> Cart:
    """The user's cart, made when there is none."""
    session.execute(
        upsert.insert(session, Cart).values(user_id=user_id, changed_at=clock.now()).on_conflict_do_nothing()
    )
    return session.scalars(select(Cart).where(Cart.user_id == user_id)).one()


def add(session: Session, cart: Cart, variant_id: int, quantity: int) -> int:
    """Put `quantity` packs more into the cart; the line's id. Raise NotFound, WrongQuantity, CartFull."""
    return add_many(session, cart, {variant_id: quantity})[variant_id]


def add_many(session: Session, cart: Cart, wanted: dict[int, int]) -> dict[int, int]:
    """Put packs of many variants into the cart or none of them, in four statements; line ids by variant.

    Raise NotFound, WrongQuantity, CartFull.
    """
    found = _on_sale(session, cart, wanted)
    for variant_id, quantity in wanted.items():
        if variant_id not in found:
            raise NotFound(variant_id=variant_id)
        variant, before = found[variant_id]
        if quantity < 1:
            raise _wrong(session, variant, quantity)
        _check(session, variant, before + quantity if before else max(quantity, variant.minimum))
    more = {
        key: quantity if found[key][1] else max(quantity, found[key][0].minimum) for key, quantity in wanted.items()
    }
    lines = _upsert(session, cart, more)
    _see(session, {line_id: (found[variant_id][0], quantity) for variant_id, (line_id, quantity) in lines.items()})
    _touch_and_count(session, cart)
    return {variant_id: line_id for variant_id, (line_id, _) in lines.items()}


def change(session: Session, cart: Cart, line_id: int, quantity: int) -> None:
    """Set the packs of a line, 0 removes it; raise NotFound, WrongQuantity."""
    line = _line(session, cart, line_id)
    if quantity == 0:
        session.delete(line)
    else:
        found = _on_sale(session, cart, [line.variant_id])
        if not found:
            raise NotFound(variant_id=line.variant_id)
        variant, _ = found[line.variant_id]
        _check(session, variant, quantity)
        line.quantity = quantity
        line.seen_price = _price(variant, quantity)
    touch(session, cart)


def remove(session: Session, cart: Cart, line_id: int) -> None:
    """Take a line out; a line that is gone already is no mistake."""
    session.execute(delete(CartLine).where(CartLine.id == line_id, CartLine.cart_id == cart.id))
    touch(session, cart)


def write_note(session: Session, cart: Cart, producer_id: int, note: str) -> None:
    """Keep a note for one producer; an empty one removes it."""
    session.execute(delete(CartNote).where(CartNote.cart_id == cart.id, CartNote.producer_id == producer_id))
    if note:
        session.add(CartNote(cart_id=cart.id, producer_id=producer_id, note=note[:300]))
    touch(session, cart)


def merge(session: Session, guest: Cart, mine: Cart) -> Merged:
    """Move a guest cart's lines into a user's cart at log-in, without losing or doubling one.

    The same variant in both adds up, capped at the limit. The guest cart is gone afterwards, so a
    second tab that merges at the same moment finds nothing left.
    """
    claimed = session.execute(delete(CartLine).where(CartLine.cart_id == guest.id).returning(
        CartLine.variant_id, CartLine.quantity
    )).all()  # fmt: skip
    limit, capped = MAX_PACKS(session), 0
    if claimed:
        _upsert(session, mine, {variant_id: quantity for variant_id, quantity in sorted(claimed)})
        over = update(CartLine).where(CartLine.cart_id == mine.id, CartLine.quantity > limit)
        capped = changed.rows(session, over.values(quantity=limit))
    touch(session, mine)
    return Merged(len(claimed), capped)


def empty(session: Session, cart: Cart, variant_ids: Iterable[int]) -> None:
    """Take out what has been ordered."""
    session.execute(delete(CartLine).where(CartLine.cart_id == cart.id, CartLine.variant_id.in_(list(variant_ids))))
    session.execute(delete(CartNote).where(CartNote.cart_id == cart.id))
    touch(session, cart)


def quantities(session: Session, cart: Cart) -> dict[int, int]:
    """Packs by variant."""
    rows = session.execute(select(CartLine.variant_id, CartLine.quantity).where(CartLine.cart_id == cart.id))
    return {variant_id: quantity for variant_id, quantity in rows}


def packs(session: Session, cart: Cart) -> int:
    """The number on the cart's badge."""
    return _packs(session, Cart.id == cart.id)


def packs_of_guest(session: Session, secret: str) -> int:
    """The same for the cart of a secret, in one statement."""
    return _packs(session, and_(Cart.secret_digest == ids.digest(secret), Cart.user_id.is_(None)))


def packs_of_user(session: Session, user_id: int) -> int:
    """The same for the cart of a user, in one statement."""
    return _packs(session, Cart.user_id == user_id)


def touch(session: Session, cart: Cart) -> None:
    """The cart is in use."""
    session.execute(update(Cart).where(Cart.id == cart.id).values(changed_at=clock.now()))
    session.flush()


def _line(session: Session, cart: Cart, line_id: int) -> CartLine:
    line = session.scalars(
        select(CartLine).where(CartLine.id == line_id, CartLine.cart_id == cart.id).with_for_update()
    ).first()
    if line is None:
        raise NotFound(line_id=line_id)
    return line


def _found(session: Session, whose: ColumnElement[bool]) -> Cart | None:
    row = session.execute(select(Cart, settings.mark()).where(whose)).first()
    if row is None:
        return None
    settings.arrived(session, row.settings_mark)
    return row[0]  # type: ignore[no-any-return]


def _packs(session: Session, whose: ColumnElement[bool]) -> int:
    query = select(func.coalesce(func.sum(CartLine.quantity), 0)).join(Cart, Cart.id == CartLine.cart_id)
    return int(session.scalar(query.where(whose)) or 0)


def _on_sale(session: Session, cart: Cart, variant_ids: Iterable[int]) -> dict[int, tuple[Variant, int]]:
    """Those of the variants that are sold, each with the packs that are in the cart already."""
    rows = session.execute(
        select(Variant, func.coalesce(CartLine.quantity, 0))
        .join(Product)
        .outerjoin(Variant.tiers)
        .outerjoin(CartLine, and_(CartLine.variant_id == Variant.id, CartLine.cart_id == cart.id))
        .where(
            Variant.id.in_(list(variant_ids)),
            Variant.archived_at.is_(None),
            Product.archived_at.is_(None),
            Product.published_at.is_not(None),
        )
        .options(contains_eager(Variant.tiers))
        .order_by(PriceTier.minimum)
        .execution_options(populate_existing=True)
    ).unique()
    return {variant.id: (variant, int(before)) for variant, before in rows}


def _check(session: Session, variant: Variant, quantity: int) -> None:
    fits = quantity >= variant.minimum and (quantity - variant.minimum) % variant.step == 0
    if not fits or quantity > MAX_PACKS(session):
        raise _wrong(session, variant, quantity)


def _wrong(session: Session, variant: Variant, quantity: int) -> WrongQuantity:
    return WrongQuantity(quantity=quantity, minimum=variant.minimum, step=variant.step, maximum=MAX_PACKS(session))


def _upsert(session: Session, cart: Cart, more: dict[int, int]) -> dict[int, tuple[int, int]]:
    """Add packs to lines, made where there are none; line id and packs by variant."""
    now = clock.now()
    adding = upsert.insert(session, CartLine).values(
        [
            {"cart_id": cart.id, "variant_id": variant_id, "quantity": quantity, "added_at": now}
            for variant_id, quantity in more.items()
        ]
    )
    rows = session.execute(
        adding.on_conflict_do_update(
            index_elements=[CartLine.cart_id, CartLine.variant_id],
            set_={"quantity": CartLine.quantity + adding.excluded.quantity},
        ).returning(CartLine.variant_id, CartLine.id, CartLine.quantity)
    )
    return {variant_id: (line_id, quantity) for variant_id, line_id, quantity in rows}


def _see(session: Session, lines: dict[int, tuple[Variant, int]]) -> None:
    """The buyer has seen the price of these lines."""
    prices = {line_id: _price(variant, quantity) for line_id, (variant, quantity) in lines.items()}
    session.execute(
        update(CartLine)
        .where(CartLine.id.in_(prices))
        .values(seen_price=case(prices, value=CartLine.id))
        .execution_options(synchronize_session=False)
    )


def _price(variant: Variant, quantity: int) -> int:
    tiers = [pricing.Tier(tier.minimum, tier.price) for tier in variant.tiers]
    return pricing.price(variant.price, tiers, quantity).unit


def _touch_and_count(session: Session, cart: Cart) -> None:
    """The cart is in use; raise CartFull when it has more lines than it may have."""
    lines = select(func.count(CartLine.id)).where(CartLine.cart_id == cart.id).scalar_subquery()
    using = update(Cart).where(Cart.id == cart.id).values(changed_at=clock.now()).returning(lines)
    if int(session.scalar(using.execution_options(synchronize_session=False)) or 0) > MAX_LINES(session):
        raise CartFull(limit=MAX_LINES(session))


def clean(session: Session) -> int:
    """Remove guest carts that nobody used for a long time."""
    limit = clock.now() - timedelta(days=KEPT_DAYS(session))
    old = select(Cart.id).where(Cart.user_id.is_(None), Cart.changed_at < limit)
    return changed.rows(session, delete(Cart).where(Cart.id.in_(old)))
