"""The tax lines of a sale: what the rules of the day make of its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.categories import Category
from marketplace.catalog.products import Product, Variant
from marketplace.money import tax_rules

from .orders import OrderLine

NON_PKP = "Non-PKP, tidak memungut PPN"


@dataclass(frozen=True)
class Tax:
    """`lines` as the document keeps them, `ppn` in rupiah, contained in the price."""

    lines: list[dict[str, Any]]
    ppn: int


def of_sale(session: Session, day: date, *, pkp: bool, taxable: int, free: int) -> Tax:
    """Tax of a sale whose prices contain it: `taxable` and `free` rupiah are its whole."""
    lines, ppn = _ppn(session, day, pkp, taxable, free)
    withheld = tax_rules.valid(session, "pph22", day)
    if withheld is not None:
        base = taxable + free - ppn
        amount = tax_rules.worked_on_top(base, withheld)
        lines.append({"kind": "pph22", "words": withheld.words, "base": base, "amount": amount})
    return Tax(lines, ppn)


def _ppn(session: Session, day: date, pkp: bool, taxable: int, free: int) -> tuple[list[dict[str, Any]], int]:
    rule = tax_rules.valid(session, "ppn", day) if pkp else None
    if rule is None:
        words = tax_rules.valid(session, "non_pkp", day)
        return ([] if pkp else [{"kind": "non_pkp", "words": words.words if words else NON_PKP}]), 0
    lines: list[dict[str, Any]] = []
    parts = tax_rules.worked(taxable, rule)
    if taxable:
        lines.append(
            {
                "kind": "ppn",
                "words": rule.words,
                "rate": rule.rate,
                "fraction": f"{rule.numerator}/{rule.denominator}",
                "price": taxable,
                "base": parts.base,
                "other_base": parts.other_base,
                "amount": parts.tax,
            }
        )
    if free:
        lines.append({"kind": "exempt", "words": "Bebas PPN", "base": free})
    return lines, parts.tax


def exempt_lines(session: Session, lines: list[OrderLine], day: date) -> set[int]:
    """Ids of the lines whose category is not taxed on a day."""
    free = tax_rules.exempt(session, day)
    if not free:
        return set()
    found = session.execute(
        select(Variant.id, Category.code)
        .join(Product, Product.id == Variant.product_id)
        .join(Category, Category.id == Product.category_id)
        .where(Variant.id.in_([line.variant_id for line in lines]))
    )
    codes = {variant: code for variant, code in found}
    return {line.id for line in lines if codes.get(line.variant_id) in free}
