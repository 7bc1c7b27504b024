"""A hotel with a requester, two approvers and an owner, two makers, and a request that is ready to be sent."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.people import buyers, organisations, users
from marketplace.people.buyers import Desk
from marketplace.people.organisations import Organisation, Outlet
from marketplace.sourcing import approvals, checks, deciding, requests, schedules, submitting
from marketplace.sourcing.requests import PurchaseRequest, RequestLine
from marketplace.sourcing.schedules import Draft
from marketplace.trade.orders import OrderGroup
from tests import cast
from tests.cast import Maker

STAFF = Actor("user", "Petugas", roles=frozenset({"officer"}))
PEOPLE = {
    "pemilik": ["owner"],
    "sari": ["requester"],
    "gm": ["approver"],
    "fnb": ["approver"],
    "both": ["requester", "approver"],
}


@dataclass
class Hotel:
    """An organisation that may buy on terms, and the actors of its people by name."""

    organisation: Organisation
    outlet: Outlet
    actors: dict[str, Actor] = field(default_factory=dict)

    def desk(self, session: Session, name: str) -> Desk:
        """What this person may do now."""
        return buyers.desk(session, self.organisation.public_id, by=self.actors[name])


def hotel(session: Session, *, credit: int = 50_000_000) -> Hotel:
    """Two approvers; deliveries are taken from eight to four, Mondays to Saturdays."""
    people = {}
    for place, name in enumerate(PEOPLE):
        person = users.User(name=name.capitalize(), phone=f"+62812777000{place:02d}", password_hash="x")
        session.add(person)
        session.flush()
        people[name] = person
    actors = {name: Actor("user", person.name, user_id=person.id) for name, person in people.items()}
    organisation = buyers.establish(
        session,
        people["pemilik"],
        Organisation(name="Hotel Uji", kind="hotel", phone="+6254277700"),
        Outlet(name="Dapur utama", street="Jl. Uji 9", kelurahan_code=cast.DAMAI),
        by=actors["pemilik"],
    )
    outlet = organisation.outlets[0]
    outlet.receiving = {str(day): [480, 960] for day in range(6)}
    for name, roles in PEOPLE.items():
        buyers.place(session, organisation, people[name], {outlet.id: roles}, by=actors["pemilik"])
    organisations.activate(session, organisation, ["14", "30"], credit, by=STAFF)
    return Hotel(organisation, outlet, actors)


def makers(session: Session, packs: int = 50) -> list[Maker]:
    """Two makers who deliver from nine to twelve."""
    return [
        cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=packs, phone="+6281200000901"),
        cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=packs, phone="+6281200000902"),
    ]


def request(session: Session, buyer: Hotel, wanted: list[tuple[Maker, int]], *, who: str = "sari") -> PurchaseRequest:
    """A draft with its lines and the first time of every maker chosen."""
    made = requests.begin(session, buyer.desk(session, who), buyer.outlet, terms="14")
    for maker, packs in wanted:
        made.lines.append(
            RequestLine(
                producer_id=maker.producer.id, variant_id=maker.variant.id, quantity=packs,
                unit_price=maker.variant.price, rule="base",
            )
        )  # fmt: skip
    session.flush()
    for part in schedules.plan(session, made).parts:
        chosen = schedules.proposal(part)
        assert chosen is not None
        schedules.save(session, made, part.producer.id, [chosen], by=buyer.actors[who])
    return made


def rule(session: Session, buyer: Hotel, from_sum: int = 0) -> approvals.ApprovalRule:
    """Everything from a sum on needs an approver."""
    desk = buyer.desk(session, "pemilik")
    return approvals.add(session, desk, from_sum=from_sum, outlet=None, category=None, by=buyer.actors["pemilik"])


def submit(session: Session, buyer: Hotel, made: PurchaseRequest, *, who: str = "sari") -> PurchaseRequest:
    """Send it as a person who has just seen it."""
    plan = schedules.plan(session, made)
    return submitting.submit(
        session, buyer.desk(session, who), made, seen=plan.total, seen_marks=checks.marks(plan), by=buyer.actors[who]
    )


def approve(session: Session, buyer: Hotel, made: PurchaseRequest, *, who: str = "gm") -> OrderGroup:
    """Approve what stands there now."""
    plan = schedules.plan(session, made)
    return deciding.approve(
        session, buyer.desk(session, who), made, seen=plan.total, seen_marks=checks.marks(plan), by=buyer.actors[who]
    )


def draft(part: schedules.Part, nth: int, shares: dict[int, int]) -> Draft:
    """The maker's own round at the n-th time."""
    way = next(way for way in part.ways if way.kind == "own")
    return Draft(way.key, way.times[nth].key, "", shares)
