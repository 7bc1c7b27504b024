"""The local-purchase report: every figure once more from raw rows; frozen, corrected, altered, refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.catalog.categories import Category
from marketplace.catalog.products import ProductCertificate
from marketplace.kernel import clock
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.kernel.paging import Cursor
from marketplace.people.certificates import Certificate
from marketplace.sourcing import (
    contests,
    local_checking,
    local_figures,
    local_freezing,
    local_overview,
    local_reports,
    local_rotation,
    local_rules,
)
from marketplace.sourcing.local_freezing import MonthNotOver, NothingNew, TotalMissing, TotalTooSmall
from marketplace.sourcing.local_report_rows import LocalVersion
from marketplace.sourcing.local_reports import Bought
from marketplace.trade import refunds
from marketplace.trade.orders import Order
from marketplace.trade.refunds import Part
from tests import buying, cast
from tests.sourcing.terming import place, receive, send

Later = Callable[..., None]


@dataclass
class Month:
    """A hotel's month with goods of three makers."""

    hotel: buying.Hotel
    ani: cast.Maker
    budi: cast.Maker
    credited: Order
    first: date

    def declare(self, session: Session, **totals: int) -> None:
        told = {
            "camilan": 1_000_000,
            "bumbu": 900_000,
            "ikan": 0,
            "minuman": 0,
            "segar": 500_000,
            "beku": 0,
            "kriya": 0,
        }
        local_reports.declare(
            session, self.desk(session), self.hotel.kitchen, self.first, totals=told | totals, rooms=120, person="Mira",
            by=self.hotel.actor("finance"),
        )  # fmt: skip

    def desk(self, session: Session, role: str = "finance") -> Any:
        return self.hotel.desk(session, role)

    def freeze(self, session: Session, reason: str = "") -> LocalVersion:
        return local_freezing.freeze(
            session, self.desk(session), self.hotel.kitchen, self.first, reason=reason, by=self.hotel.actor("finance")
        )

    def buy_outside(self, session: Session, **other: Any) -> None:
        told = {"code": "segar", "seller": "Tani Karang Joang", "product": "Pepaya mini", "bought_on": self.first,
                "amount": 120_000, "grams": 40_000, "file_key": "local/x.pdf", "file_sha256": "a" * 64}  # fmt: skip
        local_reports.add_outside(
            session, self.desk(session), self.hotel.kitchen, self.first, Bought(**(told | other)),
            by=self.hotel.actor("finance"),
        )  # fmt: skip


@pytest.fixture
def month(session: Session) -> Month:
    """Counted with rejected and missing packs, refunded, contested and won, without a kelurahan."""
    cast.finance(session)
    makers = [
        cast.maker(session, f"Dapur {name}", f"Barang {name}", price=price, packs=200, phone=f"+62812000009{n:02d}")
        for n, (name, price) in enumerate((("Ani", 18_000), ("Budi", 28_000), ("Cici", 9_000)))
    ]
    ani, budi, cici = makers
    budi.product.category_id = session.scalars(select(Category.id).where(Category.code == "SMB")).one()
    budi.producer.kelurahan_code, cici.producer.kelurahan_code = cast.DAMAI, None
    ani.product.replaces, ani.product.local_percent, budi.product.local_percent = "keripik kentang impor", 80, 20
    _paper(session, ani, valid_to=clock.today())
    _paper(session, budi, valid_to=clock.today() - timedelta(days=1))
    hotel = buying.hotel(session)
    first = clock.today().replace(day=1)
    receive(session, hotel, _sent(session, hotel, ani, 10), accepted=6, rejected=3)
    credited = receive(session, hotel, _sent(session, hotel, budi, 10)).order
    won = receive(session, hotel, _sent(session, hotel, ani, 5), accepted=3, rejected=2)
    turned = receive(session, hotel, _sent(session, hotel, budi, 4), accepted=0, rejected=4)
    receive(session, hotel, _sent(session, hotel, ani, 2), accepted=0, rejected=2)
    receive(session, hotel, _sent(session, hotel, cici, 7))
    for receipt, maker in ((won, ani), (turned, budi)):
        contests.contest(session, receipt, "Utuh.", by=maker.actor)
        contests.decide(session, receipt, "overrule", "Benar.", by=cast.FINANCE)
    _credit(session, credited, 2)
    return Month(hotel, ani, budi, credited, first)


