"""How each fault point is reached: what is prepared, and the step that passes it."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from PIL import Image
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from marketplace.cli import worker
from marketplace.kernel import clock, db, ids
from marketplace.kernel.actor import Actor, guest
from marketplace.money import bank_accounts, periods, receiving, statements
from marketplace.money.ledger import Leg, post
from marketplace.money.payouts import Payout
from marketplace.money.statements import StatementLine
from marketplace.notices.messages import Message
from marketplace.people import identity_checks
from marketplace.people.producers import Producer
from marketplace.trade import closing, disputes, fulfilment, matching, paying, paying_out, refunds, returning, shorting
from marketplace.trade.bills import Bill
from marketplace.trade.checkout import Checkout
from marketplace.trade.dispute_rows import Dispute
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.owed import Owed
from tests import cast, walks_card
from tests import walks_terms as hotel
from tests.faults import unit
from tests.lives import Act
from tests.shopping import InProcess, fill, to_review
from tests.trade.banking import Row, csv

PHONE = "08127777000"


@dataclass(frozen=True)
class Walk:
    """`before` brings a stocked shop to the step; `act` is the step."""

    act: Act
    before: tuple[Act, ...] = ()

    @property
    def way(self) -> tuple[Act, ...]:
        """All steps of a shop that comes by."""
        return (*self.before, self.act)


def stocked(app: Flask, packs: int = 20) -> None:
    """One maker with some packs."""
    with unit(app) as session:
        cast.finance(session)
        cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=packs, phone="+6281200000901")


def buy(app: Flask, method: str = "transfer", packs: int = 1) -> None:
    """A guest's whole way from the cart to the order."""
    browser = InProcess(app.test_client())
    with unit(app) as session:
        variant = session.scalars(select(cast.Variant.id)).one()
        nobody_s = session.scalar(select(func.count()).select_from(Checkout)) or 0
    fill(browser, {variant: packs})
    hidden = to_review(browser, method=method, phone=f"{PHONE}{nobody_s}", street=f"Jl. Uji {nobody_s}")
    assert hidden is not None
    status, _, where = browser.post("/checkout/periksa", hidden)
    assert status == 303 and browser.get(where)[0] == 200


def buy_for_cash(app: Flask) -> None:
    buy(app, "cod")


def buy_by_card(app: Flask) -> None:
    buy(app, "card")


def buy_two(app: Flask) -> None:
    buy(app, packs=2)


def buy_five(app: Flask) -> None:
    buy(app, packs=5)


def send_proof(app: Flask) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(picture, "JPEG")
    picture.seek(0)
    with unit(app) as session:
        token = group(session).token
    answer = app.test_client().post(f"/pesanan/{token}/bukti", data={"proof": (picture, "bukti.jpg")})
    assert answer.status_code == 303


def confirm(app: Flask) -> None:
    with unit(app) as session:
        paying.confirm(session, group(session), by=cast.FINANCE)


def accept(app: Flask) -> None:
    with unit(app) as session:
        fulfilment.accept(session, order(session), by=maker(session))


def decline(app: Flask) -> None:
    with unit(app) as session:
        fulfilment.decline(session, order(session), "habis", by=maker(session))


def shorten(app: Flask) -> None:
    """One of two packs is not there."""
    with unit(app) as session:
        found = order(session)
        shorting.shorten(session, found, {found.lines[0].id: 1}, by=maker(session))


def make_ready(app: Flask) -> None:
    with unit(app) as session:
        fulfilment.make_ready(session, order(session), by=maker(session))


def hand_over(app: Flask) -> None:
    with unit(app) as session:
        fulfilment.hand_over(session, order(session), by=maker(session))


def a_month_later(app: Flask) -> None:
    later(app, days=32)


def close_the_month(app: Flask) -> None:
    with unit(app) as session:
        closing.close(session, periods.due(session), by=cast.FINANCE)


def deliver(app: Flask) -> None:
    with unit(app) as session:
        fulfilment.deliver(session, order(session), by=maker(session))


def receive(app: Flask) -> None:
    with unit(app) as session:
        fulfilment.receive(session, order(session), by=guest())


def refund(app: Flask) -> None:
    """One of two packs goes back on sale, its money to the buyer."""
    with unit(app) as session:
        found = order(session)
        parts = [refunds.Part(found.lines[0].id, 1, restock=True)]
        refunds.give(session, found, parts, fee=5_000, reason="wrong", by=cast.FINANCE)


def give_back(app: Flask) -> None:
    with unit(app) as session:
        debt = session.scalars(select(Owed)).one()
        returning.give_back(session, debt, how="BCA", proof_key=None, by=cast.FINANCE)


