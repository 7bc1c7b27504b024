"""The list of kelurahan from which a form lets choose, grouped by kecamatan."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.people import places


def of(session: Session) -> dict[str, list[tuple[str, str]]]:
    """Nothing chosen first, then every kelurahan with its postcode under its kecamatan."""
    grouped = places.all_by_kecamatan(session)
    return {
        "": [("", "—")],
        **{
            kecamatan: [(row.code, f"{row.name} — {row.postcode}") for row in rows]
            for kecamatan, rows in grouped.items()
        },
    }
