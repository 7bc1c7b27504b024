"""What stands between goods and complete papers: what is lacking, what does not count, what fits badly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, settings
from marketplace.kernel.errors import Refusal
from marketplace.people import paper_checks, paper_numbers
from marketplace.people.certificates import Certificate, valid_today
from marketplace.people.paper_checks import Doubt

from . import paper_rules
from .categories import Category
from .paper_rules import PaperRule, Verdict
from .products import Product, ProductCertificate


class DoesNotCount(Refusal):
    """A rule says that papers of this kind do not count for these goods; facts: kind, names."""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


HALAL_FROM = settings.declare(
    "halal.mandatory_from",
    "2026-10-18",
    "HALAL_WAJIB_MULAI: hari sejak makanan usaha mikro dan kecil wajib bersertifikat halal (PP 42/2024). "
    "Yang belum bersertifikat hanya diberi tanda dan diingatkan, tidak pernah dihalangi",
    _is_day,
)


@dataclass(frozen=True)
class Lack:
    """One need of one product that no valid paper fills; `kinds` names the papers of which one is enough."""

    product: Product
    kinds: tuple[str, ...]


def halal_is_mandatory(session: Session) -> bool:
    """Whether the day has come from which food has to be certified."""
    return clock.today() >= date.fromisoformat(HALAL_FROM(session))


def verdict(rules: Sequence[PaperRule], product: Product, category: Category) -> Verdict:
    """What the rules say of a product."""
    return paper_rules.judge(
        rules, paper_rules.good(category.code, category.is_food, product.storage, product.shelf_life_days)
    )


def lacking(session: Session, products: Sequence[Product]) -> list[Lack]:
    """What these products lack today, in three statements whatever their number."""
    rules, held = paper_rules.valid(session), held_today(session, [one.id for one in products])
    codes = {one.category_id for one in products}
    categories = {row.id: row for row in session.scalars(select(Category).where(Category.id.in_(codes)))}
    return [
        Lack(one, kinds)
        for one in products
        for kinds in verdict(rules, one, categories[one.category_id]).lacking(held.get(one.id, ()))
    ]


def held_today(session: Session, product_ids: list[int]) -> dict[int, set[str]]:
    """The kinds of papers that cover these products today."""
    rows = session.execute(
        select(ProductCertificate.product_id, Certificate.kind)
        .join(Certificate, Certificate.id == ProductCertificate.certificate_id)
        .where(ProductCertificate.product_id.in_(product_ids), valid_today())
    )
    found: dict[int, set[str]] = {}
    for product_id, kind in rows:
        found.setdefault(product_id, set()).add(kind)
    return found


def without_halal(products: Iterable[Product], held: dict[int, set[str]]) -> list[Product]:
    """Food that says nothing better and has no valid halal paper."""
    free = {"not_required", "not_halal"}
    return [
        one
        for one in products
        if one.category.is_food and one.halal_claim not in free and "halal" not in held.get(one.id, ())
    ]


def barred(session: Session, kind: str, products: Sequence[Product]) -> list[Product]:
    """Those of the products for which a paper of this kind does not count."""
    rules = paper_rules.valid(session)
    return [
        one
        for one in products
        if kind in verdict(rules, one, one.category).barred or (kind == "halal" and one.halal_claim == "not_halal")
    ]


def refuse_barred(session: Session, kind: str, products: Sequence[Product]) -> None:
    """Raise DoesNotCount when a paper of this kind does not count for one of the products."""
    wrong = barred(session, kind, products)
    if wrong:
        raise DoesNotCount(kind=kind, names=[one.name for one in wrong])


def doubts(session: Session, paper: Certificate, products: Sequence[Product]) -> list[Doubt]:
    """Everything about a paper that deserves a second look, its goods included."""
    found = paper_checks.doubts(session, paper)
    told = paper_numbers.pirt(paper.number) if paper.kind == "pirt" else None
    if told is not None:
        fitting = {row[0]: row[2].split() for row in paper_numbers.PIRT_CLASSES(session)}
        wrong = [one.name for one in products if one.category.code not in fitting.get(told.food_class, ["?"])]
        if wrong and told.food_class in fitting:
            found.append(Doubt("goods", {"code": told.food_class, "names": wrong}))
    names = [one.name for one in barred(session, paper.kind, products)]
    return [*found, Doubt("barred", {"names": names})] if names else found