def complain(app: Flask) -> None:
    with unit(app) as session:
        found = order(session)
        said = disputes.Complaint("damaged", "Pecah.", "money", {found.lines[0].id: 1})
        disputes.open_(session, found, said, by=guest())


def decide(app: Flask) -> None:
    with unit(app) as session:
        found = session.scalars(select(Dispute)).one()
        disputes.decide(session, found, "refund", "Fotonya jelas.", by=cast.FINANCE)


def write_to_buyer(app: Flask) -> None:
    """The buyer has an e-mail address, and the mail to it is composed and waits."""
    with unit(app) as session:
        session.execute(update(OrderGroup).values(email="ani@contoh.id"))
    while not waiting_mails(app):
        with app.app_context():
            assert worker.do_one_job(app, db.db.session())


def waiting_mails(app: Flask) -> int:
    """How many mails are composed and not yet sent."""
    mails = select(func.count()).select_from(Message).where(Message.channel == "email", Message.state == "waiting")
    with unit(app) as session:
        return int(session.scalar(mails) or 0)


def import_statement(app: Flask, sums: tuple[int, ...] = (0,)) -> None:
    """The desk sends a statement with the due amount, so many rupiah more each; the worker has not begun."""
    with unit(app) as session:
        due = group(session).payment.due
        sent(app, session, [Row(due + more) for more in sums])


def import_bill_paid(app: Flask) -> None:
    """A statement in which the hotel has paid its bill and names it."""
    with unit(app) as session:
        bill = session.scalars(select(Bill)).one()
        sent(app, session, [Row(bill.open, f"TRSF {bill.number}")])


def sent(app: Flask, session: Session, rows: list[Row]) -> None:
    """A statement of the bank with these rows."""
    account = receiving.current(session, "bank")
    assert account is not None
    data = csv(rows)
    digest = ids.digest(data.hex())
    app.extensions["files"].put(f"statements/{digest}", data)
    statements.begin(
        session, account, name="mutasi.csv", digest=digest, file_key=f"statements/{digest}", by=cast.FINANCE
    )


def import_twice_paid(app: Flask) -> None:
    """A statement in which the buyer has paid twice, and the worker is done with it."""
    import_statement(app, (0, 0))
    worker.run(app, once=True)


def owe_back(app: Flask) -> None:
    with unit(app) as session:
        extra = session.scalars(select(StatementLine).where(StatementLine.state == "proposed")).one()
        matching.accept(session, extra, group(session), by=cast.FINANCE)


def later(app: Flask, **by: float) -> None:
    """Move the clock of every process of this shop on."""
    path = Path(app.config["DEPLOYMENT"].clock_file)
    path.write_text(json.dumps(float(path.read_text()) + timedelta(**by).total_seconds()))
    clock.follow_file_for_tests(path)


def an_hour_later(app: Flask) -> None:
    later(app, minutes=61)


def work(app: Flask) -> None:
    """A worker's round, after the time of a claim that nobody finished is over."""
    later(app, minutes=3)
    worker.run(app, once=True)


def group(session: Session) -> OrderGroup:
    return session.scalars(select(OrderGroup)).one()


def order(session: Session) -> Order:
    return session.scalars(select(Order)).one()


def maker(session: Session) -> Actor:
    return Actor("user", "Bu Amplang Uji", producer_ids=frozenset({order(session).producer_id}))


PREPAID = (buy, send_proof, confirm, accept, make_ready)
CASH = (buy_for_cash, accept, make_ready)
ARRIVED = (buy_two, confirm, accept, make_ready, hand_over, deliver)
PAID_THERE = (buy_by_card, walks_card.errands, walks_card.pay)
OWED_BY_CARD = (*PAID_THERE, walks_card.deliver, decline, walks_card.jobs)

ASKED = (hotel.hotel_joins, hotel.submit)
BROUGHT = (*ASKED, hotel.approve, hotel.bring)


def payee(app: Flask) -> None:
    """The maker has earned money and may be paid."""
    with unit(app) as session:
        found = session.scalars(select(Producer)).one()
        identity_checks.verify(session, found, how="met", name_seen="Siti", by=cast.FINANCE)
        account = bank_accounts.enter(session, found.id, holder="Siti", bank="Uji", number="123456", by=cast.FINANCE)
        bank_accounts.approve(session, account, by=cast.FINANCE)
        legs = [Leg("clearing", 1, 90_000), Leg("payable", found.id, -90_000)]
        post(session, "test:1 earned", "Hasil", legs, by=cast.FINANCE)


def pay_out(app: Flask) -> None:
    with unit(app) as session:
        paying_out.make(session, by=cast.FINANCE)


