"""What stands side by side before an award: landed price, day, quantity, papers, reliability, provenance (F65)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from marketplace.catalog import pricing
from marketplace.catalog.products import ProductCertificate, Variant
from marketplace.kernel import clock, rupiah, settings
from marketplace.people.certificates import Certificate
from marketplace.people.producers import Producer
from marketplace.trade.orders import Order

from .quotes import Quote, QuoteLine, QuoteVersion
from .rfqs import Rfq, RfqLine

LEAST_ORDERS = settings.declare(
    "rfq.least_orders", 5, "Pesanan paling sedikit sebelum ketepatan produsen ditampilkan", settings.at_least(1)
)
LOOKED_BACK = timedelta(days=365)


@dataclass(frozen=True)
class Reliability:
    """Orders of the last year that came on their day and in full, of all that were promised."""

    good: int
    all: int
    least: int

    @property
    def percent(self) -> int | None:
        """In whole per cent; nothing while there are too few to say."""
        return None if self.all < self.least else (self.good * 200 + self.all) // (2 * self.all)


@dataclass(frozen=True)
class Paper:
    """A required paper today: verified, waiting, expired or missing."""

    kind: str
    state: str
    until: date | None = None


@dataclass(frozen=True)
class Lacking:
    """A chosen line without some of the papers that were asked for."""

    maker: str
    line: str
    papers: list[Paper]


@dataclass(frozen=True)
class Cell:
    """One offer for one line. Prices in rupiah on the terms looked at; `landed` per kg, litre or piece."""

    line: QuoteLine
    price: int | None
    landed: int | None
    unit: str
    papers: list[Paper]
    level: str
    within_budget: bool
    in_time: bool
    best: bool = False

    @property
    def total(self) -> int:
        """Rupiah for all that is offered."""
        return (self.price or 0) * self.line.quantity


@dataclass(frozen=True)
class Column:
    """One maker: her offer, how reliable she was, and what everything she offers would cost."""

    quote: Quote
    reliability: Reliability
    cells: dict[int, Cell]

    @property
    def goods(self) -> int:
        """Rupiah without delivery."""
        return sum(cell.total for cell in self.cells.values())

    @property
    def total(self) -> int:
        """Rupiah with her one delivery."""
        return self.goods + self.quote.current.fee

    @property
    def stands(self) -> bool:
        """Whether it can be accepted now."""
        return self.quote.shown_state == "offered" and self.quote.producer.suspended_at is None


@dataclass(frozen=True)
class Grid:
    """Lines down, makers across."""

    lines: list[RfqLine]
    columns: list[Column]

    def row(self, line: RfqLine) -> list[tuple[Column, Cell | None]]:
        """What every maker says about a line."""
        return [(column, column.cells.get(line.id)) for column in self.columns]


def grid(session: Session, rfq: Rfq, terms: str) -> Grid:
    """The whole comparison in a constant number of statements."""
    query = (
        select(Quote)
        .join(Quote.producer)
        .where(Quote.rfq_id == rfq.id, Quote.offer > 0)
        .options(
            contains_eager(Quote.producer),
            selectinload(Quote.versions).selectinload(QuoteVersion.lines).selectinload(QuoteLine.variant)
            .selectinload(Variant.product)
        )
        .order_by(Producer.name, Quote.id)
    )  # fmt: skip
    quotes = list(session.scalars(query))
    known = reliability(session, [quote.producer_id for quote in quotes])
    papers = _papers(session, quotes)
    columns = [Column(quote, known[quote.producer_id], _cells(rfq, quote, terms, papers)) for quote in quotes]
    return Grid(list(rfq.lines), [_with_best(column, columns) for column in columns])


def lacking(session: Session, chosen: Mapping[Quote, Sequence[tuple[QuoteLine, int]]]) -> list[Lacking]:
    """Papers that the request asked for and that the chosen goods do not have today, line by line."""
    papers = _papers(session, list(chosen))
    found = []
    for quote, lines in chosen.items():
        for line, _packs in lines:
            wanted = [_paper(kind, line.variant, papers) for kind in line.rfq_line.certificates]
            bad = [paper for paper in wanted if paper.state != "verified"]
            if bad:
                found.append(Lacking(quote.producer.name, line.rfq_line.name, bad))
    return found


def reliability(session: Session, producer_ids: Iterable[int]) -> dict[int, Reliability]:
    """By maker: in full means that nothing was short, on its day that it was not marked late."""
    good = (Order.shorted == 0) & Order.late_at.is_(None) & Order.state.in_(("completed", "arrived"))
    ended = or_(Order.state.in_(("completed", "arrived")), (Order.state == "declined") & Order.late_at.is_not(None))
    rows = session.execute(
        select(Order.producer_id, func.sum(case((good, 1), else_=0)), func.count())
        .where(
            Order.producer_id.in_(list(producer_ids)), ended, Order.parent_id.is_(None),
            Order.promised_on >= clock.today() - LOOKED_BACK,
        )
        .group_by(Order.producer_id)
    )  # fmt: skip
    found = {maker: (int(count), int(total)) for maker, count, total in rows}
    least = LEAST_ORDERS(session)
    return {maker: Reliability(*found.get(maker, (0, 0)), least) for maker in producer_ids}


def landed(version: QuoteVersion, terms: str) -> dict[int, int]:
    """Rupiah for each line of an offer with its share of the delivery fee, by value."""
    totals = [(version.price(line.unit_price, terms) or 0) * line.quantity for line in version.lines]
    shares = rupiah.split(version.fee, totals)
    return {line.id: total + fee for line, total, fee in zip(version.lines, totals, shares, strict=True)}


def _cells(rfq: Rfq, quote: Quote, terms: str, papers: dict[int, list[Certificate]]) -> dict[int, Cell]:
    version, wanted = quote.current, {line.id: line for line in rfq.lines}
    with_fee, cells = landed(version, terms), {}
    for line in version.lines:
        asked, pack = wanted[line.rfq_line_id], line.variant
        price = version.price(line.unit_price, terms)
        measured = pricing.per_measure(with_fee[line.id], line.quantity * pack.content, pack.unit)
        pieces = line.quantity * pack.content
        cells[asked.id] = Cell(
            line,
            price,
            None if price is None else measured or (with_fee[line.id] * 2 + pieces) // (2 * pieces),
            pricing.measure(pack.unit) or "buah",
            [_paper(kind, pack, papers) for kind in asked.certificates],
            pack.product.level,
            _affordable(asked, pack, price),
            not asked.days or line.ready_on <= asked.dates[0],
        )
    return cells


def _affordable(asked: RfqLine, pack: Variant, price: int | None) -> bool:
    """A budget is for one pack as asked; another pack of the same measure is held against it by content."""
    if asked.budget is None or price is None:
        return asked.budget is None
    meant = asked.variant
    if meant is None or meant.unit != pack.unit:
        return price <= asked.budget
    return price * meant.content <= asked.budget * pack.content


def _with_best(column: Column, columns: list[Column]) -> Column:
    """Mark the lowest landed price of every line among the offers that stand."""
    cells = {}
    for line_id, cell in column.cells.items():
        rivals = [other.cells[line_id].landed for other in columns if other.stands and line_id in other.cells]
        lowest = min((price for price in rivals if price is not None), default=None)
        best = column.stands and len(rivals) > 1 and cell.landed is not None and cell.landed == lowest
        cells[line_id] = replace(cell, best=best)
    return Column(column.quote, column.reliability, cells)


def _papers(session: Session, quotes: list[Quote]) -> dict[int, list[Certificate]]:
    products = {line.variant.product_id for quote in quotes for line in quote.current.lines}
    rows = session.execute(
        select(ProductCertificate.product_id, Certificate)
        .join(Certificate, Certificate.id == ProductCertificate.certificate_id)
        .where(ProductCertificate.product_id.in_(products), Certificate.withdrawn_at.is_(None))
        .order_by(Certificate.id.desc())
    )
    found: dict[int, list[Certificate]] = defaultdict(list)
    for product, paper in rows:
        found[product].append(paper)
    return found


def _paper(kind: str, pack: Variant, papers: dict[int, list[Certificate]]) -> Paper:
    known = {paper.state: paper for paper in papers.get(pack.product_id, []) if paper.kind == kind}
    for state in ("verified", "waiting", "expired"):
        if state in known:
            return Paper(kind, state, known[state].valid_to)
    return Paper(kind, "missing")
