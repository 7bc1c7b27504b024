"""How much is tried: the same few examples each time in `make test`, many fresh ones in `make soak`."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

SLOW_START = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much)


def few(examples: int, steps: int = 50) -> settings:
    """The same examples on every machine and every day; a failure is told at once, not made smaller first."""
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=SLOW_START,
    )


def many(examples: int, steps: int = 50) -> settings:
    """Other examples each time; what fails prints how to repeat it."""
    return settings(few(examples, steps), derandomize=False, print_blob=True, phases=tuple(Phase))