def send_payout(app: Flask) -> None:
    with unit(app) as session:
        paying_out.mark_sent(session, session.scalars(select(Payout)).one(), proof_key=None, by=cast.FINANCE)


def fail_payout(app: Flask) -> None:
    with unit(app) as session:
        paying_out.fail(session, session.scalars(select(Payout)).one(), "Ditutup", by=cast.FINANCE)


WALKS = {
    "checkout.held": Walk(buy),
    "place.slots": Walk(buy),
    "place.orders": Walk(buy),
    "place.held": Walk(buy),
    "payment.proof": Walk(send_proof, (buy,)),
    "payment.posted": Walk(confirm, (buy, send_proof)),
    "payment.allocated": Walk(confirm, (buy, send_proof)),
    "payment.expired": Walk(work, (buy, an_hour_later)),
    "order.hand_over": Walk(hand_over, PREPAID),
    "order.collected": Walk(deliver, (*CASH, hand_over)),
    "document.numbered": Walk(hand_over, PREPAID),
    "document.written": Walk(hand_over, PREPAID),
    "document.invoiced": Walk(hand_over, PREPAID),
    "order.owed": Walk(decline, (buy, confirm)),
    "order.short": Walk(shorten, (buy_two, confirm, accept)),
    "statement.kept": Walk(work, (buy, import_statement)),
    "statement.claimed": Walk(work, (buy, import_statement)),
    "statement.confirmed": Walk(work, (buy, import_statement)),
    "statement.bill_claimed": Walk(work, (*BROUGHT, hotel.count, import_bill_paid)),
    "statement.owed": Walk(owe_back, (buy, import_twice_paid)),
    "period.closed": Walk(close_the_month, (buy, confirm, a_month_later)),
    "refund.posted": Walk(refund, ARRIVED),
    "refund.restocked": Walk(refund, (*ARRIVED, receive)),
    "refund.owed": Walk(refund, ARRIVED),
    "owed.returned": Walk(give_back, (*ARRIVED, refund)),
    "dispute.opened": Walk(complain, ARRIVED),
    "dispute.decided": Walk(decide, (*ARRIVED, complain)),
    "payout.claimed": Walk(pay_out, (payee,)),
    "payout.made": Walk(pay_out, (payee,)),
    "payout.sent": Walk(send_payout, (payee, pay_out)),
    "payout.failed": Walk(fail_payout, (payee, pay_out, send_payout)),
    "mail.claimed": Walk(work, (buy, write_to_buyer)),
    "mail.sent": Walk(work, (buy, write_to_buyer)),
    "submit.held": Walk(hotel.submit, (hotel.hotel_joins,)),
    "terms.orders": Walk(hotel.approve, ASKED),
    "terms.stock": Walk(hotel.approve, ASKED),
    "approve.ordered": Walk(hotel.approve, ASKED),
    "amend.applied": Walk(hotel.agree, (*ASKED, hotel.approve, hotel.fewer_are_wished)),
    "receipt.counted": Walk(hotel.count, BROUGHT),
    "receipt.short": Walk(hotel.count, BROUGHT),
    "bill.issued": Walk(hotel.count, BROUGHT),
    "bill.paid": Walk(hotel.pay, (*BROUGHT, hotel.count)),
    "bill.settled": Walk(hotel.pay, (*BROUGHT, hotel.count)),
    "receipt.overruled": Walk(hotel.overrule, (*BROUGHT, hotel.count, hotel.contest)),
    "local_report.frozen": Walk(hotel.freeze, (*BROUGHT, hotel.count, hotel.declare, a_month_later)),
    "card.claimed": Walk(walks_card.errands, (buy_by_card,)),
    "card.answered": Walk(walks_card.errands, (buy_by_card,)),
    "card.noted": Walk(walks_card.deliver, PAID_THERE),
    "card.charged": Walk(walks_card.deliver, PAID_THERE),
    "card.paid": Walk(walks_card.deliver, PAID_THERE),
    "card.refund_claimed": Walk(walks_card.jobs, (*PAID_THERE, walks_card.deliver, decline)),
    "card.refund_sent": Walk(walks_card.errands, OWED_BY_CARD),
    "card.refund_returned": Walk(walks_card.errands, OWED_BY_CARD),
}


def ways() -> list[tuple[Act, ...]]:
    """Lives of shops that together come by every point; one that goes on from another is walked with it."""
    known = dict.fromkeys(walk.way for walk in WALKS.values())
    return [way for way in known if not any(way == longer[: len(way)] for longer in known if longer != way)]


def points_at(steps: tuple[Act, ...]) -> list[str]:
    """The points that the last of these steps passes for a shop that has come this way."""
    return [point for point, walk in WALKS.items() if walk.way == steps]
