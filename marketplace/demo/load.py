"""Fills an empty shop: invented makers, goods, stock, people and orders, all marked as demo."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.insight import rollups
from marketplace.kernel.files import Files
from marketplace.people.producers import Producer

from . import (
    bank,
    cards,
    closing,
    counter,
    crowd,
    daily,
    delivery,
    fieldwork,
    helping,
    hotel,
    hotel_approvals,
    hotel_bank,
    hotel_bills,
    hotel_lists,
    hotel_local,
    hotel_quotes,
    images,
    kitchens,
    orders,
    pantry,
    paper_desk,
    papers,
    payouts,
    people,
    producers,
    products,
    refunds,
    ruling,
    shelves,
    talk,
    unfinished,
    voices,
    wanting,
)


def is_empty(session: Session) -> bool:
    """Whether there is no producer yet."""
    return session.scalar(select(Producer.id).limit(1)) is None


def load(session: Session, files: Files) -> None:
    """Load everything once; the caller commits."""
    if not is_empty(session):
        return
    with images.loading(files) as pictures:
        makers = producers.load(session)
        goods = products.load(session, makers, pictures)
        papers.load(session, makers, goods)
        unfinished.load(session, makers["U01"], pictures)
        delivery.load(session, makers)
        people.load(session, makers)
        hotel.load(session)
        helping.load(session, makers)
        kitchens.load(session, makers, goods, files)
        orders.load(session, files)
        bank.load(session, files)
        refunds.load(session, files)
        cards.load(session, crowd.finance(session))
        counter.load(session, crowd.makers(session))
        talk.load(session, makers)
        paper_desk.load(session, makers, goods, files)
        hotel_quotes.load(session)
        shelves.top_up(session)
        pantry.load(session)
        daily.mark(session)
        payouts.load(session, files)
        hotel_lists.load(session)
        hotel_approvals.load(session)
        hotel_bills.load(session)
        hotel_bank.load(session, files)
        hotel_local.load(session, files)
        daily.keep_open(session)
        fieldwork.load(session, files, makers)
        closing.close_what_is_long_over(session)
        rollups.count_all(session)
        ruling.load(session)
        voices.load(session)
        wanting.load(session, makers, goods)
