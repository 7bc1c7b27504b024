"""The hotel of the tests: two outlets, one person for every role at the first, and a stranger."""

from __future__ import annotations

from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.people import buyers, organisations, passwords
from marketplace.people.buyers import ROLES, Desk
from marketplace.people.organisations import Organisation, Outlet
from marketplace.people.users import User
from tests import cast

OFFICER = Actor("user", "Petugas", roles=frozenset({"officer"}))
STRANGER = "stranger"
CHEF = "chef"


@dataclass
class Hotel:
    """`people` has one person for each of ROLES at the kitchen, a `chef` (requester of the pastry), a `stranger`."""

    organisation: Organisation
    kitchen: Outlet
    pastry: Outlet
    people: dict[str, User]

    @property
    def url(self) -> str:
        """Where the desk begins."""
        return f"/pembelian/{self.organisation.public_id}"

    def actor(self, role: str) -> Actor:
        """Who acts in a role."""
        person = self.people[role]
        return Actor("user", person.name, user_id=person.id)

    def desk(self, session: Session, role: str) -> Desk:
        """The desk of who has the role."""
        return buyers.desk(session, self.organisation.public_id, by=self.actor(role))

    def enter(self, client: FlaskClient, role: str) -> FlaskClient:
        """Log in as who has the role."""
        form = {"who": self.people[role].phone, "password": cast.PASSWORD}
        assert client.post("/masuk", data=form).status_code == 303
        return client


def hotel(
    session: Session, *, name: str = "Hotel Uji", terms: tuple[str, ...] = ("14", "30"), credit: int = 50_000_000,
    first_phone: int = 81266600100,
) -> Hotel:  # fmt: skip
    """A hotel that staff have activated; no terms leave it new."""
    people = {
        role: _person(session, f"{role.title()} {name}", f"+62{first_phone + place}")
        for place, role in enumerate((*ROLES, CHEF, STRANGER))
    }
    owner = people["owner"]
    by = Actor("user", owner.name, user_id=owner.id)
    kitchen = Outlet(name="Dapur utama", street="Jl. Uji 9", kelurahan_code=cast.DAMAI)
    made = buyers.establish(session, owner, Organisation(name=name, kind="hotel", phone="+6254277700"), kitchen, by=by)
    pastry = organisations.add_outlet(session, made, name="Pastry", street="Jl. Uji 9", kelurahan=cast.DAMAI, by=by)
    buyers.place(session, made, owner, {kitchen.id: ["owner"], pastry.id: ["owner"]}, by=by)
    for role in ROLES:
        if role != "owner":
            buyers.place(session, made, people[role], {kitchen.id: [role]}, by=by)
    buyers.place(session, made, people[CHEF], {pastry.id: ["requester"]}, by=by)
    if terms:
        organisations.activate(session, made, list(terms), credit, by=OFFICER)
    session.flush()
    return Hotel(made, kitchen, pastry, people)


def _person(session: Session, name: str, phone: str) -> User:
    person = User(name=name, phone=phone, password_hash=passwords.seal(cast.PASSWORD))
    session.add(person)
    session.flush()
    return person
