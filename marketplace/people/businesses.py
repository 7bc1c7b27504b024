"""The agency's register: one record for each business, with the owner's consent, also before it sells here."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, events, ids, trigram
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

from . import names, paper_numbers, phones, places
from .places import Kelurahan
from .producers import Producer
from .users import User

SCALES = ("mikro", "kecil", "menengah")
SECTORS = ("food", "craft", "fashion", "farm", "fish", "service", "other")
TEXT = "register-2026-11"
WAYS = ("in_person", "call_back", "signed_list")
COMMON = ("dapur", "toko", "warung", "rumah", "kelompok", "usaha", "umkm", "ibu", "bu", "pak", "haji", "hj", "ud", "cv")
LONGEST = 200
_ID = re.compile(r"[0-9a-f]{32}")


class Business(Base):
    """One business of the city. `source` is `field`, `shop` or the name of a list, `source_row` its row.

    `producer_id` is its shop here; `officer_id` whose caseload it is in. A record that was merged into another
    one stays with `merged_into_id`, so that its history does. `folded` is the name as it is compared.
    """

    __tablename__ = "businesses"
    __table_args__ = (
        Index("ix_businesses_folded_id", "folded", "id"),
        Index("ix_businesses_officer_id_folded", "officer_id", "folded"),
        Index(
            "uq_businesses_nib",
            "nib",
            unique=True,
            sqlite_where=text("merged_into_id IS NULL"),
            postgresql_where=text("merged_into_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    name: Mapped[str]
    folded: Mapped[str]
    owner_name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str | None] = mapped_column(index=True)
    nib: Mapped[str | None]
    scale: Mapped[str] = mapped_column(default="mikro")
    sector: Mapped[str] = mapped_column(default="other")
    kelurahan_code: Mapped[str | None] = mapped_column(ForeignKey("kelurahan.code"), index=True)
    street: Mapped[str] = mapped_column(default="")
    makes: Mapped[str] = mapped_column(default="")
    consent_text: Mapped[str] = mapped_column(default="")
    consent_how: Mapped[str] = mapped_column(default="")
    consent_by: Mapped[str] = mapped_column(default="")
    consent_at: Mapped[datetime | None]
    consent_withdrawn_at: Mapped[datetime | None]
    source: Mapped[str]
    source_row: Mapped[int | None]
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producers.id"), unique=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    assigned_at: Mapped[datetime | None]
    visited_on: Mapped[date | None]
    next_visit_on: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[str]
    is_demo: Mapped[bool] = mapped_column(default=False)

    kelurahan: Mapped[Kelurahan | None] = relationship(lazy="joined")
    producer: Mapped[Producer | None] = relationship()
    officer: Mapped[User | None] = relationship()

    @property
    def subject(self) -> str:
        """How events name this business."""
        return f"business:{self.id}"

    @property
    def consents(self) -> bool:
        """Whether the owner agrees, at this moment, to be in the register and to be visited."""
        return self.consent_at is not None and self.consent_withdrawn_at is None

    @property
    def kelurahan_name(self) -> str:
        """Where it is, nothing while that is not told."""
        return self.kelurahan.name if self.kelurahan else ""


@dataclass(frozen=True)
class Told:
    """What is told about a business; what is not known is empty."""

    name: str
    owner_name: str = ""
    phone: str = ""
    nib: str = ""
    scale: str = ""
    sector: str = ""
    kelurahan: str = ""
    street: str = ""
    makes: str = ""


def fold(name: str) -> str:
    """The name as it is compared with others."""
    return trigram.plain(name, COMMON)


def cleaned(session: Session, told: Told) -> Told:
    """The same in the form it is kept. Raise Invalid by field."""
    phone, nib = phones.normalise(told.phone) if told.phone else "", paper_numbers.tidy("nib", told.nib)
    wrong = {}
    name = names.clean(told.name)[:LONGEST]
    if not name or not any(letter.isalnum() for letter in name):
        wrong["name"] = "empty"
    if phone is None:
        wrong["phone"] = "phone"
    if nib and paper_numbers.looks_odd("nib", nib):
        wrong["nib"] = "nib"
    if told.scale and told.scale not in SCALES:
        wrong["scale"] = "unknown"
    if told.sector and told.sector not in SECTORS:
        wrong["sector"] = "unknown"
    if told.kelurahan and places.find(session, told.kelurahan) is None:
        wrong["kelurahan"] = "unknown"
    if wrong:
        raise Invalid(errors=wrong)
    return Told(
        name, names.clean(told.owner_name)[:LONGEST], phone or "", nib, told.scale, told.sector, told.kelurahan,
        names.clean(told.street)[:LONGEST], names.clean(told.makes)[:LONGEST],
    )  # fmt: skip


def register(
    session: Session,
    told: Told,
    *,
    public_id: str = "",
    consent: str = "",
    source: str = "field",
    source_row: int | None = None,
    keeper: int | None = None,
    by: Actor,
) -> Business:
    """A new record; sent twice under one `public_id` it is one. Raise Invalid by field, NotFound for a stranger's id.

    `consent` says how the owner agreed, `keeper` whose caseload it goes to.
    """
    known = sent_before(session, public_id, by=by)
    if known is not None:
        return known
    told = cleaned(session, told)
    demand_free(session, told.nib)
    business = Business(
        public_id=public_id if _ID.fullmatch(public_id) else ids.public_id(), source=source, source_row=source_row,
        created_by=by.name, officer_id=keeper, assigned_at=clock.now() if keeper else None, name=told.name,
        folded=fold(told.name),
    )  # fmt: skip
    _fill(business, told)
    session.add(business)
    session.flush()
    events.record(session, business.subject, "registered", by=by, source=source, row=source_row)
    if consent:
        agree(session, business, consent, by=by)
    return business


def sent_before(session: Session, public_id: str, *, by: Actor) -> Business | None:
    """The record that this officer has sent under the same key already; raise NotFound for somebody else's key."""
    if not _ID.fullmatch(public_id):
        return None
    known = session.scalars(select(Business).where(Business.public_id == public_id)).first()
    if known is not None and known.created_by != by.name:
        raise NotFound(public_id=public_id)
    return known


