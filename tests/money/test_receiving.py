"""The operator's own accounts: a second person agrees, and what was ordered before keeps its account."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from marketplace.demo.delivery import QRIS
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.money import receiving
from marketplace.money.receiving import ReceivingAccount
from tests import cast, placed

FIRST, SECOND = (Actor("user", name, user_id=n, roles=frozenset({"finance"})) for n, name in ((1, "Ayu"), (2, "Bima")))


def another(session: Session, number: str = "222") -> ReceivingAccount:
    account = ReceivingAccount(kind="bank", bank="Bank Lain", number=number, holder="Koperasi Uji")
    return receiving.ask(session, account, by=FIRST)


def test_another_account_takes_money_once_a_second_person_agrees(session: Session) -> None:
    cast.finance(session)
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    earlier = placed.place(session, {maker.variant.id: 1})
    asked = another(session)
    assert receiving.current(session, "bank") != asked and asked not in receiving.all_of_them(session)
    with pytest.raises(NotAllowed):
        receiving.approve(session, asked.id, by=FIRST)
    with pytest.raises(NotAllowed):
        another(session, "333")
    receiving.approve(session, asked.id, by=SECOND)
    later = placed.place(session, {maker.variant.id: 1})
    assert [group.payment.account.number for group in (earlier, later)] == ["111", "222"]  # type: ignore[union-attr]
    assert [row.number for row in receiving.history(session)] == ["111"]
    with pytest.raises(NotAllowed):
        receiving.refuse(session, asked.id, "terlambat", by=SECOND)


def test_a_refused_account_changes_nothing_and_leaves_room_for_the_next(session: Session) -> None:
    cast.finance(session)
    asked = another(session)
    receiving.refuse(session, asked.id, "salah nomor", by=FIRST)
    current = receiving.current(session, "bank")
    assert current is not None and current.number == "111" and receiving.backlog(session) == (0, None)
    assert another(session, "333").state == "waiting"


def test_qris_can_end_and_an_empty_account_is_refused(session: Session) -> None:
    with pytest.raises(Invalid):
        receiving.ask(session, ReceivingAccount(kind="qris", payload=" ", holder="Uji"), by=FIRST)
    asked = receiving.ask(session, ReceivingAccount(kind="qris", payload=QRIS, holder="Uji"), by=FIRST)
    receiving.approve(session, asked.id, by=SECOND)
    receiving.end_qris(session, by=SECOND)
    assert receiving.current(session, "qris") is None
    with pytest.raises(NotAllowed):
        receiving.end_qris(session, by=SECOND)
