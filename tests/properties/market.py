"""A market as a machine: makers, buyers, finance and time do anything in any order; the books agree after each step.

To add an operation, write a rule that goes through `attempt`: it commits what was done, rolls back
what was refused, as the edge does, and lets every other error fail the test. What must always hold
is an invariant. What the machine starts from is in `furnish`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import currently_in_test_context, note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM, Actor, guest
from marketplace.kernel.errors import Refusal
from marketplace.money import ledger, payments
from marketplace.money.payments import Payment
from marketplace.people.producers import Producer
from marketplace.stock import lots, shelf, stops
from marketplace.stock.levels import StockLevel
from marketplace.stock.lots import Lot, Movement
from marketplace.trade import (
    books,
    carts,
    checkout,
    disputes,
    fulfilment,
    offline_sales,
    paying,
    placing,
    quote,
    refunds,
    returning,
    settlement,
    sweeps,
)
from marketplace.trade.checkout import Checkout
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.offline_sales import OfflineSale
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.owed import Owed
from marketplace.trade.slots import SlotDay
from tests import cast

BUYER = guest("Ani")
MADE_TO_ORDER = 400
SELLER_VERBS: dict[str, Callable[..., None]] = {
    "accept": fulfilment.accept,
    "decline": lambda session, order, by: fulfilment.decline(session, order, "habis", by=by),
    "ready": fulfilment.make_ready,
    "hand_over": fulfilment.hand_over,
    "collect": fulfilment.hand_over,
    "deliver": fulfilment.deliver,
    "grant_cancel": fulfilment.grant_cancel,
    "refuse_cancel": fulfilment.refuse_cancel,
}
BUYER_VERBS: dict[str, Callable[..., None]] = {
    "receive": fulfilment.receive,
    "cancel": fulfilment.cancel,
    "cancel_late": fulfilment.cancel,
    "ask_cancel": lambda session, order, by: fulfilment.ask_cancel(session, order, "berubah", by=by),
}
USUAL = ("accept", "ready", "hand_over", "collect", "deliver")
GONE = ("cancelled", "declined", "expired")

ROADS = ("awaiting_payment", "placed", "accepted", "ready", "shipped", "arrived", "completed")

choice = st.integers(0, 50)
basket = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)).filter(any)


def furnish(session: Session) -> None:
    """Two makers with stock, one of them with a good that is made to order, and the finance desk."""
    cast.finance(session)
    one = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=8, phone="+6281200000901")
    two = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=6, phone="+6281200000902")
    _, ordered = cast.goods(session, two.producer, "Kue Uji", price=9_000, packs=0)
    ordered.product.made_to_order, ordered.product.lead_days = True, 2
    level = session.get_one(StockLevel, ordered.stock_item_id)
    level.weekly_capacity = MADE_TO_ORDER
    for producer in (one.producer, two.producer):
        producer.takes_cod = True
    session.commit()


class Market(RuleBasedStateMachine):
    """One shop on one connection; everything is rolled back at the end of each example."""

    connection: Connection
    methods = ("transfer", "transfer", "cod")

    def __init__(self) -> None:
        super().__init__()
        self.outer = self.connection.begin_nested()
        self.session = Session(bind=self.connection, join_transaction_mode="create_savepoint")
        self.visitors = 0
        self.passed = timedelta()

    def teardown(self) -> None:
        self.session.close()
        self.outer.rollback()
        clock.shift_for_tests(timedelta())

    @initialize(bought=st.lists(st.tuples(basket, choice, choice, st.sampled_from(ROADS)), min_size=1, max_size=3))
    def open_the_shop(self, bought: list[tuple[tuple[int, ...], int, int, str]]) -> None:
        """A day on which orders are already on their way, each to its own point."""
        self.variants = list(self.session.scalars(select(cast.Variant).order_by(cast.Variant.id)))
        self.makers = {
            maker.id: Actor("user", maker.name, producer_ids=frozenset({maker.id}))
            for maker in self.session.scalars(select(Producer))
        }
        for wanted, pay, way, until in bought:
            self.buy(wanted, pay, way, at_once=True)
            self.bring(self.session.scalars(select(OrderGroup).order_by(OrderGroup.id.desc())).first(), until)

    # Goods and shelves

    @rule(which=choice, packs=st.integers(1, 9), keeps=st.sampled_from([None, 2, 5]))
    def produce(self, which: int, packs: int, keeps: int | None) -> None:
        """A new lot, with or without a best-before date."""
        item = self.variants[which % 2].stock_item_id
        today = clock.today()
        until = None if keeps is None else today + timedelta(days=keeps)
        self.attempt(
            lots.receive, item, packs * 100, code="B2", produced_on=today, best_before=until, by=SYSTEM,
        )  # fmt: skip

    @rule(which=choice)
    def write_off(self, which: int) -> None:
        """What is past its date leaves the shelf."""
        self.attempt(lots.write_off_overdue, self.variants[which % 2].stock_item_id)

    @rule(which=choice, packs=st.integers(0, 9))
    def count_again(self, which: int, packs: int) -> None:
        """A maker counts what lies on the shelf."""
        variant = self.variants[which % 3]
        self.attempt(shelf.count, variant.stock_item_id, packs * 100, by=self.maker_of(variant))

    @rule(which=choice, packs=st.integers(1, 4))
    def sell_elsewhere(self, which: int, packs: int) -> None:
        """Something is sold at the market."""
        variant = self.variants[which % 3]
        self.attempt(offline_sales.record, variant, packs, 1_000, "market", by=self.maker_of(variant))

    @rule(which=choice)
    def take_back(self, which: int) -> None:
        """A maker takes back what was done to the shelf, perhaps twice."""
        sale = self.session.scalars(select(OfflineSale).order_by(OfflineSale.id.desc())).first()
        if sale is not None and which % 2:
            self.attempt(offline_sales.undo, sale, by=SYSTEM)
        elif self.some(Movement, Movement.reference.startswith("act:")):
            movement = self.pick(which, Movement, Movement.reference.startswith("act:"))
            self.attempt(shelf.undo, movement.stock_item_id, movement.reference, by=SYSTEM)

    @rule(which=choice, verb=st.sampled_from([stops.hold, stops.hold, stops.recall]))
    def stop_a_lot(self, which: int, verb: Callable[..., None]) -> None:
        """A lot must not be sold or sent, for now or for good."""
        self.attempt(verb, self.pick(which, Lot), "uji", by=SYSTEM)

    @rule(which=choice, verb=st.sampled_from([stops.let_go, stops.let_go, stops.discard]))
    def after_the_stop(self, which: int, verb: Callable[..., Any]) -> None:
        """A stopped lot is good after all, or is thrown away."""
        self.attempt(verb, self.pick(which, Lot), by=SYSTEM)

    # From cart to order

    @rule(wanted=basket, pay=choice, way=choice, at_once=st.booleans())
    def buy(self, wanted: tuple[int, ...], pay: int, way: int, at_once: bool) -> None:
        """Somebody fills a cart, enters checkout, answers every page, and may press the button at once."""
        self.visitors += 1
        if self.attempt(self._enter, wanted, self.methods[pay % len(self.methods)], way) and at_once:
            self.place(0)

    @rule(which=choice)
    @precondition(lambda self: self.some(Checkout, Checkout.state == "open"))
    def place(self, which: int) -> None:
        """Somebody presses the button of the review page, in time or too late."""
        mine = self.pick(which, Checkout, Checkout.state == "open")
        due = mine.payment.due if mine.payment else 0
        self.attempt(placing.place, mine, seen_total=due, language="id", by=BUYER)

    @rule(which=choice, packs=st.integers(0, 5))
    @precondition(lambda self: self.some(Checkout, Checkout.state == "open"))
    def change_the_cart(self, which: int, packs: int) -> None:
        """Somebody goes back, changes a line, and enters again."""
        mine = self.pick(which, Checkout, Checkout.state == "open")
        self.attempt(self._change, mine, packs)

    @rule(which=choice)
    @precondition(lambda self: self.some(Checkout, Checkout.state == "open"))
    def give_up(self, which: int) -> None:
        """A checkout is left by its own button."""
        self.attempt(checkout.end, self.pick(which, Checkout, Checkout.state == "open"))

    # Money

    @rule(which=choice)
    @precondition(lambda self: self.some(OrderGroup))
    def send_proof(self, which: int) -> None:
        """A buyer shows a transfer."""
        self.attempt(paying.send_proof, self.pick(which, OrderGroup), "proofs/x.jpg", "Ani", by=BUYER)

    @rule(which=choice)
    @precondition(lambda self: self.some(OrderGroup))
    def confirm(self, which: int) -> None:
        """Finance finds money, in time, late, or a second time."""
        self.attempt(paying.confirm, self.pick(which, OrderGroup), by=cast.FINANCE)

    @rule(which=choice)
    @precondition(lambda self: self.some(OrderGroup))
    def reject(self, which: int) -> None:
        """Finance does not find it."""
        self.attempt(paying.reject, self.pick(which, OrderGroup), "tidak ada", by=cast.FINANCE)

    @rule(which=choice)
    @precondition(lambda self: self.some(OrderGroup))
    def cancel_before_paying(self, which: int) -> None:
        """A buyer gives up before paying."""
        self.attempt(paying.cancel, self.pick(which, OrderGroup), by=BUYER)

    @rule(which=choice)
    @precondition(lambda self: self.some(Owed))
    def give_back(self, which: int) -> None:
        """Finance returns money, perhaps twice."""
        self.attempt(
            settlement.give_back, self.pick(which, Owed), how="transfer", proof_key=None, by=cast.FINANCE
        )  # fmt: skip

    @rule(which=choice, packs=st.integers(0, 3), fee=st.sampled_from([0, 0, 5_000]), restock=st.booleans())
    @precondition(lambda self: self.some(Order))
    def refund(self, which: int, packs: int, fee: int, restock: bool) -> None:
        """Finance gives something back, perhaps of an order of which nothing can go back."""
        order = self.pick(which, Order)
        parts = [refunds.Part(order.lines[0].id, packs, restock)]
        self.attempt(refunds.give, order, parts, fee=fee, reason="damaged", by=cast.FINANCE)

    @rule(which=choice)
    @precondition(lambda self: self.some(Owed))
    def transfer_fails(self, which: int) -> None:
        """The bank does not take it, or sends it back."""
        self.attempt(returning.failed, self.pick(which, Owed), "tidak cocok", by=cast.FINANCE)

    @rule(which=choice, packs=st.integers(0, 2))
    @precondition(lambda self: self.some(Order))
    def tell_a_problem(self, which: int, packs: int) -> None:
        """A buyer is not content."""
        order = self.pick(which, Order)
        said = disputes.Complaint("damaged", "pecah", "money", {order.lines[0].id: packs})
        self.attempt(disputes.open_, order, said, by=BUYER)

    @rule(which=choice, decision=st.sampled_from(["refund", "none", "agree", "withdraw"]))
    @precondition(lambda self: self.some(Dispute))
    def end_a_problem(self, which: int, decision: str) -> None:
        """Somebody ends it, perhaps twice."""
        found = self.pick(which, Dispute)
        if decision == "withdraw":
            self.attempt(disputes.withdraw, found, by=BUYER)
        elif decision == "agree":
            self.attempt(disputes.agree, found, by=self.makers[found.order.producer_id])
        else:
            self.attempt(disputes.decide, found, decision, "alasan", by=cast.FINANCE)

    # Orders

    @rule(which=choice, verb=choice)
    @precondition(lambda self: self.some(Order))
    def the_next_step(self, which: int, verb: int) -> None:
        """Maker or buyer does something that the order's page offers."""
        order = self.pick(which, Order)
        offered = [name for name in SELLER_VERBS if order.may(name, "producer")]
        offered += [name for name in BUYER_VERBS if order.may(name, "buyer")]
        if order.state in {"accepted", "ready"}:
            offered += ["ask_cancel", "refuse_cancel"]
        if offered:
            self.act(order, offered[verb % len(offered)])

    @rule(which=choice, verb=st.sampled_from([*SELLER_VERBS, *BUYER_VERBS]))
    @precondition(lambda self: self.some(Order))
    def any_step(self, which: int, verb: str) -> None:
        """Somebody sends a form of an old page."""
        self.act(self.pick(which, Order), verb)

    # Time

    @rule(hours=st.sampled_from([1, 1, 1, 6, 30, 80]))
    def time_passes(self, hours: int) -> None:
        """Nobody looks for a while; the worker has not come yet."""
        self.passed += timedelta(hours=hours)
        clock.shift_for_tests(self.passed)

    @rule(least=st.integers(1, 4))
    def worker_comes(self, least: int) -> None:
        """The sweeps do something, or everything, that is due."""
        for step in sweeps.steps():
            for _ in range(1 if least == 1 else 100):
                if not self.attempt(step):
                    break

    # What must always hold

    @invariant()
    def stock_agrees(self) -> None:
        assert books.stock_faults(self.session) == []

    @invariant()
    def money_agrees(self) -> None:
        assert books.ledger_faults(self.session) == []
        assert self.session.scalar(select(func.sum(ledger.Posting.amount))) in {None, 0}

    @invariant()
    def the_account_holds_what_came_and_was_not_returned(self) -> None:
        came = sum(p.due for p in self.session.scalars(select(Payment).where(Payment.state == "paid")))
        went = sum(self.session.scalars(select(Owed.amount).where(Owed.state == "returned")))
        assert sum(ledger.balances(self.session, "clearing").values()) == came - went

    @invariant()
    def makers_have_earned_what_was_delivered(self) -> None:
        earned: dict[str, int] = {}
        for order in self.session.scalars(select(Order).where(Order.state.in_(("arrived", "completed")))):
            if order.state == "completed" or not order.group.is_prepaid:
                account = f"payable:{order.producer_id}"
                earned[account] = earned.get(account, 0) - order.kept
        held = ledger.balances(self.session, "payable")
        assert {code: sum_ for code, sum_ in held.items() if sum_} == {
            code: sum_ for code, sum_ in earned.items() if sum_
        }

    @invariant()
    def every_place_in_a_window_has_its_order(self) -> None:
        taken = self.session.execute(
            select(Order.slot_id, Order.promised_on, func.count())
            .where(Order.slot_id.is_not(None), Order.state.not_in(GONE))
            .group_by(Order.slot_id, Order.promised_on)
        )
        booked = self.session.execute(select(SlotDay.slot_id, SlotDay.day, SlotDay.booked).where(SlotDay.booked > 0))
        assert sorted(map(tuple, taken)) == sorted(map(tuple, booked))

    @invariant()
    def open_payments_can_be_told_apart(self) -> None:
        asked = [
            payment.due
            for payment in self.session.scalars(
                select(Payment).where(Payment.method == "transfer", Payment.state.in_(payments.OPEN))
            )
        ]
        assert len(asked) == len(set(asked))

    # How it is done

    def attempt(self, verb: Callable[..., Any], *facts: Any, **named: Any) -> Any:
        """One unit of work: kept when it succeeds, undone when a rule refuses it."""
        try:
            done = verb(self.session, *facts, **named)
            self.session.commit()
            return done
        except Refusal as refusal:
            if currently_in_test_context():
                note(f"refused: {refusal}")
            self.session.rollback()
            return None

    def maker_of(self, variant: cast.Variant) -> Actor:
        """Whose shelf it is."""
        return self.makers[variant.product.producer_id]

    def act(self, order: Order, verb: str) -> None:
        """Do a verb of an order as whoever it belongs to."""
        if verb in SELLER_VERBS:
            self.attempt(SELLER_VERBS[verb], order, by=self.makers[order.producer_id])
        else:
            self.attempt(BUYER_VERBS[verb], order, by=BUYER)

    def pay(self, group: OrderGroup) -> None:
        """The money is there."""
        self.attempt(paying.confirm, group, by=cast.FINANCE)

    def some(self, model: Any, *conditions: Any) -> bool:
        """Whether there is one."""
        return bool(self.session.scalar(select(func.count()).select_from(model).where(*conditions)))

    def pick(self, which: int, model: Any, *conditions: Any) -> Any:
        """One of them, the newest first."""
        rows = self.session.scalars(select(model).where(*conditions).order_by(model.id.desc())).all()
        return rows[which % len(rows)]

    def bring(self, group: OrderGroup | None, until: str) -> None:
        """Take a group's orders along the usual road as far as `until`."""
        if group is None:
            return
        if group.is_prepaid and until != "awaiting_payment":
            self.pay(group)
        for order in group.orders:
            for _ in range(len(ROADS)):
                verbs = [name for name in USUAL if order.may(name, "producer")]
                verbs += ["receive"] if order.state == "arrived" else []
                if order.state == until or not verbs:
                    break
                self.act(order, verbs[0])

    def _enter(self, session: Session, wanted: tuple[int, ...], method: str, way: int) -> Checkout:
        cart, _ = carts.open_for_guest(session)
        for variant, packs in zip(self.variants, wanted, strict=True):
            if packs:
                carts.add(session, cart, variant.id, packs)
        mine = checkout.start(session, cart, user_id=None, network="10.0.0.1")
        self._answer(session, mine, method, way)
        return mine

    def _answer(self, session: Session, mine: Checkout, method: str, way: int) -> None:
        street, phone = f"Jl. Uji {self.visitors}", f"+62812777{self.visitors:05d}"
        empty = dict.fromkeys(("email", "landmark", "courier_note"), "")
        contact = {"name": "Ani", "phone": phone, "kelurahan": cast.DAMAI, "street": street, **empty}
        checkout.save_contact(session, mine, contact)
        for box in quote.of(session, mine).boxes:
            option = box.options[way % len(box.options)]
            window = option.windows[way % len(option.windows)].key if option.windows else ""
            checkout.choose_delivery(session, mine, box.producer.id, option.key, window, "")
        placing.choose_method(session, mine, method, quote.of(session, mine))

    def _change(self, session: Session, mine: Checkout, packs: int) -> None:
        cart = session.get_one(carts.Cart, mine.cart_id)
        line = session.scalars(select(carts.CartLine).where(carts.CartLine.cart_id == cart.id)).first()
        if line is not None:
            carts.change(session, cart, line.id, packs)
        placing.follow_cart(session, mine, cart, network="10.0.0.1")
