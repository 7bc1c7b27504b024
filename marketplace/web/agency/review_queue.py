"""What desks with a queue do after each decision: the next item opens, whoever came second is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from marketplace.kernel import clock, paging, settings
from marketplace.kernel.db import db
from marketplace.web import differences, fragments

REVIEW_HOURS = settings.declare(
    "review.hours", 48, "Jam sampai produk baru atau perubahan yang belum dilihat ditandai", settings.at_least(1)
)


@dataclass(frozen=True)
class Queue:
    """A desk: where it is, what waits there oldest first (with `public_id`, `before`, `after`), how it is shown."""

    endpoint: str
    waiting: Callable[[Session], Iterable[Any]]
    backlog: Callable[[Session], tuple[int, datetime | None]]
    page: Callable[[str], Response]

    def after(self, public_id: str) -> str:
        """The item that opens next."""
        return paging.following([row.public_id for row in self.waiting(db.session())], public_id) or ""

    def decided_before(self) -> Response:
        """Somebody else was faster."""
        db.session.rollback()
        flash(_("Ini sudah diputuskan. Berikut yang masih menunggu."), "warning")
        return self.next("")

    def next(self, public_id: str) -> Response:
        """Open an item, or the oldest."""
        if fragments.wanted():
            return self.page(public_id)
        return redirect(url_for(self.endpoint, lihat=public_id or None), 303)

    def values(self, public_id: str) -> dict[str, Any]:
        """What the desk's template shows: the queue, the chosen item with its differences, how long it waits."""
        session = db.session()
        rows = list(self.waiting(session))
        chosen = next((row for row in rows if row.public_id == public_id), next(iter(rows), None))
        count, oldest = self.backlog(session)
        hours = REVIEW_HOURS(session)
        return {
            "rows": rows,
            "chosen": chosen,
            "differences": differences.rows(chosen.before, chosen.after) if chosen else [],
            "count": count,
            "oldest": oldest,
            "limit": hours,
            "late_since": clock.now() - timedelta(hours=hours),
            "swapped": fragments.wanted(),
        }
