"""From cart to order: what is held, for how long, and the answers given so far."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship, selectinload
from sqlalchemy.sql.elements import ColumnElement

from marketplace.kernel import clock, faults, ids, settings
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound, Refusal
from marketplace.money import payments
from marketplace.people import places
from marketplace.people.producers import Producer
from marketplace.stock import holds

from . import carts, contents

HOLD_MINUTES = settings.declare(
    "checkout.hold_minutes", 15, "Lama stok ditahan sejak masuk checkout, menit", settings.at_least(1)
)
HOLDS_PER_PHONE = settings.declare(
    "checkout.holds_per_phone", 3, "Checkout berjalan untuk satu nomor HP", settings.at_least(1)
)
HOLDS_PER_PLACE = settings.declare(
    "checkout.holds_per_place", 5, "Checkout berjalan untuk satu alamat rumah", settings.at_least(1)
)
HOLDS_PER_ADDRESS = settings.declare(
    "checkout.holds_per_address", 300, "Checkout berjalan dari satu alamat jaringan", settings.at_least(1)
)
AFTER_HOLD = faults.declare("checkout.held", "stock is held, nothing is committed")


class CartNotReady(Refusal):
    """The cart has trouble, is empty, or a minimum is not reached."""


class TooManyHolds(Refusal):
    """This phone or address already holds stock in other checkouts; facts: what."""


class Checkout(Base):
    """One attempt. States: open, placed, ended. `open_key` keeps it single for a cart."""

    __tablename__ = "checkouts"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.token)
    cart_id: Mapped[int | None] = mapped_column(ForeignKey("carts.id", ondelete="SET NULL"), index=True)
    open_key: Mapped[int | None] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    hold_id: Mapped[int] = mapped_column(ForeignKey("holds.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("order_groups.id"))
    placed_digest: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="open")
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    network: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="", index=True)
    email: Mapped[str] = mapped_column(default="")
    kelurahan_code: Mapped[str | None] = mapped_column(ForeignKey("kelurahan.code"))
    street: Mapped[str] = mapped_column(default="")
    landmark: Mapped[str] = mapped_column(default="")
    courier_note: Mapped[str] = mapped_column(default="")
    place_digest: Mapped[str] = mapped_column(default="", index=True)
    method: Mapped[str] = mapped_column(default="")
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))

    hold: Mapped[holds.Hold] = relationship()
    kelurahan: Mapped[places.Kelurahan | None] = relationship()
    payment: Mapped[payments.Payment | None] = relationship()
    lines: Mapped[list[CheckoutLine]] = relationship(order_by="CheckoutLine.id", cascade="all, delete-orphan")
    boxes: Mapped[list[CheckoutBox]] = relationship(order_by="CheckoutBox.id", cascade="all, delete-orphan")

    @property
    def has_contact(self) -> bool:
        """Whether the first step is answered."""
        return bool(self.name and self.phone and self.kelurahan_code)


class CheckoutLine(Base):
    """What is held, at the price it was entered with: a promise is never recomputed."""

    __tablename__ = "checkout_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    checkout_id: Mapped[int] = mapped_column(ForeignKey("checkouts.id", ondelete="CASCADE"), index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    stock_item_id: Mapped[int] = mapped_column(ForeignKey("stock_items.id"))
    name: Mapped[str]
    slug: Mapped[str]
    picture: Mapped[str | None]
    category_code: Mapped[str]
    label: Mapped[str]
    quantity: Mapped[int]
    base_quantity: Mapped[int]
    grams: Mapped[int]
    volume_cm3: Mapped[int]
    lead_days: Mapped[int | None]
    preorder_on: Mapped[date | None]
    unit_price: Mapped[int]
    list_price: Mapped[int]
    rule: Mapped[str]

    @property
    def total(self) -> int:
        """Rupiah for the line."""
        return self.unit_price * self.quantity


class CheckoutBox(Base):
    """The choices for one producer: way, time window, note."""

    __tablename__ = "checkout_boxes"

    id: Mapped[int] = mapped_column(primary_key=True)
    checkout_id: Mapped[int] = mapped_column(ForeignKey("checkouts.id", ondelete="CASCADE"), index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    option_key: Mapped[str] = mapped_column(default="")
    window_key: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")

    producer: Mapped[Producer] = relationship()


def start(session: Session, cart: carts.Cart, *, user_id: int | None, network: str) -> Checkout:
    """Enter checkout: hold everything in the cart. Entering again never extends a live hold.

    Raise CartNotReady, OutOfStock or TooManyHolds.
    """
    session.refresh(cart, with_for_update=True)
    now = contents.of(session, cart)
    before = open_for(session, cart)
    if before is not None and before.hold.is_live and same_lines(before, now):
        return before
    until = clock.now() + timedelta(minutes=HOLD_MINUTES(session))
    if before is not None:
        if before.hold.is_live and before.hold.expires_at is not None:
            until = before.hold.expires_at
        holds.release(session, before.hold)
        now = contents.of(session, cart)
    if not now.orderable:
        raise CartNotReady()
    _limit(session, "address", Checkout.network == network, HOLDS_PER_ADDRESS(session), before)
    return _enter(session, cart, now, before, until, user_id, network)


def open_for(session: Session, cart: carts.Cart) -> Checkout | None:
    """The open checkout of a cart, with its hold, lines, boxes and payment."""
    return _whole(session, Checkout.open_key == cart.id)


def named(session: Session, public_id: str) -> Checkout | None:
    """The checkout of a form's key."""
    return session.scalars(select(Checkout).where(Checkout.public_id == public_id)).first()


def lock(session: Session, checkout: Checkout) -> None:
    """Read everything of it afresh with its row locked until the end of the transaction."""
    session.refresh(checkout, with_for_update=True)
    _whole(session, Checkout.id == checkout.id)


