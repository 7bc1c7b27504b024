"""What a provider that takes money for us is asked, in rupiah; and how it may fail to answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class ProviderAway(Exception):
    """No answer, or an answer that says nothing: it may have been done or not."""


class ProviderRefused(Exception):
    """A clear no: nothing was done. `str()` is the provider's reason."""


class Forged(Exception):
    """A message that the provider did not sign, or that is none."""


@dataclass(frozen=True)
class Wanted:
    """A hosted page for one payment. `name` is ours and lasts, `key` makes the request safe to repeat."""

    name: str
    key: str
    amount: int
    title: str
    payment: str
    expires_at: datetime
    success_url: str
    cancel_url: str


@dataclass(frozen=True)
class Hosted:
    """A hosted page as the provider tells it. status: open, complete, expired. `amount` −1: no whole rupiah."""

    id: str
    name: str
    payment: str
    url: str
    status: str
    paid: bool
    amount: int
    currency: str
    intent: str


@dataclass(frozen=True)
class Refunded:
    """A refund as the provider tells it. status: pending, succeeded, failed."""

    id: str
    status: str
    owed: str
    amount: int
    reason: str


@dataclass(frozen=True)
class Movement:
    """One line of the provider's own ledger; `about` is the payment or the refund."""

    kind: str
    about: str
    amount: int
    fee: int
    at: datetime


@dataclass(frozen=True)
class Notice:
    """A verified message: its unique id, its kind, and the thing it is about."""

    id: str
    kind: str
    thing: dict[str, Any]


class Provider(Protocol):
    """Start, verify, status, refund: every call that moves money carries a key."""

    def start(self, wanted: Wanted) -> Hosted:
        """Make the hosted page."""

    def find(self, name: str, since: datetime) -> Hosted | None:
        """The hosted page that we may have made without hearing the answer."""

    def status(self, session_id: str) -> Hosted:
        """How it stands."""

    def close(self, session_id: str) -> Hosted:
        """Let nobody pay there any more, and say how it stands."""

    def refund(self, intent: str, amount: int, owed: str, key: str) -> Refunded:
        """Give back `amount` of a payment."""

    def find_refund(self, intent: str, owed: str) -> Refunded | None:
        """The refund that we may have made without hearing the answer."""

    def movements(self, since: datetime) -> Iterable[Movement]:
        """The provider's own ledger."""

    def verify(self, raw: bytes, signature: str) -> Notice:
        """The message, when the provider signed it just now; else raise Forged."""
