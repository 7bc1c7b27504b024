"""The address of an order is put right until something leaves; what was printed before says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.actor import guest
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.kernel.events import Event
from marketplace.trade import fulfilment, paying, readdressing
from marketplace.trade.orders import OrderGroup
from marketplace.trade.readdressing import Address
from tests import cast, placed

RIGHT = Address("Ani", "Jl. Betul 7", "rumah hijau", "", cast.DAMAI)


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    cast.finance(session)
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


@pytest.fixture
def group(session: Session, maker: cast.Maker) -> OrderGroup:
    made = placed.place(session, {maker.variant.id: 1})
    paying.confirm(session, made, by=cast.FINANCE)
    return made


def test_the_address_changes_until_the_goods_leave(session: Session, maker: cast.Maker, group: OrderGroup) -> None:
    order = group.orders[0]
    fulfilment.accept(session, order, by=maker.actor)
    assert readdressing.correct(session, group, RIGHT, by=guest()) == ["street", "landmark"]
    assert readdressing.correct(session, group, RIGHT, by=guest()) == []
    told = session.scalars(select(Event).where(Event.verb == "readdress").order_by(Event.id)).all()
    assert [event.subject for event in told] == [f"group:{group.id}", f"order:{order.id}"]
    assert "Betul" not in str([event.facts for event in told])
    fulfilment.make_ready(session, order, by=maker.actor)
    fulfilment.hand_over(session, order, by=maker.actor)
    with pytest.raises(NotAllowed):
        readdressing.correct(session, group, replace(RIGHT, street="Jl. Lain 1"), by=guest())
    assert group.street == "Jl. Betul 7"


@pytest.mark.parametrize("wrong", [{"kelurahan_code": "64.71.01.1003"}, {"street": " "}, {"kelurahan_code": "x"}])
def test_another_kecamatan_or_nothing_is_refused(session: Session, group: OrderGroup, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        readdressing.correct(session, group, replace(RIGHT, **wrong), by=guest())
    assert group.street == "Jl. Uji 1"


@pytest.mark.one_database
def test_the_maker_reads_that_what_was_printed_no_longer_holds(
    client: FlaskClient, session: Session, maker: cast.Maker, group: OrderGroup
) -> None:
    fulfilment.accept(session, group.orders[0], by=maker.actor)
    at = f"/pesanan/{group.token}/alamat"
    form = {"name": "Ani", "street": "Jl. Betul 7", "kelurahan": "64.71.01.1003"}
    far = client.post(at, data=form)
    assert far.status_code == 422 and "punya ongkir lain" in far.text and "Jl. Betul 7" in far.text
    assert client.post(at, data={**form, "kelurahan": cast.DAMAI}).status_code == 303
    assert "Jl. Betul 7" in client.get(f"/pesanan/{group.token}").text
    client.post("/masuk", data={"who": "081200000901", "password": cast.PASSWORD})
    page = client.get(f"/jualan/pesanan/{group.orders[0].number}").text
    assert "Surat jalan yang dicetak sebelum itu tidak berlaku." in page and "Jl. Betul 7" in page
