"""Writing a request for quotation, sending it to makers, extending it, calling it off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import wording
from marketplace.catalog.categories import Category
from marketplace.catalog.products import Product, Variant
from marketplace.kernel import clock, events, ids, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Outlet
from marketplace.people.producers import Producer
from marketplace.trade import shelf

from . import rfqs
from .requests import PurchaseRequest
from .rfqs import CERTIFICATES, Rfq, RfqFile, RfqInvitation, RfqLine

MOST_LINES = 40
MOST_MAKERS = 30
MOST_FILES = 5
MOST_DAYS = 12
LARGEST_QUANTITY = 100_000
LONGEST_DAYS = settings.declare(
    "rfq.longest_days", 30, "Hari paling lama permintaan penawaran boleh dibuka", settings.at_least(1)
)


@dataclass(frozen=True)
class Wish:
    """What one line asks for; see RfqLine."""

    name: str
    pack: str
    quantity: int
    days: list[date] = field(default_factory=list)
    shelf_days: int | None = None
    certificates: list[str] = field(default_factory=list)
    budget: int | None = None
    note: str = ""
    variant_id: int | None = None


def begin(
    session: Session, desk: Desk, outlet: Outlet, *, title: str, deadline: datetime, terms: str = "tunai",
    note: str = "", by: Actor,
) -> Rfq:  # fmt: skip
    """An empty draft. Raise Invalid (title, deadline, terms)."""
    rfq = Rfq(
        number=f"PPH-{clock.today():%y%m}-{ids.code(6)}", organisation_id=desk.organisation.id, outlet_id=outlet.id,
        buyer_id=desk.buyer_id, title="", deadline=deadline,
    )  # fmt: skip
    _describe(session, rfq, desk, title, deadline, terms, note)
    session.add(rfq)
    session.flush()
    events.record(session, rfq.subject, "began", by=by)
    return rfq


def describe(session: Session, rfq: Rfq, desk: Desk, *, title: str, deadline: datetime, terms: str, note: str) -> None:
    """Change its head while it is a draft. Raise Invalid, NotAllowed."""
    _draft(session, rfq, "describe")
    _describe(session, rfq, desk, title, deadline, terms, note)
    session.flush()


def add(session: Session, rfq: Rfq, wish: Wish) -> RfqLine:
    """One more line. Raise Invalid, NotAllowed."""
    _draft(session, rfq, "add")
    if len(rfq.lines) >= MOST_LINES:
        raise NotAllowed(verb="add", state="many")
    line = RfqLine(name="", pack="", quantity=1)
    _write(line, wish)
    rfq.lines.append(line)
    session.flush()
    return line


def change(session: Session, rfq: Rfq, line: RfqLine, wish: Wish) -> None:
    """Other words for a line. Raise Invalid, NotAllowed."""
    _draft(session, rfq, "change")
    _write(line, wish)
    session.flush()


def remove(session: Session, rfq: Rfq, line: RfqLine) -> None:
    """Take a line out. Raise NotAllowed."""
    _draft(session, rfq, "remove")
    rfq.lines.remove(line)
    session.flush()


def add_pack(session: Session, rfq: Rfq, pack: Variant, quantity: int) -> RfqLine:
    """A line for a pack that is in the catalogue; its maker is invited. Raise Invalid, NotAllowed."""
    line = add(session, rfq, Wish(pack.product.name, pack.label, quantity, variant_id=pack.id))
    invite(session, rfq, {one.producer_id for one in rfq.invitations} | {pack.product.producer_id})
    return line


def copy_request(session: Session, rfq: Rfq, request: PurchaseRequest) -> None:
    """The lines of a purchase request; their makers are invited. Raise Invalid, NotAllowed."""
    packs = {line.variant_id: session.get_one(Variant, line.variant_id) for line in request.lines}
    for line in request.lines:
        add_pack(session, rfq, packs[line.variant_id], line.quantity)


def attach(session: Session, rfq: Rfq, *, key: str, name: str) -> RfqFile:
    """A picture more. Raise NotAllowed."""
    _draft(session, rfq, "attach")
    if len(rfq.files) >= MOST_FILES:
        raise NotAllowed(verb="attach", state="many")
    made = RfqFile(key=key, name=wording.clean(name)[:80] or "foto")
    rfq.files.append(made)
    session.flush()
    return made


def invite(session: Session, rfq: Rfq, producer_ids: Iterable[int]) -> None:
    """Exactly these makers are asked, as long as it is a draft. Raise NotAllowed, Invalid (makers)."""
    _draft(session, rfq, "invite")
    wanted = set(producer_ids)
    there = select(Producer.id).where(Producer.id.in_(wanted), Producer.suspended_at.is_(None))
    if len(wanted) > MOST_MAKERS:
        raise Invalid(errors={"makers": "many"})
    wanted &= set(session.scalars(there))
    rfq.invitations[:] = [one for one in rfq.invitations if one.producer_id in wanted]
    known = {one.producer_id for one in rfq.invitations}
    rfq.invitations.extend(RfqInvitation(producer_id=maker) for maker in sorted(wanted - known))
    session.flush()


def open_to(session: Session, rfq: Rfq, category: Category | None) -> None:
    """Let every maker of a category quote, or only the invited ones. Raise NotAllowed."""
    _draft(session, rfq, "open_to")
    rfq.category_id = category.id if category else None
    session.flush()


def send(session: Session, rfq: Rfq, *, by: Actor) -> None:
    """Ask the makers: from now on its lines stand. Raise Invalid (lines, makers, deadline), NotAllowed."""
    _draft(session, rfq, "send")
    if rfq.category_id is not None:
        missing = makers_of(session, rfq.category_id) - {one.producer_id for one in rfq.invitations}
        rfq.invitations.extend(RfqInvitation(producer_id=maker) for maker in sorted(missing)[:MOST_MAKERS])
        session.flush()
    wrong = {} if rfq.lines else {"lines": "empty"}
    if not rfq.invitations:
        wrong["makers"] = "empty"
    if rfq.deadline <= clock.now():
        wrong["deadline"] = "past"
    if wrong:
        raise Invalid(errors=wrong)
    rfq.state, rfq.sent_at = "open", clock.now()
    session.flush()
    events.record(session, rfq.subject, "sent", by=by, makers=len(rfq.invitations))
    for invitation in rfq.invitations:
        events.record(session, invitation.subject, "invite", by=by)


def extend(session: Session, rfq: Rfq, deadline: datetime, *, by: Actor) -> None:
    """More time for the makers. Raise Invalid (deadline), NotAllowed."""
    if rfqs.locked(session, rfq).state != "open":
        raise NotAllowed(verb="extend", state=rfq.state)
    _in_bounds(session, deadline)
    if deadline <= rfq.deadline:
        raise Invalid(errors={"deadline": "earlier"})
    rfq.deadline = deadline
    session.flush()
    events.record(session, rfq.subject, "extended", by=by, until=deadline.isoformat())


def cancel(session: Session, rfq: Rfq, reason: str, *, by: Actor) -> None:
    """Call it off; the makers who were asked are told. Raise NotAllowed."""
    was = rfqs.locked(session, rfq).state
    if was not in {"draft", "open"}:
        raise NotAllowed(verb="cancel", state=was)
    rfq.state, rfq.ended_at, rfq.reason = "cancelled", clock.now(), reason.strip()[:300]
    session.flush()
    events.record(session, rfq.subject, "cancelled", by=by, reason=rfq.reason)
    for invitation in rfq.invitations if was == "open" else []:
        events.record(session, invitation.subject, "cancel", by=by)


def makers_of(session: Session, category_id: int) -> set[int]:
    """Makers who sell something in a category."""
    query = (
        select(Product.producer_id)
        .join(Producer, Producer.id == Product.producer_id)
        .where(Product.category_id == category_id, shelf.on_sale())
        .distinct()
    )
    return set(session.scalars(query))


def _draft(session: Session, rfq: Rfq, verb: str) -> None:
    session.flush()
    if rfqs.locked(session, rfq).state != "draft":
        raise NotAllowed(verb=verb, state=rfq.state)


def _describe(session: Session, rfq: Rfq, desk: Desk, title: str, deadline: datetime, terms: str, note: str) -> None:
    if not wording.clean(title):
        raise Invalid(errors={"title": "empty"})
    if terms not in desk.organisation.terms:
        raise Invalid(errors={"terms": "unknown"})
    _in_bounds(session, deadline)
    rfq.title, rfq.deadline, rfq.terms = wording.clean(title)[:120], deadline, terms
    rfq.note = wording.clean_lines(note)[:2000]


def _in_bounds(session: Session, deadline: datetime) -> None:
    now = clock.now()
    if not now < deadline <= now + timedelta(days=LONGEST_DAYS(session) + 1):
        raise Invalid(errors={"deadline": "past" if deadline <= now else "far"})


def _write(line: RfqLine, wish: Wish) -> None:
    wrong = {key: "empty" for key in ("name", "pack") if not wording.clean(getattr(wish, key))}
    if not 0 < wish.quantity <= LARGEST_QUANTITY:
        wrong["quantity"] = "large"
    if any(day < clock.today() for day in wish.days):
        wrong["days"] = "past"
    if len(wish.days) > MOST_DAYS:
        wrong["days"] = "many"
    if not set(wish.certificates) <= set(CERTIFICATES):
        wrong["certificates"] = "unknown"
    if wrong:
        raise Invalid(errors=wrong)
    line.name, line.pack = wording.clean(wish.name)[:120], wording.clean(wish.pack)[:60]
    line.quantity, line.variant_id = wish.quantity, wish.variant_id
    line.days = [day.isoformat() for day in sorted(set(wish.days))]
    line.shelf_days, line.certificates = wish.shelf_days, list(wish.certificates)
    line.budget, line.note = wish.budget, wording.clean_lines(wish.note)[:500]
