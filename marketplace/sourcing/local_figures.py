"""The figures of a report from its goods and declarations: whole numbers only, the same from the same rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from marketplace.money.tax_rules import share as part_of

from . import local_goods
from .local_goods import Good
from .local_report_rows import LocalReport, OutsidePurchase
from .local_rules import WHOLE, LocalRule, LocalRuleLine

Facts = dict[str, Any]


def of(session: Session, report: LocalReport) -> Facts:
    """Everything that the report says now; a frozen version keeps exactly this."""
    goods = [good for good in local_goods.received(session, report.outlet_id, report.month) if good.packs > 0]
    placed = [good for good in goods if good.kelurahan]
    rule = report.rule
    classed = [(good, class_of(rule, good)) for good in placed]
    totals = {row.code: row.amount for row in report.totals}
    classes = [_class(rule, line, classed, report.outside, totals.get(line.code)) for line in rule.lines]
    counted = [good for good, code in classed if code]
    return {
        "declared": {"rooms": report.rooms, "person": report.person},
        "classes": classes,
        "total": _total(rule, counted, classes),
        "unclassed": sum(good.value for good, code in classed if not code),
        "unplaced": sum(good.value for good in goods if not good.kelurahan),
        "producers": _producers(counted),
        "kelurahan": _kelurahan(counted),
        "replaced": _replaced(counted),
        "outside": [_outside(row) for row in report.outside],
        "lines": [_line(good, code) for good, code in classed],
    }


def class_of(rule: LocalRule, good: Good) -> str:
    """The class of the rule that a good belongs to; empty when the rule has none for it."""
    for line in rule.lines:
        fits = good.category in line.categories
        if rule.metric == "rooms":
            fits = good.for_rooms and (fits or not line.categories)
        if fits:
            return line.code
    return ""


def share(local: int, total: int | None) -> int | None:
    """Basis points, rounded half up; nothing when there is no whole."""
    return part_of(WHOLE, local, total) if total else None


def _class(
    rule: LocalRule, line: LocalRuleLine, classed: list[tuple[Good, str]], outside: list[OutsidePurchase],
    total: int | None,
) -> Facts:  # fmt: skip
    goods = [good for good, code in classed if code == line.code]
    bought = [row for row in outside if row.code == line.code]
    found = {"code": line.code, **_measured(goods)}
    platform, elsewhere = _in_unit(rule.metric, found), _elsewhere(rule.metric, bought)
    whole = None if rule.metric == "rooms" else total
    return {
        **found, "platform": platform, "outside": elsewhere, "declared": total,
        "share": share(platform, whole), "share_with_outside": share(platform + elsewhere, whole),
    }  # fmt: skip


def _total(rule: LocalRule, goods: list[Good], classes: list[Facts]) -> Facts:
    found = _measured(goods)
    platform, outside = (sum(row[key] for row in classes) for key in ("platform", "outside"))
    told = [row["declared"] for row in classes if row["declared"] is not None]
    declared = sum(told) if told else None
    whole = None if rule.metric == "rooms" else declared
    return {
        **found, "platform": platform, "outside": outside, "declared": declared,
        "share": share(platform, whole), "share_with_outside": share(platform + outside, whole),
    }  # fmt: skip


def _measured(goods: list[Good]) -> Facts:
    return {
        "value": sum(good.value for good in goods),
        "grams": sum(good.grams for good in goods),
        "pieces": sum(good.pieces for good in goods),
        "products": len({good.product_id for good in goods}),
        "producers": len({good.producer_id for good in goods}),
        "kelurahan": len({good.kelurahan for good in goods}),
        "halal": sum(good.value for good in goods if good.halal),
        "local_material": sum(good.value for good in goods if good.level == "L1"),
    }


def _in_unit(metric: str, measured: Facts) -> int:
    names = {"value": "value", "volume": "grams", "products": "products", "rooms": "products"}
    return int(measured[names[metric]])


def _elsewhere(metric: str, bought: list[OutsidePurchase]) -> int:
    if metric == "value":
        return sum(row.amount for row in bought)
    if metric == "volume":
        return sum(row.grams or 0 for row in bought)
    return len({row.product.casefold() for row in bought})


def _producers(goods: list[Good]) -> list[Facts]:
    mine: dict[int, list[Good]] = defaultdict(list)
    for good in goods:
        mine[good.producer_id].append(good)
    rows = [
        {
            "name": own[0].maker, "nib": own[0].nib, "kelurahan": own[0].kelurahan,
            "products": len({good.product_id for good in own}), "value": sum(good.value for good in own),
        }
        for own in mine.values()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["value"], row["name"]))


def _kelurahan(goods: list[Good]) -> list[Facts]:
    values, makers = defaultdict[str, int](int), defaultdict[str, set[int]](set)
    for good in goods:
        values[good.kelurahan] += good.value
        makers[good.kelurahan].add(good.producer_id)
    rows = [{"name": name, "producers": len(makers[name]), "value": values[name]} for name in values]
    return sorted(rows, key=lambda row: (-row["value"], row["name"]))


def _replaced(goods: Iterable[Good]) -> list[Facts]:
    """Goods that stand in for an imported one, as their makers say."""
    values: dict[tuple[str, str, str], int] = defaultdict(int)
    for good in goods:
        if good.replaces:
            values[good.name, good.replaces, good.maker] += good.value
    return [
        {"product": name, "replaces": other, "maker": maker, "value": value}
        for (name, other, maker), value in sorted(values.items(), key=lambda row: (-row[1], row[0]))
    ]


def _outside(row: OutsidePurchase) -> Facts:
    return {
        "code": row.code, "seller": row.seller, "product": row.product, "bought_on": row.bought_on.isoformat(),
        "amount": row.amount, "grams": row.grams, "paper": row.file_sha256,
    }  # fmt: skip


def _line(good: Good, code: str) -> Facts:
    return {
        "receipt": good.receipt, "day": good.day.isoformat(), "order": good.order, "product": good.name,
        "label": good.label, "maker": good.maker, "nib": good.nib, "kelurahan": good.kelurahan, "code": code,
        "packs": good.packs, "credited": good.credited, "value": good.value, "halal": good.halal, "level": good.level,
    }  # fmt: skip
