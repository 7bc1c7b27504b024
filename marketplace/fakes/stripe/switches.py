"""How the twin misbehaves: slow, failing before or after the act, silent, lying, messages late or twice."""

from __future__ import annotations

from dataclasses import dataclass, field

BEFORE, AFTER, DROP_BEFORE, DROP_AFTER, REFUSE = "500_before", "500_after", "drop_before", "drop_after", "refuse"


@dataclass
class Fault:
    """The next `times` calls whose `METHOD path` begins so go wrong."""

    call: str
    how: str
    times: int = 1


@dataclass
class Switches:
    """All off at the start."""

    slow_seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)
    lie_about: int = 0
    lie_currency: str = ""
    pending_refunds: bool = False
    hooks: str = "on"
    hook_delay: float = 0.0

    def fail(self, call: str, how: str, times: int = 1) -> None:
        """Let calls go wrong."""
        self.faults.append(Fault(call, how, times))

    def next_fault(self, call: str) -> str:
        """What goes wrong with this call, if anything."""
        for fault in self.faults:
            if fault.times > 0 and call.startswith(fault.call):
                fault.times -= 1
                return fault.how
        return ""

    def set(self, values: dict[str, object]) -> None:
        """Set by name, from JSON; `fail` is a list of [call, how, times]."""
        for name, value in values.items():
            if name == "fail" and isinstance(value, list):
                self.faults = [Fault(str(call), str(how), int(times)) for call, how, times in value]
            elif hasattr(self, name) and isinstance(value, type(getattr(self, name))):
                setattr(self, name, value)
