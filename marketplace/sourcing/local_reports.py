"""A hotel's local-purchase report: opened by its first word, declared, frozen once the month is over (F81)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.kernel import clock, events, ids, upsert
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Organisation, Outlet

from . import local_goods, local_rules
from .local_report_rows import LocalReport, LocalTotal, OutsidePurchase
from .local_rules import LocalRule, LocalRuleLine

READERS, WRITERS = ("finance", "approver"), ("finance",)
MONTHS_BACK = 12
MOST_OUTSIDE = 200
LARGEST = 1_000_000_000_000
LONGEST = 120


class NoRule(Refusal):
    """No rule holds for this kind of organisation in the month; facts: kind."""


class TooManyOutside(Refusal):
    """The report has as many outside purchases as it may; facts: limit."""


@dataclass(frozen=True)
class Bought:
    """An outside purchase as it is told; the file is stored already, or will be with the commit."""

    code: str
    seller: str
    product: str
    bought_on: date
    amount: int
    grams: int | None
    file_key: str
    file_sha256: str


def months(today: date) -> list[date]:
    """The months that can be reported, the newest first; the present one is open."""
    first, found = today.replace(day=1), list[date]()
    for _ in range(MONTHS_BACK):
        found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def find(session: Session, outlet: Outlet, month: date) -> LocalReport | None:
    """The report of an outlet and month, with everything declared, if anybody wrote a word of it."""
    query = select(LocalReport).where(LocalReport.outlet_id == outlet.id, LocalReport.month == month)
    parts = (selectinload(LocalReport.totals), selectinload(LocalReport.outside), joinedload(LocalReport.rule))
    return session.scalars(query.options(*parts)).first()


def of_outlets(session: Session, outlet_ids: set[int], since: date) -> dict[tuple[int, date], LocalReport]:
    """The reports of several outlets from a month on."""
    query = select(LocalReport).where(LocalReport.outlet_id.in_(outlet_ids), LocalReport.month >= since)
    return {(row.outlet_id, row.month): row for row in session.scalars(query)}


def blank(session: Session, organisation: Organisation, outlet: Outlet, month: date) -> LocalReport:
    """The report before anything was declared, not kept. Raise NoRule."""
    return LocalReport(
        organisation_id=organisation.id, outlet_id=outlet.id, month=month, rule=_rule(session, organisation, month),
        totals=[], outside=[], version=0, person="",
    )  # fmt: skip


def opened(session: Session, organisation: Organisation, outlet: Outlet, month: date) -> LocalReport:
    """The report to write in, locked; made when there is none. Raise NoRule, NotFound for a month to come."""
    if month > clock.today() or month.day != 1:
        raise NotFound(month=month.isoformat())
    found = find(session, outlet, month)
    if found is None:
        values = {
            "organisation_id": organisation.id, "outlet_id": outlet.id, "month": month,
            "rule_id": _rule(session, organisation, month).id,
        }  # fmt: skip
        statement = upsert.insert(session, LocalReport).values(
            public_id=ids.public_id(), person="", version=0, local=0, received=0, **values
        )
        session.execute(statement.on_conflict_do_nothing(index_elements=["outlet_id", "month"]))
        found = find(session, outlet, month)
        assert found is not None
    session.refresh(found, with_for_update={"of": LocalReport})
    return found


def declare(
    session: Session, desk: Desk, outlet: Outlet, month: date, *, totals: Mapping[str, int | None],
    rooms: int | None, person: str, by: Actor,
) -> LocalReport:  # fmt: skip
    """What the hotel bought in all, by class; what is left empty is not told yet. Raise NotFound, NoRule, Invalid."""
    _demand(desk, outlet)
    report = opened(session, desk.organisation, outlet, month)
    codes = [line.code for line in report.rule.lines]
    wrong = {
        f"total-{code}": "range"
        for code, amount in totals.items()
        if code not in codes or (amount is not None and not 0 <= amount <= LARGEST)
    }
    if rooms is not None and not 0 <= rooms <= 100_000:
        wrong["rooms"] = "range"
    if len(person) > LONGEST:
        wrong["person"] = "long"
    if wrong:
        raise Invalid(errors=wrong)
    before = {row.code: row.amount for row in report.totals}
    after = {code: amount for code, amount in totals.items() if amount is not None}
    report.rooms, report.person = rooms, " ".join(person.split())
    report.totals[:] = [row for row in report.totals if row.code in after]
    kept = {row.code: row for row in report.totals}
    for code, amount in after.items():
        if code in kept:
            kept[code].amount = amount
        else:
            report.totals.append(LocalTotal(code=code, amount=amount))
    session.flush()
    events.record(session, report.subject, "declared", by=by, before=before, after=after, rooms=rooms)
    return report


def add_outside(
    session: Session, desk: Desk, outlet: Outlet, month: date, bought: Bought, *, by: Actor
) -> OutsidePurchase:
    """A local purchase made elsewhere, with its paper. Raise NotFound, NoRule, Invalid, TooManyOutside."""
    _demand(desk, outlet)
    report = opened(session, desk.organisation, outlet, month)
    if len(report.outside) >= MOST_OUTSIDE:
        raise TooManyOutside(limit=MOST_OUTSIDE)
    _check(report, bought)
    row = OutsidePurchase(
        report_id=report.id, code=bought.code, seller=" ".join(bought.seller.split()),
        product=" ".join(bought.product.split()), bought_on=bought.bought_on, amount=bought.amount,
        grams=bought.grams, file_key=bought.file_key, file_sha256=bought.file_sha256, by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.expire(report, ["outside"])
    events.record(session, report.subject, "outside_added", by=by, seller=row.seller, amount=row.amount)
    return row


def remove_outside(session: Session, desk: Desk, outlet: Outlet, month: date, public_id: str, *, by: Actor) -> None:
    """Take an outside purchase back; versions that are frozen keep it. Raise NotFound."""
    _demand(desk, outlet)
    row = outside_of(session, outlet, month, public_id)
    report = row.report
    session.delete(row)
    session.flush()
    session.expire(report, ["outside"])
    events.record(session, report.subject, "outside_removed", by=by, seller=row.seller, amount=row.amount)


def outside_of(session: Session, outlet: Outlet, month: date, public_id: str) -> OutsidePurchase:
    """One outside purchase of an outlet's month; raise NotFound."""
    found = session.scalars(select(OutsidePurchase).where(OutsidePurchase.public_id == public_id)).first()
    if found is None or found.report.outlet_id != outlet.id or found.report.month != month:
        raise NotFound(public_id=public_id)
    return found


