"""Freezing a report: canonical text, fingerprint, number; a correction is a new version (F81)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import clock, events, faults
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotFound, Refusal
from marketplace.money.documents import canonical, fingerprint
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Outlet

from . import local_figures, local_goods, local_reports
from .local_report_rows import LocalReport, LocalVersion

LONGEST = 500
AFTER_VERSION = faults.declare("local_report.frozen", "a version is written, nothing is committed")
BASIS = (
    "Angka barang lokal di pasar ini berasal dari berita acara penerimaan, dikurangi nota kredit. "
    "Total pembelian dan pembelian di luar pasar adalah pernyataan hotel. "
    "Satu mililiter dihitung satu gram. Barang hitungan buah tidak masuk volume."
)


class MonthNotOver(Refusal):
    """The month still runs; facts: from_day."""


class TotalMissing(Refusal):
    """The hotel has not said how much it bought of these classes; facts: codes, names."""


class TotalTooSmall(Refusal):
    """Less was declared in all than is known of a class; facts: code, name, known, total, metric."""


class NothingNew(Refusal):
    """The last version says the same."""


def freeze(session: Session, desk: Desk, outlet: Outlet, month: date, *, reason: str = "", by: Actor) -> LocalVersion:
    """Write the next version of a month that is over. From the second on, say why.

    Raise NotFound, NoRule, MonthNotOver, TotalMissing, TotalTooSmall, NothingNew, Invalid (reason).
    """
    if not desk.may(outlet.id, *local_reports.WRITERS):
        raise NotFound(outlet=outlet.public_id)
    if clock.today() <= local_goods.last_day(month):
        raise MonthNotOver(from_day=local_goods.next_month(month))
    report = local_reports.opened(session, desk.organisation, outlet, month)
    facts = local_figures.of(session, report)
    _demand_totals(report, facts)
    before = last(report)
    reason = " ".join(reason.split())
    if before is not None:
        if before.data["facts"] == facts:
            raise NothingNew()
        if not reason or len(reason) > LONGEST:
            raise Invalid(errors={"reason": "empty" if not reason else "long"})
    found = _write(session, report, facts, before, reason if before else "", by)
    faults.at(AFTER_VERSION)
    events.record(session, report.subject, "frozen", by=by, number=found.number, sha256=found.sha256, reason=reason)
    return found


def last(report: LocalReport) -> LocalVersion | None:
    """The newest frozen version."""
    return report.versions[-1] if report.versions else None


def is_behind(report: LocalReport, facts: dict[str, Any]) -> bool:
    """Whether the last version no longer says what the rows say, so that a correction is due."""
    found = last(report)
    return found is not None and found.data["facts"] != facts


def _demand_totals(report: LocalReport, facts: dict[str, Any]) -> None:
    names = {line.code: line.name for line in report.rule.lines}
    missing = [row["code"] for row in facts["classes"] if row["declared"] is None]
    if missing:
        raise TotalMissing(codes=missing, names=[names[code] for code in missing])
    for row in facts["classes"]:
        known = row["platform"] + row["outside"]
        if report.rule.metric != "rooms" and row["declared"] < known:
            raise TotalTooSmall(
                code=row["code"], name=names[row["code"]], known=known, total=row["declared"], metric=report.rule.metric
            )


def _write(
    session: Session, report: LocalReport, facts: dict[str, Any], before: LocalVersion | None, reason: str, by: Actor
) -> LocalVersion:
    now, version = clock.now(), report.version + 1
    number = f"LPL-{report.month:%Y%m}-{report.outlet_id:04d}-{version}"
    body = canonical({
        "kind": "local_report", "number": number, "version": version, "month": f"{report.month:%Y-%m}",
        "who": _who(report), "rule": report.rule.copied, "facts": facts, "basis": BASIS,
        "frozen_at": now.isoformat(timespec="seconds"), "frozen_on": clock.local(now).date().isoformat(),
        "by": by.name, "reason": reason, "demo": report.organisation.is_demo,
        "before": {"number": before.number, "sha256": before.sha256} if before else None,
    })  # fmt: skip
    found = LocalVersion(
        report_id=report.id, version=version, number=number, body=body, sha256=fingerprint(body), reason=reason,
        at=now, by_name=by.name,
    )  # fmt: skip
    session.add(found)
    total = facts["total"]
    report.version, report.share, report.frozen_at = version, total["share"], now
    report.local, report.received = total["platform"], total["value"]
    session.flush()
    session.expire(report, ["versions"])
    return found


def _who(report: LocalReport) -> dict[str, Any]:
    house, outlet = report.organisation, report.outlet
    return {
        "organisation": house.name, "legal_name": house.legal_name, "kind": house.kind, "nib": house.nib,
        "outlet": outlet.name, "street": outlet.street, "kelurahan": outlet.kelurahan.name,
    }  # fmt: skip
