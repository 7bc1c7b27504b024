"""Amounts as a cook types and reads them: packs, or a weight with its unit (`12`, `1,5 kg`, `500 g`)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Protocol

from flask_babel import gettext as _

from marketplace.web import filters

MOST = 10_000_000
TIMES = {"kg": 1000, "g": 1, "gr": 1, "gram": 1, "l": 1000, "liter": 1000, "ml": 1}
MEASURES = {"g": {"kg", "g", "gr", "gram"}, "ml": {"l", "liter", "ml"}, "piece": set()}
WORDS = {"", "x", "bungkus", "bks", "pcs", "buah", "pak", "pack", "kemasan"}
TYPED = re.compile(r"([\d.,]+)\s*([a-z]*)")


class Measured(Protocol):
    """What is counted: a pack's label and content in base units, and whether it is sold by weight."""

    @property
    def label(self) -> str: ...
    @property
    def content(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def step(self) -> int: ...
    @property
    def loose(self) -> bool: ...


class NotAnAmount(ValueError):
    """The text says no amount that could be on a shelf."""


def read(text: str, pile: Measured) -> int:
    """Base units of what was typed; a bare number counts packs, or kilograms (litres) of loose goods."""
    found = TYPED.fullmatch(" ".join(text.lower().split()))
    if found is None or len(text) > 20:
        raise NotAnAmount(text)
    number, unit = found[1], found[2]
    if unit in MEASURES[pile.unit]:
        size = TIMES[unit]
    elif unit in WORDS:
        size = 1000 if pile.loose and unit == "" else pile.content
    else:
        raise NotAnAmount(text)
    amount = _decimal(number, kilos=size == 1000 and unit not in WORDS - {""}) * size
    whole_packs = unit in WORDS and not pile.loose
    if amount != amount.to_integral_value() or amount > MOST or (whole_packs and amount % pile.content):
        raise NotAnAmount(text)
    return int(amount)


def show(amount: int, pile: Measured) -> str:
    """`12 × 100 g` in packs, `1,5 kg` for loose goods and for what fills no whole pack."""
    if pile.loose or amount % pile.content:
        return filters.content(amount, pile.unit)
    return _("%(count)s × %(label)s", count=filters.number(amount // pile.content), label=pile.label)


def short(amount: int, pile: Measured) -> str:
    """The bare figure: packs, or a weight."""
    if pile.loose or amount % pile.content:
        return filters.content(amount, pile.unit)
    return filters.number(amount // pile.content)


def field(amount: int, pile: Measured) -> str:
    """What stands in a field: it is read back as the same amount."""
    return short(amount, pile).replace(".", "")


def step(pile: Measured) -> int:
    """What one tap changes: a pack, or the step in which loose goods are sold."""
    return pile.content * pile.step if pile.loose else pile.content


def _decimal(text: str, *, kilos: bool) -> Decimal:
    """Indonesian figures; a dot before three digits of kilograms could mean either and is refused."""
    thousands = re.fullmatch(r"\d{1,3}(\.\d{3})+", text)
    if re.fullmatch(r"\d+", text):
        return Decimal(text)
    if thousands and not kilos:
        return Decimal(text.replace(".", ""))
    if re.fullmatch(r"\d+[.,]\d{1,2}", text) or re.fullmatch(r"\d+,\d{3}", text):
        return Decimal(text.replace(",", "."))
    raise NotAnAmount(text)
