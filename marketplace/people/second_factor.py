"""The second factor: a code that changes every half minute, and recovery codes on paper."""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlalchemy import ForeignKey, Index, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotAllowed, Refusal

from . import letters, limits, passwords
from .users import User

STEP = 30
RECOVERY_CODES = 8
HINT = 2


class WrongCode(Refusal):
    """The code is wrong, too old, or was used already."""


class SecondFactor(Base):
    """The secret a person's authenticator app holds, and the last half minute that was used."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str]
    last_step: Mapped[int] = mapped_column(default=0)
    enrolled_at: Mapped[datetime]


class RecoveryCode(Base):
    """One code on paper; `hint` is its beginning, so that only one hash must be tried."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index("ix_recovery_codes_user_id_hint", "user_id", "hint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    hint: Mapped[str]
    sealed: Mapped[str]
    used_at: Mapped[datetime | None]


def is_enrolled(session: Session, user: User) -> bool:
    """Whether the person has a second factor."""
    return session.get(SecondFactor, user.id) is not None


def propose() -> str:
    """A new secret, not yet anybody's."""
    return pyotp.random_base32(32)


def uri(user: User, secret: str, issuer: str) -> str:
    """What the QR code for the authenticator app says."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email or user.phone or user.name, issuer_name=issuer)


def enrol(session: Session, user: User, secret: str, code: str, *, by: Actor) -> list[str]:
    """Keep the secret once a right code shows that the app holds it; returns the recovery codes.

    Raise WrongCode, or NotAllowed when there already is a second factor.
    """
    if is_enrolled(session, user):
        raise NotAllowed(verb="enrol", state="enrolled")
    step = _matching_step(secret, _tidy(code))
    if step is None:
        raise WrongCode()
    session.add(SecondFactor(user_id=user.id, secret=secret, last_step=step, enrolled_at=clock.now()))
    session.flush()
    events.record(session, user.subject, "second_factor_enrolled", by=by)
    if user.email:
        letters.promise(session, "new_login_method", user, what="second_factor")
    return _new_recovery_codes(session, user)


def enrol_demo(session: Session, user: User, secret: str) -> None:
    """Give a demo account a secret that is printed for everybody."""
    if not user.is_demo:
        raise NotAllowed(verb="enrol_demo", state="not_demo")
    session.merge(SecondFactor(user_id=user.id, secret=secret, last_step=0, enrolled_at=clock.now()))
    session.flush()


def verify(session: Session, user: User, code: str, *, by: Actor) -> None:
    """Accept a right code, once; raise WrongCode."""
    code = _tidy(code)
    is_right = _use_step(session, user, code) if _is_totp(code) else _use_recovery_code(session, user, code)
    verb = "second_factor_accepted" if is_right else "second_factor_refused"
    events.record(session, user.subject, verb, by=by, kind="app" if _is_totp(code) else "paper")
    if not is_right:
        raise WrongCode()
    limits.forgive_second_factor(session, user)


def renew_recovery_codes(session: Session, user: User, *, by: Actor) -> list[str]:
    """Replace all recovery codes; the caller has verified a code just before."""
    events.record(session, user.subject, "recovery_codes_renewed", by=by)
    return _new_recovery_codes(session, user)


def recovery_codes_left(session: Session, user: User) -> int:
    """How many recovery codes are still unused."""
    query = select(func.count()).where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def remove(session: Session, user: User, *, by: Actor) -> None:
    """Take the second factor away, for a lost phone."""
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    events.record(session, user.subject, "second_factor_removed", by=by)
    if user.email:
        letters.promise(session, "new_login_method", user, what="second_factor_removed")


def _tidy(code: str) -> str:
    return "".join(char for char in code[:60].upper() if char.isascii() and char.isalnum())


def _is_totp(code: str) -> bool:
    return len(code) == 6 and code.isdigit()


def _matching_step(secret: str, code: str) -> int | None:
    now, app = int(clock.now().timestamp()) // STEP, pyotp.TOTP(secret)
    right = [step for step in (now - 1, now, now + 1) if compare_digest(app.generate_otp(step), code)]
    return right[-1] if right else None


def _use_step(session: Session, user: User, code: str) -> bool:
    factor = session.get(SecondFactor, user.id)
    step = _matching_step(factor.secret, code) if factor else None
    if step is None:
        return False
    used = session.scalars(
        update(SecondFactor)
        .where(SecondFactor.user_id == user.id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.user_id)
    ).all()
    return bool(used)


def _use_recovery_code(session: Session, user: User, code: str) -> bool:
    candidates = session.scalars(
        select(RecoveryCode).where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.hint == code[:HINT],
            RecoveryCode.used_at.is_(None),
        )
    ).all()
    for candidate in candidates:
        if passwords.check(candidate.sealed, code):
            return _spend(session, candidate)
    return False


def _spend(session: Session, candidate: RecoveryCode) -> bool:
    spent = session.scalars(
        update(RecoveryCode)
        .where(RecoveryCode.id == candidate.id, RecoveryCode.used_at.is_(None))
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    ).all()
    return bool(spent)


def _new_recovery_codes(session: Session, user: User) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [ids.code(12) for _ in range(RECOVERY_CODES)]
    for code in codes:
        session.add(RecoveryCode(user_id=user.id, hint=code[:HINT], sealed=passwords.seal(code)))
    session.flush()
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]
