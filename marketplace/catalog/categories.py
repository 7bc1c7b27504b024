"""The categories of goods, with what each asks of a product."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel.db import Base
from marketplace.kernel.errors import NotFound


class Category(Base):
    """One category; `product_count` is maintained, so that no page counts.

    `template` holds what the listing form asks and proposes: `packs` [[content, unit, label]…],
    `shelf_life_days`, `storage`, `allergens`, `ingredients` (an example), `weight_grams`, `box_cm`,
    `asks_species`, `fields` (label facts of this category).
    """

    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    is_food: Mapped[bool]
    position: Mapped[int]
    intro: Mapped[str] = mapped_column(default="")
    product_count: Mapped[int] = mapped_column(default=0)
    template: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def count(self) -> int:
        """Live products in this category."""
        return self.product_count


def listed(session: Session) -> list[Category]:
    """All categories in shop order."""
    return list(session.scalars(select(Category).order_by(Category.position)))


def by_slug(session: Session, slug: str) -> Category:
    """The category of an address; raise NotFound."""
    category = session.scalars(select(Category).where(Category.slug == slug)).first()
    if category is None:
        raise NotFound(slug=slug)
    return category
