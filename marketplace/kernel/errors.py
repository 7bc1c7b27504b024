"""The one base of refusals: a named error that carries its facts."""

from __future__ import annotations


class Refusal(Exception):
    """A rule said no. Attributes hold the facts; the sentence stands in `web/sentences.py`."""

    def __init__(self, **facts: object) -> None:
        super().__init__(type(self).__name__, facts)
        self.facts = facts


class NotFound(Refusal):
    """There is no such thing for this actor (a stranger gets the same answer)."""


class NotAllowed(Refusal):
    """The actor may not do this; facts: verb, state."""


class Busy(Refusal):
    """Somebody else is changing the same thing; try again."""


class TooMany(Refusal):
    """A limit on attempts was reached; facts: retry_at (UTC)."""


class Invalid(Refusal):
    """Input is wrong; facts: errors, a dict of field name to sentence key or text."""
