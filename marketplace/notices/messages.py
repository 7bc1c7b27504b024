"""Messages: who is told what, over which channel, and whether it has left."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Index, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import changed, clock, events, ids, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotAllowed, NotFound

AGE_ALARM_MINUTES = settings.declare(
    "whatsapp.age_alarm_minutes", 30, "Menit sampai pesan WA yang belum dikirim ditandai", settings.at_least(1)
)


class Message(Base):
    """One message to one person. Channels: email, whatsapp. States: waiting, sent, shown.

    `shown` is a demo message: composed and visible, never dispatched.
    """

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_channel_state", "channel", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    key: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[str]
    address: Mapped[str]
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    def is_old(self, since: datetime) -> bool:
        """Whether the message still waits although it was composed before `since`."""
        return self.state == "waiting" and self.created_at < since


def old_since(session: Session) -> datetime:
    """Messages composed before this instant should have been sent by now (UTC)."""
    return clock.now() - timedelta(minutes=AGE_ALARM_MINUTES(session))


def waiting_whatsapp(session: Session, limit: int = 100) -> list[Message]:
    """WhatsApp messages that a person still has to send, oldest first; demo ones at the end."""
    query = select(Message).where(Message.channel == "whatsapp", Message.state.in_(("waiting", "shown")))
    return list(session.scalars(query.order_by(Message.is_demo, Message.id).limit(limit)))


def backlog_whatsapp(session: Session) -> tuple[int, datetime | None]:
    """How many WhatsApp messages wait for a person, and since when the oldest does."""
    query = select(func.count(), func.min(Message.created_at))
    count, oldest = session.execute(query.where(Message.channel == "whatsapp", Message.state == "waiting")).one()
    return int(count), oldest


def sent_whatsapp(session: Session, limit: int = 20) -> list[Message]:
    """WhatsApp messages that somebody sent, newest first."""
    query = select(Message).where(Message.channel == "whatsapp", Message.state == "sent")
    return list(session.scalars(query.order_by(Message.sent_at.desc()).limit(limit)))


def by_public_id(session: Session, public_id: str) -> Message:
    """One message; raise NotFound."""
    message = session.scalars(select(Message).where(Message.public_id == public_id)).first()
    if message is None:
        raise NotFound(public_id=public_id)
    return message


def mark_sent(session: Session, message: Message, *, by: Actor) -> None:
    """A person has sent it; a second tap changes nothing. Raise NotAllowed for a demo message."""
    done = changed.rows(
        session,
        update(Message)
        .where(Message.id == message.id, Message.state == "waiting", Message.is_demo.is_(False))
        .values(state="sent", sent_at=clock.now(), sent_by=by.name),
    )
    if done:
        events.record(session, f"message:{message.id}", "sent", by=by)
    elif message.state != "sent":
        raise NotAllowed(verb="mark_sent", state=message.state)
