"""What counts on every budget, told at once, is what is told of each."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace.sourcing import spending
from tests import buying
from tests.sourcing import requesting, terming
from tests.sourcing.requesting import request, rule, submit


def test_all_budgets_at_once(session: Session) -> None:
    hotel, makers = requesting.hotel(session), requesting.makers(session)
    submit(session, hotel, request(session, hotel, [(makers[0], 4)]))
    submit(session, hotel, request(session, hotel, [(makers[1], 1)], who="both"), who="both")
    rule(session, hotel)
    waiting = submit(session, hotel, request(session, hotel, [(makers[1], 2)]))
    other = buying.hotel(session, name="Hotel Lain")
    terming.place(session, other, [(makers[0], 3, 18_000)])
    outlets = [hotel.outlet.id, other.kitchen.id, other.pastry.id]
    asked: list[str] = []
    event.listen(session.connection(), "after_cursor_execute", lambda *args: asked.append(args[2]))
    used = spending.used(session, outlets)
    assert len(asked) == 2
    buyers = {name: hotel.desk(session, name).buyer_id for name in ("sari", "both")}
    for outlet, buyer in [*((one, None) for one in outlets), *((hotel.outlet.id, one) for one in buyers.values())]:
        assert used.get((outlet, buyer), 0) == spending.of(session, outlet, buyer).used
    assert used[hotel.outlet.id, buyers["sari"]] >= waiting.total > 0
    assert used[other.kitchen.id, None] == 3 * 18_000 + 10_000 and (other.pastry.id, None) not in used
