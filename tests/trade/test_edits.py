"""Changes wait for a look while the live version sells; the first publication is looked at afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from marketplace.catalog import changes
from marketplace.catalog.changes import ProductChange
from marketplace.catalog.restricted import Restricted
from marketplace.kernel import events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.trade import edits, shelf
from marketplace.trade.publishing import DuplicateName
from tests import cast

MODERATOR = Actor("user", "Petugas", roles=frozenset({"moderator"}))


@pytest.fixture
def amplang(session: Session) -> cast.Maker:
    made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")
    made.product.storage, made.product.shelf_life_days = "Simpan kering", 90
    session.flush()
    return made


def propose(session: Session, maker: cast.Maker, **wanted: Any) -> ProductChange:
    change = edits.propose(session, maker.product, wanted, by=maker.actor)
    assert change is not None
    return change


def on_shelf(session: Session, maker: cast.Maker) -> list[str]:
    return [card.name for card in shelf.listing(session, shelf.Choice(producer_id=maker.producer.id)).cards]


def test_the_live_version_sells_until_staff_agrees(session: Session, amplang: cast.Maker) -> None:
    change = propose(session, amplang, name="Amplang Renyah", description="Gurih")
    assert (change.before, change.after) == (
        {"name": "Amplang Uji", "description": ""},
        {"name": "Amplang Renyah", "description": "Gurih"},
    )
    assert on_shelf(session, amplang) == ["Amplang Uji"]
    edits.approve(session, change, by=MODERATOR)
    assert on_shelf(session, amplang) == ["Amplang Renyah"]
    assert amplang.product.slug == "amplang-uji"
    assert [card.name for card in shelf.listing(session, shelf.Choice(query="renyah")).cards] == ["Amplang Renyah"]
    verbs = [event.verb for event in events.history(session, f"product:{amplang.product.id}")]
    assert verbs == ["propose", "change", "approve"]


def test_a_second_proposal_keeps_what_the_first_changed(session: Session, amplang: cast.Maker) -> None:
    first = propose(session, amplang, name="Amplang Renyah")
    second = propose(session, amplang, description="Gurih")
    assert first.state == "withdrawn"
    assert second.after == {"name": "Amplang Renyah", "description": "Gurih"}
    assert changes.open_edit(session, amplang.product) is second
    back = edits.propose(session, amplang.product, {"name": "Amplang Uji", "description": ""}, by=amplang.actor)
    assert back is None and changes.open_edit(session, amplang.product) is None


def test_staff_gives_an_edit_back_with_a_reason(session: Session, amplang: cast.Maker) -> None:
    change = propose(session, amplang, name="Amplang Renyah")
    with pytest.raises(Invalid):
        edits.give_back(session, change, "  ", by=MODERATOR)
    edits.give_back(session, change, "Namanya kurang jelas.", by=MODERATOR)
    assert on_shelf(session, amplang) == ["Amplang Uji"]
    told = changes.last_returned(session, amplang.product)
    assert told is change and told.reason == "Namanya kurang jelas."
    propose(session, amplang, name="Amplang Sangat Renyah")
    assert changes.last_returned(session, amplang.product) is None


def test_a_first_publication_that_is_given_back_leaves_the_shelf(session: Session, amplang: cast.Maker) -> None:
    first = ProductChange(product_id=amplang.product.id, kind="first", after={"name": "Amplang Uji"}, proposed_by="x")
    session.add(first)
    session.flush()
    counted = amplang.product.category.product_count
    edits.give_back(session, first, "Fotonya gelap.", by=MODERATOR)
    session.expire_all()
    assert on_shelf(session, amplang) == [] and amplang.product.category.product_count == counted - 1
    assert edits.propose(session, amplang.product, {"description": "Baru"}, by=amplang.actor) is None
    assert amplang.product.description == "Baru"
    edits.publish_again(session, amplang.product, by=amplang.actor)
    session.expire_all()
    assert on_shelf(session, amplang) == ["Amplang Uji"] and amplang.product.category.product_count == counted
    assert [row.kind for row in changes.waiting(session)] == ["first"]
    with pytest.raises(NotAllowed):
        edits.publish_again(session, amplang.product, by=amplang.actor)


def test_decided_once_by_an_officer_who_is_not_the_maker(session: Session, amplang: cast.Maker) -> None:
    change = propose(session, amplang, name="Amplang Renyah")
    own = Actor("user", "x", roles=frozenset({"moderator"}), producer_ids=frozenset({amplang.producer.id}))
    for nobody in (amplang.actor, cast.FINANCE, own):
        with pytest.raises(NotAllowed):
            edits.approve(session, change, by=nobody)
    edits.approve(session, change, by=MODERATOR)
    for again in (
        lambda: edits.approve(session, change, by=MODERATOR),
        lambda: edits.withdraw(session, change, by=MODERATOR),
    ):
        with pytest.raises(NotAllowed):
            again()


def test_what_publishing_refuses_an_edit_refuses_too(session: Session, amplang: cast.Maker) -> None:
    cast.goods(session, amplang.producer, "Abon Uji", price=20_000, packs=5)
    wrong: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"ingredients": "ikan belida, tepung"}, Restricted),
        ({"description": "menyembuhkan kanker"}, Restricted),
        ({"name": "abon  UJI"}, DuplicateName),
        ({"ingredients": ""}, edits.Incomplete),
        ({"shelf_life_days": None}, edits.Incomplete),
    ]
    for wanted, problem in wrong:
        with pytest.raises(problem):
            edits.propose(session, amplang.product, wanted, by=amplang.actor)
    assert changes.open_edit(session, amplang.product) is None


def test_the_archive_hides_and_gives_back(session: Session, amplang: cast.Maker) -> None:
    counted = amplang.product.category.product_count
    edits.archive(session, amplang.product, by=amplang.actor)
    session.expire_all()
    assert on_shelf(session, amplang) == [] and amplang.product.category.product_count == counted - 1
    assert edits.of_maker(session, by=amplang.actor) == []
    assert edits.of_maker(session, by=amplang.actor, archived=True) == [amplang.product]
    with pytest.raises(NotAllowed):
        edits.archive(session, amplang.product, by=amplang.actor)
    edits.restore(session, amplang.product, by=amplang.actor)
    assert on_shelf(session, amplang) == ["Amplang Uji"]


def test_a_stranger_finds_nothing(session: Session, amplang: cast.Maker) -> None:
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    with pytest.raises(NotFound):
        edits.mine(session, amplang.product.slug, by=other.actor)
