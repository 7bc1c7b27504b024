"""Frozen versions for those who hold one: by its address, by number and fingerprint, by the file itself."""

from __future__ import annotations

import hashlib
import json
import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, upsert
from marketplace.kernel.errors import NotFound
from marketplace.money.documents import SHORT, canonical, fingerprint
from marketplace.people.organisations import Outlet

from .local_report_rows import LocalFile, LocalReport, LocalVersion

KINDS = ("pdf", "xlsx")


def version_of(session: Session, outlet: Outlet, month: object, version: int) -> LocalVersion:
    """One version of an outlet's month; raise NotFound."""
    query = (
        select(LocalVersion)
        .join(LocalReport, LocalReport.id == LocalVersion.report_id)
        .where(LocalReport.outlet_id == outlet.id, LocalReport.month == month, LocalVersion.version == version)
    )
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(version=version)
    return found


def by_public_id(session: Session, public_id: str) -> LocalVersion:
    """One version, for staff; raise NotFound."""
    found = session.scalars(select(LocalVersion).where(LocalVersion.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id=public_id)
    return found


def by_address(session: Session, public_id: str, short_hash: str) -> LocalVersion:
    """The version of a printed address, when it is as it was frozen; raise NotFound."""
    return _sure(by_public_id(session, public_id), short_hash)


def by_number(session: Session, number: str, short_hash: str) -> LocalVersion:
    """The version of a typed number and fingerprint; raise NotFound."""
    wanted = number.strip().upper()
    found = session.scalars(select(LocalVersion).where(LocalVersion.number == wanted)).first()
    if found is None:
        raise NotFound(number=number)
    return _sure(found, "".join(short_hash.split()).lower()[:SHORT])


def by_copy(session: Session, data: bytes) -> LocalVersion:
    """The version of which this is an unaltered file: JSON by its content, PDF and XLSX byte by byte.

    Raise NotFound for anything else.
    """
    found = _by_content(session, data) if data[:1].strip() == b"{" else None
    if found is None:
        query = select(LocalVersion).join(LocalFile, LocalFile.version_id == LocalVersion.id)
        found = session.scalars(query.where(LocalFile.sha256 == hashlib.sha256(data).hexdigest())).first()
    if found is None or not found.is_intact:
        raise NotFound(copy="unknown")
    return found


def newest(session: Session, version: LocalVersion) -> int:
    """The number of the newest version of the same report."""
    query = select(func.max(LocalVersion.version)).where(LocalVersion.report_id == version.report_id)
    return int(session.scalar(query) or version.version)


def file_of(session: Session, version: LocalVersion, kind: str) -> LocalFile | None:
    """The file as it was first handed out."""
    return session.get(LocalFile, (version.id, kind))


def keep_file(session: Session, version: LocalVersion, kind: str, data: bytes) -> LocalFile:
    """Remember what is handed out; of two at the same moment the first one counts."""
    statement = upsert.insert(session, LocalFile).values(
        version_id=version.id, kind=kind, sha256=hashlib.sha256(data).hexdigest(),
        file_key=file_key(version, kind, data), at=clock.now(),
    )  # fmt: skip
    session.execute(statement.on_conflict_do_nothing(index_elements=["version_id", "kind"]))
    return session.get_one(LocalFile, (version.id, kind), populate_existing=True)


def file_key(version: LocalVersion, kind: str, data: bytes) -> str:
    """Where a file of a version is stored."""
    return f"local_reports/{version.public_id}-{hashlib.sha256(data).hexdigest()[:SHORT]}.{kind}"


def _by_content(session: Session, data: bytes) -> LocalVersion | None:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    query = select(LocalVersion).where(LocalVersion.sha256 == fingerprint(canonical(told)))
    return session.scalars(query).first()


def _sure(version: LocalVersion, short_hash: str) -> LocalVersion:
    same = secrets.compare_digest(short_hash.encode(), version.short_hash.encode())
    if not same or not version.is_intact:
        raise NotFound(public_id=version.public_id)
    return version
