"""An officer was there: what was seen and said, a photo, and when to come again."""

from __future__ import annotations

import re
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound, Refusal

from .businesses import Business

LONGEST = 1000
_ID = re.compile(r"[0-9a-f]{32}")


class NoConsent(Refusal):
    """The owner has not agreed, or agrees no longer; facts: name, withdrawn."""


class Visit(Base):
    """One visit. `on` is a Balikpapan date, `photo` a private file."""

    __tablename__ = "visits"
    __table_args__ = (Index("ix_visits_business_id_on", "business_id", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str]
    on: Mapped[date]
    note: Mapped[str]
    next_on: Mapped[date | None]
    photo: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)


def note(
    session: Session,
    business: Business,
    text: str,
    *,
    on: date,
    next_on: date | None = None,
    photo: str | None = None,
    public_id: str = "",
    by: Actor,
) -> Visit:
    """Write a visit down; sent twice under one `public_id` it is one.

    Raise NoConsent, Invalid by field, NotAllowed for anybody who is no officer.
    """
    if not by.has("officer") or by.user_id is None:
        raise NotAllowed(verb="visit", state="-")
    known = sent_before(session, public_id, by=by)
    if known is not None:
        return known
    demand_consent(business)
    text = text.strip()
    _check(text, on, next_on)
    visit = Visit(
        public_id=public_id if _ID.fullmatch(public_id) else ids.public_id(), business_id=business.id,
        user_id=by.user_id, by_name=by.name, on=on, note=text, next_on=next_on, photo=photo, is_demo=business.is_demo,
    )  # fmt: skip
    session.add(visit)
    session.flush()
    if business.visited_on is None or on >= business.visited_on:
        business.visited_on, business.next_visit_on = on, next_on
    events.record(session, business.subject, "visited", by=by, visit=visit.public_id, on=on.isoformat())
    return visit


def sent_before(session: Session, public_id: str, *, by: Actor) -> Visit | None:
    """The visit that this officer has sent under the same key already; raise NotFound for somebody else's key."""
    if not _ID.fullmatch(public_id):
        return None
    known = session.scalars(select(Visit).where(Visit.public_id == public_id)).first()
    if known is not None and known.user_id != by.user_id:
        raise NotFound(public_id=public_id)
    return known


def of(session: Session, business: Business, limit: int = 50) -> list[Visit]:
    """The visits to a business, the latest first."""
    query = select(Visit).where(Visit.business_id == business.id)
    return list(session.scalars(query.order_by(Visit.on.desc(), Visit.id.desc()).limit(limit)))


def by_public_id(session: Session, public_id: str) -> Visit:
    """One visit; raise NotFound."""
    found = session.scalars(select(Visit).where(Visit.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def demand_consent(business: Business) -> None:
    """The owner agrees to be in the register; raise NoConsent."""
    if business.merged_into_id is not None:
        raise NotAllowed(verb="visit", state="merged")
    if not business.consents:
        raise NoConsent(name=business.name, withdrawn=business.consent_withdrawn_at is not None)


def _check(text: str, on: date, next_on: date | None) -> None:
    wrong = {}
    if not text:
        wrong["note"] = "empty"
    if len(text) > LONGEST:
        wrong["note"] = "long"
    if on > clock.today():
        wrong["on"] = "future"
    if next_on is not None and next_on <= on:
        wrong["next_on"] = "before"
    if wrong:
        raise Invalid(errors=wrong)
