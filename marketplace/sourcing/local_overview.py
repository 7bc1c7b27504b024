"""Staff's view of hotels' reports: shares of a month, their trend, who has not reported, reminders (F92)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.kernel.paging import Cursor
from marketplace.people.organisations import Organisation, Outlet

from . import local_goods, local_reports, local_rules
from .local_report_rows import LocalReport, LocalVersion, OutsidePurchase

PAGE = 50
TREND = 6
QUIET = timedelta(hours=20)


@dataclass(frozen=True)
class Month:
    """How a month stands: outlets that reported and that did not, rupiah of local goods of the frozen reports."""

    reported: int
    missing: int
    received: int

    @property
    def due(self) -> int:
        """All outlets that should have reported."""
        return self.reported + self.missing


def month(session: Session, first: date) -> Month:
    """The counts of a month."""
    query = select(func.count(), func.coalesce(func.sum(LocalReport.received), 0))
    reported, received = session.execute(query.where(LocalReport.month == first, LocalReport.version > 0)).one()
    missing = session.scalar(_missing(select(func.count(Outlet.id)), session, first)) or 0
    return Month(int(reported), int(missing), int(received))


def last_reported(session: Session) -> date | None:
    """The newest month with a frozen report."""
    return session.scalar(select(func.max(LocalReport.month)).where(LocalReport.version > 0))


def reported(session: Session, first: date, after: Cursor | None = None, limit: int = PAGE) -> list[LocalReport]:
    """Frozen reports of a month, the largest share first; those without a share last."""
    rank = func.coalesce(LocalReport.share, -1)
    query = (
        select(LocalReport)
        .where(LocalReport.month == first, LocalReport.version > 0)
        .options(joinedload(LocalReport.organisation), joinedload(LocalReport.outlet), joinedload(LocalReport.rule))
        .order_by(rank.desc(), LocalReport.id.desc())
        .limit(limit)
    )
    if after is not None:
        shown = after.value - 1
        query = query.where(or_(rank < shown, and_(rank == shown, LocalReport.id < after.id)))
    return list(session.scalars(query))


def cursor(report: LocalReport) -> Cursor:
    """The place of a report in its month; a missing share counts as zero, so that no value is below zero."""
    return Cursor((-1 if report.share is None else report.share) + 1, report.id)


def missing(
    session: Session, first: date, after: Cursor | None = None, limit: int = PAGE
) -> list[tuple[Outlet, LocalReport | None]]:
    """Outlets that should have reported a month and did not, with what they began of it."""
    query = _missing(select(Outlet), session, first)
    if after is not None:
        query = query.where(Outlet.id > after.id)
    query = query.options(contains_eager(Outlet.organisation)).order_by(Outlet.id).limit(limit)
    outlets = list(session.scalars(query))
    began = local_reports.of_outlets(session, {one.id for one in outlets}, first)
    return [(one, began.get((one.id, first))) for one in outlets]


def trend(session: Session, outlet_ids: Sequence[int], first: date) -> dict[int, dict[date, int | None]]:
    """The frozen shares of the months up to this one, by outlet."""
    months = before(first)
    query = select(LocalReport.outlet_id, LocalReport.month, LocalReport.share).where(
        LocalReport.outlet_id.in_(outlet_ids), LocalReport.month.in_(months), LocalReport.version > 0
    )
    found: dict[int, dict[date, int | None]] = defaultdict(dict)
    for outlet, when, share in session.execute(query):
        found[outlet][when] = share
    return found


def before(first: date) -> list[date]:
    """The months of a trend, the oldest first, this one last."""
    found = [first]
    while len(found) < TREND:
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return found


def history(session: Session, outlet: Outlet) -> list[LocalVersion]:
    """Every frozen version of an outlet's last months, the newest first."""
    query = (
        select(LocalVersion)
        .join(LocalReport, LocalReport.id == LocalVersion.report_id)
        .where(LocalReport.outlet_id == outlet.id)
        .options(contains_eager(LocalVersion.report))
        .order_by(LocalReport.month.desc(), LocalVersion.version.desc())
        .limit(60)
    )
    return list(session.scalars(query))


def outside(session: Session, outlet: Outlet) -> list[OutsidePurchase]:
    """What an outlet says it bought elsewhere, the newest first."""
    query = (
        select(OutsidePurchase)
        .join(LocalReport, LocalReport.id == OutsidePurchase.report_id)
        .where(LocalReport.outlet_id == outlet.id)
        .order_by(OutsidePurchase.bought_on.desc(), OutsidePurchase.id.desc())
        .limit(60)
    )
    return list(session.scalars(query))


def open_paper(session: Session, public_id: str, *, by: Actor) -> OutsidePurchase:
    """The paper of an outside purchase, for staff; that it was opened is written down. Raise NotFound."""
    found = session.scalars(select(OutsidePurchase).where(OutsidePurchase.public_id == public_id)).first()
    if found is None or not by.has("officer"):
        raise NotFound(public_id=public_id)
    events.record(session, found.report.subject, "paper_opened", by=by, seller=found.seller, amount=found.amount)
    return found


def outlet_of(session: Session, public_id: str) -> Outlet:
    """An outlet, for staff; raise NotFound."""
    query = select(Outlet).where(Outlet.public_id == public_id).options(joinedload(Outlet.organisation))
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def remind(session: Session, outlet: Outlet, first: date, *, by: Actor) -> LocalReport:
    """Ask an outlet for the report of a month that is over.

    Raise NotFound, NoRule, NotAllowed (it reported, or was asked just now).
    """
    if clock.today() <= local_goods.last_day(first):
        raise NotFound(month=first.isoformat())
    report = local_reports.opened(session, outlet.organisation, outlet, first)
    now = clock.now()
    if report.version or (report.reminded_at is not None and now - report.reminded_at < QUIET):
        raise NotAllowed(verb="remind", state="frozen" if report.version else "reminded")
    report.reminded_at = now
    session.flush()
    events.record(session, report.subject, "remind", by=by, month=f"{first:%Y-%m}")
    return report


def _missing(query: Select[Any], session: Session, first: date) -> Select[Any]:
    """Outlets without a frozen report that were open in the month, of organisations for whose kind a rule holds."""
    rules = [rule for rule in local_rules.listed(session) if rule.status in local_rules.USABLE]
    ends = clock.midnight(local_goods.next_month(first))
    mine = select(LocalReport.outlet_id).where(LocalReport.month == first)
    return query.join(Organisation, Organisation.id == Outlet.organisation_id).where(
        Organisation.kind.in_({kind for rule in rules for kind in rule.applies_to}),
        Organisation.state != "new",
        or_(Organisation.created_at < ends, Outlet.id.in_(mine)),
        or_(Outlet.closed_at.is_(None), Outlet.closed_at >= ends),
        Outlet.id.not_in(mine.where(LocalReport.version > 0)),
    )
