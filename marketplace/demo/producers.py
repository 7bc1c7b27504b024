"""The invented home makers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock
from marketplace.kernel.slugs import slug
from marketplace.people.places import Kelurahan
from marketplace.people.producers import Producer

from . import tables

ON_HOLIDAY = "U16"


def load(session: Session) -> dict[str, Producer]:
    """Make the producers; returns them by their id in the tables."""
    places = {place.name: place for place in session.scalars(select(Kelurahan))}
    found = {key: _producer(key, row, places[row["kelurahan"]]) for key, row in tables.makers().items()}
    session.add_all(found.values())
    session.flush()
    return found


def known(session: Session) -> dict[str, Producer]:
    """The producers that were loaded, by their id in the tables."""
    by_slug = {maker.slug: maker for maker in session.scalars(select(Producer).where(Producer.is_demo))}
    slugs = {key: slug(row["name"]) for key, row in tables.makers().items()}
    return {key: by_slug[name] for key, name in slugs.items() if name in by_slug}


def _producer(key: str, row: tables.Row, place: Kelurahan) -> Producer:
    n = number(key)
    today = clock.today()
    return Producer(
        slug=slug(row["name"]),
        name=row["name"],
        owner_name=row["owner"],
        scale=row["scale"],
        kelurahan_code=place.code,
        street=row["street"],
        phone=f"+628120000{n:04d}",
        makes=row["makes"],
        story=row["story"],
        since_year=int(row["since_year"]),
        nib=f"{n:013d}",
        kitchen_days=row["kitchen_days"],
        minimum_order=int(row["minimum_order"]),
        takes_cod=row["takes_cod"] == "ya",
        closed_from=today - timedelta(days=1) if key == ON_HOLIDAY else None,
        closed_until=today + timedelta(days=5) if key == ON_HOLIDAY else None,
        joined_at=clock.now() - timedelta(days=400 - 11 * n),
        is_demo=True,
    )


def number(key: str) -> int:
    """`U07` → 7."""
    return int(key[1:])
