"""A changed recipe takes a product out of its papers until a verifier has looked again: the badge goes at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, func, select, text
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from marketplace.kernel import changed, clock, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people import names
from marketplace.people.certificates import Certificate

from . import paper_needs, paper_rules
from .products import Product, ProductCertificate

RECIPE = frozenset({"ingredients", "raw_material", "species", "halal_claim"})
KEEPING = frozenset({"storage", "shelf_life_days"})


class PaperReview(Base):
    """A product that stands outside one of its papers. States: waiting, kept (covered again), dropped.

    `before` and `after` hold what changed in the recipe or the keeping.
    """

    __tablename__ = "paper_reviews"
    __table_args__ = (
        Index("ix_paper_reviews_state_id", "state", "id"),
        Index(
            "uq_paper_reviews_waiting", "product_id", "certificate_id", unique=True,
            sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default="waiting")
    reason: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    asked_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]

    product: Mapped[Product] = relationship()
    certificate: Mapped[Certificate] = relationship()


def ask(session: Session, product: Product, before: dict[str, Any], after: dict[str, Any], *, by: Actor) -> int:
    """Take a product out of the papers that a change touches; how many papers that were.

    Another recipe touches the halal paper, another keeping those that the rules bar from now on.
    """
    told = {name: value for name, value in after.items() if name in RECIPE | KEEPING}
    if told.get("halal_claim", "not_halal") != "not_halal":
        del told["halal_claim"]
    kinds = {"halal"} if RECIPE & told.keys() else set()
    if KEEPING & told.keys():
        rules = paper_rules.valid(session)
        kinds |= paper_needs.verdict(rules, product, product.category).barred
    if not kinds:
        return 0
    papers = session.scalars(
        select(Certificate)
        .join(ProductCertificate, ProductCertificate.certificate_id == Certificate.id)
        .where(
            ProductCertificate.product_id == product.id,
            Certificate.kind.in_(kinds),
            Certificate.verified_at.is_not(None),
            Certificate.withdrawn_at.is_(None),
        )
        .order_by(Certificate.id)
    ).all()
    for paper in papers:
        covering = session.get_one(ProductCertificate, (product.id, paper.id))
        session.delete(covering)
        session.add(
            PaperReview(
                product_id=product.id, certificate_id=paper.id, asked_by=by.name, after=told,
                before={name: before.get(name) for name in told},
            )
        )  # fmt: skip
        session.flush()
        events.record(
            session, paper.subject, "review_asked", by=by, acting_for=product.producer_id,
            producer_id=product.producer_id, product=product.name, product_id=product.id,
        )  # fmt: skip
    return len(papers)


def keep(session: Session, review: PaperReview, *, by: Actor) -> None:
    """The paper holds for the changed goods too: the product is covered again. Raise NotAllowed, DoesNotCount."""
    paper_needs.refuse_barred(session, review.certificate.kind, [review.product])
    _decide(session, review, "kept", "", by=by)
    session.add(ProductCertificate(product_id=review.product_id, certificate_id=review.certificate_id))
    session.flush()


def drop(session: Session, review: PaperReview, reason: str, *, by: Actor) -> None:
    """The paper does not hold for the changed goods. Raise NotAllowed, Invalid (reason)."""
    reason = names.clean(reason)
    if not reason:
        raise Invalid(errors={"reason": "empty"})
    _decide(session, review, "dropped", reason, by=by)


def waiting(session: Session, limit: int = 50) -> list[PaperReview]:
    """What verifiers still have to look at, oldest first, with its product, maker and paper."""
    query = (
        select(PaperReview)
        .where(PaperReview.state == "waiting")
        .options(joinedload(PaperReview.product).joinedload(Product.producer), joinedload(PaperReview.certificate))
        .order_by(PaperReview.id)
    )
    return list(session.scalars(query.limit(limit)))


def backlog(session: Session) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does."""
    query = select(func.count(), func.min(PaperReview.asked_at)).where(PaperReview.state == "waiting")
    count, oldest = session.execute(query).one()
    return int(count), oldest


def by_public_id(session: Session, public_id: str) -> PaperReview:
    """One of them; raise NotFound."""
    found = session.scalars(select(PaperReview).where(PaperReview.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def open_of(session: Session, certificate_ids: Iterable[int]) -> dict[int, list[str]]:
    """The names of products that stand outside, by paper."""
    rows = session.execute(
        select(PaperReview.certificate_id, Product.name)
        .join(Product, Product.id == PaperReview.product_id)
        .where(PaperReview.certificate_id.in_(list(certificate_ids)), PaperReview.state == "waiting")
        .order_by(Product.name)
    )
    found: dict[int, list[str]] = {}
    for certificate_id, name in rows:
        found.setdefault(certificate_id, []).append(name)
    return found


def _decide(session: Session, review: PaperReview, state: str, reason: str, *, by: Actor) -> None:
    """Once, whoever tries at the same moment."""
    if not by.has("verifier") or review.product.producer_id in by.producer_ids:
        raise NotAllowed(verb=state, state=review.state)
    changed.decide(session, review, state, reason, by=by)
    events.record(
        session, review.certificate.subject, f"review_{state}", by=by, acting_for=review.product.producer_id,
        producer_id=review.product.producer_id, product=review.product.name, product_id=review.product_id,
        reason=reason,
    )  # fmt: skip
