"""What a draft still needs before it may be on sale, as question and field, in the order of the screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketplace.catalog.categories import Category
from marketplace.catalog.drafts import Draft
from marketplace.people.producers import Producer


@dataclass(frozen=True)
class Missing:
    """One thing that is not answered yet."""

    question: str
    field: str


def missing(draft: Draft, category: Category | None, producer: Producer) -> list[Missing]:
    """Everything that stands between this draft and the shop; empty when it may be published."""
    found = [
        Missing(question, field)
        for question, field in (("nama", "name"), ("kemasan", "content"), ("harga", "price"), ("stok", "kind"))
        if not draft.is_answered(question)
    ]
    if category is None:
        return [*found] if found else [Missing("nama", "category")]
    return [*found, *_label(draft.answers.get("label", {}), category, producer)]


def _label(label: dict[str, Any], category: Category, producer: Producer) -> list[Missing]:
    needed = []
    if category.is_food:
        needed = ["ingredients", "allergens", "shelf_life_days", "storage", "checked"]
        if category.template.get("asks_species"):
            needed.insert(0, "species")
    found = [Missing("label", field) for field in needed if not _is_told(label, field)]
    if producer.kelurahan_code is None and not label.get("kelurahan"):
        found.append(Missing("label", "kelurahan"))
    return found


def _is_told(label: dict[str, Any], field: str) -> bool:
    if field == "allergens":
        return bool(label.get("allergens") or label.get("no_allergens"))
    return bool(label.get(field))