def _sent(session: Session, hotel: buying.Hotel, maker: cast.Maker, packs: int) -> Order:
    return send(session, maker, place(session, hotel, [(maker, packs, maker.variant.price)]).orders[0])


def _credit(session: Session, order: Order, packs: int) -> None:
    refunds.give(session, order, [Part(order.lines[0].id, packs)], fee=0, reason="quality", by=cast.FINANCE)


def _paper(session: Session, maker: cast.Maker, *, valid_to: date) -> None:
    paper = Certificate(
        producer_id=maker.producer.id, kind="halal", number="ID64", issuer="BPJPH", valid_from=date(2020, 1, 1),
        valid_to=valid_to, verified_at=clock.now(), verified_by="Petugas",
    )  # fmt: skip
    session.add(paper)
    session.flush()
    session.add(ProductCertificate(product_id=maker.product.id, certificate_id=paper.id))
    session.flush()


def raw(session: Session, hotel: buying.Hotel, month: str) -> dict[str, dict[str, Any]]:
    """By class: value, grams, makers, kelurahan, halal value, imports replaced; from the tables alone."""
    session.flush()
    lines = session.execute(text("""
        SELECT r.at AS at, rl.accepted, rl.rejected, r.state, r.rest_id, r.order_id, ol.id AS line, ol.unit_price,
               ol.variant_id
        FROM receipt_lines rl JOIN receipts r ON r.id = rl.receipt_id JOIN order_lines ol ON ol.id = rl.order_line_id
        WHERE r.outlet_id = :outlet"""), {"outlet": hotel.kitchen.id}).all()  # fmt: skip
    back = dict(session.execute(text("""
        SELECT rl.order_line_id, sum(rl.quantity) FROM refund_lines rl JOIN refunds f ON f.id = rl.refund_id
        WHERE f.state = 'given' GROUP BY rl.order_line_id""")).all())  # fmt: skip
    goods = {row.id: row for row in session.execute(text("""
        SELECT v.id, v.content, c.code, p.producer_id, p.replaces, p.id AS product, k.name AS kelurahan
        FROM variants v JOIN products p ON p.id = v.product_id JOIN categories c ON c.id = p.category_id
        JOIN producers m ON m.id = p.producer_id LEFT JOIN kelurahan k ON k.code = m.kelurahan_code"""))}  # fmt: skip
    halal = session.execute(text("""
        SELECT pc.product_id, c.valid_from, c.valid_to FROM product_certificates pc
        JOIN certificates c ON c.id = pc.certificate_id WHERE c.kind = 'halal'""")).all()  # fmt: skip
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        at = line.at if isinstance(line.at, datetime) else datetime.fromisoformat(f"{line.at}+00:00")
        day = clock.local(at).date().isoformat()
        good = goods[line.variant_id]
        packs = line.accepted + (line.rejected if line.state == "overruled" else 0) - (back.get(line.line) or 0)
        if not packs or not good.kelurahan or not day.startswith(month):
            continue
        name = {"KRP": "camilan", "SMB": "bumbu"}[good.code]
        row = found.setdefault(
            name, {"value": 0, "grams": 0, "makers": set(), "kelurahan": set(), "halal": 0, "replaced": 0}
        )
        value = packs * line.unit_price
        row["value"] += value
        row["grams"] += packs * good.content
        row["makers"].add(good.producer_id)
        row["kelurahan"].add(good.kelurahan)
        valid = [
            one for one in halal if one.product_id == good.product and str(one.valid_from) <= day <= str(one.valid_to)
        ]
        row["halal"] += value if valid else 0
        row["replaced"] += value if good.replaces else 0
    return found


