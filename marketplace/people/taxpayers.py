"""Which makers are PKP: their NPWP, and since when they collect PPN."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid

from .producers import Producer

DIGITS = (15, 16)


def listed(session: Session) -> list[Producer]:
    """All makers with an NPWP, by name."""
    return list(session.scalars(select(Producer).where(Producer.npwp_sealed.is_not(None)).order_by(Producer.name)))


def npwp(text: str) -> str | None:
    """15 or 16 digits, or nothing."""
    digits = "".join(letter for letter in text if letter not in " .-")
    return digits if digits.isascii() and digits.isdigit() and len(digits) in DIGITS else None


def note(session: Session, slug: str, number: str, since: date | None, *, by: Actor) -> Producer:
    """Keep a maker's NPWP, and the day since which she is PKP (none: she is not). Raise Invalid."""
    found = session.scalars(select(Producer).where(Producer.slug == slug).with_for_update(of=Producer)).first()
    digits = npwp(number)
    if found is None or digits is None:
        raise Invalid(errors={"npwp" if found else "producer": "wrong"})
    found.npwp, found.pkp_since = digits, since
    session.flush()
    events.record(session, found.subject, "taxpayer", by=by, pkp_since=since.isoformat() if since else "")
    return found


def masked(number: str | None) -> str:
    """A tax number by its last digits."""
    return f"••••{number[-4:]}" if number else ""
