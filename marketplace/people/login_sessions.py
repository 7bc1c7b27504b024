"""Log-in sessions: each device holds a token, the database decides whether it still counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, select, update
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base

from .users import User

REMEMBERED = timedelta(days=60)
WORKDAY = timedelta(hours=12)
FRESH = timedelta(minutes=15)


class LoginSession(Base):
    """One log-in on one device. It counts until it expires or is revoked."""

    __tablename__ = "login_sessions"
    __table_args__ = (Index("ix_login_sessions_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    token_digest: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    started_at: Mapped[datetime]
    last_seen_on: Mapped[date]
    expires_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    acting_for_id: Mapped[int | None] = mapped_column(ForeignKey("producers.id"))

    user: Mapped[User] = relationship()

    @property
    def is_fresh(self) -> bool:
        """Whether the person proved who they are a moment ago."""
        return clock.now() - self.started_at < FRESH


def start(
    session: Session, user: User, *, device: str, remember: bool, second_factor: bool = False
) -> tuple[LoginSession, str]:
    """Open a session; the token is returned once and never kept. Staff stay for a workday at most."""
    token, now = ids.token(), clock.now()
    opened = LoginSession(
        user_id=user.id,
        token_digest=ids.digest(token),
        device=device[:60],
        started_at=now,
        last_seen_on=clock.today(),
        expires_at=now + (REMEMBERED if remember and not user.is_staff else WORKDAY),
        second_factor_at=now if second_factor else None,
    )
    session.add(opened)
    session.flush()
    return opened, token


def find(session: Session, token: str) -> LoginSession | None:
    """The live session of a token with its user and their roles, in one statement."""
    now = clock.now()
    return (
        session.scalars(
            select(LoginSession)
            .join(LoginSession.user)
            .options(contains_eager(LoginSession.user).options(joinedload(User.staff_roles)))
            .where(
                LoginSession.token_digest == ids.digest(token),
                LoginSession.revoked_at.is_(None),
                LoginSession.expires_at > now,
                User.disabled_at.is_(None),
            )
        )
        .unique()
        .one_or_none()
    )


def touch(session: Session, login_id: int) -> None:
    """Remember the day on which the session was last used."""
    session.execute(update(LoginSession).where(LoginSession.id == login_id).values(last_seen_on=clock.today()))


def act_for(session: Session, login: LoginSession, producer_id: int | None, *, by: Actor) -> None:
    """From now on this log-in acts for a maker whose consent the person has, or for the person again."""
    before = login.acting_for_id
    if producer_id == before:
        return
    login.acting_for_id = producer_id
    session.flush()
    shop = f"producer:{producer_id or before}"
    events.record(session, shop, "assist_begins" if producer_id else "assist_pauses", by=by, device=login.device)


def live(session: Session, user: User) -> list[LoginSession]:
    """The sessions of a person that still count, the newest first."""
    query = select(LoginSession).where(*_still_counts(user.id))
    return list(session.scalars(query.order_by(LoginSession.id.desc())))


def revoke(session: Session, login: LoginSession, *, by: Actor) -> None:
    """End one session."""
    if login.revoked_at is None:
        login.revoked_at = clock.now()
        events.record(session, f"user:{login.user_id}", "session_ended", by=by, device=login.device)


def revoke_named(session: Session, user: User, public_id: str, *, by: Actor) -> bool:
    """End one session of this person by its public id; False when it is not theirs."""
    query = select(LoginSession).where(LoginSession.public_id == public_id, *_still_counts(user.id))
    found = session.scalars(query).one_or_none()
    if found is None:
        return False
    revoke(session, found, by=by)
    return True


def revoke_others(session: Session, user: User, keep: LoginSession | None, *, by: Actor) -> int:
    """End all sessions of a person, except the one to keep; returns how many ended."""
    kept = keep.id if keep else 0
    ended = session.scalars(
        update(LoginSession)
        .where(*_still_counts(user.id), LoginSession.id != kept)
        .values(revoked_at=clock.now())
        .returning(LoginSession.id)
    ).all()
    if ended:
        events.record(session, user.subject, "sessions_ended", by=by, count=len(ended))
    return len(ended)


def _still_counts(user_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        LoginSession.user_id == user_id,
        LoginSession.revoked_at.is_(None),
        LoginSession.expires_at > clock.now(),
    )
