"""Reviewing what came: once for each line, answered once by the maker, hidden by a moderator with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from marketplace.catalog.products import Product, Variant
from marketplace.kernel import changed, clock, events, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from marketplace.kernel.paging import Cursor
from marketplace.people import members
from marketplace.people.producers import Producer

from .asking import tidy
from .orders import Order, OrderGroup, OrderLine
from .review_rows import Review

AVERAGE_FROM = settings.declare(
    "reviews.average_from", 3, "Mulai berapa ulasan rata-ratanya ditampilkan", settings.at_least(1)
)
LONGEST = 1000
PAGE = 10


class CannotReview(Refusal):
    """This line cannot be reviewed; facts: why (not_received, nothing, own, told)."""


def why_not(order: Order, line: OrderLine, *, by: Actor) -> str:
    """Why the line cannot be reviewed, but for a review that there is; empty when it can."""
    came = order.state == "completed" or (order.state == "arrived" and not order.group.on_terms)
    if not came:
        return "not_received"
    if line.going < 1:
        return "nothing"
    own = order.producer_id in by.producer_ids or order.group.phone == order.producer.phone
    return "own" if own else ""


def write(
    session: Session, order: Order, line: OrderLine, stars: int, words: str, photos: Iterable[str] = (), *, by: Actor
) -> Review:
    """The buyer says how it was. Raise CannotReview, Invalid (stars, words)."""
    why = why_not(order, line, by=by) or ("own" if _of_maker(session, order) else "")
    if why:
        raise CannotReview(why=why)
    text = tidy(words)
    wrong = {"stars": "wrong"} if stars not in range(1, 6) else {}
    if len(text) > LONGEST:
        wrong["words"] = "long"
    if wrong:
        raise Invalid(errors=wrong)
    product_id = session.scalars(select(Variant.product_id).where(Variant.id == line.variant_id)).one()
    found = Review(
        order_line_id=line.id, product_id=product_id, producer_id=order.producer_id, stars=stars, words=text,
        name=shown_name(order.group), photos=list(photos), is_demo=order.group.is_demo,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(found)
            session.flush()
    except IntegrityError:
        raise CannotReview(why="told") from None
    _count(session, found, 1)
    events.record(session, found.subject, "write", by=by, stars=stars)
    return found


def shown_name(group: OrderGroup) -> str:
    """What others read of the buyer: first name and an initial; nothing of a business."""
    if group.organisation_id is not None:
        return ""
    first, *rest = group.name.split() or [""]
    return f"{first} {rest[-1][0]}." if rest else first


def reply(session: Session, review: Review, words: str, *, by: Actor) -> None:
    """The maker answers, once. Raise NotFound for a stranger, Invalid (words), NotAllowed."""
    if review.producer_id not in by.producer_ids:
        raise NotFound(public_id=review.public_id)
    text = tidy(words)
    if not 0 < len(text) <= LONGEST:
        raise Invalid(errors={"words": "long" if text else "empty"})
    values = {"reply": text, "replied_at": clock.now(), "replied_by": by.name}
    if not _change(session, review, values, Review.replied_at.is_(None)):
        raise NotAllowed(verb="reply", state="replied")
    events.record(session, review.subject, "reply", by=by)


def hide(session: Session, review: Review, reason: str, *, by: Actor) -> None:
    """A moderator keeps it from being seen, with a reason. Raise NotFound, Invalid (reason), NotAllowed."""
    _demand(review, by)
    text = tidy(reason)
    if not 0 < len(text) <= LONGEST:
        raise Invalid(errors={"reason": "long" if text else "empty"})
    values = {"hidden_at": clock.now(), "hidden_by": by.name, "hidden_reason": text}
    if not _change(session, review, values, Review.hidden_at.is_(None)):
        raise NotAllowed(verb="hide", state="hidden")
    _count(session, review, -1)
    events.record(session, review.subject, "hide", by=by, reason=text)


def show_again(session: Session, review: Review, *, by: Actor) -> None:
    """It may be seen after all. Raise NotFound, NotAllowed."""
    _demand(review, by)
    values = {"hidden_at": None, "hidden_by": "", "hidden_reason": ""}
    if not _change(session, review, values, Review.hidden_at.is_not(None)):
        raise NotAllowed(verb="show", state="shown")
    _count(session, review, 1)
    events.record(session, review.subject, "show", by=by)


def of_lines(session: Session, line_ids: Iterable[int]) -> dict[int, Review]:
    """The reviews of these lines, by line."""
    query = select(Review).where(Review.order_line_id.in_(list(line_ids)))
    return {review.order_line_id: review for review in session.scalars(query)}


def seen(
    session: Session, *, product_id: int | None = None, producer_id: int | None = None,
    before: Cursor | None = None, limit: int = PAGE,
) -> tuple[list[Review], str | None]:  # fmt: skip
    """What may be seen of a product or a maker, newest first, and the cursor of the next page."""
    query = _whole().where(Review.hidden_at.is_(None))
    if product_id is not None:
        query = query.where(Review.product_id == product_id)
    if producer_id is not None:
        query = query.where(Review.producer_id == producer_id)
    return _page(session, query, before, limit)


def of_maker(
    session: Session, *, by: Actor, before: Cursor | None = None, limit: int = PAGE
) -> tuple[list[Review], str | None]:
    """All reviews of the actor's makers, hidden ones too, newest first."""
    return _page(session, _whole().where(Review.producer_id.in_(by.producer_ids)), before, limit)


