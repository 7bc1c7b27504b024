"""Buyers ask, makers answer, and what nobody answers comes to staff (F53)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.catalog.products import Product
from marketplace.kernel import clock, events, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people import names

from .orders import Order
from .threads import Thread, ThreadPost

ANSWER_HOURS = settings.declare(
    "questions.answer_hours", 24, "Jam sampai pertanyaan tanpa jawaban muncul di meja petugas", settings.at_least(1)
)
LONGEST = 1000
MOST_POSTS = 200


def tidy(text: str) -> str:
    """Plain lines without hidden characters; at most one empty line in a row."""
    lines = [names.clean(line) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def about_product(
    session: Session, product: Product, text: str, *, name: str, phone: str, language: str, by: Actor
) -> Thread:
    """A new question about a product. Raise Invalid (text)."""
    thread = Thread(
        producer_id=product.producer_id, product_id=product.id, user_id=by.user_id, name=name, phone=phone,
        language=language, is_demo=product.is_demo,
    )  # fmt: skip
    return _open(session, thread, text, by=by)


def about_order(session: Session, order: Order, text: str, *, by: Actor) -> Thread:
    """A question about an order, in its one conversation. Raise Invalid (text)."""
    found = of_order(session, order)
    if found is not None:
        ask_again(session, found, text, by=by)
        return found
    group = order.group
    thread = Thread(
        producer_id=order.producer_id, order_id=order.id, user_id=group.user_id, name=group.name, phone=group.phone,
        language=group.language, is_demo=group.is_demo,
    )  # fmt: skip
    return _open(session, thread, text, by=by)


def ask_again(session: Session, thread: Thread, text: str, *, by: Actor) -> None:
    """The buyer writes more; the maker is told once for each time that the buyer begins to wait.

    Raise Invalid (text), NotAllowed when a moderator closed the conversation.
    """
    _lock(session, thread)
    if thread.hidden_at is not None:
        raise NotAllowed(verb="ask", state="hidden")
    began = thread.waiting_since is None
    _post(session, thread, "buyer", thread.name, text)
    if began:
        thread.waiting_since = clock.now()
        events.record(session, thread.subject, "ask", by=by)


def answer(session: Session, thread: Thread, text: str, *, by: Actor) -> None:
    """The maker answers, or staff do; the buyer is told. Raise NotFound for a stranger, Invalid (text), NotAllowed."""
    mine = thread.producer_id in by.producer_ids
    if not mine and not by.has("officer"):
        raise NotFound(public_id=thread.public_id)
    _lock(session, thread)
    if thread.hidden_at is not None:
        raise NotAllowed(verb="answer", state="hidden")
    _post(session, thread, "producer" if mine else "staff", by.name, text)
    thread.waiting_since = None
    session.flush()
    events.record(session, thread.subject, "answer", by=by, acting_for=None if mine else thread.producer_id)


def hide(session: Session, thread: Thread, reason: str, *, by: Actor) -> None:
    """A moderator closes it: nobody waits any more. Raise NotFound, Invalid (reason), NotAllowed."""
    if not by.has("moderator"):
        raise NotFound(public_id=thread.public_id)
    text = tidy(reason)
    if not 0 < len(text) <= LONGEST:
        raise Invalid(errors={"reason": "long" if text else "empty"})
    _lock(session, thread)
    if thread.hidden_at is not None:
        raise NotAllowed(verb="hide", state="hidden")
    thread.hidden_at, thread.hidden_reason, thread.waiting_since = clock.now(), text, None
    session.flush()
    events.record(session, thread.subject, "hide", by=by, reason=text)


def by_token(session: Session, token: str) -> Thread:
    """The conversation of an unguessable link; raise NotFound."""
    return _one(session.scalars(_whole().where(Thread.token == token)).first())


def of_order(session: Session, order: Order) -> Thread | None:
    """The conversation about an order, if there is one."""
    return session.scalars(_whole().where(Thread.order_id == order.id)).first()


def of_maker(session: Session, public_id: str, *, by: Actor) -> Thread:
    """A conversation with one of the actor's producers; raise NotFound for anybody else."""
    mine = and_(Thread.producer_id.in_(by.producer_ids), Thread.hidden_at.is_(None))
    return _one(session.scalars(_whole().where(Thread.public_id == public_id, mine)).first())


def for_staff(session: Session, public_id: str, *, by: Actor) -> Thread:
    """Any conversation, for an officer; raise NotFound for anybody else."""
    found = session.scalars(_whole().where(Thread.public_id == public_id)).first() if by.has("officer") else None
    return _one(found)


def listed(session: Session, *, by: Actor, limit: int = 100) -> list[Thread]:
    """The conversations of the actor's producers: who waits longest first, then the answered ones, newest first."""
    query = _whole().where(Thread.producer_id.in_(by.producer_ids), Thread.hidden_at.is_(None))
    order = (Thread.waiting_since.is_(None), Thread.waiting_since, Thread.id.desc())
    return list(session.scalars(query.order_by(*order).limit(limit)))


def waiting(session: Session, *, by: Actor) -> int:
    """How many buyers wait for the actor's answer."""
    query = select(func.count()).where(Thread.producer_id.in_(by.producer_ids), Thread.waiting_since.is_not(None))
    return int(session.scalar(query) or 0)


def late_since(session: Session) -> datetime:
    """Who waits since before this instant (UTC) is shown to staff."""
    return clock.now() - timedelta(hours=ANSWER_HOURS(session))


def unanswered(session: Session, limit: int = 100) -> list[Thread]:
    """What makers left unanswered too long, oldest first; demo at the end."""
    query = _whole().where(Thread.waiting_since <= late_since(session))
    return list(session.scalars(query.order_by(Thread.is_demo, Thread.waiting_since).limit(limit)))


def backlog(session: Session) -> tuple[int, datetime | None]:
    """How many questions are unanswered too long, and since when the oldest is."""
    query = select(func.count(), func.min(Thread.waiting_since)).where(Thread.waiting_since <= late_since(session))
    count, oldest = session.execute(query).one()
    return int(count), oldest


def _open(session: Session, thread: Thread, text: str, *, by: Actor) -> Thread:
    thread.waiting_since = clock.now()
    session.add(thread)
    session.flush()
    _post(session, thread, "buyer", thread.name, text)
    events.record(session, thread.subject, "ask", by=by)
    return thread


def _post(session: Session, thread: Thread, side: str, name: str, text: str) -> None:
    clean = tidy(text)
    if not clean:
        raise Invalid(errors={"text": "empty"})
    if len(clean) > LONGEST or len(thread.posts) >= MOST_POSTS:
        raise Invalid(errors={"text": "long"})
    session.add(ThreadPost(thread_id=thread.id, side=side, by_name=name, text=clean))
    session.flush()
    session.expire(thread, ["posts"])


def _lock(session: Session, thread: Thread) -> None:
    """Hold the conversation until the commit; its neighbours in other tables stay free."""
    session.execute(select(Thread.id).where(Thread.id == thread.id).with_for_update())
    session.refresh(thread, ["waiting_since", "hidden_at", "posts"])


def _whole() -> Select[Thread]:
    return select(Thread).options(
        selectinload(Thread.posts), joinedload(Thread.producer), joinedload(Thread.product), joinedload(Thread.order)
    )


def _one(thread: Thread | None) -> Thread:
    if thread is None:
        raise NotFound()
    return thread
