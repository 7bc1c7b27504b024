"""Products that Bu Rahmi has begun to describe and not finished yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from marketplace.catalog.drafts import Draft
from marketplace.kernel import clock
from marketplace.people.producers import Producer

BEGUN: tuple[tuple[int, str | None, dict[str, Any]], ...] = (
    (
        2, "KRP-06",
        {
            "nama": {"name": "Kerupuk Udang Pedas", "category": "KRP"},
            "kemasan": {"content": 250, "unit": "g"},
            "harga": {"price": 32_000, "tiers": [[12, 29_500], [24, 28_000]]},
        },
    ),
    (30, None, {"foto": {"later": True}, "nama": {"name": "Stik Bawang Ebi", "category": "KRP"}}),
)  # fmt: skip


def load(session: Session, maker: Producer, pictures: dict[str, str]) -> None:
    """Two drafts: one waits for its stock, one for its pack."""
    for hours, sku, answers in BEGUN:
        when = clock.now() - timedelta(hours=hours)
        session.add(
            Draft(
                producer_id=maker.id, answers=answers, picture=pictures.get(sku or ""), created_at=when, updated_at=when
            )
        )  # fmt: skip
    session.flush()
