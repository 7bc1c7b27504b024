"""Lines of a statement find their payments: exactly or not at all, once, and everything else is only proposed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, settings
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import NotAllowed
from marketplace.money import ledger, statements
from marketplace.money.ledger import Entry
from marketplace.trade import books, candidates, line_claims, matching, paying, statement_work
from marketplace.trade.owed import Owed
from tests import cast
from tests.trade.banking import Bank, Row, csv


@pytest.fixture
def bank(session: Session, tmp_path: Path) -> Bank:
    return Bank(session, tmp_path)


def owed(session: Session) -> list[tuple[int, str]]:
    return [(row.amount, row.reason) for row in session.scalars(select(Owed).order_by(Owed.id))]


def test_an_exact_line_confirms_its_payment_and_ties_to_the_ledger(bank: Bank) -> None:
    group, other = bank.order(), bank.order()
    statement = bank.send(csv([Row(-5_000, "BIAYA ADM"), Row(group.payment.due, "TRSF DARI ANI"), Row(999_999)]))
    out, line, unknown = bank.lines(statement)
    assert (out.state, line.state, unknown.state) == ("out", "matched", "open")
    assert (group.payment.state, group.orders[0].state, other.payment.state) == ("paid", "placed", "waiting")
    assert line.payment_id == group.payment_id and line.how == "auto"
    entry = bank.session.get_one(Entry, line.entry_id)
    assert entry.source == f"group:{group.id} paid" and entry.memo.endswith("(mutasi mutasi.csv, baris 3)")
    sums = statements.sums(bank.session, statement)
    assert sum(sen for state, (_, sen) in sums.items() if state != "out") == statement.credit_sen
    assert -sums["out"][1] == statement.debit_sen == 500_000
    assert books.faults(bank.session) == []


def test_one_rupiah_less_or_more_is_only_proposed(bank: Bank) -> None:
    groups = [bank.order(goods) for goods in (20_000, 40_000)]
    statement = bank.send(csv([Row(groups[0].payment.due - 1), Row(groups[1].payment.due + 1)]))
    assert bank.states(statement) == ["proposed", "proposed"] and bank.entries() == 0
    less, more = bank.lines(statement)
    assert bank.whys(less) == {groups[0].number: "near"}
    with pytest.raises(paying.TooLittle), bank.session.begin_nested():
        matching.accept(bank.session, less, groups[0], by=cast.FINANCE)
    bank.session.refresh(less)
    assert (less.state, groups[0].payment.state) == ("proposed", "waiting")
    matching.accept(bank.session, more, groups[1], by=cast.FINANCE)
    assert groups[1].payment.state == "paid" and owed(bank.session) == [(1, "overpaid")]
    assert books.faults(bank.session) == []


def test_a_difference_within_the_tolerance_is_borne_or_kept(bank: Bank) -> None:
    settings.change(bank.session, "payment.tolerance", 5, by=SYSTEM)
    less, more, far = (bank.order(goods) for goods in (20_000, 40_000, 60_000))
    paying.confirm(bank.session, less, by=cast.FINANCE, received=less.payment.due - 5)
    paying.confirm(bank.session, more, by=cast.FINANCE, received=more.payment.due + 2)
    assert ledger.balances(bank.session, "write_off") == {"write_off": 3} and owed(bank.session) == []
    with pytest.raises(paying.TooLittle), bank.session.begin_nested():
        paying.confirm(bank.session, far, by=cast.FINANCE, received=far.payment.due - 6)
    paying.confirm(bank.session, far, by=cast.FINANCE, received=far.payment.due + 6)
    assert owed(bank.session) == [(6, "overpaid")]
    clearing = less.payment.due + more.payment.due + far.payment.due - 5 + 2 + 6
    assert ledger.balances(bank.session, "clearing") == {f"clearing:{bank.account.id}": clearing}
    assert books.faults(bank.session) == []


def test_the_same_file_and_an_overlapping_one_change_nothing_twice(bank: Bank) -> None:
    group = bank.order()
    rows = [Row(group.payment.due), Row(7_000), Row(7_000), Row(8_000)]
    first = bank.send(csv(rows))
    assert bank.states(first) == ["matched", "open", "open", "open"]
    entries = bank.entries()
    assert bank.send(csv(rows)) is first and bank.entries() == entries
    start = 1_000_000 + group.payment.due + 7_000
    later = bank.send(csv([*rows[2:], Row(8_000), Row(9_000)], start=start))
    assert (later.known, later.known_credit_sen) == (2, 1_500_000)
    assert [line.amount for line in bank.lines(later)] == [8_000, 9_000]
    sums = statements.sums(bank.session, later)
    assert sum(sen for _, sen in sums.values()) + later.known_credit_sen == later.credit_sen
    assert bank.entries() == entries


def test_equal_lines_without_balances_are_counted(bank: Bank) -> None:
    first = bank.send(csv([Row(7_000), Row(7_000)], balances=False))
    assert bank.states(first) == ["open", "open"] and first.report["twins"] == 1
    later = bank.send(csv([Row(7_000), Row(7_000), Row(7_000)], balances=False))
    assert (later.known, len(bank.lines(later))) == (2, 1)


def test_paid_twice_the_second_is_owed_back(bank: Bank) -> None:
    group = bank.order()
    due = group.payment.due
    statement = bank.send(csv([Row(due), Row(due)]))
    first, second = bank.lines(statement)
    assert (first.state, second.state) == ("matched", "proposed")
    assert bank.whys(second) == {group.number: "twice"}
    matching.accept(bank.session, second, group, by=cast.FINANCE)
    assert second.state == "matched" and second.extra_of == group.payment_id
    assert owed(bank.session) == [(due, "paid_twice")] and books.faults(bank.session) == []
    with pytest.raises(line_claims.LineDecided):
        matching.accept(bank.session, second, group, by=cast.FINANCE)


def test_money_confirmed_by_hand_only_gets_its_line(bank: Bank) -> None:
    group = bank.order()
    paying.confirm(bank.session, group, by=cast.FINANCE)
    before = bank.entries()
    statement = bank.send(csv([Row(group.payment.due)]))
    line = bank.lines(statement)[0]
    assert line.state == "matched" and line.payment_id == group.payment_id and bank.entries() == before
    assert line.entry_id is not None


def test_late_money_revives_an_expired_order(bank: Bank) -> None:
    group = bank.order(days_ago=1)
    paying.expire(bank.session, group, by=SYSTEM)
    assert bank.states(bank.send(csv([Row(group.payment.due)]))) == ["matched"]
    assert (group.payment.state, group.orders[0].state) == ("paid", "placed")


def test_money_before_the_order_or_long_after_is_somebody_elses(bank: Bank) -> None:
    young, old = bank.order(20_000), bank.order(40_000, days_ago=30)
    paying.expire(bank.session, old, by=SYSTEM)
    yesterday = clock.today() - timedelta(days=1)
    statement = bank.send(csv([Row(young.payment.due, on=yesterday), Row(old.payment.due)]))
    assert bank.states(statement) == ["proposed", "proposed"]
    assert [list(bank.whys(line).values()) for line in bank.lines(statement)] == [["before"], ["late"]]


def test_an_amount_of_several_orders_is_for_finance(bank: Bank) -> None:
    one, two = bank.order(days_ago=1), bank.order()
    paying.expire(bank.session, one, by=SYSTEM)
    two.payment.code = one.payment.code
    bank.session.flush()
    statement = bank.send(csv([Row(one.payment.due)]))
    line = bank.lines(statement)[0]
    assert bank.whys(line) == {one.number: "several", two.number: "several"}
    matching.accept(bank.session, line, two, by=cast.FINANCE)
    assert (one.payment.state, two.payment.state) == ("expired", "paid")


def test_each_near_miss_says_why(bank: Bank) -> None:
    swapped, bare, numbered, named = (bank.order(goods, name=name) for goods, name in (
        (200_000, "Budi Santoso"), (310_000, "Rina Kartika"), (420_000, "Joko Susilo"), (530_000, "Maya Larasati"),
    ))  # fmt: skip
    cancelled = bank.order(640_000)
    for code, group in zip((127, 215, 348, 471, 563), (swapped, bare, numbered, named, cancelled), strict=True):
        group.payment.code = code
    paying.cancel(bank.session, cancelled, by=SYSTEM)
    bank.session.flush()
    rows = [
        Row(200_172, "TRSF"),
        Row(310_000, "TRSF DARI RINA KARTIKA"),
        Row(400_000, f"BAYAR {numbered.number.replace('-', '')}"),
        Row(530_990, "MAYA LARASATI"),
        Row(cancelled.payment.due),
        Row(310_000, "TRSF DARI ORANG LAIN"),
    ]
    statement = bank.send(csv(rows))
    whys = [bank.whys(line) for line in bank.lines(statement)]
    assert whys[0][swapped.number] == "swapped"
    assert whys[1:] == [
        {bare.number: "no_code"}, {numbered.number: "number"}, {named.number: "name"},
        {cancelled.number: "after_cancel"}, {},
    ]  # fmt: skip
    assert bank.entries() == 0
    matching.accept(bank.session, bank.lines(statement)[4], cancelled, by=cast.FINANCE)
    assert owed(bank.session) == [(cancelled.payment.due, "after_cancel")] and books.faults(bank.session) == []


def test_not_a_payment_can_be_taken_back_until_money_is_posted(bank: Bank) -> None:
    group = bank.order()
    statement = bank.send(csv([Row(5_555), Row(group.payment.due)]))
    line, matched = bank.lines(statement)
    matching.ignore(bank.session, line, "Bunga bank", by=cast.FINANCE)
    assert (line.state, line.reason) == ("ignored", "Bunga bank")
    book = candidates.load(bank.session, bank.account.id, line.on)
    matching.reopen(bank.session, line, book, matching.rules(bank.session), by=cast.FINANCE)
    assert (line.state, line.reason) == ("open", "")
    for verb in (matching.ignore, matching.reopen):
        with pytest.raises((line_claims.LineDecided, NotAllowed)):
            if verb is matching.ignore:
                matching.ignore(bank.session, matched, "x", by=cast.FINANCE)
            else:
                matching.reopen(bank.session, matched, book, matching.rules(bank.session), by=cast.FINANCE)


def test_a_second_look_finds_what_came_later(bank: Bank) -> None:
    statement = bank.send(csv([Row(777_000)]))
    assert bank.states(statement) == ["open"]
    group = bank.order(776_500)
    group.payment.code = 500
    bank.session.flush()
    statement_work.match_again(bank.session, statement, by=cast.FINANCE)
    bank.work()
    assert bank.states(statement) == ["matched"] and group.payment.state == "paid"


def test_money_on_another_account_is_refused(bank: Bank) -> None:
    statement = bank.send(csv([Row(50_000)]))
    group = bank.order(60_000)
    group.payment.account_id = None
    bank.session.flush()
    with pytest.raises(line_claims.OtherAccount):
        matching.accept(bank.session, bank.lines(statement)[0], group, by=cast.FINANCE)
    assert bank.states(statement) == ["open"]
