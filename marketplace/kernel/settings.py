"""What staff may change: dated rows, typed by the package that declares them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Index, Text, cast, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from . import clock, events
from .actor import Actor
from .db import Base, Json
from .errors import Invalid

T = TypeVar("T")
_CACHE = "kernel.settings"
_MARK = "kernel.settings.mark"
Rows = tuple[tuple[str, Any, datetime], ...]


class SettingRow(Base):
    """One value of one setting from one instant on; older rows stay as history."""

    __tablename__ = "settings"
    __table_args__ = (Index("ix_settings_name_valid_from", "name", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    value: Mapped[Any] = mapped_column(Json)
    valid_from: Mapped[datetime]
    source: Mapped[str] = mapped_column(default="")
    set_by: Mapped[str]
    set_at: Mapped[datetime]


@dataclass(frozen=True)
class Setting(Generic[T]):
    """Declares a setting: dotted name, default, meaning in Indonesian, and its check."""

    name: str
    default: T
    doc: str
    check: Callable[[T], bool] = lambda value: True

    def __call__(self, session: Session) -> T:
        """The value valid now."""
        value = _current(session).get(self.name, self.default)
        return value  # type: ignore[no-any-return]


REGISTRY: dict[str, Setting[Any]] = {}


def declare(name: str, default: T, doc: str, check: Callable[[T], bool] = lambda value: True) -> Setting[T]:
    """Register a setting; the type of `default` is the type of the value."""
    setting = Setting(name, default, doc, check)
    REGISTRY[name] = setting
    return setting


def at_least(minimum: int) -> Callable[[int], bool]:
    """A check for whole numbers with a lower bound."""
    return lambda value: value >= minimum


def change(
    session: Session, name: str, value: Any, *, by: Actor, valid_from: datetime | None = None, source: str = ""
) -> SettingRow:
    """Add a dated row. Raise Invalid when the name is unknown or the value has the wrong type."""
    setting = REGISTRY.get(name)
    if setting is None:
        raise Invalid(errors={"name": "unknown"}, name=name)
    if type(value) is not type(setting.default) or not setting.check(value):
        raise Invalid(errors={"value": "wrong"}, name=name, expected=type(setting.default).__name__)
    before = setting(session)
    row = SettingRow(
        name=name,
        value=value,
        valid_from=valid_from or clock.now(),
        source=source,
        set_by=by.name,
        set_at=clock.now(),
    )
    session.add(row)
    session.flush()
    _forget(session)
    told: dict[str, Any] = {"valid_from": valid_from.isoformat()} if valid_from else {}
    told |= {"source": source} if source else {}
    events.record(session, f"setting:{name}", "change", by=by, before=before, after=value, **told)
    return row


def latest(session: Session) -> dict[str, SettingRow]:
    """The row of each setting that holds now, or begins latest among those to come."""
    rows = session.scalars(select(SettingRow).order_by(SettingRow.valid_from, SettingRow.id))
    return {row.name: row for row in rows}


def history(session: Session, name: str) -> list[SettingRow]:
    """All rows of one setting, newest first."""
    query = select(SettingRow).where(SettingRow.name == name)
    return list(session.scalars(query.order_by(SettingRow.valid_from.desc(), SettingRow.id.desc())))


def _forget(session: Session) -> None:
    """What this unit of work has written is nobody else's yet: it reads for itself and keeps nothing."""
    session.info.pop(_CACHE, None)
    session.info[_MARK] = ""


def mark() -> ColumnElement[str]:
    """A column that tells the state of all settings, to be read along with another row (see `arrived`)."""
    newest = select(SettingRow.set_at).order_by(SettingRow.id.desc()).limit(1).scalar_subquery()
    parts = [select(func.count(SettingRow.id)).scalar_subquery(), func.coalesce(cast(newest, Text), "")]
    return (cast(parts[0], Text) + ":" + parts[1]).label("settings_mark")


def arrived(session: Session, mark: str) -> None:
    """A row brought the mark: with the one this process knows already, this unit of work reads no settings."""
    own = session.info.setdefault(_MARK, mark) == ""
    if not own and _CACHE not in session.info and _KEPT.mark == mark:
        session.info[_CACHE] = _valid_now(_KEPT.rows)


def _current(session: Session) -> dict[str, Any]:
    cached = session.info.get(_CACHE)
    if cached is not None:
        return cached  # type: ignore[no-any-return]
    query = select(SettingRow.name, SettingRow.value, SettingRow.valid_from)
    found = session.execute(query.order_by(SettingRow.valid_from, SettingRow.id)).all()
    rows = tuple((name, value, valid_from) for name, value, valid_from in found)
    if session.info.get(_MARK):
        _KEPT.mark, _KEPT.rows = session.info[_MARK], rows
    values = session.info[_CACHE] = _valid_now(rows)
    return values


def _valid_now(rows: Rows) -> dict[str, Any]:
    now = clock.now()
    return {name: value for name, value, valid_from in rows if valid_from <= now}


class _Kept:
    """What this process read last: rows are only ever added, so their mark tells whether they are all."""

    mark: str = ""
    rows: Rows = ()


_KEPT = _Kept()
