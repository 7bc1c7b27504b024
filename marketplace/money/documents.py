"""Invoices, credit notes and receipts: what was issued stays as it is, word for word."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, faults, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound

from . import numbers

KINDS = tuple(numbers.PREFIXES)
SHORT = 12
AFTER_NUMBER = faults.declare("document.numbered", "a number is taken, its document is not written")
AFTER_DOCUMENT = faults.declare("document.written", "a document is written, nothing is committed")


class Document(Base):
    """`body` is the canonical JSON that `sha256` is of; the columns repeat what lists ask for.

    `subject` is what it is about (`order:9`), `source` what it was issued for (`order:9 invoice`).
    The database refuses changes and deletions.
    """

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint("total > 0 AND tax >= 0 AND tax <= total", name="sums"),
        UniqueConstraint("issuer", "kind", "year", "serial", name="uq_documents_number"),
        Index("ix_documents_issued_at", "issued_at"),
        Index("ix_documents_kind_issued_at", "kind", "issued_at", "total", "tax"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    kind: Mapped[str]
    issuer: Mapped[str]
    issuer_name: Mapped[str]
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"), index=True)
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(unique=True)
    refers_to_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(default=clock.now)
    total: Mapped[int]
    tax: Mapped[int] = mapped_column(default=0)
    body: Mapped[str]
    sha256: Mapped[str]
    by_name: Mapped[str]

    refers_to: Mapped[Document | None] = relationship(remote_side="Document.id")
    stamps: Mapped[list[DocumentStamp]] = relationship(order_by="DocumentStamp.id")

    @property
    def data(self) -> dict[str, Any]:
        """What the paper says."""
        return json.loads(self.body)  # type: ignore[no-any-return]

    @property
    def issued_on(self) -> date:
        """The day of the number, in Balikpapan."""
        return clock.local(self.issued_at).date()

    @property
    def short_hash(self) -> str:
        """The fingerprint as it is printed."""
        return self.sha256[:SHORT]

    @property
    def is_intact(self) -> bool:
        """Whether the body is the one that was issued."""
        return fingerprint(self.body) == self.sha256


class DocumentStamp(Base):
    """The same receipt with its meterai, as a file; the newest one counts."""

    __tablename__ = "document_stamps"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    file_key: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]


@dataclass(frozen=True)
class Draft:
    """Everything of a document but its number and its day."""

    kind: str
    issuer: str
    producer_id: int
    subject: str
    source: str
    total: int
    tax: int
    data: dict[str, Any] = field(repr=False)
    refers_to_id: int | None = None


def issue(session: Session, draft: Draft, *, by: Actor) -> Document:
    """Write the document with the next number; what has the same source already is given back."""
    found = of_source(session, draft.source)
    if found is not None:
        return found
    now = clock.now()
    day = clock.local(now).date()
    number = numbers.take(session, draft.issuer, draft.kind, day)
    faults.at(AFTER_NUMBER)
    body = canonical({**draft.data, "kind": draft.kind, "number": number.text, "issued_on": day.isoformat()})
    document = Document(
        kind=draft.kind,
        issuer=draft.issuer,
        issuer_name=draft.data["issuer"]["name"],
        producer_id=draft.producer_id,
        year=number.year,
        serial=number.serial,
        number=number.text,
        subject=draft.subject,
        source=draft.source,
        refers_to_id=draft.refers_to_id,
        issued_at=now,
        total=draft.total,
        tax=draft.tax,
        body=body,
        sha256=fingerprint(body),
        by_name=by.name,
    )
    session.add(document)
    session.flush()
    faults.at(AFTER_DOCUMENT)
    return document


def canonical(data: dict[str, Any]) -> str:
    """One text for the same content: keys sorted, no blanks, nothing escaped that need not be."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def fingerprint(body: str) -> str:
    """SHA-256 of a body, in hex."""
    return hashlib.sha256(body.encode()).hexdigest()


def of_source(session: Session, source: str) -> Document | None:
    """What was issued for something, or nothing."""
    return session.scalars(select(Document).where(Document.source == source)).first()


def about(session: Session, subjects: list[str]) -> list[Document]:
    """What was issued about these things, in that order."""
    return list(session.scalars(select(Document).where(Document.subject.in_(subjects)).order_by(Document.id)))


def by_public_id(session: Session, public_id: str) -> Document:
    """One document, for somebody whose right to it is checked elsewhere; raise NotFound."""
    found = session.scalars(select(Document).where(Document.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def of_producer(session: Session, public_id: str, *, by: Actor) -> Document:
    """A document of the actor's own sales; raise NotFound for anybody else."""
    found = by_public_id(session, public_id)
    if found.producer_id not in by.producer_ids:
        raise NotFound(public_id=public_id)
    return found


def keep_stamped(session: Session, document: Document, file_key: str, *, by: Actor) -> DocumentStamp:
    """Keep the receipt with its meterai beside the document."""
    stamp = DocumentStamp(document_id=document.id, file_key=file_key, by_name=by.name)
    session.add(stamp)
    session.flush()
    session.expire(document, ["stamps"])
    return stamp
