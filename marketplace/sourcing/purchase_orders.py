"""Purchase orders: one for each maker of a request, numbered without gaps, every version frozen (F67)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, selectinload

from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound
from marketplace.money import numbers
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Organisation, Outlet
from marketplace.people.producers import Producer
from marketplace.trade import invoicing
from marketplace.trade.orders import Order, OrderGroup

from . import po_facts
from .requests import PurchaseRequest

KIND = "purchase_order"


class PurchaseOrder(Base):
    """`number` is ours: the organisation, the year, and a serial without gaps in them."""

    __tablename__ = "purchase_orders"
    __table_args__ = (
        UniqueConstraint("request_id", "producer_id"),
        UniqueConstraint("organisation_id", "year", "serial"),
        Index("ix_purchase_orders_producer_id_id", "producer_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    number: Mapped[str] = mapped_column(unique=True)
    year: Mapped[int]
    serial: Mapped[int]
    request_id: Mapped[int] = mapped_column(ForeignKey("purchase_requests.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"), index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    request: Mapped[PurchaseRequest] = relationship()
    organisation: Mapped[Organisation] = relationship()
    outlet: Mapped[Outlet] = relationship()
    producer: Mapped[Producer] = relationship()
    versions: Mapped[list[PurchaseOrderVersion]] = relationship(order_by="PurchaseOrderVersion.version")
    links: Mapped[list[PurchaseOrderLink]] = relationship(order_by="PurchaseOrderLink.order_id")

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"{KIND}:{self.id}"

    @property
    def valid(self) -> PurchaseOrderVersion:
        """The version that holds."""
        return next(one for one in reversed(self.versions) if one.state == "valid")

    @property
    def proposed(self) -> PurchaseOrderVersion | None:
        """The amendment that waits for the maker."""
        return next((one for one in self.versions if one.state == "proposed"), None)

    @property
    def orders(self) -> list[Order]:
        """Its deliveries."""
        return [link.order for link in self.links]


class PurchaseOrderVersion(Base):
    """Frozen words. States: valid, proposed, refused, withdrawn, replaced. `changes` are what an amendment asks."""

    __tablename__ = "purchase_order_versions"
    __table_args__ = (
        UniqueConstraint("po_id", "version"),
        CheckConstraint("state IN ('valid', 'proposed', 'refused', 'withdrawn', 'replaced')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    po_id: Mapped[int] = mapped_column(ForeignKey("purchase_orders.id"))
    version: Mapped[int]
    state: Mapped[str]
    facts: Mapped[dict[str, Any]]
    digest: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")

    @property
    def is_intact(self) -> bool:
        """Whether nobody has touched the words since."""
        return self.digest == digest(self.facts)


class PurchaseOrderLink(Base):
    """Which order is a delivery of which purchase order."""

    __tablename__ = "purchase_order_orders"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    po_id: Mapped[int] = mapped_column(ForeignKey("purchase_orders.id"), index=True)

    order: Mapped[Order] = relationship(lazy="joined")


def digest(facts: dict[str, Any]) -> str:
    """The fingerprint of frozen words."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def issue(session: Session, request: PurchaseRequest, group: OrderGroup, *, by: Actor) -> list[PurchaseOrder]:
    """One for each maker of the group, in the transaction that places it."""
    made, year = [], clock.today().year
    for producer_id in dict.fromkeys(order.producer_id for order in group.orders):
        orders = [order for order in group.orders if order.producer_id == producer_id]
        serial = numbers.count(session, f"organisation:{request.organisation_id}", KIND, year)
        po = PurchaseOrder(
            number=f"PO/{request.organisation_id:04d}/{year}/{serial:05d}",
            year=year,
            serial=serial,
            request_id=request.id,
            organisation_id=request.organisation_id,
            outlet_id=request.outlet_id,
            producer_id=producer_id,
            links=[PurchaseOrderLink(order_id=order.id) for order in orders],
        )
        session.add(po)
        session.flush()
        freeze(session, po, po_facts.of(session, po, orders, request), "valid", by=by)
        events.record(session, po.subject, "issue", by=by, number=po.number)
        made.append(po)
    return made


