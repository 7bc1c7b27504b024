"""What each happening means in the ledger. Every posting of trade is written here."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, jobs
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.money import receiving
from marketplace.money.ledger import Leg, post

from . import dealing, refund_rows
from .orders import Order, OrderGroup
from .owed import FLOW as owed_flow
from .owed import Owed

RETURNED = ("cancelled", "declined")
BY_CARD = "kartu"


class NoAccount(Refusal):
    """The operator has no bank account from which money could be returned."""


def paid(session: Session, group: OrderGroup, received: int, is_near: bool, *, source: str = "", by: Actor) -> None:
    """Prepaid money arrived: it is held for each order; the code has an account of its own.

    A near difference is borne or kept; otherwise what is too much is owed back.
    """
    payment = group.payment
    over = received - payment.due
    legs = [payment.clearing(received), Leg("unique_codes", None, -payment.code)]
    legs += [Leg("order_funds", order.id, -order.total) for order in group.orders]
    legs.append(Leg("write_off", None, -over) if is_near else Leg("owed", group.id, -over))
    post(session, f"group:{group.id} paid", _memo(f"Pembayaran {group.number}", source), legs, by=by)
    if over > 0 and not is_near:
        note_owed(session, group.orders[0], over, "overpaid")


def unexpected(
    session: Session, group: OrderGroup, amount: int, reason: str, line_id: int, source: str, *, by: Actor
) -> Owed:
    """Money arrived for a group that does not wait for it: all of it is owed back."""
    post(
        session,
        f"statement_line:{line_id} owed",
        _memo(f"Dikembalikan ke pembeli {group.number}", source),
        [group.payment.clearing(amount), Leg("owed", group.id, -amount)],
        by=by,
    )
    return note_owed(session, group.orders[0], amount, reason)


def owe(session: Session, order: Order, reason: str, *, by: Actor) -> Owed:
    """A paid order will not be delivered: its money is owed back, with the last one the code too."""
    group = order.group
    session.refresh(group.payment, with_for_update=True)
    code = group.payment.code if _nothing_else_goes(session, order) else 0
    post(
        session,
        f"order:{order.id} owed",
        f"Dikembalikan ke pembeli {order.number}",
        [
            Leg("order_funds", order.id, order.total),
            Leg("unique_codes", None, code),
            Leg("owed", group.id, -(order.total + code)),
        ],
        by=by,
    )
    return note_owed(session, order, order.total + code, reason)


def dropped(session: Session, order: Order, amount: int, shortage_id: int, *, by: Actor) -> None:
    """Part of a paid order is not sent: its price is owed back; delivery and code stay."""
    post(
        session,
        f"order:{order.id} short {shortage_id}",
        f"Kurang kirim {order.number}",
        [Leg("order_funds", order.id, amount), Leg("owed", order.group_id, -amount)],
        by=by,
    )
    note_owed(session, order, amount, "short")


def promised_later(session: Session, order: Order, rest: Order, *, by: Actor) -> None:
    """Part of a paid order follows later: its money is held for the order that carries it."""
    post(
        session,
        f"order:{rest.id} promised",
        f"Menyusul {rest.number}",
        [Leg("order_funds", order.id, rest.total), Leg("order_funds", rest.id, -rest.total)],
        by=by,
    )


def give_back(session: Session, owed: Owed, *, how: str, proof_key: str | None, by: Actor) -> None:
    """Finance returned the money, or a provider did; raise NotAllowed when it was returned before."""
    verb, who = ("arrive", "system") if by.kind == "system" else ("give_back", "finance")
    target = owed_flow.target(owed.state, verb, who)
    group = owed.order.group
    again = f" {owed.bounces + 1}" if owed.bounces else ""
    post(
        session,
        f"owed:{owed.id} returned{again}",
        f"Pengembalian {owed.order.number}",
        [Leg("owed", group.id, owed.amount), _leaves_from(session, group, owed.amount, by_card=by.kind == "system")],
        by=by,
    )
    owed.state, owed.returned_at, owed.returned_by = target, clock.now(), by.name
    owed.returned_how, owed.proof_key = how, proof_key
    session.flush()


def came_back(session: Session, owed: Owed, *, by: Actor) -> None:
    """The transfer came back after it was marked as returned: the money is on the account and owed again.

    Whether a card refund came back is the provider's to say; raise NotAllowed. A person's return has a proof.
    """
    target = owed_flow.target(owed.state, "bounce", "finance")
    if owed.returned_how == BY_CARD and not owed.proof_key:
        raise NotAllowed(verb="bounce", state=owed.state)
    group = owed.order.group
    owed.bounces += 1
    if owed.state == "returned":
        post(
            session,
            f"owed:{owed.id} bounced {owed.bounces}",
            f"Transfer kembali {owed.order.number}",
            [_leaves_from(session, group, -owed.amount), Leg("owed", group.id, -owed.amount)],
            by=by,
        )
    owed.state, owed.returned_at, owed.returned_by = target, None, None
    owed.returned_how, owed.proof_key = "", None
    session.flush()


def refuse_twice(owed: Owed) -> None:
    """Raise NotAllowed when finance cannot return it (any more); the row is locked by whoever found it."""
    owed_flow.target(owed.state, "give_back", "finance")


def _leaves_from(session: Session, group: OrderGroup, amount: int, *, by_card: bool = False) -> Leg:
    """`amount` rupiah leave the account on which they came; the bank's for cash, and for card money sent by hand."""
    if group.is_prepaid and (by_card or group.payment.method != "card"):
        return group.payment.clearing(-amount)
    account = receiving.current(session, "bank")
    if account is None:
        raise NoAccount()
    return Leg("clearing", account.id, -amount)


