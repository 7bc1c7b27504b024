"""The judged set over the demo's goods: what people write finds what they mean, and nonsense finds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import search
from marketplace.catalog.products import Product
from marketplace.demo import producers, products
from marketplace.trade import shelf

JUDGED = Path(__file__).with_name("judged.txt")
TOP = 10


@dataclass(frozen=True)
class Judgement:
    """A query and parts of the names that it should find; none for nonsense."""

    query: str
    wanted: tuple[str, ...]


def judgements() -> list[Judgement]:
    found = []
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            query, _, wanted = line.partition("|")
            parts = tuple(part.strip() for part in wanted.split(";") if part.strip() != "-")
            found.append(Judgement(query.strip(), parts))
    return found


@pytest.fixture
def goods(session: Session) -> list[Product]:
    """The demo's goods on the shelf."""
    products.load(session, producers.load(session), {})
    return list(session.scalars(select(Product)))


def fits(product: Product, part: str) -> bool:
    """Whether a product is what a judgement wants: by a part of its name, or by its use."""
    use = part.removeprefix("use:")
    return use in product.buyer_uses if use != part else part in product.name


def names(session: Session, query: str) -> list[str]:
    meaning = search.understand(session, query)
    choice = shelf.Choice(query=query, sort=shelf.RELEVANT, meaning=meaning)
    return [card.name for card in shelf.listing(session, choice, limit=TOP).cards]


def test_the_judged_set(session: Session, goods: list[Product], kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    recalls, ranks, nonsense, weak = [], [], [], []
    for one in judgements():
        found = names(session, one.query)
        if not one.wanted:
            nonsense += [(one.query, found)] if found else []
            continue
        right = {product.name for product in goods if any(fits(product, part) for part in one.wanted)}
        assert right, one.query
        hits = [name in right for name in found]
        recalls.append(sum(hits) / min(TOP, len(right)))
        ranks.append(1 / (hits.index(True) + 1) if True in hits else 0)
        if recalls[-1] < 1 or ranks[-1] < 1:
            weak.append(f"{one.query}: recall {recalls[-1]:.2f}, rank {ranks[-1]:.2f}, found {found[:4]}")
    recall, mrr = sum(recalls) / len(recalls), sum(ranks) / len(ranks)
    with capsys.disabled():
        print(f"\n{kind}: {len(judgements())} queries, recall@10 {recall:.3f}, MRR {mrr:.3f}, nonsense {nonsense}")
    assert len(judgements()) >= 250
    assert recall >= 0.97, weak
    assert mrr >= 0.90, weak
    assert nonsense == []
