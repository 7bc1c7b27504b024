"""Who is told of which happening, and by which text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.products import Product
from marketplace.kernel import events
from marketplace.kernel.events import Event
from marketplace.money.bank_accounts import BankAccount
from marketplace.money.payouts import Payout
from marketplace.people import members
from marketplace.people.assisting import Assistance
from marketplace.people.buyers import Buyer, BuyerRole
from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer
from marketplace.people.users import User
from marketplace.sourcing import approvals
from marketplace.sourcing.local_report_rows import LocalReport
from marketplace.sourcing.purchase_orders import PurchaseOrder
from marketplace.sourcing.quotes import Quote
from marketplace.sourcing.receipt_rows import Receipt
from marketplace.sourcing.requests import PurchaseRequest
from marketplace.sourcing.rfqs import Rfq, RfqInvitation
from marketplace.trade.bills import Bill
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.review_rows import Review
from marketplace.trade.stock_waits import StockWait
from marketplace.trade.threads import Thread

GROUP_TO_BUYER = {"place", "confirm", "reject", "expire", "refund_account"}
ORDER_TO_BUYER = {
    "accept", "decline", "hand_over", "collect", "deliver", "ready", "mark_late", "grant_cancel",
    "refuse_cancel", "fail", "short", "give_up", "recall", "refund", "returned", "return_failed", "dispute_answer",
    "dispute_agree", "dispute_decide",
}  # fmt: skip
ORDER_TO_PRODUCER = {
    "place", "pay", "ask_cancel", "cancel", "cancel_late", "cancel_rest", "mark_late", "refund", "dispute",
    "dispute_decide", "dispute_withdraw", "readdress",
}  # fmt: skip
ACTED_ON = {"producer_place", "producer_pay", "rfq_invitation_invite", "quote_counter", "quote_ask"}
QUOTE_TO_BUYER = ("offer", "withdraw", "answer")
PRODUCT = ("approve", "give_back")
CERTIFICATE = (
    "verified", "returned", "withdrawn", "remind", "expired", "review_asked", "review_kept", "review_dropped",
    "declare_asked",
)  # fmt: skip
THREAD = ("ask", "answer")
REVIEW = ("write",)
REQUEST = ("submit", "approve", "refuse", "send_back", "expire")
PURCHASE_ORDER = ("issue", "propose", "consent", "decline", "take_back")
ASSISTANCE = ("agree",)
for kind, verbs in (
    ("product", PRODUCT), ("certificate", CERTIFICATE), ("thread", THREAD), ("assistance", ASSISTANCE),
    ("review", REVIEW), ("purchase_request", REQUEST), ("purchase_order", PURCHASE_ORDER),
    ("local_report", ("remind",)), ("stock_wait", ("back",)),
    ("rfq_invitation", ("invite", "cancel")), ("quote", (*QUOTE_TO_BUYER, "counter", "ask", "accept", "lose")),
):  # fmt: skip
    events.tell(kind, *verbs)


@dataclass(frozen=True)
class Recipient:
    """One person, one channel, one text (`templates/messages/<text>.txt`).

    `may_act`: the text carries links that do the order's next steps. Only a maker's WhatsApp gets them.
    """

    text: str
    channel: str
    address: str
    name: str
    language: str
    is_demo: bool
    may_act: bool = False


@dataclass(frozen=True)
class Told:
    """Everybody to be told, and the things that their texts speak of, by name."""

    people: list[Recipient] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)


def of(session: Session, event: Event) -> Told:
    """Everybody to be told of an event."""
    kind, _, number = event.subject.partition(":")
    return KINDS[kind](session, event, int(number)) if kind in KINDS else Told()


def _of_group(session: Session, event: Event, number: int) -> Told:
    group = session.get_one(OrderGroup, number)
    return Told(_buyer(group, f"group_{event.verb}") if event.verb in GROUP_TO_BUYER else [], {"group": group})


def _of_order(session: Session, event: Event, number: int) -> Told:
    order = session.get_one(Order, number)
    found: list[Recipient] = []
    if event.verb == "refund" and event.facts.get("dispute"):
        return Told()
    if event.verb in ORDER_TO_BUYER and not (event.verb == "ready" and order.delivery_kind != "pickup"):
        found += _buyer(order.group, f"buyer_{event.verb}")
    if event.verb in ORDER_TO_PRODUCER:
        demo = order.producer.is_demo or order.group.is_demo
        found += _producer(session, order.producer, f"producer_{event.verb}", demo)
    return Told(found, {"group": order.group, "order": order})


def _of_product(session: Session, event: Event, number: int) -> Told:
    product = session.get_one(Product, number)
    people = _producer(session, product.producer, f"product_{event.verb}", product.is_demo)
    return Told(people if event.verb in PRODUCT else [], {"product": product})


def _of_certificate(session: Session, event: Event, number: int) -> Told:
    paper = session.get_one(Certificate, number)
    maker = session.get_one(Producer, paper.producer_id)
    people = _producer(session, maker, f"certificate_{event.verb}", paper.is_demo)
    return Told(people if event.verb in CERTIFICATE else [], {"paper": paper})


def _of_thread(session: Session, event: Event, number: int) -> Told:
    thread = session.get_one(Thread, number)
    about = {"thread": thread, "product": thread.product, "order": thread.order}
    if event.verb == "ask":
        return Told(_producer(session, thread.producer, "thread_ask", thread.is_demo), about)
    return Told(_asker(session, thread) if event.verb == "answer" else [], about)


def _of_review(session: Session, event: Event, number: int) -> Told:
    review = session.get_one(Review, number)
    people = _producer(session, review.producer, f"review_{event.verb}", review.is_demo)
    return Told(people if event.verb in REVIEW else [], {"review": review})


def _of_assistance(session: Session, event: Event, number: int) -> Told:
    consent = session.get_one(Assistance, number)
    people = _producer(session, consent.producer, f"assistance_{event.verb}", consent.producer.is_demo)
    return Told(people if event.verb in ASSISTANCE else [], {"consent": consent})


def _of_bank_account(session: Session, event: Event, number: int) -> Told:
    account = session.get_one(BankAccount, number)
    maker = session.get_one(Producer, account.producer_id)
    return Told(_producer(session, maker, f"bank_account_{event.verb}", maker.is_demo), {"account": account})


def _of_payout(session: Session, event: Event, number: int) -> Told:
    payout = session.get_one(Payout, number)
    maker = session.get_one(Producer, payout.producer_id)
    return Told(_producer(session, maker, f"payout_{event.verb}", maker.is_demo), {"payout": payout})


def _of_request(session: Session, event: Event, number: int) -> Told:
    request = session.get_one(PurchaseRequest, number)
    demo = request.organisation.is_demo
    if event.verb == "submit":
        told = [buyer.user for buyer in approvals.approvers_of(session, request)]
    else:
        buyer = session.get_one(Buyer, request.buyer_id)
        told = [buyer.user] if buyer.ended_at is None else []
    people = [one for user in told for one in _person(user, f"purchase_request_{event.verb}", demo)]
    return Told(people if event.verb in REQUEST else [], {"request": request})


def _of_purchase_order(session: Session, event: Event, number: int) -> Told:
    po = session.get_one(PurchaseOrder, number)
    demo = po.organisation.is_demo or po.producer.is_demo
    if event.verb in {"issue", "propose", "take_back"}:
        people = _producer(session, po.producer, f"purchase_order_{event.verb}", demo)
    else:
        buyer = session.get_one(Buyer, po.request.buyer_id)
        people = _person(buyer.user, f"purchase_order_{event.verb}", demo) if buyer.ended_at is None else []
    return Told(people if event.verb in PURCHASE_ORDER else [], {"po": po})


def _of_invitation(session: Session, event: Event, number: int) -> Told:
    invitation = session.get_one(RfqInvitation, number)
    people = _asked(session, invitation, f"rfq_invitation_{event.verb}")
    return Told(people, {"rfq": invitation.rfq, "invitation": invitation})


def _of_quote(session: Session, event: Event, number: int) -> Told:
    quote, text = session.get_one(Quote, number), f"quote_{event.verb}"
    about = {"rfq": quote.rfq, "quote": quote}
    if event.verb in QUOTE_TO_BUYER:
        return Told(_asking(quote.rfq, text), about)
    query = select(RfqInvitation).where(
        RfqInvitation.rfq_id == quote.rfq_id, RfqInvitation.producer_id == quote.producer_id
    )
    invitation = session.scalars(query).one()
    return Told(_asked(session, invitation, text), {**about, "invitation": invitation})


def _of_receipt(session: Session, event: Event, number: int) -> Told:
    receipt = session.get_one(Receipt, number)
    order = receipt.order
    demo = order.producer.is_demo or order.group.is_demo
    people = _producer(session, order.producer, f"receipt_{event.verb}", demo)
    return Told(people, {"receipt": receipt, "order": order, "group": order.group})


def _of_bill(session: Session, event: Event, number: int) -> Told:
    bill = session.get_one(Bill, number)
    return Told(_finance_of(session, bill, f"bill_{event.verb}"), {"bill": bill, "group": bill.group})


def _of_local_report(session: Session, event: Event, number: int) -> Told:
    report = session.get_one(LocalReport, number)
    people = _finance_of(session, report, f"local_report_{event.verb}")
    return Told(people if event.verb == "remind" else [], {"report": report})


def _of_stock_wait(session: Session, event: Event, number: int) -> Told:
    """Who asked to be told, unless they ended it meanwhile."""
    wait = session.get(StockWait, number)
    if wait is None or wait.state != "told":
        return Told()
    return Told(
        [Recipient("stock_wait_back", wait.channel, wait.address, wait.name, wait.language, wait.is_demo)],
        {"wait": wait},
    )


def _finance_of(session: Session, bill: Bill | LocalReport, text: str) -> list[Recipient]:
    """Who does finance for the outlet, and the organisation's own address."""
    owner = bill.organisation
    query = (
        select(User)
        .join(Buyer, Buyer.user_id == User.id)
        .join(BuyerRole, BuyerRole.buyer_id == Buyer.id)
        .where(Buyer.ended_at.is_(None), BuyerRole.outlet_id == bill.outlet_id, BuyerRole.role == "finance")
        .order_by(User.id)
    )
    found = [Recipient(text, "whatsapp", owner.phone, owner.name, "id", owner.is_demo)]
    if owner.email:
        found.append(Recipient(text, "email", owner.email, owner.name, "id", owner.is_demo))
    for user in session.scalars(query).unique():
        for way, address in (("whatsapp", user.phone), ("email", user.email)):
            if address:
                demo = owner.is_demo or user.is_demo
                found.append(Recipient(text, way, address, user.name, user.language, demo))
    return found