def last_placed(session: Session, cart: carts.Cart) -> Checkout | None:
    """The newest checkout of a cart that became an order."""
    query = select(Checkout).where(Checkout.cart_id == cart.id, Checkout.state == "placed")
    return session.scalars(query.order_by(Checkout.id.desc()).limit(1)).first()


def same_lines(checkout: Checkout, now: contents.Contents) -> bool:
    """Whether the cart still holds what the checkout holds."""
    return _held(checkout) == {line.variant_id: line.quantity for line in now.lines}


def follows(session: Session, checkout: Checkout, cart: carts.Cart) -> bool:
    """The same, asked of the cart's lines alone."""
    return _held(checkout) == carts.quantities(session, cart)


def save_contact(session: Session, checkout: Checkout, answers: dict[str, str]) -> None:
    """Keep the first step's answers (already checked by the form); raise NotFound, TooManyHolds."""
    place = places.find(session, answers["kelurahan"])
    if place is None:
        raise NotFound(kelurahan=answers["kelurahan"])
    digest = ids.digest(" ".join(f"{place.code} {answers['street']}".casefold().split()))
    _limit(session, "phone", Checkout.phone == answers["phone"], HOLDS_PER_PHONE(session), checkout)
    _limit(session, "place", Checkout.place_digest == digest, HOLDS_PER_PLACE(session), checkout)
    checkout.name, checkout.phone, checkout.email = answers["name"], answers["phone"], answers["email"]
    checkout.kelurahan_code, checkout.place_digest = place.code, digest
    checkout.street, checkout.landmark = answers["street"], answers["landmark"]
    checkout.courier_note = answers["courier_note"]
    session.flush()
    session.expire(checkout, ["kelurahan"])


def choose_delivery(
    session: Session, checkout: Checkout, producer_id: int, option: str, window: str, note: str
) -> None:
    """Keep the choice for one producer's box; it is written with the next flush."""
    for box in checkout.boxes:
        if box.producer_id == producer_id:
            box.option_key, box.window_key, box.note = option, window, note[:300]


def end(session: Session, checkout: Checkout) -> None:
    """Give up: everything held is free again."""
    holds.release(session, checkout.hold)
    checkout.state, checkout.open_key = "ended", None
    if checkout.payment is not None:
        payments.drop_code(session, checkout.payment)
    session.flush()


def _whole(session: Session, which: ColumnElement[bool]) -> Checkout | None:
    """Joined by hand: `joinedload` would come along when a row is locked later, which PostgreSQL refuses."""
    query = (
        select(Checkout)
        .join(Checkout.hold)
        .outerjoin(holds.Hold.lines)
        .outerjoin(Checkout.payment)
        .outerjoin(payments.Payment.account)
        .outerjoin(Checkout.kelurahan)
        .where(which)
        .order_by(holds.HoldLine.id)
        .options(
            contains_eager(Checkout.hold).contains_eager(holds.Hold.lines),
            contains_eager(Checkout.payment).contains_eager(payments.Payment.account),
            contains_eager(Checkout.kelurahan),
            selectinload(Checkout.lines),
            selectinload(Checkout.boxes).joinedload(CheckoutBox.producer),
        )
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).unique().first()


def _held(checkout: Checkout) -> dict[int, int]:
    return {line.variant_id: line.quantity for line in checkout.lines}


def _enter(
    session: Session,
    cart: carts.Cart,
    now: contents.Contents,
    before: Checkout | None,
    until: datetime,
    user_id: int | None,
    network: str,
) -> Checkout:
    wanted = [
        holds.Wanted(line.stock_item_id, line.base_quantity, line.lead_days if line.made else None, line.preorder_on)
        for line in now.lines
    ]
    hold = holds.take(session, wanted, until=until)
    faults.at(AFTER_HOLD)
    checkout = before or Checkout(cart_id=cart.id, open_key=cart.id, started_at=clock.now())
    if checkout.payment is not None:
        payments.drop_code(session, checkout.payment)
        checkout.method = ""
    checkout.hold_id, checkout.user_id, checkout.network = hold.id, user_id, network
    checkout.lines = [_line(line) for line in now.lines]
    chosen = {box.producer_id: box for box in checkout.boxes}
    checkout.boxes = [
        chosen.get(box.producer.id) or CheckoutBox(producer_id=box.producer.id, note=box.note) for box in now.boxes
    ]
    session.add(checkout)
    session.flush()
    session.expire(checkout, ["hold"])
    return checkout


def _line(line: contents.Line) -> CheckoutLine:
    return CheckoutLine(
        producer_id=line.producer_id,
        variant_id=line.variant_id,
        stock_item_id=line.stock_item_id,
        name=line.name,
        slug=line.slug,
        picture=line.picture,
        category_code=line.category_code,
        label=line.label,
        quantity=line.quantity,
        base_quantity=line.base_quantity,
        grams=line.weight_grams * line.quantity,
        volume_cm3=line.volume_cm3 * line.quantity,
        lead_days=line.lead_days if line.made else None,
        preorder_on=line.preorder_on,
        unit_price=line.price.unit,
        list_price=line.list_price,
        rule=line.price.rule,
    )


def _limit(session: Session, what: str, same: object, limit: int, mine: Checkout | None) -> None:
    query = (
        select(func.count())
        .select_from(Checkout)
        .join(holds.Hold, holds.Hold.id == Checkout.hold_id)
        .where(
            same,  # type: ignore[arg-type]
            Checkout.state == "open",
            holds.Hold.state == "live",
            holds.Hold.expires_at > clock.now(),
        )
    )
    if mine is not None:
        query = query.where(Checkout.id != mine.id)
    if (session.scalar(query) or 0) >= limit:
        raise TooManyHolds(what=what)
