"""The outbox's work: compose messages from events, hand them to their channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, faults, ids, jobs
from marketplace.kernel.db import begin_write
from marketplace.people.users import User
from marketplace.sourcing import quote_links
from marketplace.trade import action_links

from . import choosing, recipients
from .channels import Channel
from .messages import Message

BEFORE_SEND = faults.declare("mail.claimed", "the job is claimed, the mail has not left")
AFTER_SEND = faults.declare("mail.sent", "the mail has left, the job is not yet marked done")


class Writer(Protocol):
    """Renders `messages/<text>.txt` in a language; the first line is the subject."""

    def __call__(self, text: str, language: str, **values: Any) -> str: ...


class Delivery:
    """Does the jobs `notice`, `message`, and one job a message for each channel that sends by itself."""

    def __init__(self, write: Writer, channels: Mapping[str, Channel]) -> None:
        self.write = write
        self.channels = channels

    def doers(self) -> dict[str, jobs.Doer]:
        """Job kinds and what does them."""
        return {"notice": self.compose, "message": self.compose_to_user, **dict.fromkeys(self.channels, self.send)}

    def compose(self, session: Session, facts: dict[str, Any]) -> None:
        """Turn one event into messages; doing it twice changes nothing."""
        event = session.get_one(events.Event, facts["event_id"])
        told = recipients.of(session, event)
        for who in told.people:
            key = f"event:{event.id}:{who.channel}:{ids.digest(who.address)[:16]}"
            if _is_kept(session, key) or not choosing.wants(session, who, told.about):
                continue
            links = _links(session, told.about) if who.may_act else {}
            text = self.write(who.text, who.language, event=event, who=who, links=links, **told.about)
            self._keep(session, key, who.channel, who.address, who.name, text, who.is_demo)

    def compose_to_user(self, session: Session, facts: dict[str, Any]) -> None:
        """A message about an account, by e-mail."""
        user = session.get_one(User, facts["to_user"])
        address = facts.get("to_email") or user.email
        if address:
            text = self.write(f"account_{facts['template']}", user.language, user=user, **facts)
            key = f"account:{facts['template']}:{facts.get('once') or ids.public_id()}"
            self._keep(session, key, "email", address, user.name, text, user.is_demo)

    def send(self, session: Session, facts: dict[str, Any]) -> None:
        """Send one message; sent again after a crash it has the same message id.

        The unit of work is let go meanwhile: a channel that is slow must not keep the shop from writing.
        """
        message = session.get(Message, facts["message_id"])
        if message is None or message.state != "waiting":
            return
        session.expunge(message)
        session.rollback()
        faults.at(BEFORE_SEND)
        self.channels[message.channel].send(message)
        faults.at(AFTER_SEND)
        begin_write(session)
        sent = session.get(Message, message.id)
        if sent is not None:
            sent.state, sent.sent_at = "sent", clock.now()

    def _keep(
        self, session: Session, key: str, channel: str, address: str, name: str, text: str, is_demo: bool
    ) -> None:
        if _is_kept(session, key):
            return
        subject, _, body = text.strip().partition("\n")
        message = Message(
            key=key,
            channel=channel,
            address=address,
            recipient=name,
            subject=subject.strip(),
            body=body.strip() + "\n",
            state="shown" if is_demo else "waiting",
            is_demo=is_demo,
        )
        session.add(message)
        session.flush()
        if self.channels[channel].alone and not is_demo:
            jobs.promise(session, channel, f"{channel}:{message.id}", message_id=message.id)


def _links(session: Session, about: Mapping[str, Any]) -> dict[str, str]:
    if "invitation" in about:
        return {"quote": quote_links.issue(session, about["invitation"])}
    return action_links.issue(session, about["order"])


def _is_kept(session: Session, key: str) -> bool:
    return session.scalar(select(Message.id).where(Message.key == key)) is not None