def card_stray(session: Session, group: OrderGroup, charge_id: int, amount: int, *, by: Actor) -> Owed:
    """Card money for an order that ended, or was paid before: it is owed back at once."""
    post(
        session,
        f"charge:{charge_id} stray",
        f"Pembayaran kartu yang tidak dipakai {group.number}",
        [group.payment.clearing(amount), Leg("owed", group.id, -amount)],
        by=by,
    )
    return note_owed(session, group.orders[0], amount, "stray")


def card_came_back(session: Session, owed: Owed, *, by: Actor) -> Owed:
    """The buyer's bank sent a card refund back: it is owed anew, and finance returns it another way."""
    group = owed.order.group
    post(
        session,
        f"owed:{owed.id} came back",
        f"Pengembalian kartu gagal {owed.order.number}",
        [group.payment.clearing(owed.amount), Leg("owed", group.id, -owed.amount)],
        by=by,
    )
    again = Owed(order_id=owed.order_id, amount=owed.amount, reason="card_failed")
    session.add(again)
    session.flush()
    return again


def card_lost(session: Session, case_id: int, amount: int, memo: str, *, by: Actor) -> None:
    """The bank decided for the buyer: the provider has taken the money back from us."""
    legs = [Leg("write_off", None, amount), Leg("card_clearing", None, -amount)]
    post(session, f"card_case:{case_id} lost", memo, legs, by=by)


def earned(session: Session, order: Order, *, by: Actor) -> None:
    """A prepaid order is complete: what was not refunded is the maker's, less what the frozen terms take."""
    if not order.kept:
        return
    legs = [Leg("order_funds", order.id, order.kept), *_deal(session, order).legs(order.producer_id)]
    post(session, f"order:{order.id} earned", f"Hasil penjualan {order.number}", legs, by=by)


def collected(session: Session, order: Order, *, by: Actor) -> None:
    """Cash was collected at the door: the maker holds all of it, and has earned her part."""
    legs = [Leg("producer_cash", order.producer_id, order.total), *_deal(session, order).legs(order.producer_id)]
    post(session, f"order:{order.id} collected", f"Tunai diterima {order.number}", legs, by=by)


def _deal(session: Session, order: Order) -> dealing.Deal:
    refunded = refund_rows.packs_refunded(session, order.id)
    return dealing.of(order, refunded, refund_rows.fee_refunded(session, order.id))


def _memo(what: str, source: str) -> str:
    return f"{what} ({source})" if source else what


def note_owed(session: Session, order: Order, amount: int, reason: str) -> Owed:
    """The row of a debt whose posting has just been made; what was paid by card goes back by itself."""
    owed = Owed(order_id=order.id, amount=amount, reason=reason)
    session.add(owed)
    session.flush()
    if order.group.payment.method == "card":
        jobs.promise(session, "card_refund", f"card_refund:{owed.id}", owed_id=owed.id)
    return owed


def _nothing_else_goes(session: Session, order: Order) -> bool:
    """The code is the buyer's again only when nothing of the group is delivered; the payment is locked."""
    others = select(func.count()).where(
        Order.group_id == order.group_id, Order.id != order.id, Order.state.not_in(RETURNED)
    )
    return session.scalar(others) == 0
