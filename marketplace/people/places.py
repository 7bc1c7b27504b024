"""The city's kecamatan and kelurahan, with their postcodes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel.db import Base


class Kelurahan(Base):
    """One of the 34 kelurahan. `code` follows Kemendagri (Kepmendagri 300.2.2-2138/2025)."""

    __tablename__ = "kelurahan"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kecamatan: Mapped[str]
    postcode: Mapped[str]

    @property
    def kecamatan_code(self) -> str:
        """`64.71.01` of `64.71.01.1003`: the delivery zone."""
        return self.code.rsplit(".", 1)[0]


def all_by_kecamatan(session: Session) -> dict[str, list[Kelurahan]]:
    """Kelurahan grouped under the name of their kecamatan, both in alphabetical order."""
    rows = session.scalars(select(Kelurahan).order_by(Kelurahan.kecamatan, Kelurahan.name))
    grouped: dict[str, list[Kelurahan]] = {}
    for row in rows:
        grouped.setdefault(row.kecamatan, []).append(row)
    return grouped


def find(session: Session, code: str) -> Kelurahan | None:
    """The kelurahan of a code, or nothing."""
    return session.get(Kelurahan, code)
