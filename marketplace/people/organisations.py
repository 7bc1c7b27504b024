"""Buyers that are organisations: hotels, restaurants, caterers, and their outlets (F58)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

from . import names, places, taxpayers
from .places import Kelurahan

KINDS = ("hotel", "restoran", "katering", "kantor", "lainnya")
TERMS = ("tunai", "dp50", "7", "14", "30", "45")
LARGEST_CREDIT = 10_000_000_000
DAY = 24 * 60
Hours = dict[int, tuple[int, int]]


class Organisation(Base):
    """States: new (may ask and buy for cash), active (terms were granted), suspended.

    `terms` are those of TERMS that staff granted, `credit_limit` is rupiah. `due_from` says from when the days of
    terms count: receipt, or papers (the day on which it has the complete invoice).
    """

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("credit_limit >= 0", name="credit_limit"),
        CheckConstraint("state IN ('new', 'active', 'suspended')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    name: Mapped[str]
    legal_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    nib: Mapped[str] = mapped_column(default="")
    npwp: Mapped[str] = mapped_column(default="")
    billing_address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="new", index=True)
    terms: Mapped[list[str]] = mapped_column(default=lambda: ["tunai"])
    credit_limit: Mapped[int] = mapped_column(default=0)
    due_from: Mapped[str] = mapped_column(default="receipt")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    outlets: Mapped[list[Outlet]] = relationship(order_by="Outlet.id", back_populates="organisation")

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"organisation:{self.id}"


class Outlet(Base):
    """A place that receives goods. `receiving` maps a weekday (`"0"` = Monday) to minutes `[from, to]`."""

    __tablename__ = "outlets"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str]
    street: Mapped[str]
    kelurahan_code: Mapped[str] = mapped_column(ForeignKey("kelurahan.code"))
    receiving: Mapped[dict[str, Any]] = mapped_column(default=dict)
    dock_notes: Mapped[str] = mapped_column(default="")
    cost_centre: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(back_populates="outlets")
    kelurahan: Mapped[Kelurahan] = relationship(lazy="joined")

    def receives(self, weekday: int, starts: int, ends: int) -> bool:
        """Whether goods may come between two minutes of that weekday (F77); any time while none is told."""
        span = self.receiving.get(str(weekday))
        return not self.receiving or (span is not None and span[0] <= starts and ends <= span[1])


def by_public_id(session: Session, public_id: str) -> Organisation:
    """One organisation, for staff; raise NotFound."""
    found = session.scalars(select(Organisation).where(Organisation.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def describe(
    session: Session, organisation: Organisation, *, name: str, legal_name: str, nib: str, npwp: str, address: str,
    by: Actor,
) -> None:  # fmt: skip
    """Change what stands on papers. Raise Invalid."""
    name, legal_name = names.clean(name), names.clean(legal_name)
    wrong = {} if names.is_name(name) else {"name": "empty"}
    if nib and not (nib.isascii() and nib.isdigit() and len(nib) == 13):
        wrong["nib"] = "nib"
    if npwp and taxpayers.npwp(npwp) != npwp:
        wrong["npwp"] = "npwp"
    if wrong:
        raise Invalid(errors=wrong)
    organisation.name, organisation.legal_name, organisation.nib = name, legal_name, nib
    organisation.npwp, organisation.billing_address = npwp, address.strip()
    session.flush()
    events.record(session, organisation.subject, "described", by=by, name=name)


def add_outlet(
    session: Session, organisation: Organisation, *, name: str, street: str, kelurahan: str, by: Actor
) -> Outlet:
    """Another place that receives goods. Raise Invalid."""
    outlet = Outlet(organisation_id=organisation.id, name="", street="", kelurahan_code="")
    _locate(session, outlet, name, street, kelurahan)
    session.add(outlet)
    session.flush()
    session.expire(organisation, ["outlets"])
    events.record(session, organisation.subject, "outlet_added", by=by, outlet=outlet.name)
    return outlet


def change_outlet(
    session: Session, outlet: Outlet, *, name: str, street: str, kelurahan: str, dock_notes: str, cost_centre: str,
    hours: Hours, by: Actor,
) -> None:  # fmt: skip
    """Where it is, when goods may come, what the driver must know. Raise Invalid."""
    wrong = {str(day): "reversed" for day, (opens, closes) in hours.items() if not 0 <= opens < closes <= DAY}
    if wrong or not set(hours) <= set(range(7)):
        raise Invalid(errors=wrong)
    _locate(session, outlet, name, street, kelurahan)
    outlet.dock_notes, outlet.cost_centre = dock_notes.strip(), names.clean(cost_centre)
    outlet.receiving = {str(day): [opens, closes] for day, (opens, closes) in sorted(hours.items())}
    session.flush()
    events.record(session, outlet.organisation.subject, "outlet_changed", by=by, outlet=outlet.name)


def activate(session: Session, organisation: Organisation, terms: list[str], credit_limit: int, *, by: Actor) -> None:
    """Staff grant terms and a credit limit in rupiah; a suspended one goes on with it. Raise Invalid."""
    if not set(terms) <= set(TERMS):
        raise Invalid(errors={"terms": "unknown"})
    if not 0 <= credit_limit <= LARGEST_CREDIT:
        raise Invalid(errors={"credit_limit": "large"})
    _decide(session, organisation, "active", by)
    organisation.terms = [term for term in TERMS if term in {*terms, "tunai"}]
    organisation.credit_limit = credit_limit
    session.flush()
    events.record(
        session, organisation.subject, "activated", by=by, terms=organisation.terms, credit_limit=credit_limit
    )


def suspend(session: Session, organisation: Organisation, reason: str, *, by: Actor) -> None:
    """Nothing new may be ordered; what runs goes on."""
    _decide(session, organisation, "suspended", by)
    events.record(session, organisation.subject, "suspended", by=by, reason=reason[:300])


def waiting(session: Session, limit: int = 100) -> list[Organisation]:
    """Those that staff have not decided about, the oldest first."""
    query = select(Organisation).where(Organisation.state == "new").order_by(Organisation.id).limit(limit)
    return list(session.scalars(query))


def backlog(session: Session) -> tuple[int, datetime | None]:
    """How many wait for staff, and since when."""
    query = select(func.count(), func.min(Organisation.created_at)).where(Organisation.state == "new")
    count, oldest = session.execute(query).one()
    return int(count), oldest


def _locate(session: Session, outlet: Outlet, name: str, street: str, kelurahan: str) -> None:
    name, street = names.clean(name), names.clean(street)
    wrong = {key: "empty" for key, text in (("name", name), ("street", street)) if not text}
    if places.find(session, kelurahan) is None:
        wrong["kelurahan"] = "unknown"
    if wrong:
        raise Invalid(errors=wrong)
    outlet.name, outlet.street, outlet.kelurahan_code = name, street, kelurahan


def _decide(session: Session, organisation: Organisation, state: str, by: Actor) -> None:
    session.refresh(organisation, with_for_update=True)
    if organisation.state == "suspended" and state == "suspended":
        raise NotAllowed(verb="suspend", state=organisation.state)
    organisation.state, organisation.decided_at, organisation.decided_by = state, clock.now(), by.name
    session.flush()
