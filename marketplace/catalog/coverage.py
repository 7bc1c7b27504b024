"""Which papers cover which goods of a maker."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session, joinedload

from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotAllowed, NotFound
from marketplace.people import certificates
from marketplace.people.certificates import Certificate

from . import paper_needs
from .products import Product, ProductCertificate


def goods(session: Session, producer_id: int) -> list[Product]:
    """The goods of a maker that a paper can cover, by name."""
    query = select(Product).where(Product.producer_id == producer_id, Product.archived_at.is_(None))
    return list(session.scalars(query.options(joinedload(Product.category)).order_by(Product.name)))


def covered(session: Session, paper: Certificate) -> frozenset[int]:
    """The products that a paper covers."""
    query = select(ProductCertificate.product_id).where(ProductCertificate.certificate_id == paper.id)
    return frozenset(session.scalars(query))


def cover(session: Session, paper: Certificate, product_ids: Iterable[int], *, by: Actor) -> None:
    """Let a paper that is not verified yet cover exactly these goods. Raise NotFound, NotAllowed or DoesNotCount."""
    if paper.producer_id not in by.producer_ids:
        raise NotFound(certificate_id=paper.id)
    if paper.verified_at is not None:
        raise NotAllowed(verb="cover", state=paper.state)
    wanted = set(product_ids)
    hers = goods(session, paper.producer_id)
    if not wanted <= {product.id for product in hers}:
        raise NotFound(certificate_id=paper.id)
    paper_needs.refuse_barred(session, paper.kind, [product for product in hers if product.id in wanted])
    session.execute(delete(ProductCertificate).where(ProductCertificate.certificate_id == paper.id))
    session.add_all(ProductCertificate(product_id=product_id, certificate_id=paper.id) for product_id in sorted(wanted))
    session.flush()
    events.record(session, paper.subject, "covers", by=by, products=sorted(wanted))


def verify(session: Session, paper: Certificate, *, by: Actor) -> None:
    """A verifier agrees with a paper and with what it covers. Raise NotAllowed or DoesNotCount."""
    paper_needs.refuse_barred(session, paper.kind, covered_goods(session, paper))
    certificates.verify(session, paper, by=by)


def covered_goods(session: Session, paper: Certificate) -> list[Product]:
    """The products that a paper covers, by name, with their categories."""
    query = (
        select(Product)
        .join(ProductCertificate, ProductCertificate.product_id == Product.id)
        .where(ProductCertificate.certificate_id == paper.id)
        .options(joinedload(Product.category))
        .order_by(Product.name)
    )
    return list(session.scalars(query))


def names_by_paper(session: Session, producer_id: int) -> dict[int, list[str]]:
    """The names of the covered goods of a maker, by paper."""
    return _names(session, Product.producer_id == producer_id)


def names_of_papers(session: Session, certificate_ids: list[int]) -> dict[int, list[str]]:
    """The names of the goods that these papers cover."""
    return _names(session, ProductCertificate.certificate_id.in_(certificate_ids))


def _names(session: Session, condition: ColumnElement[bool]) -> dict[int, list[str]]:
    rows = session.execute(
        select(ProductCertificate.certificate_id, Product.name)
        .join(Product, Product.id == ProductCertificate.product_id)
        .where(condition)
        .order_by(Product.name)
    )
    found: dict[int, list[str]] = {}
    for certificate_id, name in rows:
        found.setdefault(certificate_id, []).append(name)
    return found