def test_every_figure_is_the_same_from_raw_rows(session: Session, month: Month, later: Later) -> None:
    month.declare(session)
    month.buy_outside(session)
    later(days=40)
    said = month.freeze(session).data["facts"]
    mine = raw(session, month.hotel, f"{month.first:%Y-%m}")
    assert mine["camilan"]["value"] == 11 * 18_000 and mine["bumbu"]["value"] == 12 * 28_000
    for row in said["classes"]:
        own = mine.get(row["code"], {"value": 0, "grams": 0, "makers": (), "kelurahan": (), "halal": 0})
        figures = (row["value"], row["grams"], row["producers"], row["kelurahan"], row["halal"])
        assert figures == (own["value"], own["grams"], len(own["makers"]), len(own["kelurahan"]), own["halal"]), row
        assert row["platform"] == row["value"]
    shares = {row["code"]: (row["share"], row["share_with_outside"]) for row in said["classes"]}
    assert shares["camilan"] == (1980, 1980) and shares["bumbu"] == (3733, 3733)
    assert shares["segar"] == (0, 2400) and shares["ikan"] == (None, None)
    total = said["total"]
    assert (total["value"], total["outside"], total["declared"]) == (534_000, 120_000, 2_400_000)
    assert (total["share"], total["share_with_outside"]) == (2225, 2725)
    assert (total["producers"], total["kelurahan"], total["halal"]) == (2, 2, 198_000)
    assert [row["value"] for row in said["replaced"]] == [mine["camilan"]["replaced"]] and said["unplaced"] == 63_000
    assert sum(row["value"] for row in said["lines"]) == total["value"] == sum(r["value"] for r in said["producers"])
    assert total["local_material"] == 198_000 and said["declared"] == {"rooms": 120, "person": "Mira"}


def test_a_frozen_version_stands_and_a_correction_is_a_new_one(session: Session, month: Month, later: Later) -> None:
    month.declare(session)
    later(days=40)
    first = month.freeze(session)
    with pytest.raises(NothingNew):
        month.freeze(session, "lagi")
    _credit(session, month.credited, 3)
    report = local_reports.find(session, month.hotel.kitchen, month.first)
    assert report is not None and local_freezing.is_behind(report, local_figures.of(session, report))
    with pytest.raises(Invalid):
        month.freeze(session)
    second = month.freeze(session, "Nota kredit tiga kemasan")
    assert second.data["facts"]["total"]["value"] == first.data["facts"]["total"]["value"] - 3 * 28_000
    assert second.data["before"] == {"number": first.number, "sha256": first.sha256} and report.version == 2
    session.expire_all()
    assert local_checking.by_address(session, first.public_id, first.short_hash) == first
    assert local_checking.newest(session, first) == 2


def test_an_altered_copy_is_not_known(session: Session, month: Month, later: Later) -> None:
    month.declare(session)
    later(days=40)
    version = month.freeze(session)
    pdf = b"%PDF-1.7 the paper"
    local_checking.keep_file(session, version, "pdf", pdf)
    assert local_checking.keep_file(session, version, "pdf", b"another").sha256 != ""
    same = json.dumps(json.loads(version.body), indent=2).encode()
    assert local_checking.by_copy(session, same) == version == local_checking.by_copy(session, pdf)
    assert local_checking.by_number(session, version.number.lower(), version.short_hash) == version
    changed = json.loads(version.body)
    changed["facts"]["total"]["value"] += 1
    for copy in (json.dumps(changed).encode(), pdf + b" ", b"{", b"[1]", b"", b"{" * 5000, b"another"):
        with pytest.raises(NotFound):
            local_checking.by_copy(session, copy)
    with pytest.raises(NotFound):
        local_checking.by_number(session, version.number, "0" * 12)
    for change in ("UPDATE local_versions SET body = '{}'", "DELETE FROM local_versions"):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(change))


