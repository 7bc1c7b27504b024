"""Finds the packs that somebody means who writes as people write: misspelt, in any order, with a size or without."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from math import log

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import search
from marketplace.catalog.products import Product, Variant
from marketplace.people.producers import Producer
from marketplace.trade import shelf

MOST = 5
SURE, PLAUSIBLE, APART, ALIKE = 0.8, 0.2, 0.06, 0.72
FILLERS = {"yang", "dan", "di", "ke", "dari", "untuk", "dengan", "isi", "kemasan", "per", "merk", "merek"}
UNITS = {
    "kg": ("g", 1000), "kilo": ("g", 1000), "kilogram": ("g", 1000), "g": ("g", 1), "gr": ("g", 1), "gram": ("g", 1),
    "l": ("ml", 1000), "lt": ("ml", 1000), "ltr": ("ml", 1000), "liter": ("ml", 1000), "ml": ("ml", 1),
}  # fmt: skip
MEASURE = re.compile(
    rf"(?<![\d.,])(\d{{1,6}}(?:[.,]\d{{1,3}})?)\s*({'|'.join(sorted(UNITS, key=len, reverse=True))})\b", re.I
)


@dataclass(frozen=True)
class Entry:
    """A pack in the catalogue."""

    variant_id: int
    product_id: int
    name: str
    maker: str
    label: str
    content: int
    unit: str
    leads: bool


@dataclass(frozen=True)
class Found:
    """A pack that may be meant, and how well it fits from 0 to 1."""

    entry: Entry
    score: float


@dataclass(frozen=True)
class Answer:
    """The packs that may be meant, the best first; `sure` when nothing else comes near it."""

    found: tuple[Found, ...]
    sure: bool

    @property
    def best(self) -> Entry | None:
        """The one that is meant, when that is sure."""
        return self.found[0].entry if self.sure else None


class Finder:
    """Finds among given packs; what the outlet bought before (`bought` times by variant) wins between equals."""

    def __init__(self, entries: Iterable[Entry], bought: Mapping[int, int] | None = None) -> None:
        self.bought = bought or {}
        self.products: dict[int, list[Entry]] = defaultdict(list)
        for entry in entries:
            self.products[entry.product_id].append(entry)
        self.names: dict[int, set[str]] = {}
        self.by_word: dict[str, set[int]] = defaultdict(set)
        for product, packs in self.products.items():
            self.names[product] = words(packs[0].name)
            for word in self.names[product] | words(packs[0].maker) | words(" ".join(pack.label for pack in packs)):
                self.by_word[word].add(product)
        self._near: dict[str, dict[str, float]] = {}

    def find(self, text: str) -> Answer:
        """The packs that `text` may mean."""
        size, rest = measure(text)
        asked = words(rest)
        scores = self._scores(asked)
        found = [Found(*self._pack(product, size, score)) for product, score in scores.items()]
        found.sort(key=lambda one: (-one.score, -self.bought.get(one.entry.variant_id, 0), one.entry.variant_id))
        best = tuple(one for one in found[:MOST] if one.score >= PLAUSIBLE)
        return Answer(best, self._is_sure(best))

    def _is_sure(self, found: tuple[Found, ...]) -> bool:
        if not found or found[0].score < SURE:
            return False
        near = [one for one in found[1:] if found[0].score - one.score < APART]
        return not near or self.bought.get(found[0].entry.variant_id, 0) > max(
            self.bought.get(one.entry.variant_id, 0) for one in near
        )

    def _scores(self, asked: set[str]) -> dict[int, float]:
        weights = {word: self._weight(word) for word in asked}
        total = sum(weights.values())
        covered: dict[int, float] = defaultdict(float)
        named: dict[int, set[str]] = defaultdict(set)
        for word in asked:
            best: dict[int, tuple[float, str]] = {}
            for known, likeness in self._likely(word).items():
                for product in self.by_word[known]:
                    best[product] = max(best.get(product, (0.0, "")), (likeness, known))
            for product, (likeness, known) in best.items():
                covered[product] += likeness * weights[word]
                named[product].add(known)
        return {
            product: amount
            / total
            * (0.8 + 0.2 * len(named[product] & self.names[product]) / len(self.names[product] or {1}))
            for product, amount in covered.items()
        }

    def _weight(self, word: str) -> float:
        """A rare word says more than one that half the catalogue has."""
        holding = max((len(self.by_word[known]) for known in self._likely(word)), default=1)
        return log(2 + len(self.products) / holding)

    def _likely(self, word: str) -> dict[str, float]:
        """The catalogue's words that this one may stand for."""
        if word not in self._near:
            self._near[word] = self._search(word)
        return self._near[word]

    def _search(self, word: str) -> dict[str, float]:
        if word in self.by_word:
            return {word: 1.0}
        near: dict[str, float] = {}
        for known in {known for part in parts(word) for known in self._by_part.get(part, ())}:
            shorter, longer = sorted((word, known), key=len)
            if len(shorter) >= 3 and longer.startswith(shorter):
                near[known] = 0.92
            elif min(len(word), len(known)) >= 4 and len(longer) - len(shorter) <= 3:
                likeness = SequenceMatcher(None, word, known, autojunk=False).ratio()
                if likeness >= ALIKE:
                    near[known] = likeness
        return near

    @cached_property
    def _by_part(self) -> dict[str, list[str]]:
        held: dict[str, list[str]] = defaultdict(list)
        for word in self.by_word:
            for part in parts(word):
                held[part].append(word)
        return held

    def _pack(self, product: int, size: tuple[int, str] | None, score: float) -> tuple[Entry, float]:
        """The pack of a product with that size; without one the pack bought before, else the leading one."""
        packs = self.products[product]
        if size is not None:
            exact = [pack for pack in packs if (pack.content, pack.unit) == size]
            return (exact[0], score) if exact else (self._usual(packs), score * 0.85)
        return self._usual(packs), score

    def _usual(self, packs: list[Entry]) -> Entry:
        return max(packs, key=lambda pack: (self.bought.get(pack.variant_id, 0), pack.leads, -pack.variant_id))


