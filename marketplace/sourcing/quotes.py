"""What a maker offers: versions that are only ever added, a price for paying later, a time of validity (F63, F70)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.catalog.products import Variant
from marketplace.kernel import clock, ids, rupiah
from marketplace.kernel.db import Base
from marketplace.people.buyers import Desk
from marketplace.people.producers import Producer

from .rfqs import Rfq, RfqLine

LARGEST_PRICE = 100_000_000
MOST_MORE = 3_000


class Quote(Base):
    """One maker's answer to one request. States: offered, withdrawn, accepted, lost.

    `latest` is the number of the newest version, `offer` that of the maker's own newest one: what is accepted is
    the offer, and only before `valid_until` (UTC).
    """

    __tablename__ = "quotes"
    __table_args__ = (
        UniqueConstraint("rfq_id", "producer_id"),
        CheckConstraint("state IN ('offered', 'withdrawn', 'accepted', 'lost')", name="state"),
        CheckConstraint("offer <= latest", name="offer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    rfq_id: Mapped[int] = mapped_column(ForeignKey("rfqs.id"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    state: Mapped[str] = mapped_column(default="offered")
    latest: Mapped[int] = mapped_column(default=0)
    offer: Mapped[int] = mapped_column(default=0)
    valid_until: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")

    rfq: Mapped[Rfq] = relationship()
    producer: Mapped[Producer] = relationship()
    versions: Mapped[list[QuoteVersion]] = relationship(order_by="QuoteVersion.number", back_populates="quote")
    posts: Mapped[list[QuotePost]] = relationship(order_by="QuotePost.id")

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"quote:{self.id}"

    @property
    def current(self) -> QuoteVersion:
        """What the maker offers."""
        return next(one for one in self.versions if one.number == self.offer)

    @property
    def counter(self) -> QuoteVersion | None:
        """What the buyer asks for instead, until the maker answers."""
        return self.versions[-1] if self.latest > self.offer else None

    @property
    def shown_state(self) -> str:
        """Its state; `expired` when its time is over."""
        return "expired" if self.state == "offered" and self.valid_until <= clock.now() else self.state


class QuoteVersion(Base):
    """Append-only. Sides: maker, buyer (a counter-offer by line). `fee` is rupiah for one delivery.

    `more_14` and `more_30` are basis points on every price for paying within 14 or 30 days; nothing means that
    the maker does not wait that long.
    """

    __tablename__ = "quote_versions"
    __table_args__ = (
        UniqueConstraint("quote_id", "number"),
        CheckConstraint("side IN ('maker', 'buyer')", name="side"),
        CheckConstraint("fee >= 0", name="fee"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id"))
    number: Mapped[int]
    side: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]
    valid_until: Mapped[datetime]
    fee: Mapped[int]
    more_14: Mapped[int | None]
    more_30: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")

    quote: Mapped[Quote] = relationship(back_populates="versions")
    lines: Mapped[list[QuoteLine]] = relationship(order_by="QuoteLine.rfq_line_id", back_populates="version")

    def line(self, rfq_line_id: int) -> QuoteLine | None:
        """What it says about a line."""
        return next((line for line in self.lines if line.rfq_line_id == rfq_line_id), None)

    def price(self, cash: int, terms: str) -> int | None:
        """A cash price when it is paid on `terms`; nothing when the maker does not wait that long."""
        more = self.more(terms)
        return None if more is None else cash + rupiah.share(cash, more)

    def more(self, terms: str) -> int | None:
        """Basis points for waiting: up to 14 days, up to 30 days; never longer."""
        return {"tunai": 0, "dp50": 0, "7": self.more_14, "14": self.more_14, "30": self.more_30}.get(terms)


class QuoteLine(Base):
    """So many packs of one of the maker's own, each at a cash price in rupiah, from `ready_on` on.

    `awarded` of them were accepted, never more than offered.
    """

    __tablename__ = "quote_lines"
    __table_args__ = (
        UniqueConstraint("version_id", "rfq_line_id"),
        CheckConstraint("quantity > 0 AND unit_price > 0", name="amounts"),
        CheckConstraint("awarded >= 0 AND awarded <= quantity", name="awarded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("quote_versions.id"))
    rfq_line_id: Mapped[int] = mapped_column(ForeignKey("rfq_lines.id"), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    quantity: Mapped[int]
    unit_price: Mapped[int]
    ready_on: Mapped[date]
    awarded: Mapped[int] = mapped_column(default=0)

    version: Mapped[QuoteVersion] = relationship(back_populates="lines")
    rfq_line: Mapped[RfqLine] = relationship()
    variant: Mapped[Variant] = relationship()


class QuotePost(Base):
    """One message about a quote. Sides: buyer, producer."""

    __tablename__ = "quote_posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quotes.id"), index=True)
    side: Mapped[str]
    by_name: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


def of_rfq(session: Session, rfq: Rfq) -> list[Quote]:
    """All answers to a request, by maker."""
    query = select(Quote).join(Quote.producer).where(Quote.rfq_id == rfq.id)
    return list(session.scalars(query.order_by(Producer.name, Quote.id)))


def counts(session: Session, rfq_ids: Iterable[int]) -> dict[int, int]:
    """How many makers have answered, by request."""
    query = select(Quote.rfq_id, func.count()).where(Quote.rfq_id.in_(list(rfq_ids))).group_by(Quote.rfq_id)
    return {rfq: int(count) for rfq, count in session.execute(query)}


def agreed_life(session: Session, line_ids: Iterable[int]) -> dict[int, int]:
    """The least days that goods must still keep when they come, by quote line; only where that was asked for."""
    query = (
        select(QuoteLine.id, RfqLine.shelf_days)
        .join(RfqLine, RfqLine.id == QuoteLine.rfq_line_id)
        .where(QuoteLine.id.in_(list(line_ids)))
    )
    return {line: days for line, days in session.execute(query) if days is not None}


def of_maker(session: Session, rfq: Rfq, producer_id: int) -> Quote | None:
    """One maker's answer."""
    return session.scalars(select(Quote).where(Quote.rfq_id == rfq.id, Quote.producer_id == producer_id)).first()


def to_compare(session: Session, desk: Desk) -> list[tuple[Rfq, datetime]]:
    """Open requests of the outlets where the person asks that have an offer to accept, each with its first one."""
    query = (
        select(Rfq, func.min(Quote.created_at))
        .join(Quote, Quote.rfq_id == Rfq.id)
        .where(
            Rfq.outlet_id.in_([one.id for one in desk.outlets("requester")]), Rfq.state == "open",
            Quote.state == "offered", Quote.offer > 0, Quote.valid_until > clock.now(),
        )
        .group_by(Rfq.id)
    )  # fmt: skip
    return [(rfq, first) for rfq, first in session.execute(query)]
