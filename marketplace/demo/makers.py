"""The 26 invented home makers."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel.slugs import slug
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer

MINIMUMS = (0, 30_000, 0, 50_000)


def load(session: Session, path: Path) -> dict[str, Producer]:
    """Make the producers; returns them by the id of the file (`U01`)."""
    places = {row.name: row for row in session.scalars(select(Kelurahan))}
    found: dict[str, Producer] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for n, row in enumerate(csv.DictReader(lines), start=1):
            place = places[row["kelurahan"]]
            maker = Producer(
                slug=slug(row["name"]),
                name=row["name"],
                owner_name=row["owner"],
                scale=row["scale"],
                kelurahan_code=place.code,
                street=f"RT {n + 3}",
                phone=f"+628120000{n:04d}",
                makes=row["makes"],
                story=_story(row, n),
                since_year=2004 + n % 17,
                nib=f"{n:013d}",
                kitchen_days="Senin–Sabtu" if n % 3 else "Senin–Jumat",
                minimum_order=MINIMUMS[n % 4],
                takes_cod=n % 5 != 0,
                is_demo=True,
            )
            session.add(maker)
            found[row["id"]] = maker
    session.flush()
    return found


def _story(row: dict[str, str], n: int) -> str:
    return (
        f"{row['owner']} memulai usaha ini dari dapur rumah di {row['kelurahan']} pada {2004 + n % 17}. "
        f"Sekarang keluarga dan tetangga ikut membuat {row['makes'].split(';')[0]} setiap minggu. "
        "Cerita ini data contoh."
    )