def freeze(
    session: Session, po: PurchaseOrder, facts: dict[str, Any], state: str, *, by: Actor, reason: str = "",
    changes: dict[str, Any] | None = None,
) -> PurchaseOrderVersion:  # fmt: skip
    """The next version, never changed again."""
    version = len(po.versions) + 1
    facts = {**facts, "version": version}
    made = PurchaseOrderVersion(
        po_id=po.id, version=version, state=state, facts=facts, digest=digest(facts), changes=changes or {},
        reason=reason, by_name=by.name,
    )  # fmt: skip
    po.versions.append(made)
    session.flush()
    return made


def lock(session: Session, po: PurchaseOrder) -> None:
    """Keep it for this transaction and see its versions as they are now."""
    session.execute(select(PurchaseOrder.id).where(PurchaseOrder.id == po.id).with_for_update())
    session.expire(po, ["versions"])
    for one in po.versions:
        session.refresh(one)


def of_desk(session: Session, desk: Desk, public_id: str) -> PurchaseOrder:
    """One of an outlet where the person has a role; raise NotFound for anybody else."""
    found = session.scalars(_with_parts().where(PurchaseOrder.public_id == public_id)).first()
    seen = desk.outlet_ids()
    if found is None or found.organisation_id != desk.organisation.id or found.outlet_id not in seen:
        raise NotFound(public_id=public_id)
    return found


def of_maker(session: Session, public_id: str, *, by: Actor) -> PurchaseOrder:
    """One that a maker received; raise NotFound for anybody else."""
    found = session.scalars(_with_parts().where(PurchaseOrder.public_id == public_id)).first()
    if found is None or found.producer_id not in by.producer_ids:
        raise NotFound(public_id=public_id)
    return found


def of_order(session: Session, order_id: int) -> PurchaseOrder | None:
    """The purchase order that an order is a delivery of."""
    query = _with_parts().join(PurchaseOrderLink).where(PurchaseOrderLink.order_id == order_id)
    return session.scalars(query).first()


def references(session: Session, order: Order) -> dict[str, str]:
    """What an invoice repeats of the purchase order: our number and the hotel's."""
    found = of_order(session, order.id)
    return {"po": found.number, "hotel_number": found.request.hotel_number} if found else {}


invoicing.REFERENCES.append(references)


def of_request(session: Session, request_id: int) -> list[PurchaseOrder]:
    """What a request became, by maker."""
    query = _with_parts().join(Producer).where(PurchaseOrder.request_id == request_id)
    return list(session.scalars(query.order_by(Producer.name)))


def listed(session: Session, desk: Desk, limit: int = 100) -> list[PurchaseOrder]:
    """Those of the outlets where the person has a role, newest first."""
    outlets = desk.outlet_ids()
    query = _with_parts().where(PurchaseOrder.outlet_id.in_(outlets)).order_by(PurchaseOrder.id.desc())
    return list(session.scalars(query.limit(limit)))


def faults(session: Session) -> list[str]:
    """Numbers without gaps, words untouched, one valid version each; every line is a fault."""
    found, given = [], list(session.scalars(_with_parts().order_by(PurchaseOrder.id)))
    serials: dict[tuple[int, int], list[int]] = {}
    for po in given:
        serials.setdefault((po.organisation_id, po.year), []).append(po.serial)
        found += [f"{po.number} version {one.version}: its words differ" for one in po.versions if not one.is_intact]
        if sum(one.state == "valid" for one in po.versions) != 1:
            found.append(f"{po.number}: not exactly one valid version")
    counters = session.scalars(select(numbers.DocumentCounter).where(numbers.DocumentCounter.kind == KIND))
    last = {(int(row.issuer.split(":")[1]), row.year): row.last for row in counters}
    for key in sorted({*serials, *last}):
        if sorted(serials.get(key, [])) != list(range(1, last.get(key, 0) + 1)):
            found.append(f"purchase orders of organisation {key[0]} in {key[1]}: a number is missing")
    return found


def _with_parts() -> Select[PurchaseOrder]:
    return select(PurchaseOrder).options(
        joinedload(PurchaseOrder.producer),
        joinedload(PurchaseOrder.outlet),
        selectinload(PurchaseOrder.versions),
        selectinload(PurchaseOrder.links),
    )
