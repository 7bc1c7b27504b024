"""What happened stays in the stream; who it was goes, through the one door of the sealed events."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from marketplace.kernel import rewriting
from marketplace.kernel.actor import Actor
from marketplace.kernel.events import Event

from .whose import Person

GONE = "(dihapus)"
HARMLESS = re.compile(r"[a-z0-9_.:\-]{0,40}|[A-Z]{2,5}-[A-Z0-9-]{1,20}")
OPERATOR = {"setting", "synonyms", "tax_rule", "commission_rule", "statement", "payout_batch", "receiving_account"}
LONG_NUMBER = re.compile(r"\d{9,}")


def clean(
    session: Session, mine: ColumnElement[bool], person: Person, values: set[str], pseudonym: str, *, by: Actor
) -> int:
    """Pseudonymise the person's events; returns how many were changed.

    Codes, days, sums and order numbers stay; every free text goes. What staff decided about the marketplace itself
    keeps its text, without their own name and numbers.
    """
    changes: dict[int, tuple[str, dict[str, Any]]] = {}
    for event in session.scalars(select(Event).where(mine, Event.subject != rewriting.SUBJECT).order_by(Event.id)):
        by_name = pseudonym if _is_theirs(event, person) else _without(event.by_name, values)
        strict = event.subject.partition(":")[0] not in OPERATOR
        facts = {key: _cleaned(value, values, strict) for key, value in event.facts.items()}
        if (by_name, facts) != (event.by_name, event.facts):
            changes[event.id] = (by_name, facts)
    rewriting.rewrite(session, changes, by=by, why="erasure")
    session.flush()
    session.expire_all()
    return len(changes)


def _is_theirs(event: Event, person: Person) -> bool:
    if person.user_id is not None and event.by_user_id == person.user_id:
        return True
    return event.by_kind == "guest" and event.by_name == person.name


def _cleaned(value: Any, values: set[str], strict: bool) -> Any:
    if isinstance(value, dict):
        return {key: _cleaned(inner, values, strict) for key, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner, values, strict) for inner in value]
    if not isinstance(value, str):
        return value
    harmless = HARMLESS.fullmatch(value) and not LONG_NUMBER.search(value)
    return value if value not in values and (harmless or not strict) else GONE


def _without(name: str, values: set[str]) -> str:
    return GONE if name in values else name
