"""An outlet's month of local purchases: what the hotel declares, what was frozen, its files (F81)."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.kernel import clock, ids
from marketplace.kernel.db import Base
from marketplace.money.documents import SHORT, fingerprint
from marketplace.people.organisations import Organisation, Outlet

from .local_rules import LocalRule


class LocalReport(Base):
    """One for each outlet and month. `share` (basis points), `local` and `version` repeat the last frozen version."""

    __tablename__ = "local_reports"
    __table_args__ = (
        UniqueConstraint("outlet_id", "month"),
        CheckConstraint("rooms IS NULL OR rooms >= 0", name="rooms"),
        Index("ix_local_reports_month_share", "month", "share", "id"),
        Index("ix_local_reports_organisation_id_month", "organisation_id", "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"))
    month: Mapped[date]
    rule_id: Mapped[int] = mapped_column(ForeignKey("local_rules.id"), index=True)
    rooms: Mapped[int | None]
    person: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=0)
    share: Mapped[int | None]
    local: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)
    frozen_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    outlet: Mapped[Outlet] = relationship()
    rule: Mapped[LocalRule] = relationship()
    totals: Mapped[list[LocalTotal]] = relationship(cascade="all, delete-orphan")
    outside: Mapped[list[OutsidePurchase]] = relationship(order_by="OutsidePurchase.id", back_populates="report")
    versions: Mapped[list[LocalVersion]] = relationship(order_by="LocalVersion.version", back_populates="report")

    @property
    def subject(self) -> str:
        """How events name it."""
        return f"local_report:{self.id}"


class LocalTotal(Base):
    """What the hotel says it bought of a class in all, in the unit of the rule."""

    __tablename__ = "local_totals"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("local_reports.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[int]


class OutsidePurchase(Base):
    """Local goods bought elsewhere, as the hotel says: rupiah, grams where they are known, and a paper of it."""

    __tablename__ = "outside_purchases"
    __table_args__ = (CheckConstraint("amount > 0 AND (grams IS NULL OR grams > 0)", name="amounts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    report_id: Mapped[int] = mapped_column(ForeignKey("local_reports.id"), index=True)
    code: Mapped[str]
    seller: Mapped[str]
    product: Mapped[str]
    bought_on: Mapped[date]
    amount: Mapped[int]
    grams: Mapped[int | None]
    file_key: Mapped[str]
    file_sha256: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]

    report: Mapped[LocalReport] = relationship(back_populates="outside")


class LocalVersion(Base):
    """`body` is the canonical JSON that `sha256` is of. The database refuses changes and deletions."""

    __tablename__ = "local_versions"
    __table_args__ = (UniqueConstraint("report_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=ids.public_id)
    report_id: Mapped[int] = mapped_column(ForeignKey("local_reports.id"))
    version: Mapped[int]
    number: Mapped[str] = mapped_column(unique=True)
    body: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by_name: Mapped[str]

    report: Mapped[LocalReport] = relationship(back_populates="versions")

    @property
    def data(self) -> dict[str, Any]:
        """What it says."""
        return json.loads(self.body)  # type: ignore[no-any-return]

    @property
    def short_hash(self) -> str:
        """The fingerprint as it is printed."""
        return self.sha256[:SHORT]

    @property
    def is_intact(self) -> bool:
        """Whether the body is the one that was frozen."""
        return fingerprint(self.body) == self.sha256


class LocalFile(Base):
    """The PDF or workbook of a version as it was first handed out; a copy is known by its fingerprint."""

    __tablename__ = "local_files"

    version_id: Mapped[int] = mapped_column(ForeignKey("local_versions.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    file_key: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    version: Mapped[LocalVersion] = relationship()
