"""The list of kelurahan from which a form lets choose, grouped by kecamatan."""

from __future__ import annotations

from flask import current_app
from sqlalchemy.orm import Session

from marketplace.people import places


def of(session: Session) -> dict[str, list[tuple[str, str]]]:
    """Nothing chosen first, then every kelurahan with its postcode under its kecamatan.

    Read once a process: they change with a new version of the shop only.
    """
    known = current_app.extensions.get("place_choices")
    if known is None:
        known = current_app.extensions["place_choices"] = _read(session)
    return {kecamatan: list(rows) for kecamatan, rows in known.items()}


def _read(session: Session) -> dict[str, list[tuple[str, str]]]:
    grouped = places.all_by_kecamatan(session)
    return {
        "": [("", "—")],
        **{
            kecamatan: [(row.code, f"{row.name} — {row.postcode}") for row in rows]
            for kecamatan, rows in grouped.items()
        },
    }
