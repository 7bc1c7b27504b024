"""What the demo's administrator has set, and what begins later; everything so far is sealed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from marketplace.kernel import audit_seals, clock, settings
from marketplace.trade import courier_rates
from marketplace.trade.courier_rates import Told

from . import crowd, logins

NOW = (
    ("agency.phone", "0542-000-0100", "Nomor contoh, tidak tersambung"),
    ("agency.email", "bantuan@pasar.example", "Alamat contoh"),
)


def load(session: Session) -> None:
    """Contacts, a rule that changes in two weeks, and a courier who asks more from next month on."""
    by = crowd.person(session, logins.ADMIN, "admin")
    for name, value, source in NOW:
        settings.change(session, name, value, by=by, source=source)
    later = clock.midnight(clock.today() + timedelta(days=14))
    settings.change(session, "payment.check_hours", 3, by=by, valid_from=later, source="Keputusan kepala dinas, contoh")
    for rate in courier_rates.listed(session)[:2]:
        dearer = Told(
            courier=rate.courier,
            kecamatan_code=rate.kecamatan_code,
            per_kg=rate.per_kg + 1_000,
            days=rate.days,
            valid_from=clock.today() + timedelta(days=30),
            source="Daftar tarif contoh",
        )
        courier_rates.add(session, dearer, by=by)
    audit_seals.seal_all(session)
