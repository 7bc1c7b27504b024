"""The invented hotel: two outlets, one log-in for every role, terms that were granted."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.kernel.actor import Actor
from marketplace.people import budgets, buyers, founding, organisations, passwords, users
from marketplace.people.founding import Told
from marketplace.people.organisations import Organisation, Outlet
from marketplace.people.users import User

from . import crowd, logins, people

NAME = "Hotel Contoh Teluk Beriman"
KITCHEN, PASTRY = "Dapur Utama", "Kafe Pantai"
HOURS = {day: (7 * 60, 15 * 60) for day in range(6)}
STREET, PLACE = "Jl. Contoh Pantai 1", "64.71.06.1004"
NEWCOMER = "yusuf@kafe-somber.example"
MEMBERS = (
    ("Ratih Pembelian", logins.HOTEL, {KITCHEN: ["requester"], PASTRY: ["requester"]}),
    ("Hendra Wijaya", logins.HOTEL_APPROVER, {KITCHEN: ["approver"], PASTRY: ["approver"]}),
    ("Joko Gudang", logins.HOTEL_RECEIVER, {KITCHEN: ["receiver"]}),
    ("Mira Keuangan", logins.HOTEL_FINANCE, {KITCHEN: ["finance"], PASTRY: ["finance"]}),
)


def load(session: Session) -> None:
    """Once, after the people."""
    sealed = passwords.seal(logins.PASSWORD)
    owner = _known(session, "Lina Hartono", logins.HOTEL_OWNER, sealed)
    by = Actor("user", owner.name, user_id=owner.id)
    kitchen = Outlet(name=KITCHEN, street=STREET, kelurahan_code=PLACE)
    hotel = buyers.establish(session, owner, _organisation(), kitchen, by=by)
    pastry = organisations.add_outlet(session, hotel, name=PASTRY, street=STREET, kelurahan=PLACE, by=by)
    for outlet, note, centre in ((kitchen, "Pintu barang di belakang, telepon satpam dulu.", "FB-01"),
                                 (pastry, "Lewat lobi samping, lantai 1.", "FB-02")):  # fmt: skip
        organisations.change_outlet(
            session, outlet, name=outlet.name, street=STREET, kelurahan=PLACE, dock_notes=note, cost_centre=centre,
            hours=HOURS, by=by,
        )  # fmt: skip
    ids = {KITCHEN: kitchen.id, PASTRY: pastry.id}
    buyers.place(session, hotel, owner, {outlet: ["owner"] for outlet in ids.values()}, by=by)
    for name, email, roles in MEMBERS:
        member = _known(session, name, email, sealed)
        buyers.place(session, hotel, member, {ids[outlet]: held for outlet, held in roles.items()}, by=by)
    organisations.activate(
        session, hotel, ["14", "30"], 50_000_000, by=crowd.person(session, logins.OFFICER, "officer")
    )
    budgets.set_amount(session, kitchen, None, 60_000_000, by=by)
    budgets.set_amount(session, pastry, None, 20_000_000, by=by)
    _newcomer(session, sealed)


def _newcomer(session: Session, sealed: str) -> None:
    """Somebody who waits for terms, on the desk of staff."""
    person = people.person(session, sealed, "Yusuf Contoh", email=NEWCOMER)
    told = Told("Kafe Contoh Somber", "restoran", "+6281200000044", "Dapur", "Jl. Contoh Somber 4", PLACE, NEWCOMER)
    founding.found(session, person, told, by=Actor("user", person.name, user_id=person.id))


def _organisation() -> Organisation:
    return Organisation(
        name=NAME, legal_name="PT Contoh Teluk Beriman", kind="hotel", nib="9120000000017", npwp="0123456789012345",
        billing_address=f"{STREET}, Balikpapan", phone="+6281200000041", email=logins.HOTEL, is_demo=True,
    )  # fmt: skip


def _known(session: Session, name: str, email: str, sealed: str) -> User:
    said = users.identifier(email)
    found = users.known_by(session, said) if said else None
    return found or people.person(session, sealed, name, email=email, company=NAME)
