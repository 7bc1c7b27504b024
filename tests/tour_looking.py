"""Settings, staff, texts and places for the tour, and the forms that are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import audit_seals
from marketplace.kernel.actor import SYSTEM
from marketplace.people.places import Kelurahan
from marketplace.people.users import Identifier, known_by
from marketplace.trade import pickup_points
from marketplace.trade.pickup_points import Told
from tests import cast

Try = tuple[str, str, str, str, dict[str, Any] | None, int]


def furnish(session: Session, maker: cast.Maker) -> dict[str, Any]:
    """A shared point with a shop, a colleague, and a first seal."""
    place = session.scalars(select(Kelurahan).limit(1)).one()
    point = pickup_points.save(session, None, Told("Kios Uji", "Jl. Uji 2", "", place.code), by=SYSTEM)
    pickup_points.let(session, point, maker.producer, True, by=SYSTEM)
    colleague = known_by(session, Identifier("email", "petugas@contoh.id"))
    assert colleague is not None
    audit_seals.seal_all(session)
    session.commit()
    return {"point": point.code, "colleague": colleague.public_id}


def states(made: dict[str, Any]) -> Iterator[Try]:
    """(name, person, method, path, form, status) of other kinds of settings, and of what is refused."""
    nothing: dict[str, Any] = {}
    desk, point = "/agensi/pengaturan", f"/agensi/antaran/tempat/{made['point']}"
    for name in ("pph22.active", "qris.mode", "terms.remind_days", "catalog.restricted_words", "cod.debt_block_from"):
        yield f"setting {name}", "admin", "GET", f"{desk}/{name}", None, 200
    yield "setting, wrong", "admin", "POST", f"{desk}/order.accept_hours", {"value": "x"}, 422
    yield "colleague, wrong", "admin", "POST", "/agensi/petugas", nothing, 422
    yield "new link", "admin", "POST", f"/agensi/petugas/{made['colleague']}/tautan", nothing, 200
    yield "point, wrong", "admin", "POST", "/agensi/antaran/tempat/baru", nothing, 422
    yield "shop at a point, wrong", "admin", "POST", f"{point}/toko", {"toko": "zzz"}, 422
    yield "rate, wrong", "admin", "POST", "/agensi/antaran/tarif", nothing, 422
    yield "text, wrong", "admin", "POST", "/agensi/tulisan/bantuan", {"id_body": "x" * 30_001}, 422
    yield "acts, wrong", "head", "GET", "/agensi/catatan-kerja?dari=x", None, 422
    yield "acts, nothing", "head", "GET", "/agensi/catatan-kerja?orang=zzzz", None, 200
    yield "story, empty", "head", "GET", "/agensi/riwayat/setting/order.accept_hours", None, 200
