"""The sales documents of a month or a year, for those who file them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, joinedload

from marketplace.kernel import clock
from marketplace.money.documents import Document

PAGE = 100
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
    found = session.execute(query.where(_chosen(period, issuer)).group_by(Document.kind))
    return {kind: Totals(int(count), int(total), int(tax)) for kind, count, total, tax in found}


def sold(by_kind: dict[str, Totals]) -> Totals:
    """Invoices less credit notes."""
    parts = [(sign, by_kind.get(kind, Totals())) for kind, sign in SIGNS.items()]
    return Totals(
        sum(part.count for _, part in parts),
        sum(sign * part.total for sign, part in parts),
        sum(sign * part.tax for sign, part in parts),
    )


def issuers(session: Session) -> list[tuple[str, str]]:
    """Everybody who has issued something: key and the name of today's last paper, by name."""
    newest = select(func.max(Document.id)).group_by(Document.issuer)
    found = session.execute(
        select(Document.issuer, Document.issuer_name).where(Document.id.in_(newest)).order_by(Document.issuer_name)
    )
    return [(key, name) for key, name in found]


def years(session: Session) -> list[int]:
    """The years in which something was issued, and this one."""
    found = set(session.scalars(select(Document.year).distinct())) | {clock.today().year}
    return sorted(found, reverse=True)


def _chosen(period: Period, issuer: str) -> ColumnElement[bool]:
    begins, ends = clock.midnight(period.first), clock.midnight(period.after)
    chosen = and_(Document.issued_at >= begins, Document.issued_at < ends)
    return and_(chosen, Document.issuer == issuer) if issuer else chosen
