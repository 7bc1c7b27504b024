"""Hands of other processes on one request: each waits for the start, acts once, and says how it went."""

from __future__ import annotations

from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from marketplace.cli import models
from marketplace.kernel import db
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refusal
from marketplace.people import buyers
from marketplace.people.buyers import Desk
from marketplace.people.users import User
from marketplace.sourcing import checks, deciding, expiring, schedules, submitting
from marketplace.sourcing.requests import PurchaseRequest

START = 77_001


def act(url: str, what: str, name: str, request_id: int) -> str:
    """One act in a process of its own: `done`, or the name of the refusal."""
    models.load()
    address = db.driver_url(url)
    engine = create_engine(address, **db.engine_options(address))
    with Session(engine) as session:
        session.execute(text("SET lock_timeout = 0; SET statement_timeout = 0"))
        session.scalar(select(func.pg_advisory_lock_shared(START)))
        session.commit()
        try:
            told = once(session, what, name, request_id)
            session.commit()
        except Refusal as refusal:
            session.rollback()
            told = type(refusal).__name__
        session.scalar(select(func.pg_advisory_unlock_shared(START)))
    engine.dispose()
    return told


def once(session: Session, what: str, name: str, request_id: int) -> str:
    """What the hand does."""
    found = session.get_one(PurchaseRequest, request_id)
    if what == "expire":
        return "done" if expiring.expire_next(session) else "nothing"
    desk, by = seat(session, name)
    plan = schedules.plan(session, found)
    seen, marks = plan.total, checks.marks(plan)
    if what == "approve":
        deciding.approve(session, desk, found, seen=seen, seen_marks=marks, by=by)
    elif what == "refuse":
        deciding.refuse(session, desk, found, "Tidak perlu", by=by)
    else:
        submitting.submit(session, desk, found, seen=seen, seen_marks=marks, by=by)
    return "done"


def seat(session: Session, name: str) -> tuple[Desk, Actor]:
    """A person's desk, found by name."""
    user = session.scalars(select(User).where(User.name == name)).one()
    by = Actor("user", user.name, user_id=user.id)
    return buyers.desks(session, by=by)[0], by
