"""The figures of a bench as text, and kept in docs/performance.md."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from marketplace.kernel import clock
from scripts.growth import Costs
from scripts.load import Round

KEPT = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
MARK = "<!-- measured -->"


@dataclass(frozen=True)
class Compared:
    """Rounds of the shop and of the reference by page; start in seconds; memory of the processes in MB."""

    kind: str
    products: int
    rounds: dict[str, list[tuple[Round, Round]]]
    start: tuple[float, float]
    memory: tuple[list[int], list[int]]


def text(found: Sequence[Costs | Compared]) -> str:
    """Tables for people, in Markdown."""
    parts = [_machine()]
    costs = [one for one in found if isinstance(one, Costs)]
    parts += _costs(costs)
    for one in found:
        if isinstance(one, Compared):
            parts += _compared(one)
    return "\n".join(parts) + "\n"


def save(measured: str) -> None:
    """Put the figures below the mark; what stands above it stays."""
    above = KEPT.read_text().partition(MARK)[0] if KEPT.exists() else "# Measured speed\n\n"
    KEPT.write_text(f"{above}{MARK}\n\n{measured}")


def _machine() -> str:
    processors, busy = os.cpu_count(), os.getloadavg()[1]
    day = clock.today().isoformat()
    return (
        f"{day}, {platform.machine()} with {processors} cores, Python {platform.python_version()}, load {busy:.1f}.\n"
    )


def _costs(found: list[Costs]) -> list[str]:
    lines = []
    for kind in dict.fromkeys(one.kind for one in found):
        some = [one for one in found if one.kind == kind]
        lines += [f"### CPU of a page in one process, {kind.partition('+')[0]}\n"]
        sizes = " | ".join(f"{one.products:,} ms" for one in some)
        lines += [f"| page | statements | {sizes} | growth | bytes |", f"|---|---|{'---|' * len(some)}---|---|"]
        for name, (statements, first, size) in some[0].pages.items():
            each = [one.pages[name][1] for one in some]
            row = " | ".join(f"{cpu:.1f}" for cpu in each)
            lines.append(f"| {name} | {statements} | {row} | {each[-1] / first:.2f} | {size:,} |")
        lines.append("")
    return lines


def _compared(one: Compared) -> list[str]:
    lines = [
        f"### Beside the bare reference, {one.kind.partition('+')[0]}, {one.products:,} products\n",
        "| page | pages/s | reference | ratio: median (range) | CPU ms | reference | p95 ms | reference |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, rounds in one.rounds.items():
        ratios = sorted(shop.rate / bare.rate for shop, bare in rounds)
        own, other = (_middle([pair[n] for pair in rounds]) for n in (0, 1))
        lines.append(
            f"| {name} | {own(_rate):.0f} | {other(_rate):.0f} | {statistics.median(ratios):.2f} "
            f"({ratios[0]:.2f}–{ratios[-1]:.2f}) | {own(_cpu):.1f} | {other(_cpu):.1f} "
            f"| {own(_late):.0f} | {other(_late):.0f} |"
        )
    lines += [
        "",
        f"Start to the first page {one.start[0]:.1f} s, reference {one.start[1]:.1f} s; "
        f"resident memory of the processes {one.memory[0]} MB, reference {one.memory[1]} MB.\n",
    ]
    return lines


def _middle(rounds: list[Round]) -> Callable[[Callable[[Round], float]], float]:
    return lambda value: statistics.median(value(one) for one in rounds)


def _rate(one: Round) -> float:
    return one.rate


def _cpu(one: Round) -> float:
    return one.cpu


def _late(one: Round) -> float:
    return one.late
