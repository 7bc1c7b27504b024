"""What was sold, counted once a day: received orders as rows, and their sums by day, month and year."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.db import Base


class Sale(Base):
    """An order that is complete, without what was short or refunded; `day` is that of ordering in Balikpapan.

    Rupiah of goods: `told` of lines whose maker told how much of the material is local, `local` that part of them,
    `replacing` of goods that take the place of an import; all as told when the day was counted.
    `buyer` is twice an organisation's id and one, or twice the id of the first order with the same phone.
    """

    __tablename__ = "sales"
    __table_args__ = (
        Index("ix_sales_day_order_id", "day", "order_id"),
        Index("ix_sales_producer_id_day", "producer_id", "day", "order_id"),
        Index("ix_sales_organisation_id_day", "organisation_id", "day", "order_id"),
        Index("ix_sales_buyer_day", "buyer", "day", "group_id"),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    group_id: Mapped[int]
    day: Mapped[date]
    producer_id: Mapped[int]
    organisation_id: Mapped[int | None]
    buyer: Mapped[int]
    packs: Mapped[int]
    rupiah: Mapped[int]
    told: Mapped[int]
    local: Mapped[int]
    replacing: Mapped[int]


class Sums:
    """What every span has: counts, packs, rupiah as in `Sale`; `hotel` is the rupiah of organisations."""

    span: Mapped[str] = mapped_column(primary_key=True)
    first: Mapped[date] = mapped_column(primary_key=True)
    orders: Mapped[int]
    packs: Mapped[int]
    rupiah: Mapped[int]
    told: Mapped[int]
    local: Mapped[int]
    replacing: Mapped[int]


class CitySales(Sums, Base):
    """Everybody's. `came_back` are buyers who had bought before; `first_sales` makers whose first sale it was."""

    __tablename__ = "sales_city"

    hotel: Mapped[int]
    makers: Mapped[int]
    buyers: Mapped[int]
    came_back: Mapped[int]
    first_sales: Mapped[int]


class MakerSales(Sums, Base):
    """One maker's month or year; `came_back` are buyers who had bought from her before."""

    __tablename__ = "sales_makers"
    __table_args__ = (
        Index("ix_sales_makers_rupiah", "span", "first", "rupiah", "producer_id"),
        Index("ix_sales_makers_local", "span", "first", "local", "producer_id"),
    )

    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), primary_key=True)
    hotel: Mapped[int]
    buyers: Mapped[int]
    came_back: Mapped[int]


class HotelSales(Sums, Base):
    """One organisation's month or year: what it received, from how many makers."""

    __tablename__ = "sales_hotels"
    __table_args__ = (Index("ix_sales_hotels_rupiah", "span", "first", "rupiah", "organisation_id"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    makers: Mapped[int]


class DistrictSales(Sums, Base):
    """The makers of one kecamatan in a month or a year; the ground of the open data."""

    __tablename__ = "sales_districts"

    kecamatan: Mapped[str] = mapped_column(primary_key=True)
    makers: Mapped[int]


class ReplacingSales(Base):
    """What one product sold that names an import which it replaces."""

    __tablename__ = "sales_replacing"
    __table_args__ = (Index("ix_sales_replacing_rupiah", "span", "first", "rupiah", "product_id"),)

    span: Mapped[str] = mapped_column(primary_key=True)
    first: Mapped[date] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    replaces: Mapped[str] = mapped_column(primary_key=True)
    packs: Mapped[int]
    rupiah: Mapped[int]


class Standing(Base):
    """How far a maker has come, and how ready she is for hotels; `missing` are codes of `hotel_ready`."""

    __tablename__ = "maker_standings"
    __table_args__ = (
        Index("ix_maker_standings_score", "score", "producer_id"),
        Index("ix_maker_standings_first_sale", "first_sale_on", "producer_id"),
    )

    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), primary_key=True)
    products: Mapped[int]
    orders: Mapped[int]
    first_sale_on: Mapped[date | None]
    came_back: Mapped[int]
    hotel_on: Mapped[date | None]
    score: Mapped[int]
    missing: Mapped[str]


class Counting(Base):
    """One counting: what was planned and when it was done. `event_id` is the last event it knew."""

    __tablename__ = "countings"

    id: Mapped[int] = mapped_column(primary_key=True)
    planned_at: Mapped[datetime]
    planned_by: Mapped[str]
    event_id: Mapped[int]
    done_at: Mapped[datetime | None]


class ToCount(Base):
    """A piece of a counting that waits, in the order of `place`."""

    __tablename__ = "to_count"
    __table_args__ = (Index("ix_to_count_place", "place", "first"),)

    span: Mapped[str] = mapped_column(primary_key=True)
    first: Mapped[date] = mapped_column(primary_key=True)
    place: Mapped[int]
