"""Papers with a validity that acts: shown only while verified and valid today (F20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from marketplace.kernel import clock, crypto, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

from . import names, paper_checks, paper_numbers
from .producers import Producer, demand

KINDS = (
    "nib", "pirt", "halal", "md", "na", "psat", "sni", "npwp", "hki", "nkv", "slhs", "svlk", "other",
)  # fmt: skip
SECRET = {"npwp"}
HIDDEN = "•"


class Certificate(Base):
    """A paper of a producer. Dates are Balikpapan dates, `valid_to` inclusive, NULL = no end.

    A maker submits it with a picture (`file_key`, private); staff verify it or return it with a reason.
    The number of a SECRET kind lies sealed in `number_sealed`, and `number` shows its last digits only.
    `reminded_days` is the nearest notice sent: so many days before the end, -1 once it is over.
    `declared_at` is when its maker last said that nothing has changed (see paper_declaring).
    """

    __tablename__ = "certificates"
    __table_args__ = (
        Index("ix_certificates_kind_number", "kind", "number"),
        Index("ix_certificates_valid_to", "valid_to", "id"),
        Index("ix_certificates_submitted_at", "submitted_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    kind: Mapped[str]
    number: Mapped[str]
    number_sealed: Mapped[str | None]
    issuer: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    file_key: Mapped[str | None]
    submitted_at: Mapped[datetime] = mapped_column(default=clock.now)
    submitted_by: Mapped[str] = mapped_column(default="")
    returned_at: Mapped[datetime | None]
    returned_reason: Mapped[str] = mapped_column(default="")
    reminded_days: Mapped[int | None]
    declared_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    @property
    def subject(self) -> str:
        """How events name this paper."""
        return f"certificate:{self.id}"

    @property
    def full_number(self) -> str:
        """The whole number, also of a SECRET kind; empty when no known secret opens it."""
        return crypto.open_if_possible(self.number_sealed) if self.number_sealed else self.number

    @property
    def state(self) -> str:
        """withdrawn, returned, expired, waiting, early (valid later) or verified."""
        today = clock.today()
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.verified_at is None and self.returned_at is not None:
            return "returned"
        if self.valid_to is not None and self.valid_to < today:
            return "expired"
        if self.verified_at is None:
            return "waiting"
        return "early" if self.valid_from > today else "verified"


@dataclass(frozen=True)
class Told:
    """What the maker tells about a paper."""

    kind: str
    number: str
    issuer: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def valid_today() -> ColumnElement[bool]:
    """The condition under which a paper may be shown and may act."""
    today = clock.today()
    return and_(
        Certificate.verified_at.is_not(None),
        Certificate.withdrawn_at.is_(None),
        Certificate.valid_from <= today,
        or_(Certificate.valid_to.is_(None), Certificate.valid_to >= today),
    )


def of_producer(session: Session, producer_id: int) -> list[Certificate]:
    """All papers of a producer, newest first."""
    query = select(Certificate).where(Certificate.producer_id == producer_id)
    return list(session.scalars(query.order_by(Certificate.valid_from.desc())))


def mine(session: Session, certificate_id: int, *, by: Actor) -> Certificate:
    """A paper of the actor's own shop; raise NotFound."""
    paper = session.get(Certificate, certificate_id)
    if paper is None or paper.producer_id not in by.producer_ids:
        raise NotFound(certificate_id=certificate_id)
    return paper


def by_id(session: Session, certificate_id: int) -> Certificate:
    """A paper of anybody, for staff; raise NotFound."""
    paper = session.get(Certificate, certificate_id)
    if paper is None:
        raise NotFound(certificate_id=certificate_id)
    return paper


def waits() -> ColumnElement[bool]:
    """The condition under which staff have to look at a paper."""
    return and_(
        Certificate.verified_at.is_(None), Certificate.returned_at.is_(None), Certificate.withdrawn_at.is_(None)
    )