def mine(session: Session, public_id: str, *, by: Actor) -> Review:
    """A review of one of the actor's makers; raise NotFound."""
    query = _whole().where(Review.public_id == public_id, Review.producer_id.in_(by.producer_ids))
    return _one(session.scalars(query).first())


def by_public_id(session: Session, public_id: str, *, hidden: bool = False) -> Review:
    """A review that may be seen (or any, for a moderator); raise NotFound."""
    query = _whole().where(Review.public_id == public_id)
    return _one(session.scalars(query if hidden else query.where(Review.hidden_at.is_(None))).first())


def hidden(session: Session, limit: int = 50) -> list[Review]:
    """What moderators hid, newest first."""
    query = _whole().where(Review.hidden_at.is_not(None)).order_by(Review.hidden_at.desc())
    return list(session.scalars(query.limit(limit)))


def _of_maker(session: Session, order: Order) -> bool:
    return order.group.user_id is not None and order.group.user_id in members.user_ids(session, order.producer_id)


def _whole() -> Select[Review]:
    return select(Review).options(joinedload(Review.product), joinedload(Review.producer))


def _page(
    session: Session, query: Select[Review], before: Cursor | None, limit: int
) -> tuple[list[Review], str | None]:
    if before is not None:
        query = query.where(Review.id < before.id)
    found = list(session.scalars(query.order_by(Review.id.desc()).limit(limit + 1)))
    following = Cursor(0, found[limit - 1].id).text if len(found) > limit else None
    return found[:limit], following


def _change(session: Session, review: Review, values: Mapping[str, object], only: object) -> bool:
    statement = update(Review).where(Review.id == review.id, only).values(**values)  # type: ignore[arg-type]
    done = changed.rows(session, statement.execution_options(synchronize_session=False))
    session.expire(review)
    return done == 1


def _count(session: Session, review: Review, by: int) -> None:
    """One more, or one less, is seen; every worker adds to what stands in the row."""
    for model, row_id in ((Product, review.product_id), (Producer, review.producer_id)):
        statement = update(model).where(model.id == row_id).values(
            review_count=model.review_count + by, review_stars=model.review_stars + by * review.stars
        )  # fmt: skip
        session.execute(statement.execution_options(synchronize_session=False))
        known = session.identity_map.get(session.identity_key(model, row_id))
        if known is not None:
            session.expire(known, ["review_count", "review_stars"])


def _demand(review: Review, by: Actor) -> None:
    if not by.has("moderator"):
        raise NotFound(public_id=review.public_id)


def _one(review: Review | None) -> Review:
    if review is None:
        raise NotFound()
    return review
