"""Lines of a bank's statement find the bills of hotels: beyond doubt by themselves, otherwise proposed, never twice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money import ledger
from marketplace.money.statements import StatementLine
from marketplace.trade import bill_choices, bill_guesses, bill_matching, bill_paying, bills, books, owed
from marketplace.trade.bills import Bill, BillPayment
from marketplace.trade.line_claims import LineDecided, PaymentTaken
from tests import buying, cast
from tests.sourcing.terming import deposit_of, pay, place, receive, send
from tests.trade.banking import Bank, Row, csv


@dataclass
class Scene:
    session: Session
    bank: Bank
    hotel: buying.Hotel

    def bill(self, packs: int) -> Bill:
        """A delivered order of so many packs of Rp18.000, and Rp10.000 of delivery."""
        group = place(self.session, self.hotel, [(self.bank.maker, packs, 18_000)])
        order = send(self.session, self.bank.maker, group.orders[0])
        receive(self.session, self.hotel, order)
        found = bills.of_order(self.session, order.id)
        assert found is not None
        return found

    def line(self, amount: int, text: str = "TRSF") -> StatementLine:
        return self.bank.lines(self.bank.send(csv([Row(amount, text)])))[0]

    def whys(self, line: StatementLine) -> list[str]:
        return [choice.guess.why for choice in bill_choices.choices(self.session, line)]

    def payments(self) -> int:
        return int(self.session.scalar(select(func.count()).select_from(BillPayment)) or 0)

    def sound(self) -> bool:
        """The books agree, and the account holds what the statement brought."""
        query = select(func.sum(StatementLine.amount)).where(StatementLine.state == "matched")
        matched = self.session.scalar(query) or 0
        clearing = ledger.balance(self.session, f"clearing:{self.bank.account.id}")
        return books.faults(self.session) == [] and clearing == matched


@pytest.fixture
def scene(session: Session, tmp_path: Path) -> Scene:
    bank = Bank(session, tmp_path)
    return Scene(session, bank, buying.hotel(session, name="Hotel Teluk Permai", terms=("14", "dp50")))


def test_number_and_sum_settle_the_bill(scene: Scene) -> None:
    bill = scene.bill(10)
    data = csv([Row(bill.open, f"TRSF {bill.number.replace('/', ' ')} HTL")])
    statement = scene.bank.send(data)
    line = scene.bank.lines(statement)[0]
    assert (line.state, line.how, bill.state) == ("matched", "auto", "paid")
    payment = bill_choices.transfers_of(scene.session, [line])[line.id]
    assert (payment.amount, payment.surplus, payment.arrived_on) == (190_000, 0, clock.today())
    entries = scene.bank.entries()
    assert scene.bank.send(data) is statement and scene.bank.entries() == entries and scene.payments() == 1
    assert scene.sound() and line.entry_id is not None


def test_several_bills_named_in_one_transfer(scene: Scene) -> None:
    one, two = scene.bill(10), scene.bill(5)
    line = scene.line(one.open + two.open, f"{one.number} {two.number}")
    assert line.state == "matched" and (one.open, two.open) == (0, 0) and scene.sound()


def test_a_sum_alone_is_only_proposed(scene: Scene) -> None:
    bill = scene.bill(10)
    line = scene.line(bill.open)
    assert line.state == "proposed" and scene.whys(line) == ["bill_sum"] and scene.payments() == 0
    bill_matching.pay(scene.session, line, scene.hotel.organisation, [bill], "hand", by=cast.FINANCE)
    assert bill.state == "paid" and scene.sound()
    with pytest.raises(LineDecided), scene.session.begin_nested():
        bill_matching.pay(scene.session, line, scene.hotel.organisation, [bill], "hand", by=cast.FINANCE)


def test_part_of_a_bill_and_more_than_a_bill(scene: Scene) -> None:
    bill = scene.bill(10)
    part = scene.line(100_000, f"CICIL {bill.number}")
    assert part.state == "proposed" and bill_choices.choices(scene.session, part)[0].what == "part"
    bill_matching.pay(scene.session, part, scene.hotel.organisation, [bill], "hand", by=cast.FINANCE)
    assert (bill.open, bill.state) == (90_000, "part")
    more = scene.line(95_000, f"LUNAS {bill.number}")
    assert bill_choices.choices(scene.session, more)[0].what == "over"
    with pytest.raises(bill_paying.TooMuch), scene.session.begin_nested():
        bill_matching.pay(scene.session, more, scene.hotel.organisation, [bill], "hand", by=cast.FINANCE)
    scene.session.refresh(more)
    bill_matching.pay(scene.session, more, scene.hotel.organisation, [bill], "hand", surplus_back=True, by=cast.FINANCE)
    assert [(row.amount, row.reason) for row in owed.waiting(scene.session)] == [(5_000, "overpaid")]
    again = scene.line(90_001, f"LAGI {bill.number}")
    assert scene.whys(again) == ["bill_twice"]
    bill_matching.owe_back(scene.session, again, bill, by=cast.FINANCE)
    assert [row.reason for row in owed.waiting(scene.session)] == ["overpaid", "paid_twice"] and scene.sound()


def test_the_name_of_the_hotel_leads_to_all_it_owes(scene: Scene) -> None:
    one, two = scene.bill(10), scene.bill(5)
    whole = scene.line(one.open + two.open, "PT HOTEL TELUK PERMAI")
    assert scene.whys(whole) == ["bill_all"]
    some = scene.line(200_000, "HOTEL TELUK PERMAI")
    assert scene.whys(some) == ["bill_name"] and len(bill_choices.choices(scene.session, some)[0].guess.bills) == 2


def test_what_finance_wrote_down_only_gets_its_line(scene: Scene) -> None:
    bill = scene.bill(10)
    pay(scene.session, scene.hotel, {bill: bill.open})
    entries = scene.bank.entries()
    line = scene.line(190_000, f"TRSF {bill.number}")
    assert (line.state, line.how) == ("matched", "auto") and scene.bank.entries() == entries and scene.sound()
    payment = bill_choices.transfers_of(scene.session, [line])[line.id]
    assert payment.line_id == line.id and line.entry_id is not None
    other = scene.line(190_000, "SAMA LAGI")
    with pytest.raises(PaymentTaken), scene.session.begin_nested():
        bill_matching.link(scene.session, other, payment, "hand", by=cast.FINANCE)


def test_half_of_a_bill_written_down_and_its_line_are_not_two_halves(scene: Scene) -> None:
    bill = scene.bill(10)
    pay(scene.session, scene.hotel, {bill: 95_000})
    line = scene.line(95_000, f"SETENGAH {bill.number}")
    assert line.state == "proposed" and set(scene.whys(line)) == {"bill_exact", "bill_by_hand"}
    assert bill.open == 95_000


def test_what_a_statement_brought_is_not_written_down_again(scene: Scene) -> None:
    one, two = scene.bill(10), scene.bill(10)
    assert scene.line(one.open, f"X {two.number}").state == "matched"
    with pytest.raises(bill_paying.CameByStatement):
        pay(scene.session, scene.hotel, {one: one.open})


@pytest.mark.one_database
def test_an_order_of_the_same_sum_is_left_to_people(scene: Scene) -> None:
    bill, group = scene.bill(10), scene.bank.order(18_000)
    group.payment.code = bill.open - 18_000
    line = scene.line(bill.open)
    assert line.state == "proposed" and group.payment.state == "waiting"


@pytest.mark.one_database
def test_a_down_payment_is_a_bill_like_any_other(scene: Scene) -> None:
    group = place(scene.session, scene.hotel, [(scene.bank.maker, 5, 18_000)], on="dp50")
    deposit = deposit_of(scene.session, group)
    assert deposit is not None
    assert scene.line(deposit.open, deposit.number.replace("-", "")).state == "matched"
    assert group.orders[0].state == "placed" and scene.sound()


@pytest.mark.one_database
def test_one_number_of_two_makers_is_told_apart_by_its_sum(scene: Scene) -> None:
    mine = scene.bill(10)
    scene.bank.maker = cast.maker(
        scene.session, "Sambal Uji", "Sambal Uji", price=28_000, packs=200, phone="+6281200000902"
    )
    others = scene.bill(5)
    assert others.number == mine.number
    assert scene.whys(scene.line(1, mine.number)) == ["bill_number"]
    assert scene.line(others.open, mine.number).state == "matched"
    assert (others.open, mine.open) == (0, 190_000)
    assert bill_guesses.load(scene.session, []).bills == []
