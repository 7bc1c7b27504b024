"""A hotel that asks two makers to quote for amplang and sambal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.sourcing import asking_quotes, awards, negotiation
from marketplace.sourcing.asking_quotes import Wish
from marketplace.sourcing.negotiation import LineOffer, Offer
from marketplace.sourcing.quotes import Quote
from marketplace.sourcing.rfqs import Rfq
from tests import buying, cast
from tests.buying import Hotel
from tests.cast import Maker


@dataclass
class Scene:
    """The request is open: 60 packs of amplang, 20 of sambal."""

    hotel: Hotel
    amplang: Maker
    sambal: Maker
    rfq: Rfq

    @property
    def buyer(self) -> Any:
        """Who asks."""
        return self.hotel.actor("requester")


def makers(session: Session) -> tuple[Maker, Maker]:
    """Two who may quote."""
    amplang = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")
    sambal = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=30, phone="+6281200000902")
    return amplang, sambal


def scene(session: Session, hotel: Hotel | None = None, two: tuple[Maker, Maker] | None = None) -> Scene:
    """Sent to both makers, open for two days."""
    hotel, (amplang, sambal) = hotel or buying.hotel(session), two or makers(session)
    desk = hotel.desk(session, "requester")
    by = hotel.actor("requester")
    rfq = asking_quotes.begin(
        session, desk, hotel.kitchen, title="Camilan rapat", deadline=clock.now() + timedelta(days=2), by=by
    )
    day = clock.today() + timedelta(days=7)
    asking_quotes.add_pack(session, rfq, amplang.variant, 60)
    asking_quotes.add(
        session, rfq, Wish("Sambal", "botol 100 g", 20, days=[day], certificates=["halal"], budget=30_000)
    )
    asking_quotes.invite(session, rfq, {amplang.producer.id, sambal.producer.id})
    asking_quotes.send(session, rfq, by=by)
    return Scene(hotel, amplang, sambal, rfq)


def told(scene: Scene, maker: Maker, *amounts: tuple[int, int], days: int = 3, **other: Any) -> Offer:
    """An offer by line: (packs, rupiah) of the maker's one pack, valid for `days`."""
    ready = clock.today() + timedelta(days=5)
    lines = [
        LineOffer(line.id, maker.variant.id, packs, price, ready)
        for line, (packs, price) in zip(scene.rfq.lines, amounts, strict=False)
    ]
    return Offer(lines, clock.now() + timedelta(days=days), **{"fee": 20_000, "more_14": 200, **other})


def offer(
    session: Session, scene: Scene, maker: Maker, *amounts: tuple[int, int], seen: int = 0, **other: Any
) -> Quote:
    """The maker offers."""
    offered = told(scene, maker, *amounts, **other)
    return negotiation.offer(session, scene.rfq, maker.producer, offered, seen=seen, by=maker.actor)


def award(
    session: Session, scene: Scene, chosen: dict[int, int], terms: str = "14", *, papers_known: bool = True
) -> Any:
    """The requester accepts, and takes it upon them that papers are missing."""
    desk = scene.hotel.desk(session, "requester")
    return awards.accept(session, scene.rfq, desk, chosen, terms=terms, papers_known=papers_known, by=scene.buyer)