@pytest.mark.one_database
def test_what_cannot_be_frozen(session: Session, month: Month, later: Later) -> None:
    month.declare(session)
    with pytest.raises(MonthNotOver) as early:
        month.freeze(session)
    assert early.value.facts["from_day"] == local_reports.local_goods.next_month(month.first)
    later(days=40)
    with pytest.raises(NotFound):
        local_freezing.freeze(
            session, month.desk(session, "requester"), month.hotel.kitchen, month.first,
            by=month.hotel.actor("requester"),
        )  # fmt: skip
    local_reports.declare(
        session, month.desk(session), month.hotel.kitchen, month.first, totals={"camilan": 500_000}, rooms=None,
        person="", by=month.hotel.actor("finance"),
    )  # fmt: skip
    with pytest.raises(TotalMissing) as missing:
        month.freeze(session)
    assert "camilan" not in missing.value.facts["codes"] and "bumbu" in missing.value.facts["codes"]  # type: ignore[operator]
    month.declare(session, camilan=100_000)
    with pytest.raises(TotalTooSmall) as small:
        month.freeze(session)
    assert (small.value.facts["known"], small.value.facts["total"]) == (198_000, 100_000)
    with pytest.raises(NotFound):
        local_reports.opened(session, month.hotel.organisation, month.hotel.kitchen, date(2090, 1, 1))


