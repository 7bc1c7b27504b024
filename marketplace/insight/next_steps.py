"""What an officer does next for each business of a caseload, worked out for a whole page at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from marketplace.catalog.drafts import Draft
from marketplace.catalog.products import Product
from marketplace.kernel import clock, settings
from marketplace.people import assisting
from marketplace.people.businesses import Business
from marketplace.people.certificates import Certificate
from marketplace.trade.orders import Order

ORDER = (
    "consent_withdrawn", "no_consent", "order_late", "paper_returned", "paper_over", "no_shop", "no_product",
    "unfinished", "no_photo", "no_paper", "paper_ending", "never_sold", "visit_due", "help_ended",
)  # fmt: skip
ENDING = timedelta(days=60)
QUIET_DAYS = settings.declare(
    "caseload.never_sold_days", 14, "Sesudah berapa hari tayang tanpa pesanan sebuah toko perlu didatangi",
    settings.at_least(1),
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One thing to do: `code` is one of ORDER; `count` and `day` say how many, and until or since when."""

    code: str
    count: int = 0
    day: date | None = None


@dataclass(frozen=True)
class _Goods:
    live: int
    pictured: int
    sold: int
    since: date | None


def of(session: Session, businesses: Sequence[Business], user_id: int | None) -> dict[int, list[Step]]:
    """By business: what to do, the most urgent first. A constant number of statements.

    `user_id` is the officer for whom the consents to help are looked at.
    """
    shops = [row.producer_id for row in businesses if row.producer_id is not None]
    goods, begun, late = _goods(session, shops), _drafts(session, shops), _late(session, shops)
    papers, helped = _papers(session, shops), _helped(session, shops, user_id)
    quiet = clock.today() - timedelta(days=QUIET_DAYS(session))
    found: dict[int, list[Step]] = {}
    for row in businesses:
        steps = _own(row)
        if row.producer_id is not None:
            shop = row.producer_id
            steps += _selling(goods.get(shop), begun.get(shop, 0), quiet) + papers[shop]
            steps += [Step("order_late", late[shop])] if shop in late else []
            steps += [Step("help_ended", day=helped[shop])] if helped.get(shop) else []
        found[row.id] = sorted(steps, key=lambda step: ORDER.index(step.code))
    return found


def rank(steps: Sequence[Step]) -> int:
    """How urgent the first step is; the smaller, the more."""
    return ORDER.index(steps[0].code) if steps else len(ORDER)


def _own(row: Business) -> list[Step]:
    """What the record itself lacks."""
    steps = []
    if row.consent_withdrawn_at is not None:
        return [Step("consent_withdrawn", day=clock.local(row.consent_withdrawn_at).date())]
    if not row.consents:
        steps.append(Step("no_consent"))
    if row.producer_id is None:
        steps.append(Step("no_shop"))
    if row.next_visit_on is not None and row.next_visit_on <= clock.today():
        steps.append(Step("visit_due", day=row.next_visit_on))
    return steps


def _selling(goods: _Goods | None, begun: int, quiet: date) -> list[Step]:
    if goods is None or not goods.live:
        return [Step("unfinished", begun)] if begun else [Step("no_product")]
    steps = [Step("no_photo", goods.live - goods.pictured)] if goods.pictured < goods.live else []
    if not goods.sold and goods.since is not None and goods.since <= quiet:
        steps.append(Step("never_sold", day=goods.since))
    return steps


def _goods(session: Session, shops: list[int]) -> dict[int, _Goods]:
    first = func.min(Product.published_at)
    query = select(
        Product.producer_id, func.count(), func.count(Product.picture), func.sum(Product.sold_count), first
    ).where(Product.producer_id.in_(shops), Product.published_at.is_not(None), Product.archived_at.is_(None))
    return {
        shop: _Goods(live, pictured, int(sold or 0), clock.local(since).date() if since else None)
        for shop, live, pictured, sold, since in session.execute(query.group_by(Product.producer_id))
    }


def _drafts(session: Session, shops: list[int]) -> dict[int, int]:
    query = select(Draft.producer_id, func.count()).where(
        Draft.producer_id.in_(shops), Draft.product_id.is_(None), Draft.dropped_at.is_(None)
    )
    return {shop: int(count) for shop, count in session.execute(query.group_by(Draft.producer_id))}


def _late(session: Session, shops: list[int]) -> dict[int, int]:
    """Orders in work that are late."""
    query = select(Order.producer_id, func.count()).where(
        Order.producer_id.in_(shops), Order.state.in_(("accepted", "ready")), Order.late_at.is_not(None)
    )
    return {shop: int(count) for shop, count in session.execute(query.group_by(Order.producer_id))}


def _papers(session: Session, shops: list[int]) -> dict[int, list[Step]]:
    """What is to do about papers: returned, over without a newer one, ending soon, or none at all."""
    found: dict[int, list[Step]] = defaultdict(list)
    today = clock.today()
    returned = case((Certificate.verified_at.is_(None) & Certificate.returned_at.is_not(None), 1), else_=0)
    end = case((Certificate.verified_at.is_not(None), func.coalesce(Certificate.valid_to, date.max)), else_=None)
    query = (
        select(Certificate.producer_id, func.sum(returned), func.max(end))
        .where(Certificate.producer_id.in_(shops), Certificate.withdrawn_at.is_(None))
        .group_by(Certificate.producer_id, Certificate.kind)
    )
    known = set()
    for shop, back, last in session.execute(query):
        known.add(shop)
        if back:
            found[shop].append(Step("paper_returned", int(back)))
        until = date.fromisoformat(last) if isinstance(last, str) else last
        if until is not None and until < today:
            found[shop].append(Step("paper_over", day=until))
        elif until is not None and until <= today + ENDING:
            found[shop].append(Step("paper_ending", day=until))
    for shop in set(shops) - known:
        found[shop].append(Step("no_paper"))
    return found


def _helped(session: Session, shops: list[int], user_id: int | None) -> dict[int, date]:
    """Shops that the officer was allowed to help and is no longer: since when."""
    ended: dict[int, date] = {}
    now = clock.now()
    for one in assisting.all_of(session, shops):
        if one.user_id == user_id:
            over = one.ended_at or (one.until if one.until <= now else None)
            ended.pop(one.producer_id, None)
            if over is not None:
                ended[one.producer_id] = clock.local(over).date()
    return ended
