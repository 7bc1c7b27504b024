"""PPh 22 that an appointed marketplace withholds from producers (PMK 37/2025); off until the operator is appointed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from marketplace.kernel import clock, events, settings
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid
from marketplace.people.producers import Producer

ACTIVE = settings.declare("pph22.active", False, "Potong PPh 22 dari penjualan (hanya bila operator ditunjuk DJP)")
RATE = settings.declare(
    "pph22.basis_points", 50, "Tarif PPh 22 dari nilai barang, dalam basis poin (50 = 0,5 %)", settings.at_least(0)
)
KINDS = ("surat_pernyataan", "skb")


class TaxExemption(Base):
    """A producer from whom nothing is withheld in one calendar year, and the paper that says so."""

    __tablename__ = "tax_exemptions"
    __table_args__ = (UniqueConstraint("producer_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producers.id"))
    year: Mapped[int]
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]

    producer: Mapped[Producer] = relationship()


def rate(session: Session, producer_id: int) -> int:
    """Basis points of the goods that are withheld from a sale of today (Asia/Makassar)."""
    if not ACTIVE(session) or _exemption(session, producer_id, clock.today().year) is not None:
        return 0
    return min(RATE(session), 1_000)


def exempt(session: Session, producer: Producer, year: int, kind: str, note: str, *, by: Actor) -> TaxExemption:
    """Note a paper that exempts; a second one for the year replaces the words. Raise Invalid."""
    wrong = {} if kind in KINDS else {"kind": "unknown"}
    if not clock.today().year - 1 <= year <= clock.today().year + 1:
        wrong["year"] = "year"
    if wrong:
        raise Invalid(errors=wrong)
    found = _exemption(session, producer.id, year) or TaxExemption(producer_id=producer.id, year=year)
    found.kind, found.note, found.by_name = kind, note[:300], by.name
    session.add(found)
    session.flush()
    events.record(session, producer.subject, "tax_exempted", by=by, year=year, kind=kind)
    return found


def exemptions(session: Session) -> list[TaxExemption]:
    """All papers, the newest first."""
    return list(session.scalars(select(TaxExemption).order_by(TaxExemption.id.desc())))


def _exemption(session: Session, producer_id: int, year: int) -> TaxExemption | None:
    query = select(TaxExemption).where(TaxExemption.producer_id == producer_id, TaxExemption.year == year)
    return session.scalars(query).first()
