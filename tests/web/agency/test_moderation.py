"""Moderators: the middle of the waiting times, the list of restricted words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.catalog import changes, restricted
from marketplace.catalog.changes import ProductChange
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.people import staff
from marketplace.people.users import Identifier, known_by
from tests import asking, cast
from tests.web.agency.desk import open_desk

HERE = "/agensi/kata-terlarang"
ENTRY = {"words": "sirip pari, pari manta", "kind": "refuse", "reason": "satwa dilindungi", "advice": "Pakai tenggiri."}


@pytest.fixture
def desk(client: FlaskClient, session: Session) -> FlaskClient:
    cast.finance(session)
    person = known_by(session, Identifier("email", "keuangan@contoh.id"))
    assert person is not None
    staff.grant(session, person, "moderator", by=SYSTEM)
    return open_desk(client, session)


def version(desk: FlaskClient) -> str:
    found = re.search(r'name="version"[^>]*value="([0-9a-f]+)"', desk.get(f"{HERE}/baru").text)
    assert found is not None
    return found[1]


def test_the_middle_of_the_waiting_times(session: Session, later: Callable[..., None]) -> None:
    maker = asking.amplang(session)
    assert changes.median_wait(session) is None
    rows = [ProductChange(product_id=maker.product.id, kind="edit", proposed_by="Bu Uji") for _ in range(3)]
    session.add_all(rows)
    session.flush()
    for row, hours in zip(rows, (1, 2, 30), strict=True):
        later(hours=hours)
        row.state, row.decided_at = "approved", clock.now()
    session.flush()
    wait = changes.median_wait(session)
    assert wait is not None and round(wait.total_seconds() / 3600, 1) == 3.0


@pytest.mark.one_database
def test_a_word_is_added_changed_and_removed_and_acts_at_once(desk: FlaskClient, session: Session) -> None:
    before = len(restricted.WORDS(session))
    assert desk.post(f"{HERE}/baru", data={**ENTRY, "words": "!!", "version": version(desk)}).status_code == 422
    assert desk.post(f"{HERE}/baru", data={**ENTRY, "version": version(desk)}).status_code == 303
    session.info.clear()
    with pytest.raises(restricted.Restricted):
        restricted.refuse(session, {"name": "Abon Pari Manta"})
    place = before + 1
    changed = {**ENTRY, "kind": "flag", "version": version(desk)}
    assert desk.post(f"{HERE}/{place}", data=changed).status_code == 303
    session.info.clear()
    assert [hit.kind for hit in restricted.refuse(session, {"name": "Abon Pari Manta"})] == ["flag"]
    desk.post(f"{HERE}/{place}/hapus", data={"version": version(desk)})
    session.info.clear()
    assert len(restricted.WORDS(session)) == before


@pytest.mark.one_database
def test_nobody_overwrites_what_somebody_else_has_changed(desk: FlaskClient, session: Session) -> None:
    old = version(desk)
    desk.post(f"{HERE}/baru", data={**ENTRY, "version": old})
    late = desk.post(f"{HERE}/1", data={**ENTRY, "version": old})
    assert late.status_code == 422 and "sirip pari" in late.text
    session.info.clear()
    assert restricted.WORDS(session)[0]["words"][0] == "belida"
