"""Sums over events: what anybody may know stays checkable, what may be personal sits behind a salt."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from .events import Event

SALT_BYTES = 16


def salt() -> bytes:
    """A new salt; while it is kept the content can be checked, once it is gone nobody can guess it."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(salt: bytes, by_name: str, facts: dict[str, Any]) -> bytes:
    """The sum of the part that may be personal."""
    return hashlib.sha256(salt + _canonical([by_name, facts])).digest()


def digest(event: Event, committed: bytes) -> bytes:
    """The sum of one event: its open part and the commitment to the rest."""
    open_part = [
        event.id,
        event.at.isoformat(timespec="microseconds"),
        event.subject,
        event.verb,
        event.by_kind,
        event.by_user_id,
        event.acting_for,
    ]
    return hashlib.sha256(_canonical(open_part) + committed).digest()


def chained(previous: str, number: int, at: str, digests: list[bytes]) -> str:
    """The sum of one batch, which holds the sum of the batch before."""
    head = _canonical([previous, number, at, len(digests)])
    return hashlib.sha256(head + b"".join(digests)).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