def change(session: Session, business: Business, told: Told, *, by: Actor) -> None:
    """Correct a record; what it was stays in the history. Raise Invalid by field."""
    _demand_living(business)
    told = cleaned(session, told)
    demand_free(session, told.nib, business)
    before = asdict(of(business))
    business.name, business.folded = told.name, fold(told.name)
    _fill(business, told)
    after = asdict(of(business))
    session.flush()
    changed = {field: [before[field], after[field]] for field in before if before[field] != after[field]}
    if changed:
        events.record(session, business.subject, "corrected", by=by, changed=changed)


def fill_gaps(session: Session, business: Business, told: Told, *, by: Actor, **facts: Any) -> None:
    """Take what is not known yet from somewhere else; nothing that is known changes."""
    known = asdict(of(business))
    gained = {field: value for field, value in asdict(told).items() if value and not known[field]}
    if known["sector"] == "other" and told.sector not in {"", "other"}:
        gained["sector"] = told.sector
    if gained:
        _fill(business, Told(**{**known, **gained}))
        session.flush()
    events.record(session, business.subject, "completed", by=by, gained=gained, **facts)


def agree(session: Session, business: Business, how: str, *, by: Actor) -> None:
    """The owner agrees to be in the register: which text, when, how, to whom. Raise Invalid."""
    _demand_living(business)
    if how not in WAYS:
        raise Invalid(errors={"consent": "unknown"})
    business.consent_text, business.consent_how, business.consent_by = TEXT, how, by.name
    business.consent_at, business.consent_withdrawn_at = clock.now(), None
    session.flush()
    events.record(session, business.subject, "consented", by=by, text=TEXT, how=how)


def take_consent_back(session: Session, business: Business, *, by: Actor) -> None:
    """The owner no longer agrees: nobody visits or writes any more. Raise NotAllowed."""
    if not business.consents:
        raise NotAllowed(verb="withdraw", state="none")
    business.consent_withdrawn_at, business.next_visit_on = clock.now(), None
    session.flush()
    events.record(session, business.subject, "consent_withdrawn", by=by)


def of(business: Business) -> Told:
    """What is known of a business, in the form in which it is told."""
    return Told(
        business.name, business.owner_name, business.phone or "", business.nib or "", business.scale,
        business.sector, business.kelurahan_code or "", business.street, business.makes,
    )  # fmt: skip


def by_public_id(session: Session, public_id: str) -> Business:
    """A record by its public id, merged ones too; raise NotFound."""
    found = session.scalars(select(Business).where(Business.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def note_shop(session: Session, producer: Producer, *, by: Actor) -> Business:
    """The record of a shop that its owner opened herself; she agreed to the sellers' terms, not to visits."""
    known = session.scalars(select(Business).where(Business.producer_id == producer.id)).first()
    if known is not None:
        return known
    scale = producer.scale if producer.scale in SCALES else "mikro"
    business = Business(
        name=producer.name, folded=fold(producer.name), owner_name=producer.owner_name, phone=producer.phone,
        scale=scale, kelurahan_code=producer.kelurahan_code, street=producer.street, makes=producer.makes,
        source="shop", producer_id=producer.id, created_by=by.name, is_demo=producer.is_demo,
    )  # fmt: skip
    session.add(business)
    session.flush()
    events.record(session, business.subject, "registered", by=by, source="shop")
    return business


def demand_free(session: Session, nib: str, besides: Business | None = None) -> None:
    """No other living record has this NIB; raise Invalid (nib: taken)."""
    if not nib:
        return
    query = select(Business.public_id).where(Business.nib == nib, Business.merged_into_id.is_(None))
    taken = session.scalars(query.where(Business.id != (besides.id if besides else 0))).first()
    if taken is not None:
        raise Invalid(errors={"nib": "taken"}, taken=taken)


def _demand_living(business: Business) -> None:
    if business.merged_into_id is not None:
        raise NotAllowed(verb="change", state="merged")


def _fill(business: Business, told: Told) -> None:
    business.owner_name, business.phone, business.nib = told.owner_name, told.phone or None, told.nib or None
    business.scale, business.sector = told.scale or "mikro", told.sector or "other"
    business.kelurahan_code, business.street, business.makes = told.kelurahan or None, told.street, told.makes
