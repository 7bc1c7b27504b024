"""Price lists that a maker agreed with an organisation, for all of it or for one outlet, with dates (F62)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, selectinload

from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people.organisations import Organisation, Outlet
from marketplace.people.producers import Producer

from .pricing import Agreed

LONGEST_DAYS = 2 * 366


class PriceList(Base):
    """Holds from `starts_on` to `ends_on` (both included) until `ended_at`; it is replaced, never rewritten."""

    __tablename__ = "price_lists"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="days"),
        Index("ix_price_lists_organisation_id_ends_on", "organisation_id", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlets.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]
    ended_at: Mapped[datetime | None]

    producer: Mapped[Producer] = relationship()
    organisation: Mapped[Organisation] = relationship()
    outlet: Mapped[Outlet | None] = relationship()
    prices: Mapped[list[ContractPrice]] = relationship(order_by="ContractPrice.id", cascade="all, delete-orphan")

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"price_list:{self.id}"

    @property
    def state(self) -> str:
        """ended, over, coming or running today."""
        if self.ended_at is not None:
            return "ended"
        if self.ends_on < clock.today():
            return "over"
        return "coming" if self.starts_on > clock.today() else "running"


class ContractPrice(Base):
    """Rupiah for one pack of a variant; lines name it as `contract:<id>`."""

    __tablename__ = "contract_prices"
    __table_args__ = (CheckConstraint("price > 0", name="price"), UniqueConstraint("list_id", "variant_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("price_lists.id", ondelete="CASCADE"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"), index=True)
    price: Mapped[int]

    variant: Mapped[Variant] = relationship()


def offer(
    session: Session, maker: Producer, organisation: Organisation, outlet: Outlet | None, prices: Mapping[int, int],
    *, starts_on: date, ends_on: date, note: str = "", replaces: PriceList | None = None, by: Actor,
) -> PriceList:  # fmt: skip
    """Give an organisation these rupiah by variant; the newest list of a variant holds. Raise Invalid.

    Errors: `starts_on`, `ends_on`, `prices`, or `price-<variant>` (high: dearer than for everybody).
    """
    _check(session, maker, organisation, outlet, prices, starts_on, ends_on)
    if replaces is not None:
        end(session, replaces, by=by)
    made = PriceList(
        producer_id=maker.id, organisation_id=organisation.id, outlet_id=outlet.id if outlet else None,
        starts_on=starts_on, ends_on=ends_on, note=note.strip(), by_name=by.name,
        prices=[ContractPrice(variant_id=variant, price=price) for variant, price in sorted(prices.items())],
    )  # fmt: skip
    session.add(made)
    session.flush()
    told = {str(variant): price for variant, price in prices.items()}
    events.record(session, made.subject, "offer", by=by, acting_for=maker.id, prices=told)
    return made


def end(session: Session, agreed: PriceList, *, by: Actor) -> None:
    """From now on the ordinary prices hold again. Raise NotAllowed when it has ended."""
    locked = select(PriceList).where(PriceList.id == agreed.id).with_for_update(of=PriceList)
    session.scalars(locked.execution_options(populate_existing=True)).one()
    if agreed.ended_at is not None:
        raise NotAllowed(verb="end", state="ended")
    agreed.ended_at = clock.now()
    session.flush()
    events.record(session, agreed.subject, "end", by=by, acting_for=agreed.producer_id)


def of_maker(session: Session, maker: Producer) -> list[PriceList]:
    """All that a maker gave, the newest first."""
    query = _lists().where(PriceList.producer_id == maker.id).order_by(PriceList.id.desc())
    return list(session.scalars(query))


def mine(session: Session, public_id: str, maker: Producer) -> PriceList:
    """One list of the maker; raise NotFound."""
    found = session.scalars(_lists().where(PriceList.public_id == public_id, PriceList.producer_id == maker.id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def of_organisation(session: Session, organisation: Organisation) -> list[PriceList]:
    """What holds now or later for an organisation, by maker."""
    query = (
        _lists()
        .join(PriceList.producer)
        .where(
            PriceList.organisation_id == organisation.id,
            PriceList.ended_at.is_(None),
            PriceList.ends_on >= clock.today(),
            Producer.suspended_at.is_(None),
        )
        .order_by(Producer.name, PriceList.id.desc())
    )
    return list(session.scalars(query))


def agreed(session: Session, organisation_id: int, outlet_id: int, variant_ids: Iterable[int]) -> dict[int, Agreed]:
    """What holds today by variant, in one statement: the outlet's own list before the organisation's."""
    wanted = list(variant_ids)
    if not wanted:
        return {}
    rows = session.execute(
        select(ContractPrice.variant_id, ContractPrice.id, ContractPrice.price, PriceList.outlet_id, PriceList.ends_on)
        .join(PriceList, PriceList.id == ContractPrice.list_id)
        .where(
            ContractPrice.variant_id.in_(wanted),
            PriceList.organisation_id == organisation_id,
            (PriceList.outlet_id == outlet_id) | PriceList.outlet_id.is_(None),
            PriceList.ended_at.is_(None),
            PriceList.starts_on <= clock.today(),
            PriceList.ends_on >= clock.today(),
        )
        .order_by(PriceList.outlet_id.is_not(None), PriceList.id)
    )
    return {row.variant_id: Agreed(row.id, row.price, row.outlet_id is not None, row.ends_on) for row in rows}


def customers(session: Session) -> list[Organisation]:
    """The organisations that staff have checked, by name, with their outlets."""
    query = (
        select(Organisation)
        .where(Organisation.state == "active")
        .options(selectinload(Organisation.outlets))
        .order_by(Organisation.name, Organisation.id)
    )
    return list(session.scalars(query))


def packs(session: Session, producer_id: int) -> list[Variant]:
    """What a maker sells at ordinary prices, by name."""
    query = (
        select(Variant)
        .join(Variant.product)
        .where(
            Product.producer_id == producer_id, Product.published_at.is_not(None), Product.archived_at.is_(None),
            Variant.archived_at.is_(None), Variant.is_clearance.is_(False),
        )
        .options(joinedload(Variant.product))
        .order_by(Product.name, Variant.position)
    )  # fmt: skip
    return list(session.scalars(query))


def _lists() -> Select[PriceList]:
    return select(PriceList).options(
        joinedload(PriceList.producer),
        joinedload(PriceList.organisation),
        joinedload(PriceList.outlet),
        selectinload(PriceList.prices).joinedload(ContractPrice.variant).joinedload(Variant.product),
    )


def _check(
    session: Session, maker: Producer, organisation: Organisation, outlet: Outlet | None, prices: Mapping[int, int],
    starts_on: date, ends_on: date,
) -> None:  # fmt: skip
    wrong: dict[str, str] = {}
    if organisation.state != "active" or (outlet is not None and outlet.organisation_id != organisation.id):
        wrong["buyer"] = "unknown"
    if ends_on < max(starts_on, clock.today()):
        wrong["ends_on"] = "reversed"
    elif ends_on - starts_on > timedelta(days=LONGEST_DAYS):
        wrong["ends_on"] = "long"
    usual = {pack.id: pack.price for pack in packs(session, maker.id)}
    if not prices or not set(prices) <= set(usual):
        wrong["prices"] = "empty" if not prices else "unknown"
    for variant, price in prices.items():
        if variant in usual and not 0 < price <= usual[variant]:
            wrong[f"price-{variant}"] = "high"
    if wrong:
        raise Invalid(errors=wrong)
