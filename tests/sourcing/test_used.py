"""What counts on every budget, told at once, is what is told of each."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace.people import budgets
from marketplace.sourcing import request_lines, requests, spending
from tests import buying, cast
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


@pytest.mark.one_database
def test_the_page_of_budgets_tells_what_is_used_and_what_is_over(client: FlaskClient, session: Session) -> None:
    hotel = buying.hotel(session)
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")
    terming.place(session, hotel, [(maker, 3, 18_000)])
    session.flush()
    page = hotel.enter(client, "finance").get(f"{hotel.url}/anggaran").text
    assert "Rp64.000" in page and "melebihi batas" not in page
    budgets.set_amount(session, hotel.kitchen, None, 60_000, by=hotel.actor("owner"))
    session.flush()
    assert "melebihi batas" in client.get(f"{hotel.url}/anggaran").text


@pytest.mark.one_database
def test_a_request_leads_on_to_its_deliveries(client: FlaskClient, session: Session) -> None:
    hotel = buying.hotel(session)
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")
    desk = hotel.desk(session, "requester")
    made = requests.begin(session, desk, hotel.kitchen)
    hotel.enter(client, "requester")
    here, on = f"{hotel.url}/permintaan/{made.public_id}", f"{hotel.url}/jadwal/{made.public_id}"
    assert on not in client.get(here).text
    request_lines.add(session, made, maker.variant.id, 4, by=hotel.actor("requester"))
    session.flush()
    assert f'href="{on}"' in client.get(here).text
    assert client.get(on).status_code == 200
