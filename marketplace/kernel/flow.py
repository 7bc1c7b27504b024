"""Life-cycles as data: a table of steps; everything that is not in the table is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .errors import NotAllowed


@dataclass(frozen=True)
class Step:
    """From any of `sources`, `verb` leads to `target`; only the parties in `who` may do it."""

    verb: str
    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """A state that waits: which setting bounds it and which verb the sweep then does."""

    state: str
    outcome: str


class Flow:
    """One life-cycle: its steps, and the default outcome of each state that waits."""

    def __init__(self, name: str, steps: Iterable[Step], waiting: Iterable[Waiting] = ()) -> None:
        self.name = name
        self.steps = {step.verb: step for step in steps}
        self.waiting = {wait.state: wait.outcome for wait in waiting}

    def may(self, state: str, verb: str, who: str) -> bool:
        """Whether party `who` may do `verb` in `state`."""
        step = self.steps.get(verb)
        return step is not None and state in step.sources and who in step.who

    def target(self, state: str, verb: str, who: str) -> str:
        """The state that `verb` leads to; raise NotAllowed when the table has no such step."""
        if not self.may(state, verb, who):
            raise NotAllowed(flow=self.name, verb=verb, state=state, who=who)
        return self.steps[verb].target
