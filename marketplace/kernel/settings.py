"""What staff may change: dated rows, typed by the package that declares them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from . import clock, events
from .actor import Actor
from .db import Base, Json
from .errors import Invalid

T = TypeVar("T")
_CACHE = "kernel.settings"


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
    session.info.pop(_CACHE, None)
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


def _current(session: Session) -> dict[str, Any]:
    cached = session.info.get(_CACHE)
    if cached is not None:
        return cached  # type: ignore[no-any-return]
    rows = session.execute(
        select(SettingRow.name, SettingRow.value)
        .where(SettingRow.valid_from <= clock.now())
        .order_by(SettingRow.valid_from, SettingRow.id)
    )
    values = {name: value for name, value in rows}
    session.info[_CACHE] = values
    return values
