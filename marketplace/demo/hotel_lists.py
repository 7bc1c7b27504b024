"""The invented hotel writes: contract prices of two makers, a budget, a request that is half written."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.actor import Actor
from marketplace.people import budgets, phones
from marketplace.people.buyers import Buyer, Desk
from marketplace.people.organisations import Organisation
from marketplace.people.producers import Producer
from marketplace.people.users import User
from marketplace.sourcing import contracts, lists, requests, writing

from . import hotel, logins

TEXT = """Amplang ikan tenggiri 250 g, 12
sambal tuna, 10
keripik pisang, 24
abon ikan, 2 kg
roti tawar gandum, 6
"""


def load(session: Session) -> None:
    """Once, after the hotel and the goods."""
    house = session.scalars(select(Organisation).where(Organisation.name == hotel.NAME)).one()
    kitchen = next(outlet for outlet in house.outlets if outlet.name == hotel.KITCHEN)
    member = session.scalars(
        select(Buyer).join(User).where(Buyer.organisation_id == house.id, User.email == logins.HOTEL)
    ).one()
    by = Actor("user", member.user.name, user_id=member.user_id)
    budgets.set_amount(session, kitchen, None, 15_000_000, by=by)
    for phone in (logins.AMPLANG, logins.SAMBAL):
        _agree(session, house, session.scalars(select(Producer).where(Producer.phone == phones.normalise(phone))).one())
    desk = Desk(member.id, house, frozenset((role.outlet_id, role.role) for role in member.roles))
    draft = requests.begin(session, desk, kitchen, terms="14")
    writing.take(session, draft, lists.pasted(TEXT, 50), by=by)


def _agree(session: Session, house: Organisation, maker: Producer) -> None:
    prices = {pack.id: pack.price * 92 // 100 // 100 * 100 for pack in contracts.packs(session, maker.id)[:4]}
    if prices:
        contracts.offer(
            session, maker, house, None, prices, starts_on=clock.today(), ends_on=clock.today() + timedelta(days=90),
            note="Untuk pemesanan rutin dapur hotel.", by=Actor("user", maker.owner_name),
        )  # fmt: skip
