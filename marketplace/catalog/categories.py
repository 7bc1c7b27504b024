"""The categories of goods, with what each asks of a product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import settings
from marketplace.kernel.db import Base


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


_TILES = select(
    Category.id, Category.code, Category.slug, Category.name, Category.intro, Category.is_food, Category.product_count,
    settings.mark(),
).order_by(Category.position)  # fmt: skip


@dataclass(frozen=True)
class CategoryTile:
    """A category as buyers see it; `count` live products."""

    id: int
    code: str
    slug: str
    name: str
    intro: str
    is_food: bool
    count: int


def tiles(session: Session) -> list[CategoryTile]:
    """All categories in shop order for a page of buyers; what the settings are comes along."""
    rows = session.execute(_TILES).all()
    for row in rows[:1]:
        settings.arrived(session, row.settings_mark)
    return [CategoryTile(*row[:-1]) for row in rows]


def listed(session: Session) -> list[Category]:
    """All categories in shop order."""
    return list(session.scalars(select(Category).order_by(Category.position)))