KINDS: dict[str, Callable[[Session, Event, int], Told]] = {
    "group": _of_group,
    "order": _of_order,
    "product": _of_product,
    "certificate": _of_certificate,
    "thread": _of_thread,
    "assistance": _of_assistance,
    "review": _of_review,
    "bank_account": _of_bank_account,
    "payout": _of_payout,
    "purchase_request": _of_request,
    "purchase_order": _of_purchase_order,
    "rfq_invitation": _of_invitation,
    "quote": _of_quote,
    "receipt": _of_receipt,
    "bill": _of_bill,
    "local_report": _of_local_report,
    "stock_wait": _of_stock_wait,
}


def _buyer(group: OrderGroup, text: str) -> list[Recipient]:
    found = [Recipient(text, "whatsapp", group.phone, group.name, group.language, group.is_demo)]
    if group.email:
        found.append(Recipient(text, "email", group.email, group.name, group.language, group.is_demo))
    return found


def _asker(session: Session, thread: Thread) -> list[Recipient]:
    user = session.get(User, thread.user_id) if thread.user_id else None
    ways = {"whatsapp": thread.phone, "email": (user.email or "") if user else ""}
    if thread.order is not None:
        ways["email"] = ways["email"] or thread.order.group.email
    return [
        Recipient("thread_answer", way, address, thread.name, thread.language, thread.is_demo)
        for way, address in ways.items()
        if address
    ]


