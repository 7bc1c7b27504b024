"""What the tour sees of the register: a business with a shop, its likely double, a visit, a list to decide about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.people import assisting, business_importing, business_imports, businesses, caseload, users, visits
from marketplace.people.businesses import Told
from marketplace.people.users import User
from tests import cast

CELLS = [
    ["Nama Usaha", "Pemilik", "No HP", "Kelurahan"],
    ["Keripik Wati", "Bu Wati", "081234567001", "Lamaru"],
    ["Dapur Rahmy", "", "", "Teritip"],
    ["Tanpa Tempat", "", "12", "Atlantis"],
]


def furnish(session: Session, maker: cast.Maker) -> dict[str, Any]:
    """Made by the officer."""
    officer = session.scalars(select(User).where(User.email == "petugas@contoh.id")).one()
    by = users.as_actor(session, officer)
    shop = businesses.note_shop(session, maker.producer, by=by)
    told = Told("Dapur Rahmi", "Bu Rahmi", maker.producer.phone, kelurahan="64.71.01.1003", sector="food")
    other = businesses.register(session, told, consent="in_person", keeper=officer.id, by=by)
    businesses.agree(session, shop, "call_back", by=by)
    caseload.assign(session, shop, officer, by=by)
    assisting.end(session, assisting.note(session, maker.producer, "in_person", by=by).public_id, by=maker.actor)
    visits.note(session, shop, "Dapur bersih.", on=clock.today(), photo="x.jpg", by=by)
    runs = [business_imports.begin(session, f"{n}.csv", CELLS, n, "x", by=by) for n in ("dinas", "baru")]
    business_imports.choose_columns(session, runs[0], {k: int(v) for k, v in runs[0].columns.items()}, by=by)
    business_importing.compare(session, runs[0], CELLS)
    session.commit()
    return {"business": shop.public_id, "twin": other.public_id, "run": runs[0].public_id, "new_run": runs[1].public_id}


def states(made: dict[str, Any]) -> Iterator[tuple[str, str, str, str, dict[str, Any] | None, int]]:
    """The pages when something is missing, wrong or alike."""
    one, run = f"/agensi/register/{made['business']}", f"/agensi/register/impor/{made['run']}"
    read: dict[str, Any] = {"how": "in_person", "read": "y"}
    nothing: dict[str, Any] = {}
    alike = {"name": "Dapur Rahmi", "kelurahan": "64.71.01.1003", **read}
    yield "nobody found", "officer", "GET", "/agensi/register?cari=zzzz", None, 200
    yield "found by the head", "head", "GET", "/agensi/register?cari=rahmi&keadaan=no_shop", None, 200
    yield "a business for the head", "head", "GET", one, None, 200
    yield "a business without a shop", "officer", "GET", f"/agensi/register/{made['twin']}", None, 200
    yield "compared", "officer", "GET", f"{one}/gabung?dengan={made['twin']}", None, 200
    yield "merged with itself", "officer", "POST", f"{one}/gabung", {"dengan": made["business"]}, 422
    yield "corrected, wrong", "officer", "POST", f"{one}/ubah", {"name": "", "phone": "1"}, 422
    yield "shop opened, not read", "officer", "POST", f"{one}/toko", nothing, 422
    yield "assigned to nobody", "officer", "POST", f"{one}/serahkan", nothing, 422
    yield "registered, wrong", "officer", "POST", "/agensi/lapangan/daftar", nothing, 422
    yield "registered, alike", "officer", "POST", "/agensi/lapangan/daftar", alike, 422
    yield "visit, wrong", "officer", "POST", "/agensi/lapangan/kunjungan", nothing, 422
    yield "no list of the agency", "officer", "POST", "/agensi/register/impor", nothing, 422
    yield "columns, wrong", "officer", "POST", f"/agensi/register/impor/{made['new_run']}/kolom", {"phone": "0"}, 422
    for finding in ("new", "same", "faulty"):
        yield f"rows {finding}", "officer", "GET", f"{run}?lihat={finding}", None, 200
    yield "no signal in the field", "guest", "GET", "/offline?untuk=lapangan", None, 200
