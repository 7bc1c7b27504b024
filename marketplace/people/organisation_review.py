"""Staff look at an organisation: grant terms and a credit limit, or stop it."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.kernel.events import Event

from . import names, organisations
from .buyers import Buyer
from .organisations import Organisation


def grant(session: Session, organisation: Organisation, terms: list[str], credit_limit: int, *, by: Actor) -> None:
    """Activate it, or change what it was granted. Raise Invalid, NotAllowed for one's own."""
    _demand(session, organisation, "activate", by)
    if credit_limit and set(terms) <= {"tunai"}:
        raise Invalid(errors={"terms": "limit_without_terms"})
    if not credit_limit and set(terms) - {"tunai"}:
        raise Invalid(errors={"credit_limit": "terms_without_limit"})
    organisations.activate(session, organisation, terms, credit_limit, by=by)


def suspend(session: Session, organisation: Organisation, reason: str, *, by: Actor) -> None:
    """Nothing new is ordered; its members read the reason. Raise Invalid, NotAllowed."""
    reason = names.clean(reason)
    if not reason:
        raise Invalid(errors={"reason": "empty"})
    _demand(session, organisation, "suspend", by)
    organisations.suspend(session, organisation, reason, by=by)


def reason_of(session: Session, organisation: Organisation) -> str:
    """Why it was suspended last."""
    query = select(Event).where(Event.subject == organisation.subject, Event.verb == "suspended")
    last = session.scalars(query.order_by(Event.id.desc()).limit(1)).first()
    return str(last.facts.get("reason", "")) if last else ""


def found(session: Session, text: str, limit: int = 200) -> list[Organisation]:
    """Those whose names contain a text, what waits for a decision first."""
    query = select(Organisation)
    if text:
        query = query.where(
            or_(
                Organisation.name.icontains(text, autoescape=True),
                Organisation.legal_name.icontains(text, autoescape=True),
            )
        )
    return list(session.scalars(query.order_by(Organisation.state != "new", Organisation.name).limit(limit)))


def history(session: Session, organisation: Organisation) -> list[Event]:
    """Everything that was done, newest first."""
    return events.history(session, organisation.subject)[::-1]


def _demand(session: Session, organisation: Organisation, verb: str, by: Actor) -> None:
    if not by.has("officer"):
        raise NotAllowed(verb=verb, state="role")
    own = select(Buyer.id).where(
        Buyer.organisation_id == organisation.id, Buyer.user_id == by.user_id, Buyer.ended_at.is_(None)
    )
    if by.user_id is not None and session.scalars(own).first() is not None:
        raise NotAllowed(verb=verb, state="own")
