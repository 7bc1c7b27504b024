"""The refusals that all ways to pay share."""

from __future__ import annotations

from marketplace.kernel.errors import Refusal


class MethodClosed(Refusal):
    """This way to pay cannot be used now; facts: reason."""


class Declined(Refusal):
    """The provider declined or did not answer; nothing was paid. Facts: reason."""
