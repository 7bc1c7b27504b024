"""What is written becomes lines: at once where the product is sure, as a wish with suggestions where it is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.trade.carts import MAX_PACKS
from marketplace.trade.orders import Order, OrderGroup, OrderLine

from . import finding, goods, request_lines
from .finding import Answer, Finder
from .goods import Pack
from .lists import Wanted
from .requests import PurchaseRequest, RequestLine
from .wishes import RequestWish


@dataclass(frozen=True)
class Proposal:
    """A pack that may be meant; `quantity` packs is what was asked, in allowed steps."""

    pack: Pack
    quantity: int

    @property
    def total(self) -> int:
        """Rupiah."""
        return self.pack.price(self.quantity).total


@dataclass(frozen=True)
class Taken:
    """What became of a list."""

    lines: list[RequestLine]
    wishes: list[RequestWish]


def finder(session: Session, request: PurchaseRequest) -> Finder:
    """Over the catalogue, with what the outlet ordered before."""
    return finding.finder(session, bought(session, request.outlet_id))


def bought(session: Session, outlet_id: int) -> dict[int, int]:
    """How often an outlet ordered a variant."""
    rows = session.execute(
        select(OrderLine.variant_id, func.count())
        .join(Order, Order.id == OrderLine.order_id)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .where(OrderGroup.outlet_id == outlet_id)
        .group_by(OrderLine.variant_id)
    )
    return {variant: int(times) for variant, times in rows}


def take(session: Session, request: PurchaseRequest, wanted: Sequence[Wanted], *, by: Actor) -> Taken:
    """Write a list into the request; a line is taken only when product and number leave no doubt."""
    request_lines.open_for_change(session, request)
    known = finder(session, request)
    meant = [known.find(one.name).best if one.packs else None for one in wanted]
    packs = goods.of(
        session, [entry.variant_id for entry in meant if entry], request.organisation_id, request.outlet_id
    )
    sums: dict[int, int] = defaultdict(int)
    open_: list[Wanted] = []
    for one, entry in zip(wanted, meant, strict=True):
        pack = packs.get(entry.variant_id) if entry else None
        if pack and one.packs and pack.fits(one.packs) and sums[pack.variant_id] + one.packs <= MAX_PACKS(session):
            sums[pack.variant_id] += one.packs
        else:
            open_.append(one)
    lines = request_lines.add_many(session, request, {key: n for key, n in sums.items() if n}, by=by)
    return Taken(lines, keep(session, request, open_, by=by))


def keep(session: Session, request: PurchaseRequest, wanted: Sequence[Wanted], *, by: Actor) -> list[RequestWish]:
    """Lines for which the product is still to be chosen."""
    rows = [
        RequestWish(
            request_id=request.id, text=one.text, name=one.name, packs=one.packs,
            content=one.size[0] if one.size else None, unit=one.size[1] if one.size else "",
        )
        for one in wanted
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    if rows:
        events.record(session, request.subject, "write_wishes", by=by, lines=len(rows))
    return rows


def suggest(
    session: Session, request: PurchaseRequest, open_: Sequence[RequestWish | Wanted], known: Finder | None = None
) -> list[list[Proposal]]:
    """For each wish the packs that may be meant, the best first, in a constant number of statements."""
    if not open_:
        return []
    known = known or finder(session, request)
    answers = [known.find(one.name) for one in open_]
    ids = [found.entry.variant_id for answer in answers for found in answer.found]
    packs = goods.of(session, ids, request.organisation_id, request.outlet_id)
    return [_proposals(one, answer, packs) for one, answer in zip(open_, answers, strict=True)]


def _proposals(one: RequestWish | Wanted, answer: Answer, packs: dict[int, Pack]) -> list[Proposal]:
    size = one.size if isinstance(one, Wanted) else (one.content, one.unit) if one.content else None
    found = [packs[hit.entry.variant_id] for hit in answer.found if hit.entry.variant_id in packs]
    return [Proposal(pack, _quantity(pack, one.packs, size)) for pack in found]


def _quantity(pack: Pack, count: int | None, size: tuple[int | None, str] | None) -> int:
    if size and size[0] and size[1] == pack.unit:
        return pack.packs(size[0])
    return pack.fit(count or 1)
