"""The market's money: every way to pay, bank files, refunds, commission, payouts, closed months, in any order.

Each step is looked at cheaply; every few steps, and at the end, all rows are added up anew (`sums`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from marketplace.kernel import clock, settings
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.jobs import Job
from marketplace.money import (
    bank_accounts,
    card_money,
    commission,
    courier_bills,
    periods,
    receiving,
    statement_lines,
    statements,
)
from marketplace.money.card_cases import CardCase
from marketplace.money.cards import CardCharge, CardSession
from marketplace.money.commission import CommissionRule
from marketplace.money.gateways.provider import Hosted, Refunded
from marketplace.money.payouts import Payout, PayoutBatch
from marketplace.money.receiving import ReceivingAccount
from marketplace.money.statement_reading import Line
from marketplace.money.statements import Statement, StatementLine
from marketplace.people import identity_checks
from marketplace.people.producers import Producer
from marketplace.people.users import User
from marketplace.stock import lots
from marketplace.trade import (
    approving,
    books,
    candidates,
    card_disputes,
    card_payments,
    card_refunds,
    cash_debts,
    closing,
    disputes,
    matching,
    paying,
    paying_out,
    refunds,
    statement_work,
)
from marketplace.trade.card_refunds import CardRefund
from marketplace.trade.delivery import CourierRate, ProducerCourier
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.refund_rows import Refund
from tests import cast
from tests.money.test_qris import STATIC
from tests.properties import market, sums
from tests.properties.market import ROADS, choice
from tests.trade.payees import OFFICER
from tests.trade.refunding import FIRST, SECOND

EVERY = 20
some_packs = st.lists(st.integers(0, 2), min_size=3, max_size=3)
PEOPLE = (FIRST, SECOND)
SWITCHES: list[tuple[str, Any]] = [
    ("courier.paid_by", "operator"),
    ("courier.paid_by", "producer"),
    ("pph22.active", True),
    ("pph22.active", False),
    ("payment.tolerance", 0),
    ("payment.tolerance", 5),
    ("refund.second_person_above", 20_000),
    ("refund.second_person_above", 500_000),
    ("payout.second_person_above", 40_000),
    ("payout.second_person_above", 5_000_000),
]


class Treasury(market.Market):
    """The same market; the shelf's own rules are left to it."""

    methods = ("transfer", "qris", "card", "cod")
    steps = 0
    produce = write_off = count_again = sell_elsewhere = take_back = None  # type: ignore[assignment]
    stop_a_lot = after_the_stop = change_the_cart = give_up = None  # type: ignore[assignment]
    stock_agrees = the_account_holds_what_came_and_was_not_returned = None  # type: ignore[assignment]
    makers_have_earned_what_was_delivered = every_place_in_a_window_has_its_order = None  # type: ignore[assignment]
    open_payments_can_be_told_apart = None  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.done, self.files = 0, 0
        self.known: set[Any] = set()

    def teardown(self) -> None:
        type(self).steps += self.done
        try:
            self.everything_adds_up()
        finally:
            super().teardown()

    @initialize()
    def open_the_shop(self) -> None:  # type: ignore[override]
        """The orders of `furnish` are on their way."""
        self.meet()

    # What is paid, and how

    @rule(which=choice)
    def confirm(self, which: int) -> None:
        """Finance finds money, in time, late, or a second time; for a card it cannot."""
        self.attempt(paying.confirm, self.pick(which, OrderGroup), by=FIRST)

    @rule(which=choice, said=st.sampled_from(["paid", "paid", "paid", "again", "other sum", "ended", "no", "failed"]))
    @precondition(lambda self: self.some(CardSession))
    def the_provider_speaks(self, which: int, said: str) -> None:
        """A message about a hosted page, in any order and often twice."""
        page = self.pick(which, CardSession)
        told = hosted(page, said)
        verbs = {"no": card_payments.declined, "failed": card_payments.failed}
        self.attempt(verbs.get(said, card_payments.tell), told)

    @rule(which=choice)
    @precondition(lambda self: self.some(CardSession))
    def try_the_card_again(self, which: int) -> None:
        """The buyer asks for another page."""
        group = card_payments.group_of(self.session, self.pick(which, CardSession).payment_id)
        assert group is not None
        self.attempt(card_payments.try_again, group)

    @rule()
    @precondition(lambda self: self.some(Job, Job.kind == "card_refund", Job.state == "waiting"))
    def the_worker_sends_back(self) -> None:
        """Debts to cards are claimed."""
        jobs = self.session.scalars(select(Job).where(Job.kind == "card_refund", Job.state == "waiting"))
        for number, facts in [(job.id, dict(job.facts)) for job in jobs]:
            self.attempt(card_refunds.doer, facts)
            self.session.get_one(Job, number).state = "done"
            self.session.commit()

    @rule(which=choice, status=st.sampled_from(["succeeded", "succeeded", "failed", "pending"]))
    @precondition(lambda self: self.some(CardRefund))
    def the_provider_refunded(self, which: int, status: str) -> None:
        """A message about a refund, perhaps that it came back after all."""
        row = self.pick(which, CardRefund)
        self.attempt(card_refunds.tell, Refunded(f"re_{row.id}", status, str(row.owed_id), row.amount, "closed"))

    @rule(which=choice, status=st.sampled_from(["needs_response", "lost", "won"]))
    @precondition(lambda self: self.some(CardCharge))
    def a_bank_disputes(self, which: int, status: str) -> None:
        """A buyer went to their bank."""
        charge = self.pick(which, CardCharge)
        thing = {"id": f"dp_{charge.id}", "status": status, "payment_intent": charge.intent_id}
        self.attempt(card_disputes.tell, {**thing, "amount": charge.amount * 100, "reason": "fraudulent"})

    @rule(which=choice)
    @precondition(lambda self: self.some(CardCase, CardCase.kind == "dispute"))
    def write_a_dispute_off(self, which: int) -> None:
        """Finance bears it, once."""
        self.attempt(card_disputes.accept_loss, self.pick(which, CardCase, CardCase.kind == "dispute"), by=FIRST)

    @rule(part=st.integers(1, 4), fee=st.sampled_from([0, 900]))
    @precondition(lambda self: self.some(CardCharge))
    def the_provider_pays_us(self, part: int, fee: int) -> None:
        """Card money reaches the bank."""
        gross = card_money.balance(self.session) // part
        self.files += 1
        bank = receiving.current(self.session, "bank")
        self.attempt(card_money.settle, f"po_{self.files}", gross, fee, bank, by=FIRST)

    # Bank files

    @rule(which=choice, off=st.sampled_from([0, 0, 0, 1, -1, 3, 700]), times=st.sampled_from([1, 1, 2]))
    def a_bank_file(self, which: int, off: int, times: int) -> None:
        """Somebody's transfer stands in a file, perhaps off by some rupiah, perhaps twice."""
        payment = self.pick(which, OrderGroup).payment
        if payment.account is not None:
            self.attempt(self._file, payment.account, payment.due + off, times)

    @rule(which=choice, other=choice, what=st.sampled_from(["accept", "accept", "accept", "ignore", "reopen"]))
    @precondition(lambda self: self.some(StatementLine))
    def decide_a_line(self, which: int, other: int, what: str) -> None:
        """Finance says what a line is: what was proposed, or any other order."""
        line = self.pick(which, StatementLine)
        proposed = [row.payment_id for row in statements.proposals(self.session, [line.id]).get(line.id, [])]
        group = self.pick(other, OrderGroup, *([OrderGroup.payment_id.in_(proposed)] if proposed else []))
        if what == "accept":
            self.attempt(matching.accept, line, group, by=FIRST)
        elif what == "ignore":
            self.attempt(matching.ignore, line, "bukan pesanan", by=FIRST)
        else:
            book = candidates.load(self.session, line.account_id, line.on)
            self.attempt(matching.reopen, line, book, matching.rules(self.session), by=FIRST)

    @rule(which=choice)
    @precondition(lambda self: self.some(Statement))
    def look_again(self, which: int) -> None:
        """What is undecided is matched once more."""
        statement = self.pick(which, Statement)
        if self.attempt(statement_work.match_again, statement, by=FIRST) is None and statement.state == "matching":
            self.attempt(statement_work.StatementWork(None).match, {"statement_id": statement.id})  # type: ignore[arg-type]

    # Refunds and disputes

    @rule(
        which=choice,
        packs=st.lists(st.integers(0, 2), min_size=3, max_size=3),
        fee=st.sampled_from([0, 0, 3_333, 10_000]),
    )
    def refund_parts(self, which: int, packs: list[int], fee: int) -> None:
        """Any part of an order, asked for by one of two persons."""
        order = self.pick(which, Order)
        parts = [refunds.Part(line.id, count) for line, count in zip(order.lines, packs, strict=False)]
        self.attempt(refunds.give, order, parts, fee=fee, reason="damaged", by=PEOPLE[which % 2])

    @rule(which=choice, person=st.sampled_from(PEOPLE), yes=st.sampled_from([True, True, False]))
    @precondition(lambda self: self.some(Refund))
    def the_second_person(self, which: int, person: Any, yes: bool) -> None:
        """Somebody agrees or not, perhaps the same person, perhaps too late."""
        row = self.pick(
            which, Refund, *([Refund.state == "asked"] if self.some(Refund, Refund.state == "asked") else [])
        )
        if yes:
            self.attempt(approving.approve, row, by=person)
        else:
            self.attempt(approving.refuse, row, "tidak", by=person)

    @rule(which=choice, packs=st.integers(0, 3), fee=st.sampled_from([0, 2_500]), answered=st.booleans())
    @precondition(lambda self: self.some(Dispute))
    def decide_a_part(self, which: int, packs: int, fee: int, answered: bool) -> None:
        """The maker answers; finance gives a part."""
        found = self.pick(which, Dispute)
        if answered:
            self.attempt(disputes.answer, found, "sudah dibungkus rapat", [], by=self.makers[found.order.producer_id])
        parts = [refunds.Part(found.order.lines[0].id, packs)]
        self.attempt(disputes.decide, found, "part", "sebagian", parts=parts, fee=fee, by=FIRST)

    # Commission, courier, tax

    @rule(points=st.sampled_from([0, 250, 333, 1_000]), maker=st.integers(0, 2), ends=choice)
    def a_rule_of_commission(self, points: int, maker: int, ends: int) -> None:
        """One begins, or one ends."""
        if ends % 3 == 0 and self.some(CommissionRule):
            self.attempt(commission.end, self.pick(ends, CommissionRule), by=FIRST)
            return
        whose = [None, *(variant.product.producer for variant in self.variants[:2])][maker]
        self.attempt(commission.add, points, clock.today(), producer=whose, by=FIRST)

    @rule(switch=st.sampled_from(SWITCHES))
    def a_switch(self, switch: tuple[str, Any]) -> None:
        """Staff change how money is divided or who must agree."""
        self.attempt(settings.change, *switch, by=FIRST)

    # Payouts, cash, courier

    @rule(person=st.sampled_from(PEOPLE))
    def make_a_batch(self, person: Any) -> None:
        """All that is due is claimed."""
        self.attempt(paying_out.make, by=person)

    @rule(which=choice, person=st.sampled_from(PEOPLE), file=st.booleans())
    @precondition(lambda self: self.some(PayoutBatch))
    def bring_a_batch_to_the_bank(self, which: int, person: Any, file: bool) -> None:
        """A second person agrees; the bank's file is made."""
        batch = self.pick(which, PayoutBatch)
        self.attempt(paying_out.approve, batch, by=person)
        if file:
            self.attempt(paying_out.hand_to_bank, batch, by=person)

    @rule(which=choice, arrived=st.sampled_from([True, True, False]))
    @precondition(lambda self: self.some(Payout))
    def a_payout_ends(self, which: int, arrived: bool) -> None:
        """It is sent, or it failed, before or after that."""
        payout = self.pick(which, Payout)
        if arrived:
            self.attempt(paying_out.mark_sent, payout, proof_key=None, by=FIRST)
        else:
            self.attempt(paying_out.fail, payout, "nomor salah", by=FIRST)

    @rule(which=choice, part=st.sampled_from([1, 2, 3]), again=st.booleans())
    def hand_over_cash(self, which: int, part: int, again: bool) -> None:
        """A maker brings cash, all or a part of it, with a form that may come twice."""
        maker = sorted(self.makers)[which % len(self.makers)]
        amount = cash_debts.in_hand(self.session, maker) // part
        self.files += not again
        self.attempt(cash_debts.record_deposit, maker, amount, key=f"d{self.files}", proof_key=None, by=FIRST)

    @rule(amount=st.sampled_from([0, 5_000, 12_000]), again=st.booleans())
    def pay_the_courier(self, amount: int, again: bool) -> None:
        """A bill of the courier."""
        self.files += not again
        account = receiving.current(self.session, "bank")
        self.attempt(
            courier_bills.pay, amount, "kurir", "bills/x.jpg", account=account, key=f"c{self.files}", by=FIRST
        )  # fmt: skip

    # Months

    @rule(days=st.sampled_from([3, 16, 35]))
    def weeks_pass(self, days: int) -> None:
        """A long time, then the worker."""
        self.passed += timedelta(days=days)
        clock.shift_for_tests(self.passed)
        self.worker_comes(1)

    @rule(early=st.booleans())
    def close_a_month(self, early: bool) -> None:
        """The next month is closed, if it is over and its turn."""
        month = periods.due(self.session)
        self.attempt(closing.close, month.following if early else month, by=FIRST)

    # What must always hold

    @invariant()
    def money_agrees(self) -> None:
        """A look at every step; all of it every few."""
        if not hasattr(self, "makers"):
            return
        sums.nothing_is_lost(self.session)
        self.done += 1
        if self.done % EVERY == 0:
            sums.owners_have_it(self.session)
        if self.done % (EVERY * 4) == 0:
            self.everything_adds_up()

    def everything_adds_up(self) -> None:
        """The whole of the books, the makers' sums and months, the documents."""
        assert books.faults(self.session) == []
        sums.owners_have_it(self.session)
        sums.makers_can_follow(self.session, sorted(self.makers))
        sums.documents_tell_what_was_kept(self.session)

    # How it is done

    def meet(self) -> None:
        """Who sells what."""
        market.Market.open_the_shop(self, [])

    def pay(self, group: OrderGroup) -> None:
        if group.payment.method != "card":
            super().pay(group)
            return
        page = self.session.scalars(select(CardSession).where(CardSession.payment_id == group.payment_id)).first()
        if page is not None:
            self.attempt(card_payments.tell, hosted(page, "paid"))

    def some(self, model: Any, *conditions: Any) -> bool:
        """Rows never go: what was there once needs no second look."""
        if conditions:
            return super().some(model, *conditions)
        if model not in self.known and super().some(model):
            self.known.add(model)
        return model in self.known

    def _file(self, session: Session, account: ReceivingAccount, amount: int, times: int) -> None:
        self.files += 1
        name, today = f"f{self.files}", clock.today()
        statement = Statement(account=account, digest=name, name=name, file_key=name, state="matching", by_name="uji")
        session.add(statement)
        session.flush()
        lines = [Line(row, today, amount * 100, f"TRSF {self.files} {row}", None) for row in range(times)]
        statement_lines.keep(session, statement, lines)
        statement_work.StatementWork(None).match(session, {"statement_id": statement.id})  # type: ignore[arg-type]


