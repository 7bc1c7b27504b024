"""The hotel asks for prices: one request with two offers on the table, one that waits, one that was decided."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.people import buyers, phones
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Organisation
from marketplace.people.users import User
from marketplace.sourcing import asking_quotes, awards, negotiation
from marketplace.sourcing.asking_quotes import Wish
from marketplace.sourcing.negotiation import LineOffer, Offer
from marketplace.sourcing.quotes import Quote
from marketplace.sourcing.rfqs import Rfq

from . import hotel, logins


def load(session: Session) -> None:
    """Once, after the hotel and its makers' goods."""
    desk, by = _requester(session)
    packs = _packs(session)
    _running(session, desk, packs, by)
    _decided(session, desk, packs, by)


def _running(session: Session, desk: Desk, packs: list[Variant], by: Actor) -> None:
    """Three makers are asked; the first offers and is countered, the second offers, the third is silent."""
    rfq = _ask(session, desk, "Camilan kamar dan rapat Desember", by)
    week = clock.today() + timedelta(days=9)
    wish = Wish(
        packs[0].product.name, packs[0].label, 80, days=[week, week + timedelta(days=14)], shelf_days=60,
        certificates=["halal", "pirt"], budget=packs[0].price, variant_id=packs[0].id,
        note="Kemasan kedap udara, tanpa stiker harga.",
    )  # fmt: skip
    asking_quotes.add(session, rfq, wish)
    asking_quotes.add(session, rfq, Wish("Camilan asin untuk rapat", "sekitar 250 g", 40, days=[week], budget=35_000))
    asking_quotes.invite(session, rfq, {pack.product.producer_id for pack in packs[:3]})
    asking_quotes.send(session, rfq, by=by)
    first = _offer(session, rfq, packs[0], (80, 94), (40, 100))
    _offer(session, rfq, packs[1], (60, 97), (30, 96))
    line = rfq.lines[0]
    price = first.current.lines[0].unit_price * 96 // 100
    negotiation.write(session, first, "buyer", "Bisa dua kali antar, tanggal 1 dan pertengahan bulan?", by=by)
    negotiation.counter(session, first, {line.id: (80, price)}, "Kalau cocok kami pesan tiap bulan.", seen=1, by=by)


def _decided(session: Session, desk: Desk, packs: list[Variant], by: Actor) -> None:
    """A line that was split between two makers; it waits as a purchase request."""
    rfq = _ask(session, desk, "Oleh-oleh tamu rombongan", by)
    asking_quotes.add(session, rfq, Wish("Oleh-oleh khas Balikpapan", "satu bungkus", 60))
    asking_quotes.invite(session, rfq, {pack.product.producer_id for pack in packs[:2]})
    asking_quotes.send(session, rfq, by=by)
    chosen = {_offer(session, rfq, pack, (40, 95)).current.lines[0].id: 30 for pack in packs[:2]}
    awards.accept(session, rfq, desk, chosen, terms="14", by=by)


def _ask(session: Session, desk: Desk, title: str, by: Actor) -> Rfq:
    kitchen = next(outlet for outlet in desk.organisation.outlets if outlet.name == hotel.KITCHEN)
    until = clock.at(clock.today() + timedelta(days=3), 17 * 60)
    return asking_quotes.begin(session, desk, kitchen, title=title, deadline=until, terms="30", by=by)


def _offer(session: Session, rfq: Rfq, pack: Variant, *said: tuple[int, int]) -> Quote:
    """By line: packs, and per cent of the list price."""
    maker = pack.product.producer
    ready = clock.today() + timedelta(days=6)
    lines = [
        LineOffer(line.id, pack.id, packs, pack.price * percent // 100, ready)
        for line, (packs, percent) in zip(rfq.lines, said, strict=True)
    ]
    told = Offer(lines, clock.at(clock.today() + timedelta(days=14), 0), fee=15_000, more_14=150, more_30=300)
    by = Actor("user", maker.owner_name, producer_ids=frozenset({maker.id}))
    return negotiation.offer(session, rfq, maker, told, by=by)


def _requester(session: Session) -> tuple[Desk, Actor]:
    user = session.scalars(select(User).where(User.email == logins.HOTEL)).one()
    by = Actor("user", user.name, user_id=user.id)
    house = session.scalars(select(Organisation).where(Organisation.name == hotel.NAME)).one()
    return buyers.desk(session, house.public_id, by=by), by


def _packs(session: Session) -> list[Variant]:
    """The leading packs of three makers, one each; the maker with a log-in comes first."""
    query = (
        select(Variant)
        .join(Product)
        .where(
            Product.published_at.is_not(None), Product.archived_at.is_(None), Variant.archived_at.is_(None),
            Variant.position == 0, Product.preorder_on.is_(None), Variant.unit == "g",
        )
        .order_by(Product.id)
    )  # fmt: skip
    found: dict[int, Variant] = {}
    for pack in session.scalars(query):
        if pack.product.producer.suspended_at is None:
            found.setdefault(pack.product.producer_id, pack)
    seller = phones.normalise(logins.AMPLANG)
    return sorted(found.values(), key=lambda pack: pack.product.producer.phone != seller)[:3]
