"""Links in a producer's message that do one step of one order, once, for a while (F52)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import changed, clock, ids, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound, Refusal

from . import pressing
from .orders import Order

LINK_DAYS = settings.declare(
    "order.link_days", 3, "Hari tautan WA penjual masih berlaku setelah hari yang dijanjikan", settings.at_least(1)
)
AHEAD = {"placed": ("accept", "ready", "hand_over"), "accepted": ("ready", "hand_over"), "ready": ("hand_over",)}


class ActionLink(Base):
    """Only the digest of the token is kept. Opening the link shows; a second tap acts."""

    __tablename__ = "action_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    verb: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship()


class LinkOver(Refusal):
    """The link does nothing any more, or not yet; facts: why (used, expired, early, moved)."""


@dataclass(frozen=True)
class Offer:
    """What a link stands for. `why` is empty while a tap would act, else the reason that it would not."""

    link: ActionLink
    why: str

    @property
    def order(self) -> Order:
        """The order it belongs to."""
        return self.link.order


def issue(session: Session, order: Order) -> dict[str, str]:
    """Tokens for the steps that are still ahead, by verb; each is told once and never kept."""
    tokens = {verb: ids.token() for verb in AHEAD.get(order.state, ())}
    last = clock.midnight((order.promised_on or order.ready_on) + timedelta(days=1 + LINK_DAYS(session)))
    for verb, token in tokens.items():
        ends = (order.deadline if verb == "accept" else None) or max(last, clock.now() + timedelta(days=1))
        session.add(ActionLink(digest=ids.digest(token), order_id=order.id, verb=verb, expires_at=ends))
    session.flush()
    return tokens


def peek(session: Session, token: str) -> Offer:
    """What a link would do; changes nothing. Raise NotFound for a token that was never given."""
    link = session.scalars(select(ActionLink).where(ActionLink.digest == ids.digest(token))).first()
    if link is None:
        raise NotFound(token="…")
    return Offer(link, _why_not(session, link))


def use(session: Session, token: str) -> Order:
    """Do the step, once whoever taps at the same moment. Raise NotFound, LinkOver, NotAllowed, OutOfStock."""
    offer = peek(session, token)
    if offer.why:
        raise LinkOver(why=offer.why)
    spent = changed.rows(
        session,
        update(ActionLink)
        .where(ActionLink.id == offer.link.id, ActionLink.used_at.is_(None), ActionLink.expires_at > clock.now())
        .values(used_at=clock.now()),
    )
    if not spent:
        raise LinkOver(why="used")
    pressing.act_now(session, offer.order, offer.link.verb, by=holder(offer.order))
    return offer.order


def holder(order: Order) -> Actor:
    """Who acts by a link: the maker to whose number it was sent, and nobody's account."""
    name = f"{order.producer.owner_name} (lewat tautan WA)"
    return Actor("user", name, producer_ids=frozenset({order.producer_id}))


def is_over(session: Session, token: str) -> bool:
    """Whether a token can never act again."""
    try:
        return peek(session, token).why not in {"", "early"}
    except NotFound:
        return True


def _why_not(session: Session, link: ActionLink) -> str:
    if link.used_at is not None:
        return "used"
    if link.expires_at <= clock.now():
        return "expired"
    ahead = AHEAD.get(pressing.shown_state(link.order, pressing.of(session, link.order)), ())
    if link.verb not in ahead:
        return "moved"
    return "" if ahead[0] == link.verb else "early"
