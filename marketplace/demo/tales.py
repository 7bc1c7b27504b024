"""How an invented order goes on after it is placed: the shop's own verbs, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM, Actor, guest
from marketplace.kernel.files import Files
from marketplace.trade import fulfilment, happenings, paying, settlement
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.owed import Owed

from . import cards, counter, proofs, writing
from .stage import Stage, Tale

STEPS: dict[str, tuple[str, ...]] = {
    "placed": (),
    "accepted": ("accept",),
    "asked": ("accept", "ask"),
    "ready": ("accept", "ready"),
    "shipped": ("accept", "ready", "hand_over"),
    "arrived": ("accept", "ready", "hand_over", "deliver"),
    "late": ("accept", "mark_late"),
    "completed": ("accept", "ready", "hand_over", "deliver", "receive"),
    "finished": ("accept", "ready", "hand_over", "deliver", "finish"),
    "refused": ("accept", "ask", "refuse", "ready", "hand_over", "deliver", "finish"),
    "declined": ("decline",),
    "returned": ("decline", "give_back"),
    "unanswered": ("time_out",),
    "unanswered_returned": ("time_out", "give_back"),
    "cancelled": ("cancel",),
    "cancelled_returned": ("cancel", "give_back"),
    "late_cancelled": ("accept", "mark_late", "cancel", "give_back"),
    "granted": ("accept", "ask", "grant", "give_back"),
}
MONEY: dict[str, tuple[str, ...]] = {
    "none": (),
    "waiting": (),
    "checking": ("send_proof",),
    "rejected": ("send_proof", "reject"),
    "paid": ("send_proof", "confirm"),
    "seen": ("confirm",),
    "card": ("pay_card",),
    "second_proof": ("send_proof", "reject", "send_proof", "confirm"),
    "expired": ("expire",),
    "given_up": ("give_up",),
    "late_money": ("expire", "send_proof", "confirm"),
    "late_proof": ("expire", "send_proof"),
}
REMAINING = {
    "placed": STEPS["finished"],
    "accepted": STEPS["finished"][1:],
    "ready": STEPS["finished"][2:],
    "shipped": STEPS["finished"][3:],
    "arrived": STEPS["finished"][4:],
}
LAST_WORD = {"waiting": "expire", "rejected": "expire", "checking": "confirm"}
SETTLED = {"none", "paid", "seen", "card", "second_proof", "late_money"}
REASONS = ("Bahan baku sedang kosong.", "Dapur penuh sampai akhir pekan.", "Oven sedang diperbaiki.")
MINUTES = {
    "accept": (12, 200), "deliver": (35, 140), "receive": (60, 1500), "decline": (40, 500), "cancel": (20, 120),
    "give_back": (600, 2600), "send_proof": (6, 45), "confirm": (15, 50), "reject": (30, 90), "give_up": (5, 40),
    "pay_card": (2, 9),
}  # fmt: skip


@dataclass
class Teller:
    """Who acts, and when the next step happens."""

    session: Session
    files: Files
    stage: Stage
    finance: Actor
    makers: dict[int, Actor]
    shared_proof: str = ""

    def tell(self, wish: writing.Wish, money: str, fates: tuple[str, ...], pace: timedelta | None) -> Tale:
        """One group from placing on. With a `pace` the steps follow each other evenly."""
        dice = Random(wish.number)
        group, buyer = writing.place(self.session, wish), wish.buyer.actor
        for verb in MONEY[money]:
            yield _money_moment(group, verb, dice, pace)
            self._money(group, verb, buyer, "" if money in SETTLED else group.number)
        if money in SETTLED:
            for n, order in enumerate(group.orders):
                self.stage.begin(clock.now(), self._order(order, STEPS[fates[n % len(fates)]], buyer, pace))

    def end(self, group: OrderGroup, pace: timedelta) -> Tale:
        """An order that has been open for long comes to its natural end."""
        buyer = guest(group.name)
        verb = LAST_WORD.get(group.payment.state)
        if verb is not None:
            self._money(group, verb, buyer, "")
        for order in group.orders:
            steps = ("grant", "give_back") if order.cancel_deadline is not None else REMAINING.get(order.state, ())
            self.stage.begin(clock.now(), self._order(order, steps, buyer, pace))
        yield clock.now()

    def _order(self, order: Order, steps: tuple[str, ...], buyer: Actor, pace: timedelta | None) -> Tale:
        dice = Random(order.number)
        for verb in steps:
            if (order.state == "cancelled" and verb != "give_back") or (verb, order.state) == ("deliver", "arrived"):
                continue
            yield _moment(order, verb, dice, pace)
            self._do(order, verb, buyer, dice)

    def _money(self, group: OrderGroup, verb: str, buyer: Actor, proof: str) -> None:
        session = self.session
        if verb == "send_proof":
            key = self._picture(proof, group.payment.due, group.name)
            paying.send_proof(session, group, key, group.name, by=buyer)
        elif verb == "pay_card":
            cards.pay(session, group)
        elif verb == "confirm":
            paying.confirm(session, group, by=self.finance)
        elif verb == "reject":
            paying.reject(session, group, "Jumlahnya belum terlihat di rekening kami.", by=self.finance)
        elif verb == "expire":
            paying.expire(session, group, by=SYSTEM)
        else:
            paying.cancel(session, group, by=buyer)

    def _do(self, order: Order, verb: str, buyer: Actor, dice: Random) -> None:
        session, maker = self.session, self.makers[order.producer_id]
        acts: dict[str, Callable[[], object]] = {
            "accept": lambda: fulfilment.accept(session, order, by=maker),
            "ready": lambda: self._ready(order, maker),
            "hand_over": lambda: fulfilment.hand_over(session, order, by=maker),
            "deliver": lambda: fulfilment.deliver(session, order, by=maker),
            "receive": lambda: fulfilment.receive(session, order, by=buyer),
            "finish": lambda: fulfilment.finish(session, order, by=SYSTEM),
            "decline": lambda: fulfilment.decline(session, order, dice.choice(REASONS), by=maker),
            "time_out": lambda: fulfilment.decline(session, order, "", by=SYSTEM),
            "cancel": lambda: fulfilment.cancel(session, order, by=buyer),
            "mark_late": lambda: fulfilment.mark_late(session, order, by=SYSTEM),
            "ask": lambda: fulfilment.ask_cancel(session, order, "Acaranya dimundurkan.", by=buyer),
            "grant": lambda: fulfilment.grant_cancel(session, order, by=maker),
            "refuse": lambda: fulfilment.refuse_cancel(session, order, by=maker),
            "give_back": lambda: self._give_back(order),
        }
        acts[verb]()

    def _ready(self, order: Order, maker: Actor) -> None:
        if order.is_rest:
            counter.bring(self.session, order)
        fulfilment.make_ready(self.session, order, by=maker)

    def _give_back(self, order: Order) -> None:
        debt = self.session.scalars(select(Owed).where(Owed.order_id == order.id)).first()
        if debt is None:
            return
        key, how = self._picture("", debt.amount, ""), "Transfer ke rekening pembeli"
        settlement.give_back(self.session, debt, how=how, proof_key=key, by=self.finance)
        happenings.to_order(self.session, order, "returned", by=self.finance, amount=debt.amount)

    def _picture(self, name: str, amount: int, sender: str) -> str:
        """A proof that somebody still looks at has its own picture; all settled ones share one."""
        if name:
            return proofs.keep(self.files, name, amount, sender)
        if not self.shared_proof:
            self.shared_proof = proofs.keep(self.files, "lama", None, "Pembeli contoh")
        return self.shared_proof


def _money_moment(group: OrderGroup, verb: str, dice: Random, pace: timedelta | None) -> datetime:
    if verb == "expire" and group.payment.deadline is not None:
        return group.payment.deadline + timedelta(minutes=1)
    return clock.now() + (pace or _some_minutes(verb, dice))


def _moment(order: Order, verb: str, dice: Random, pace: timedelta | None) -> datetime:
    now = clock.now()
    if pace is not None:
        return now + pace
    if verb in {"time_out", "mark_late", "finish"} and order.deadline is not None:
        return order.deadline + timedelta(minutes=1)
    promised = order.promised_on or order.ready_on
    if verb == "ready":
        return max(now + timedelta(minutes=40), clock.at(promised, dice.randint(380, 470)))
    if verb == "hand_over":
        return max(now + timedelta(minutes=15), clock.at(promised, (order.window_starts or 540) + dice.randint(5, 60)))
    return now + _some_minutes(verb, dice)


def _some_minutes(verb: str, dice: Random) -> timedelta:
    return timedelta(minutes=dice.randint(*MINUTES.get(verb, (60, 300))))
