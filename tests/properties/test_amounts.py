"""Rupiah: splitting loses nothing and favours nobody; prices follow their tiers; nothing is ever a float."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.catalog import pricing
from marketplace.kernel import rupiah
from tests.properties.profiles import few, many

ROOT = Path(__file__).parents[2] / "marketplace"
MONEY = ("money", "catalog/pricing.py", "kernel/rupiah.py", "trade")

amounts = st.integers(0, 10**12)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=12)
points = st.integers(0, 10_000)
tiers = st.lists(st.builds(pricing.Tier, st.integers(2, 500), st.integers(1, 10**6)), max_size=5)


def splitting_is_whole_and_fair(amount: int, shares: list[int]) -> None:
    parts = rupiah.split(amount, shares)
    assert all(type(part) is int and part >= 0 for part in parts)
    assert len(parts) == len(shares) and sum(parts) == amount
    shares = shares if any(shares) else [1] * len(shares)
    total = sum(shares)
    assert all(abs(part * total - amount * share) < total for part, share in zip(parts, shares, strict=True))
    by_weight = sorted(zip(shares, parts, strict=True))
    for (less, small), (more, large) in zip(by_weight, by_weight[1:], strict=False):
        assert small <= large or less == more, "a greater weight never gets less"


def equal_weights_differ_by_one(amount: int, count: int) -> None:
    parts = rupiah.split(amount, [7] * count)
    assert sum(parts) == amount and max(parts) - min(parts) <= 1 and parts == sorted(parts, reverse=True)


def a_share_is_fair_and_grows(amount: int, more: int, rate: int) -> None:
    taken = rupiah.share(amount, rate)
    assert type(taken) is int and 0 <= taken <= amount
    assert abs(taken * 10_000 - amount * rate) * 2 <= 10_000
    assert taken <= rupiah.share(amount + more, rate)


def returned_in_parts_never_gives_back_more(amount: int, rate: int, cuts: list[int]) -> None:
    """A fee returned along with parts of the sum, each as a difference of shares, ends at what was taken."""
    stops = [0, *sorted(min(cut, amount) for cut in cuts), amount]
    back = [rupiah.share(b, rate) - rupiah.share(a, rate) for a, b in zip(stops, stops[1:], strict=False)]
    assert all(part >= 0 for part in back) and sum(back) == rupiah.share(amount, rate)


def what_is_shown_can_be_read(amount: int) -> None:
    shown = rupiah.show(amount)
    assert rupiah.read(shown) == amount and type(rupiah.read(shown)) is int
    assert rupiah.read(str(amount)) == amount
    assert rupiah.show(-amount or 0).lstrip("−") == shown


def any_text_is_a_sum_or_refused(text: str) -> None:
    try:
        amount = rupiah.read(text)
    except rupiah.NotRupiah:
        return
    assert type(amount) is int and 0 <= amount <= rupiah.MAX_RUPIAH


def more_packs_never_cost_more_each(base: int, steps: list[pricing.Tier], quantity: int, more: int) -> None:
    few_packs, many_packs = pricing.price(base, steps, quantity), pricing.price(base, steps, quantity + more)
    assert type(few_packs.total) is int and few_packs.total == few_packs.unit * quantity
    assert 0 < many_packs.unit <= few_packs.unit <= base
    if few_packs.next_add is None:
        return
    reached = pricing.price(base, steps, quantity + few_packs.next_add)
    assert reached.unit < few_packs.unit
    assert few_packs.next_save == few_packs.unit * reached.quantity - reached.total


LAWS: list[tuple[Callable[..., None], dict[str, Any]]] = [
    (splitting_is_whole_and_fair, {"amount": amounts, "shares": weights}),
    (equal_weights_differ_by_one, {"amount": amounts, "count": st.integers(1, 200)}),
    (a_share_is_fair_and_grows, {"amount": amounts, "more": amounts, "rate": points}),
    (
        returned_in_parts_never_gives_back_more,
        {"amount": amounts, "rate": points, "cuts": st.lists(amounts, max_size=8)},
    ),
    (what_is_shown_can_be_read, {"amount": amounts}),
    (any_text_is_a_sum_or_refused, {"text": st.text("0123456789.,- Rprbjtk１٣\u00a0−e", max_size=45)}),
    (
        more_packs_never_cost_more_each,
        {"base": st.integers(1, 10**6), "steps": tiers, "quantity": st.integers(1, 600), "more": st.integers(0, 600)},
    ),
]
NAMES = [law.__name__ for law, _ in LAWS]


@pytest.mark.parametrize(("law", "facts"), LAWS, ids=NAMES)
def test_a_law_of_amounts(law: Callable[..., None], facts: dict[str, Any]) -> None:
    few(150)(given(**facts)(law))()


@pytest.mark.soak
@pytest.mark.parametrize(("law", "facts"), LAWS, ids=NAMES)
def test_a_law_of_amounts_with_many_examples(law: Callable[..., None], facts: dict[str, Any]) -> None:
    many(8_000)(given(**facts)(law))()


def sources() -> list[Path]:
    found = [path for place in MONEY for path in (sorted((ROOT / place).rglob("*.py")) or [ROOT / place])]
    assert len(found) > 20 and all(path.is_file() for path in found)
    return found


def floats(tree: ast.AST) -> list[int]:
    """Lines with a float: written, named, or made by a true division."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div))
    ]


def test_no_float_in_the_code_of_money() -> None:
    assert {path.name: floats(ast.parse(path.read_text())) for path in sources()} == {
        path.name: [] for path in sources()
    }


@pytest.mark.parametrize("text", ["x = 0.1", "x = float(y)", "x = y / 2", "x /= 2"])
def test_a_float_would_be_found(text: str) -> None:
    assert floats(ast.parse(text)) == [1]