def _person(user: User, text: str, demo: bool) -> list[Recipient]:
    ways = {"whatsapp": user.phone, "email": user.email}
    demo = demo or user.is_demo
    return [Recipient(text, way, address, user.name, user.language, demo) for way, address in ways.items() if address]


def _producer(session: Session, maker: Producer, text: str, demo: bool) -> list[Recipient]:
    demo = demo or maker.is_demo
    found = [Recipient(text, "whatsapp", maker.phone, maker.owner_name, "id", demo, text in ACTED_ON)]
    people = members.user_ids(session, maker.id)
    for user in session.scalars(select(User).where(User.id.in_(people), User.email.is_not(None))):
        found.append(Recipient(text, "email", user.email or "", user.name, "id", demo or user.is_demo))
    return found


def _asked(session: Session, invitation: RfqInvitation, text: str) -> list[Recipient]:
    return _producer(session, invitation.producer, text, invitation.rfq.organisation.is_demo)


def _asking(rfq: Rfq, text: str) -> list[Recipient]:
    """Who wrote the request, or the organisation when that person has left."""
    user, house = rfq.buyer.user, rfq.organisation
    left = rfq.buyer.ended_at is not None
    ways = {"whatsapp": house.phone if left else user.phone, "email": house.email if left else user.email}
    name = house.name if left else user.name
    return [Recipient(text, way, to, name, user.language, house.is_demo) for way, to in ways.items() if to]
