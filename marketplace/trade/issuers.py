"""Who stands at the top of a sales document: the maker, or the cooperative on the maker's behalf."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel import settings
from marketplace.people.producers import Producer

CITY = "Balikpapan"
COOPERATIVE = "cooperative"


def _is_day_or_empty(value: str) -> bool:
    try:
        return not value or bool(date.fromisoformat(value))
    except ValueError:
        return False


ISSUER = settings.declare(
    "documents.issuer",
    "producer",
    "Penerbit invoice dan kuitansi: producer (penjual) atau cooperative (koperasi atas nama penjual)",
    lambda value: value in ("producer", COOPERATIVE),
)
NAME = settings.declare("documents.cooperative_name", "", "Nama koperasi pada invoice dan kuitansi")
ADDRESS = settings.declare("documents.cooperative_address", "", "Alamat koperasi pada invoice dan kuitansi")
NPWP = settings.declare("documents.cooperative_npwp", "", "NPWP koperasi")
PKP_SINCE = settings.declare(
    "documents.cooperative_pkp_since",
    "",
    "Koperasi PKP sejak tanggal (tahun-bulan-hari), kosong bila bukan",
    _is_day_or_empty,
)
SIGNER = settings.declare("documents.cooperative_signer", "", "Nama penanda tangan koperasi")


def of(session: Session, producer: Producer, day: date) -> tuple[str, dict[str, Any]]:
    """The key of the issuer's counter, and what the document says of the issuer on a day."""
    if ISSUER(session) == COOPERATIVE and NAME(session):
        since = date.fromisoformat(PKP_SINCE(session)) if PKP_SINCE(session) else None
        return COOPERATIVE, {
            "name": NAME(session),
            "address": ADDRESS(session) or CITY,
            "npwp": NPWP(session),
            "pkp": since is not None and since <= day,
            "signer": SIGNER(session) or NAME(session),
            "on_behalf": producer.name,
        }
    place = ", ".join(part for part in (producer.street, producer.kelurahan_name, CITY) if part)
    return f"producer:{producer.id}", {
        "name": producer.name,
        "address": place,
        "npwp": producer.npwp or "",
        "pkp": producer.pkp_since is not None and producer.pkp_since <= day,
        "signer": producer.owner_name,
        "on_behalf": "",
    }
