"""What an officer reads beside each business: the most urgent first, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from marketplace.insight import next_steps
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.people import assisting, businesses, certificates
from marketplace.people.businesses import Business, Told
from marketplace.people.certificates import Certificate
from marketplace.people.users import User
from tests import cast

OFFICER = Actor("user", "Rizal", user_id=1, roles=frozenset({"officer"}))


def codes(session: Session, business: Business) -> list[str]:
    return [step.code for step in next_steps.of(session, [business], 1)[business.id]]


def with_shop(session: Session, n: int = 1) -> tuple[Business, cast.Maker]:
    maker = cast.maker(session, f"Amplang {n}", f"Amplang {n}", price=18_000, packs=5, phone=f"+628120000090{n}")
    business = businesses.note_shop(session, maker.producer, by=OFFICER)
    businesses.agree(session, business, "in_person", by=OFFICER)
    return business, maker


@pytest.mark.one_database
def test_a_record_without_a_shop_asks_for_consent_then_for_a_shop(session: Session) -> None:
    business = businesses.register(session, Told("Dapur Rahmi"), by=OFFICER)
    assert codes(session, business) == ["no_consent", "no_shop"]
    businesses.agree(session, business, "in_person", by=OFFICER)
    business.next_visit_on = clock.today()
    assert codes(session, business) == ["no_shop", "visit_due"]
    businesses.take_consent_back(session, business, by=OFFICER)
    assert codes(session, business) == ["consent_withdrawn"]


def test_a_shop_asks_for_photo_papers_and_a_first_order(session: Session, later: Callable[..., None]) -> None:
    business, maker = with_shop(session)
    assert codes(session, business) == ["no_photo", "no_paper"]
    maker.product.picture = "x"
    paper = Certificate(
        producer_id=maker.producer.id, kind="pirt", number="1", issuer="", valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=70), verified_at=clock.now(),
    )  # fmt: skip
    session.add(paper)
    session.flush()
    assert codes(session, business) == []
    later(days=15)
    assert codes(session, business) == ["paper_ending", "never_sold"]
    maker.product.sold_count = 1
    later(days=60)
    assert codes(session, business) == ["paper_over"]
    certificates.submit(session, maker.producer, certificates.Told("halal", "1"), file_key=None, by=maker.actor)
    maker.product.archived_at = clock.now()
    assert codes(session, business) == ["paper_over", "no_product"]


@pytest.mark.one_database
def test_a_consent_to_help_that_was_ended_is_told(session: Session) -> None:
    session.add(User(id=1, name="Rizal", phone="+6281200000333"))
    session.flush()
    business, maker = with_shop(session)
    given = assisting.note(session, maker.producer, "in_person", by=OFFICER)
    assert "help_ended" not in codes(session, business)
    assisting.end(session, given.public_id, by=maker.actor)
    assert "help_ended" in codes(session, business)
    assisting.note(session, maker.producer, "in_person", by=OFFICER)
    assert "help_ended" not in codes(session, business)


@pytest.mark.one_database
def test_thirty_cost_as_many_statements_as_one(session: Session) -> None:
    rows = [with_shop(session, n)[0] for n in range(4)]
    next_steps.of(session, rows, 1)
    counted: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: counted.append(given[2]))
    next_steps.of(session, rows[:1], 1)
    one = len(counted)
    next_steps.of(session, rows, 1)
    assert len(counted) - one == one <= 7