def line_of(rule: LocalRule, code: str) -> LocalRuleLine | None:
    """The class of a code."""
    return next((line for line in rule.lines if line.code == code), None)


def _check(report: LocalReport, bought: Bought) -> None:
    wrong = {}
    for name in ("seller", "product"):
        text = " ".join(str(getattr(bought, name)).split())
        if not text or len(text) > LONGEST:
            wrong[name] = "empty" if not text else "long"
    if line_of(report.rule, bought.code) is None:
        wrong["code"] = "unknown"
    if not report.month <= bought.bought_on <= min(local_goods.last_day(report.month), clock.today()):
        wrong["bought_on"] = "month"
    if not 0 < bought.amount <= LARGEST:
        wrong["amount"] = "range"
    if report.rule.metric == "volume" and not bought.grams:
        wrong["grams"] = "empty"
    if wrong:
        raise Invalid(errors=wrong)


def _rule(session: Session, organisation: Organisation, month: date) -> LocalRule:
    found = local_rules.of_month(session, organisation.kind, month)
    if not found:
        raise NoRule(kind=organisation.kind)
    return found[0]


def _demand(desk: Desk, outlet: Outlet) -> None:
    if not desk.may(outlet.id, *WRITERS):
        raise NotFound(outlet=outlet.public_id)
