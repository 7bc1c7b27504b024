"""Two records of one business become one: what was known of both stays, and so do both histories."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.kernel.events import Event

from . import businesses
from .businesses import Business, Told
from .visits import Visit

UNTOLD = {("sector", "other"), ("scale", "mikro")}


class TwoShops(Refusal):
    """Both records have a shop here; one record has one shop."""


def differences(kept: Business, gone: Business) -> list[tuple[str, str, str]]:
    """The fields in which the two differ, with both values."""
    one, other = asdict(businesses.of(kept)), asdict(businesses.of(gone))
    told = {field: value for field, value in other.items() if value and (field, value) not in UNTOLD}
    return [(field, one[field], value) for field, value in told.items() if one[field] != value]


def merge(session: Session, kept: Business, gone: Business, take: Collection[str] = (), *, by: Actor) -> None:
    """`gone` goes into `kept`: gaps are filled, fields in `take` come from `gone`. Raise NotAllowed, TwoShops."""
    for row in sorted((kept, gone), key=lambda one: one.id):
        session.refresh(row, with_for_update={"of": Business})
    if kept.id == gone.id or kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise NotAllowed(verb="merge", state="merged")
    if kept.producer_id is not None and gone.producer_id is not None:
        raise TwoShops()
    before = asdict(businesses.of(kept))
    wanted = {
        field: other if field in take or not mine or (field, mine) in UNTOLD else mine
        for field, mine, other in differences(kept, gone)
    }
    shop, gone.producer_id, gone.merged_into_id = kept.producer_id or gone.producer_id, None, kept.id
    session.flush()
    kept.producer_id = shop
    _inherit(kept, gone)
    businesses.change(session, kept, Told(**{**before, **wanted}), by=by)
    session.execute(update(Business).where(Business.merged_into_id == gone.id).values(merged_into_id=kept.id))
    session.execute(update(Visit).where(Visit.business_id == gone.id).values(business_id=kept.id))
    events.record(session, gone.subject, "merged_into", by=by, into=kept.id, name=kept.name)
    events.record(session, kept.subject, "merged", by=by, gone=gone.id, name=gone.name)


def history(session: Session, business: Business) -> list[Event]:
    """What happened to the record and to those that went into it, the latest first."""
    gone = session.scalars(select(Business.id).where(Business.merged_into_id == business.id)).all()
    subjects = [business.subject, *(f"business:{one}" for one in gone)]
    return list(session.scalars(select(Event).where(Event.subject.in_(subjects)).order_by(Event.id.desc()).limit(100)))


def _inherit(kept: Business, gone: Business) -> None:
    """Consent, officer and visits that only the other record has; a consent that was taken back stays so."""
    fields: list[Any] = ["officer_id", "assigned_at"] if kept.officer_id is None else []
    if kept.consent_at is None or (gone.consent_at is not None and gone.consent_at > kept.consent_at):
        fields += ["consent_at", "consent_text", "consent_how", "consent_by", "consent_withdrawn_at"]
    for name in fields:
        setattr(kept, name, getattr(gone, name))
    kept.visited_on = max(filter(None, (kept.visited_on, gone.visited_on)), default=None)
    kept.next_visit_on = min(filter(None, (kept.next_visit_on, gone.next_visit_on)), default=None)