def submit(
    session: Session,
    producer: Producer,
    told: Told,
    *,
    file_key: str | None,
    by: Actor,
    again: Certificate | None = None,
) -> Certificate:
    """Hand in a paper, or a returned one once more. Raise Invalid (kind, number, valid_from, valid_to), NotAllowed."""
    demand(producer, by)
    _check(told)
    if again is not None and again.state not in {"waiting", "returned"}:
        raise NotAllowed(verb="submit", state=again.state)
    paper = again or Certificate(producer_id=producer.id, is_demo=producer.is_demo)
    paper.kind, paper.issuer = told.kind, names.clean(told.issuer)
    _write_number(paper, paper_numbers.tidy(told.kind, told.number))
    _refuse_twin(session, paper)
    paper.valid_from = told.valid_from or clock.today()
    paper.valid_to = told.valid_to
    paper.file_key = file_key or paper.file_key
    paper.submitted_at, paper.submitted_by = clock.now(), by.name
    paper.returned_at, paper.returned_reason = None, ""
    session.add(paper)
    session.flush()
    events.record(session, paper.subject, "submitted", by=by, producer_id=producer.id, kind=told.kind)
    return paper


def verify(session: Session, paper: Certificate, *, by: Actor) -> None:
    """A verifier has seen that the paper is right: from now on it acts. Raise NotAllowed."""
    _verifier(paper, "verify", by)
    paper.verified_at, paper.verified_by = clock.now(), by.name
    maker = session.get_one(Producer, paper.producer_id)
    if paper.kind == "nib":
        maker.nib = paper.number
    elif paper.kind == "npwp":
        maker.npwp = paper.full_number
    session.flush()
    events.record(session, paper.subject, "verified", by=by, producer_id=paper.producer_id, kind=paper.kind)


def return_(session: Session, paper: Certificate, reason: str, *, by: Actor) -> None:
    """A verifier gives the paper back with a reason. Raise NotAllowed or Invalid (reason)."""
    _verifier(paper, "return", by)
    reason = names.clean(reason)
    if not reason:
        raise Invalid(errors={"reason": "empty"})
    paper.returned_at, paper.returned_reason = clock.now(), reason
    session.flush()
    events.record(
        session, paper.subject, "returned", by=by, producer_id=paper.producer_id, kind=paper.kind, reason=reason
    )


def withdraw(session: Session, paper: Certificate, reason: str, *, by: Actor) -> None:
    """A verified paper was wrong, or its issuer took it back: it acts no longer. Raise NotAllowed, Invalid (reason)."""
    if not by.has("verifier") or paper.producer_id in by.producer_ids or paper.state not in {"verified", "early"}:
        raise NotAllowed(verb="withdraw", state=paper.state)
    reason = names.clean(reason)
    if not reason:
        raise Invalid(errors={"reason": "empty"})
    paper.withdrawn_at, paper.withdrawn_by, paper.withdrawn_reason = clock.now(), by.name, reason
    session.flush()
    events.record(
        session, paper.subject, "withdrawn", by=by, producer_id=paper.producer_id, kind=paper.kind, reason=reason
    )


def opened(session: Session, paper: Certificate, what: str, *, by: Actor) -> None:
    """Somebody looks at what only few may see: `file` or `number`."""
    events.record(session, paper.subject, "opened", by=by, producer_id=paper.producer_id, what=what)


def _write_number(paper: Certificate, number: str) -> None:
    secret = paper.kind in SECRET
    paper.number_sealed = crypto.seal(number) if secret else None
    paper.number = HIDDEN * 4 + number[-4:] if secret else number


def _refuse_twin(session: Session, paper: Certificate) -> None:
    """One waiting paper a number: a second press does not fill the desk."""
    with session.no_autoflush:
        query = select(Certificate).where(
            Certificate.producer_id == paper.producer_id,
            Certificate.kind == paper.kind,
            Certificate.number == paper.number,
            waits(),
        )
        if any(row is not paper and row.full_number == paper.full_number for row in session.scalars(query)):
            raise Invalid(errors={"number": "again"})


def _verifier(paper: Certificate, verb: str, by: Actor) -> None:
    undecided = paper.verified_at is None and paper.returned_at is None and paper.withdrawn_at is None
    if not by.has("verifier") or paper.producer_id in by.producer_ids or not undecided:
        raise NotAllowed(verb=verb, state=paper.state)


def _check(told: Told) -> None:
    wrong = paper_checks.mistakes(told, KINDS)
    if wrong:
        raise Invalid(errors=wrong)