def hosted(page: CardSession, said: str) -> Hosted:
    """What the provider says of a page."""
    paid = said in {"paid", "again", "other sum"}
    intent = f"pi_{page.name}{'_2' if said == 'again' else ''}"
    return Hosted(
        id=f"cs_{page.name}", name=page.name, payment=page.payment.public_id, url="https://kartu.contoh/",
        status="complete" if paid else "expired" if said == "ended" else "open", paid=paid,
        amount=page.amount + (said == "other sum"), currency="idr", intent=intent,
    )  # fmt: skip


def furnish(connection: Connection, session: Session) -> None:
    """The market's makers with bank accounts and a courier, cards and QRIS, and orders at every point of their road."""
    market.furnish(session)
    for person in (FIRST, SECOND):
        session.add(User(id=person.user_id, name=person.name, email=f"{person.user_id}@contoh.id", password_hash="-"))
    session.add(ReceivingAccount(kind="qris", payload=STATIC, holder="Koperasi Uji", valid_from=clock.now()))
    for zone in range(1, 7):
        rate = {"kecamatan_code": f"64.71.{zone:02d}", "per_kg": 12_000, "days": 1, "valid_from": clock.today()}
        session.add(CourierRate(courier="Kurir Uji", **rate))
    for maker in session.scalars(select(Producer)).all():
        session.add(ProducerCourier(producer_id=maker.id, courier="Kurir Uji"))
        identity_checks.verify(session, maker, how="met", name_seen=maker.owner_name, by=OFFICER)
        number = f"00120000{maker.id}"
        row = bank_accounts.enter(session, maker.id, holder="Ibu", bank="Bank Uji", number=number, by=SYSTEM)
        bank_accounts.approve(session, row, by=cast.FINANCE)
    for item in {variant.stock_item_id for variant in session.scalars(select(cast.Variant))}:
        lots.receive(session, item, 9_000, code="B1", produced_on=clock.today(), best_before=None, by=SYSTEM)
    session.commit()
    stage = type("Stage", (Treasury,), {"connection": connection})()
    stage.meet()
    for number in range(16):
        stage.buy((number % 3 + 1, number % 2, number // 8), number, number // 4, at_once=True)
        group = stage.session.scalars(select(OrderGroup).order_by(OrderGroup.id.desc())).first()
        stage.bring(group, ROADS[number * 3 % len(ROADS)])
    stage.session.close()
    stage.outer.commit()
