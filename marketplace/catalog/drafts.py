"""Products that are still being described, one answer after the other."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotAllowed, NotFound

QUESTIONS = ("foto", "nama", "kemasan", "harga", "stok", "label")
MOST_OPEN = 50
_ID = re.compile(r"^[0-9a-f]{32}$")


class Draft(Base):
    """What a maker has answered so far; it becomes a product when it is published.

    `answers` keeps what was typed, by question. Half a product never stands among the products.
    """

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    picture: Mapped[str | None]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    dropped_at: Mapped[datetime | None]

    @property
    def name(self) -> str:
        """What it is called so far."""
        return str(self.answers.get("nama", {}).get("name", ""))

    @property
    def subject(self) -> str:
        """Its name in the events."""
        return f"draft:{self.id}"

    def is_answered(self, question: str) -> bool:
        """Whether a question needs no answer any more."""
        if question == "foto":
            return bool(self.picture) or "foto" in self.answers
        return bool(self.answers.get(question))

    @property
    def next_question(self) -> str:
        """The first question without an answer; the last one when all are answered."""
        return next((name for name in QUESTIONS if not self.is_answered(name)), QUESTIONS[-1])


def is_id(text: str) -> bool:
    """Whether a text has the shape of a draft's public id."""
    return bool(_ID.match(text))


def begin(session: Session, producer_id: int, *, by: Actor, public_id: str = "") -> Draft:
    """A new draft, or the one that this maker began under the same id (a form sent twice)."""
    if producer_id not in by.producer_ids:
        raise NotFound(producer=producer_id)
    if is_id(public_id):
        known = session.scalars(select(Draft).where(Draft.public_id == public_id)).first()
        if known is not None and known.producer_id == producer_id:
            return known
        public_id = ids.public_id() if known is not None else public_id
    draft = Draft(producer_id=producer_id, public_id=public_id if is_id(public_id) else ids.public_id(), answers={})
    session.add(draft)
    session.flush()
    events.record(session, draft.subject, "begin", by=by, acting_for=producer_id)
    return draft


def of(session: Session, public_id: str, *, by: Actor) -> Draft:
    """A draft of the actor's own, dropped and published ones too; raise NotFound."""
    draft = session.scalars(
        select(Draft).where(Draft.public_id == public_id, Draft.producer_id.in_(by.producer_ids))
    ).first()
    if draft is None:
        raise NotFound(draft=public_id)
    return draft


def unfinished(session: Session, *, by: Actor) -> list[Draft]:
    """Drafts of the actor that are neither published nor dropped, the latest first."""
    query = select(Draft).where(
        Draft.producer_id.in_(by.producer_ids), Draft.product_id.is_(None), Draft.dropped_at.is_(None)
    )
    return list(session.scalars(query.order_by(Draft.updated_at.desc(), Draft.id.desc()).limit(MOST_OPEN)))


def answer(session: Session, draft: Draft, question: str, given: dict[str, Any], *, by: Actor) -> None:
    """Keep one answer; answering takes a dropped draft back. Raise NotAllowed once it is published."""
    if question != "hitung" and question not in QUESTIONS:
        raise NotFound(question=question)
    if draft.product_id is not None:
        raise NotAllowed(verb="answer", state="published")
    draft.answers = {**draft.answers, question: given}
    _touch(session, draft, "answer", by, question=question)


def attach(session: Session, draft: Draft, picture: str, *, by: Actor) -> None:
    """Put a stored picture to the draft; one that comes late does not take a dropped draft back."""
    draft.picture, draft.updated_at = picture, clock.now()
    session.flush()
    events.record(session, draft.subject, "attach", by=by, acting_for=draft.producer_id)


def drop(session: Session, draft: Draft, *, by: Actor) -> None:
    """Put the draft away; nothing is deleted."""
    if draft.product_id is not None:
        raise NotAllowed(verb="drop", state="published")
    if draft.dropped_at is None:
        draft.dropped_at = clock.now()
        session.flush()
        events.record(session, draft.subject, "drop", by=by, acting_for=draft.producer_id)


def restore(session: Session, draft: Draft, *, by: Actor) -> None:
    """Take a dropped draft back."""
    if draft.dropped_at is not None:
        _touch(session, draft, "restore", by)


def _touch(session: Session, draft: Draft, verb: str, by: Actor, **facts: Any) -> None:
    draft.updated_at, draft.dropped_at = clock.now(), None
    session.flush()
    events.record(session, draft.subject, verb, by=by, acting_for=draft.producer_id, **facts)
