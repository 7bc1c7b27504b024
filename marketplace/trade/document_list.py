"""The sales documents of a month or a year, for those who file them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.kernel import clock
from marketplace.money.documents import KINDS, Document

PAGE = 50
SIGNS = {"invoice": 1, "credit_note": -1}


@dataclass(frozen=True)
class Period:
    """A month, or a whole year when `month` is 0."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month or 1, 1)

    @property
    def after(self) -> date:
        """The first day after it."""
        if self.month in (0, 12):
            return date(self.year + 1, 1, 1)
        return date(self.year, self.month + 1, 1)


@dataclass(frozen=True)
class Totals:
    """Count, rupiah and the PPN in them, of one kind."""

    count: int = 0
    total: int = 0
    tax: int = 0


def rows(session: Session, period: Period, issuer: str = "", *, limit: int = 0, skip: int = 0) -> list[Document]:
    """The documents of a period, newest first; all of them without a limit."""
    query = select(Document).where(_chosen(period, issuer)).order_by(Document.issued_at.desc(), Document.id.desc())
    query = query.options(joinedload(Document.refers_to))
    return list(session.scalars(query.limit(limit).offset(skip) if limit else query))


def totals(session: Session, period: Period, issuer: str = "") -> dict[str, Totals]:
    """What all documents of a period come to, by kind."""
    query = select(Document.kind, func.count(), func.sum(Document.total), func.sum(Document.tax))
    of_kinds = Document.kind.in_(KINDS)  # so that they are read along their index, which has the sums
    found = session.execute(query.where(of_kinds, _chosen(period, issuer)).group_by(Document.kind))
    return {kind: Totals(int(count), int(total), int(tax)) for kind, count, total, tax in found}


def sold(by_kind: dict[str, Totals]) -> Totals:
    """Invoices less credit notes."""
    parts = [(sign, by_kind.get(kind, Totals())) for kind, sign in SIGNS.items()]
    return Totals(
        sum(part.count for _, part in parts),
        sum(sign * part.total for sign, part in parts),
        sum(sign * part.tax for sign, part in parts),
    )


def years(session: Session) -> list[int]:
    """From the year of the first document to this one."""
    first, this = session.scalar(select(func.min(Document.issued_at))), clock.today().year
    return list(range(this, (clock.local(first).year if first else this) - 1, -1))


def _chosen(period: Period, issuer: str) -> ColumnElement[bool]:
    begins, ends = clock.midnight(period.first), clock.midnight(period.after)
    chosen = and_(Document.issued_at >= begins, Document.issued_at < ends)
    named = Document.issuer_name.icontains(issuer, autoescape=True)
    return and_(chosen, or_(Document.issuer == issuer, named)) if issuer else chosen
