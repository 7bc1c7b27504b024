"""What a line is written with and never changes: the same for every way in which an order comes about."""

from __future__ import annotations

from typing import Any

FROZEN = (
    "variant_id", "stock_item_id", "name", "label", "slug", "quantity", "base_quantity", "lead_days", "preorder_on",
    "unit_price", "list_price", "rule",
)  # fmt: skip


def frozen(line: Any) -> dict[str, Any]:
    """The columns of an order's line, from a line of a checkout or of a draft on terms."""
    return {name: getattr(line, name) for name in FROZEN}
