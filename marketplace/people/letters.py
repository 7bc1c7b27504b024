"""Promises of messages about an account; the notices compose and send them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import ids, jobs

from .users import User


def promise(session: Session, template: str, user: User, **facts: Any) -> None:
    """Promise one message. `to_email` among the facts is used instead of the account's own address."""
    key = f"{template}:{user.id}:{ids.code(12)}"
    jobs.promise(session, "message", key, template=template, to_user=user.id, **facts)
