"""Links in a maker's message that open one request for quotation for her, until it is over (F52, F63)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound

from .rfqs import RfqInvitation

AFTER_DEADLINE = timedelta(days=14)


class QuoteLink(Base):
    """Only the digest of the token is kept. It works for the whole negotiation, not once: she may better her offer."""

    __tablename__ = "quote_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("rfq_invitations.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]

    invitation: Mapped[RfqInvitation] = relationship()


def issue(session: Session, invitation: RfqInvitation) -> str:
    """A token that is told once and never kept."""
    token = ids.token()
    ends = max(invitation.rfq.deadline, clock.now()) + AFTER_DEADLINE
    session.add(QuoteLink(digest=ids.digest(token), invitation_id=invitation.id, expires_at=ends))
    session.flush()
    return token


def peek(session: Session, token: str) -> RfqInvitation:
    """Whom a link is for; raise NotFound when it was never given or leads nowhere any more."""
    link = session.scalars(select(QuoteLink).where(QuoteLink.digest == ids.digest(token))).first()
    if link is None or link.expires_at <= clock.now() or link.invitation.rfq.state not in {"open", "awarded"}:
        raise NotFound(token="…")
    return link.invitation


def is_over(session: Session, token: str) -> bool:
    """Whether a token can never change anything again."""
    try:
        return peek(session, token).rfq.state != "open"
    except NotFound:
        return True


def holder(invitation: RfqInvitation) -> Actor:
    """Who acts by a link: the maker to whose number it was sent, and nobody's account."""
    name = f"{invitation.producer.owner_name} (lewat tautan WA)"
    return Actor("user", name, producer_ids=frozenset({invitation.producer_id}))