@pytest.mark.parametrize(
    ("field", "value"),
    [("bought_on", date(2020, 1, 1)), ("seller", " "), ("amount", 0), ("code", "lain"), ("product", "x" * 200)],
)
@pytest.mark.one_database
def test_an_outside_purchase_that_cannot_be(session: Session, month: Month, field: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        month.buy_outside(session, **{field: value})
    assert list(refused.value.facts["errors"]) == [field]  # type: ignore[call-overload]


@pytest.mark.one_database
def test_an_outside_purchase_is_taken_back_but_not_from_what_is_frozen(
    session: Session, month: Month, later: Later
) -> None:
    month.declare(session)
    month.buy_outside(session)
    later(days=40)
    version = month.freeze(session)
    row = version.report.outside[0]
    here = (month.hotel.kitchen, month.first, row.public_id)
    with pytest.raises(NotFound):
        local_reports.outside_of(session, month.hotel.pastry, month.first, row.public_id)
    local_reports.remove_outside(session, month.desk(session), *here, by=month.hotel.actor("finance"))
    assert version.report.outside == [] and len(version.data["facts"]["outside"]) == 1


def test_the_rules_ship_as_they_are_known(session: Session) -> None:
    rules = {rule.code: rule for rule in local_rules.listed(session)}
    perwali, bali = rules["perwali-7-2012"], rules["bali-99-2018"]
    assert perwali.status == "draft" and {line.minimum for line in perwali.lines} == {None}
    assert {line.code: line.minimum for line in bali.lines} == {
        "tanaman": 3000, "ternak": 3000, "ikan": 3000, "industri": 2000
    }  # fmt: skip
    assert bali.status == "reference" and bali.metric == "volume" and all(rule.source for rule in rules.values())
    categories = set(session.scalars(select(Category.code)))
    assert {code for line in perwali.lines for code in line.categories} == categories
    today = clock.today()
    assert [rule.code for rule in local_rules.of_month(session, "hotel", today)] == [
        "perwali-7-2012", "kaltim-kamar-2025"
    ]  # fmt: skip
    assert local_rules.of_month(session, "kantor", today) == []


def _told(rule: local_rules.LocalRule, **other: Any) -> local_rules.Told:
    known: dict[str, Any] = {
        "title": rule.title, "legal_ref": rule.legal_ref, "status": rule.status, "valid_from": rule.valid_from,
        "valid_to": rule.valid_to, "source": rule.source, "checked_on": rule.checked_on, "note": rule.note,
        "names": {line.code: line.name for line in rule.lines},
        "minimums": {line.code: line.minimum for line in rule.lines},
        "severities": {line.code: line.severity for line in rule.lines},
        "categories": {line.code: line.categories for line in rule.lines},
    }  # fmt: skip
    return local_rules.Told(**(known | other))


@pytest.mark.one_database
def test_a_rule_is_completed_without_changing_what_is_frozen(session: Session, month: Month, later: Later) -> None:
    month.declare(session)
    later(days=40)
    version = month.freeze(session)
    rule = version.report.rule
    least = {line.code: 2500 for line in rule.lines}
    local_rules.change(session, rule, _told(rule, status="active", minimums=least), by=buying.OFFICER)
    assert rule.lines[0].minimum == 2500 and version.data["rule"]["lines"][0]["minimum"] is None
    assert not local_freezing.is_behind(version.report, local_figures.of(session, version.report))
    for wrong in ({"title": " "}, {"source": ""}, {"minimums": {**least, "ikan": 10_001}}, {"status": "x"},
                  {"categories": {line.code: ["KRP"] for line in rule.lines}},
                  {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}):  # fmt: skip
        with pytest.raises(Invalid):
            local_rules.change(session, rule, _told(rule, **wrong), by=buying.OFFICER)


@pytest.mark.one_database
def test_staff_see_who_reported_by_share_and_who_did_not(session: Session, month: Month, later: Later) -> None:
    quiet = buying.hotel(session, name="Hotel Diam", first_phone=81266600300)
    buying.hotel(session, name="Hotel Baru", first_phone=81266600400, terms=())
    month.declare(session)
    later(days=40)
    before = local_overview.month(session, month.first)
    assert (before.due, before.reported) == (4, 0)
    month.freeze(session)
    counts = local_overview.month(session, month.first)
    assert (counts.due, counts.reported, counts.received) == (4, 1, 534_000)
    report = local_overview.reported(session, month.first)[0]
    assert local_overview.reported(session, month.first, local_overview.cursor(report)) == []
    lacking = local_overview.missing(session, month.first)
    assert [place.id for place, _ in lacking] == [month.hotel.pastry.id, quiet.kitchen.id, quiet.pastry.id]
    assert local_overview.missing(session, month.first, Cursor(0, quiet.kitchen.id))[0][0].id == quiet.pastry.id
    assert local_overview.trend(session, [month.hotel.kitchen.id], month.first) == {
        month.hotel.kitchen.id: {month.first: 2225}
    }
    for asked in (quiet.kitchen, month.hotel.kitchen):
        if asked is quiet.kitchen:
            local_overview.remind(session, asked, month.first, by=buying.OFFICER)
        with pytest.raises(NotAllowed):
            local_overview.remind(session, asked, month.first, by=buying.OFFICER)
    with pytest.raises(NotFound):
        local_overview.remind(session, quiet.pastry, clock.today().replace(day=1), by=buying.OFFICER)


@pytest.mark.one_database
def test_goods_for_rooms_that_rest_are_listed_and_what_could_replace_them(
    session: Session, month: Month, later: Later
) -> None:
    for maker in (month.ani, month.budi):
        maker.product.buyer_uses = ["RM", "OL"]
    new = cast.maker(session, "Dapur Dedi", "Sabun Dedi", price=9_000, packs=0, phone="+6281200000909")
    new.product.buyer_uses = ["RM"]
    session.flush()
    assert local_rotation.resting(session) == []
    assert [row.name for row in local_rotation.untried(session)] == ["Sabun Dedi"]
    later(days=local_rotation.ROTATE_DAYS(session) + 1)
    rows = local_rotation.resting(session)
    assert sorted((row.name, row.outlets, row.packs) for row in rows) == [("Barang Ani", 1, 9), ("Barang Budi", 1, 10)]
    assert local_rotation.resting(session, local_rotation.cursor(session, rows[0])) == rows[1:]