def measure(text: str) -> tuple[tuple[int, str] | None, str]:
    """The size that a text names, in base units, and the text without it."""
    found = MEASURE.search(text)
    if found is None:
        return None, text
    return base_units(found), f"{text[: found.start()]} {text[found.end() :]}"


def base_units(found: re.Match[str]) -> tuple[int, str] | None:
    """`1,5 kg` → 1500 g; nothing when it is no whole number of base units."""
    unit, factor = UNITS[found[2].lower()]
    whole, _, fraction = found[1].replace(",", ".").partition(".")
    if len(fraction) == 3 and factor == 1:
        return int(whole + fraction), unit
    amount = int(whole) * factor + int(fraction.ljust(3, "0")) * factor // 1000
    return (amount, unit) if amount and (factor == 1000 or not int(fraction or 0)) else None


def words(text: str) -> set[str]:
    """The words that tell goods apart, as search normalises them."""
    return {word for word in search.normalise(text).split() if word not in FILLERS}


def parts(word: str) -> set[str]:
    """Pairs of letters, the first one with its beginning."""
    return {word[n : n + 2] for n in range(len(word) - 1)} | {f"^{word[:1]}"}


def finder(session: Session, bought: Mapping[int, int] | None = None) -> Finder:
    """Over everything that is on sale at ordinary prices, in one statement."""
    rows = session.execute(
        select(
            Variant.id, Product.id, Product.name, Producer.name, Variant.label, Variant.content, Variant.unit,
            Variant.position == 0,
        )
        .join(Product, Product.id == Variant.product_id)
        .join(Producer, Producer.id == Product.producer_id)
        .where(shelf.on_sale(), Variant.archived_at.is_(None), Variant.is_clearance.is_(False))
        .order_by(Variant.id)
    )  # fmt: skip
    return Finder((Entry(*row) for row in rows), bought)
