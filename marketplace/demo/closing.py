"""The demo's books: months that are long over are closed, as a finance desk would have done."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.money import periods
from marketplace.trade import closing

from . import crowd

LONG = timedelta(days=60)


def close_what_is_long_over(session: Session) -> None:
    """Nothing of the demo is told that far back after it is loaded."""
    by = crowd.finance(session)
    while (month := periods.due(session)).ends_at + LONG < clock.now():
        with clock.pretend(month.ends_at + timedelta(days=4, hours=10)):
            closing.close(session, month, by=by)
