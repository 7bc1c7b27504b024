"""What waits for a member of an organisation: every part of the desk adds its own counter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from marketplace.people.buyers import Desk


@dataclass(frozen=True)
class Wait:
    """One list: how much waits on it, since when, until when, and where it is settled."""

    label: str
    href: str
    what: str
    count: int
    oldest: datetime | None = None
    late: bool = False
    amount: int = 0


def unfinished(desk: Desk) -> Wait | None:
    """What an owner has not told yet, though purchase orders and bills carry it."""
    if not desk.anywhere("owner"):
        return None
    one = desk.organisation
    told = [one.legal_name, one.npwp, one.billing_address, *(outlet.receiving for outlet in desk.outlets("owner"))]
    href, what = url_for("buyer.settings.show", org=one.public_id), _("Tercetak di pesanan dan tagihan.")
    return Wait(_("Data yang belum diisi"), href, what, sum(1 for text in told if not text))


COUNTERS: list[Callable[[Desk], Wait | None]] = [unfinished]


def of(desk: Desk) -> list[Wait]:
    """What waits for this person; a counter says nothing to who has not the role."""
    found = [count(desk) for count in COUNTERS]
    return [one for one in found if one is not None and one.count]
