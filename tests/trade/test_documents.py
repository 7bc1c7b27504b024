"""Sales documents: issued once and for good, numbered without gaps, with taxes that add up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.kernel import clock, settings
from marketplace.kernel.actor import SYSTEM
from marketplace.money import documents, stamp_duty, tax_rules, terbilang
from marketplace.money.documents import Document
from marketplace.money.tax_rules import TaxRule
from marketplace.trade import books, document_books, fulfilment, invoicing
from marketplace.trade.invoicing import CreditRow, CreditTooHigh
from marketplace.trade.orders import Order, subject
from marketplace.trade.refund_rows import Refund
from tests import cast
from tests.trade.ordering import buy, two_makers

WORDS = {
    0: "Nol rupiah",
    1: "Satu rupiah",
    10: "Sepuluh rupiah",
    11: "Sebelas rupiah",
    12: "Dua belas rupiah",
    19: "Sembilan belas rupiah",
    21: "Dua puluh satu rupiah",
    100: "Seratus rupiah",
    111: "Seratus sebelas rupiah",
    200: "Dua ratus rupiah",
    1_000: "Seribu rupiah",
    1_100: "Seribu seratus rupiah",
    2_001: "Dua ribu satu rupiah",
    11_000: "Sebelas ribu rupiah",
    100_000: "Seratus ribu rupiah",
    1_001_000: "Satu juta seribu rupiah",
    82_123: "Delapan puluh dua ribu seratus dua puluh tiga rupiah",
    10**9: "Satu miliar rupiah",
    10**12 + 1: "Satu triliun satu rupiah",
    10**15: "Seribu triliun rupiah",
}
VALUES = {
    **{name: n for n, name in enumerate("nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh".split())},
    "sebelas": 11,
}
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def read_back(words: str) -> int:
    """The number of Indonesian words, by a reader that knows nothing of the writer."""
    whole = hundreds = 0
    for word in words.lower().removesuffix(" rupiah").split():
        if word == "seribu":
            whole += 1_000
        elif word == "seratus":
            hundreds += 100
        elif word == "belas":
            hundreds += 10
        elif word == "puluh":
            hundreds += hundreds % 10 * 9
        elif word == "ratus":
            hundreds += hundreds % 10 * 99
        elif word in SCALES:
            whole, hundreds = whole + hundreds * SCALES[word], 0
        else:
            hundreds += VALUES[word]
    return whole + hundreds


@pytest.mark.parametrize("amount", WORDS)
def test_amounts_are_said_as_people_say_them(amount: int) -> None:
    assert terbilang.rupiah(amount) == WORDS[amount]


def test_words_read_back_are_the_amount() -> None:
    amounts = [*range(2_500), *(10**n + d for n in range(4, 15) for d in (-1, 0, 1, 11, 111)), 123_456_789_012_345]
    assert [n for n in amounts if read_back(terbilang.rupiah(n)) != n] == []


@pytest.mark.parametrize("amount", [-1, 10**15 + 1])
def test_what_cannot_be_said_is_refused(amount: int) -> None:
    with pytest.raises(ValueError):
        terbilang.rupiah(amount)


@pytest.mark.parametrize(("amount", "meterai"), [(5_000_000, 0), (5_000_001, 10_000), (4_999_999, 0)])
def test_a_receipt_above_the_limit_needs_a_meterai(session: Session, amount: int, meterai: int) -> None:
    assert stamp_duty.needed(session, amount) == meterai


def test_the_meterai_follows_its_dated_settings(session: Session) -> None:
    settings.change(session, "stamp.limit", 1_000_000, by=SYSTEM)
    settings.change(session, "stamp.sum", 12_000, by=SYSTEM, valid_from=clock.now() + timedelta(days=1))
    assert stamp_duty.needed(session, 1_000_001) == 10_000


@pytest.mark.parametrize(
    ("price", "base", "other_base", "ppn"),
    [
        (111_000, 100_000, 91_667, 11_000),
        (100_000, 90_090, 82_583, 9_910),
        (1, 1, 1, 0),
        (46_000, 41_441, 37_988, 4_559),
    ],
)
def test_ppn_is_taken_out_of_the_price(session: Session, price: int, base: int, other_base: int, ppn: int) -> None:
    rule = tax_rules.valid(session, "ppn", date(2026, 11, 24))
    assert rule is not None
    found = tax_rules.worked(price, rule)
    assert (found.base, found.other_base, found.tax) == (base, other_base, ppn)


def test_price_is_base_and_tax_and_the_formula_is_met_within_a_rupiah(session: Session) -> None:
    rule = tax_rules.valid(session, "ppn", date(2026, 11, 24))
    assert rule is not None
    for price in [*range(1, 3_000), *range(1_000_000, 1_000_500)]:
        found = tax_rules.worked(price, rule)
        assert found.base + found.tax == price
        assert abs(found.tax - (found.other_base * 12 + 50) // 100) <= 1


def sent(client: FlaskClient, session: Session, method: str = "transfer", packs: int = 2) -> Order:
    """An order of the amplang maker that has left."""
    maker, _ = two_makers(session)
    order = buy(client, session, {maker.variant.id: packs}, method).orders[0]
    for verb in (fulfilment.accept, fulfilment.make_ready, fulfilment.hand_over):
        verb(session, order, by=maker.actor)
    return order


def papers(session: Session, order: Order) -> dict[str, Document]:
    return {paper.kind: paper for paper in documents.about(session, [subject(order)])}


def test_a_paid_order_that_leaves_has_invoice_and_receipt(client: FlaskClient, session: Session) -> None:
    order = sent(client, session)
    found = papers(session, order)
    year = f"{clock.today():%Y/%m}"
    assert {kind: row.number for kind, row in found.items()} == {
        "invoice": f"INV/{year}/000001",
        "receipt": f"KW/{year}/000001",
    }
    said = found["invoice"].data
    assert (said["total"], found["invoice"].total) == (order.total, order.total)
    assert said["words"] == terbilang.rupiah(order.total)
    assert [(line["quantity"], line["amount"]) for line in said["lines"]] == [(2, 36_000)] and said["fee"] == 10_000
    assert said["tax"] == [{"kind": "non_pkp", "words": "Non-PKP, tidak memungut PPN"}]
    assert found["receipt"].data["for"]["number"] == found["invoice"].number
    assert books.faults(session) == []


def test_cash_has_its_receipt_when_it_is_there(client: FlaskClient, session: Session) -> None:
    order = sent(client, session, "cod")
    assert set(papers(session, order)) == {"invoice"}
    fulfilment.deliver(session, order, by=SYSTEM)
    assert set(papers(session, order)) == {"invoice", "receipt"}
    assert books.faults(session) == []


def test_issuing_again_gives_the_same_paper(client: FlaskClient, session: Session) -> None:
    order = sent(client, session)
    before = papers(session, order)
    assert invoicing.issue_invoice(session, order, by=SYSTEM) is before["invoice"]
    assert invoicing.issue_receipt(session, order, by=SYSTEM) is before["receipt"]
    assert len(session.scalars(select(Document)).all()) == 2


@pytest.mark.parametrize("change", ["UPDATE documents SET total = 1", "DELETE FROM documents"])
def test_the_database_refuses_to_change_a_paper(client: FlaskClient, session: Session, change: str) -> None:
    sent(client, session)
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(change))


def pkp_sale(client: FlaskClient, session: Session) -> tuple[Order, cast.Maker]:
    maker, _ = two_makers(session)
    maker.producer.npwp, maker.producer.pkp_since = "0123456789012345", clock.today()
    order = buy(client, session, {maker.variant.id: 2}).orders[0]
    for verb in (fulfilment.accept, fulfilment.make_ready, fulfilment.hand_over):
        verb(session, order, by=maker.actor)
    return order, maker


def test_only_a_pkp_has_a_ppn_line(client: FlaskClient, session: Session) -> None:
    order, _ = pkp_sale(client, session)
    invoice = papers(session, order)["invoice"]
    (line,) = invoice.data["tax"]
    assert (line["kind"], line["price"], line["base"], line["other_base"], line["amount"]) == (
        "ppn", 46_000, 41_441, 37_988, 4_559,
    )  # fmt: skip
    assert invoice.tax == 4_559 and invoice.total == order.total


def test_a_category_can_be_free_of_ppn(client: FlaskClient, session: Session) -> None:
    rule = TaxRule(kind="exempt", category="KRP", words="Bebas", valid_from=clock.today())
    tax_rules.add(session, rule, by=cast.FINANCE)
    order, _ = pkp_sale(client, session)
    taxes = papers(session, order)["invoice"].data["tax"]
    assert [(line["kind"], line.get("price", line["base"])) for line in taxes] == [("ppn", 10_000), ("exempt", 36_000)]


def test_a_rule_that_ended_is_no_line_any_more(session: Session) -> None:
    today = clock.today()
    rule = TaxRule(kind="pph22", rate=50, words="PPh 22 0,5%", valid_from=today - timedelta(days=9))
    tax_rules.add(session, rule, by=cast.FINANCE)
    assert tax_rules.valid(session, "pph22", today) is rule
    tax_rules.end(session, rule.id, today - timedelta(days=1), by=cast.FINANCE)
    assert tax_rules.valid(session, "pph22", today) is None


def refund(session: Session, order: Order, amount: int) -> None:
    """A refund as its books know it, without the note that belongs to it."""
    session.add(
        Refund(
            order_id=order.id, state="given", amount=amount, fee=0, reason="quality", requested_by="uji",
            decided_at=clock.now(),
        )
    )  # fmt: skip
    session.flush()


def test_credit_notes_end_with_the_invoice_and_give_back_all_its_ppn(client: FlaskClient, session: Session) -> None:
    order, maker = pkp_sale(client, session)
    line = order.lines[0].id
    notes = [
        invoicing.issue_credit_note(
            session, order, [CreditRow(line, 1, 18_000)], fee, "rusak", by=maker.actor, source=f"refund:{n}"
        )
        for n, fee in ((1, 0), (2, 10_000))
    ]
    for note in notes:
        assert note is not None and note.data["for"]["number"] == papers(session, order)["invoice"].number
        refund(session, order, note.total)
    assert sum(note.tax for note in notes if note) == 4_559
    assert document_books.faults(session) == []
    with pytest.raises(CreditTooHigh):
        invoicing.issue_credit_note(
            session, order, [CreditRow(line, 1, 1)], 0, "lagi", by=maker.actor, source="refund:3"
        )
    again = invoicing.issue_credit_note(
        session, order, [CreditRow(line, 1, 18_000)], 0, "rusak", by=maker.actor, source="refund:1"
    )
    assert again is notes[0]


@pytest.mark.parametrize(
    ("quantity", "amount", "fee"), [(3, 18_000, 0), (1, 36_001, 0), (1, -1, 5), (1, 0, 46_001), (0, 0, 0)]
)
def test_a_credit_note_beyond_its_invoice_is_refused(
    client: FlaskClient, session: Session, quantity: int, amount: int, fee: int
) -> None:
    order = sent(client, session)
    row = CreditRow(order.lines[0].id, quantity, amount)
    with pytest.raises(CreditTooHigh):
        invoicing.issue_credit_note(session, order, [row], fee, "x", by=SYSTEM)
    assert "credit_note" not in papers(session, order)


def test_nothing_is_credited_before_there_is_an_invoice(client: FlaskClient, session: Session) -> None:
    maker, _ = two_makers(session)
    order = buy(client, session, {maker.variant.id: 2}).orders[0]
    assert invoicing.issue_credit_note(session, order, [CreditRow(order.lines[0].id, 1, 1)], 0, "x", by=SYSTEM) is None


def test_the_cooperative_issues_for_its_makers(client: FlaskClient, session: Session) -> None:
    settings.change(session, "documents.cooperative_name", "Koperasi Uji", by=SYSTEM)
    settings.change(session, "documents.issuer", "cooperative", by=SYSTEM)
    order = sent(client, session)
    invoice = papers(session, order)["invoice"]
    assert (invoice.issuer, invoice.issuer_name) == ("cooperative", "Koperasi Uji")
    assert invoice.data["issuer"]["on_behalf"] == "Amplang Uji"


def test_each_fault_of_the_papers_is_told(client: FlaskClient, session: Session) -> None:
    """Negative control: a gap, a changed text, a refund without a note, a receipt of more than came."""
    order = sent(client, session)
    assert document_books.faults(session) == []
    refund(session, order, 5)
    session.execute(text("UPDATE document_counters SET last = 7 WHERE kind = 'invoice'"))
    session.execute(text("INSERT INTO document_counters (issuer, kind, year, last) VALUES ('x', 'invoice', 2026, 1)"))
    found = "\n".join(document_books.faults(session))
    for told in ("1 numbers, the counter says 7", "0 numbers, the counter says 1", "credited 0, refunded 5"):
        assert told in found
    invoice = papers(session, order)["invoice"]
    body = documents.canonical({**invoice.data, "total": 999})
    copy = Document(
        **{c.name: getattr(invoice, c.name) for c in Document.__table__.columns if c.name not in {"id", "public_id"}}
    )
    copy.serial, copy.source, copy.body, copy.total = 2, "order:0 x", body, 99_000
    session.add(copy)
    session.flush()
    found = "\n".join(document_books.faults(session))
    for told in ("its fingerprint differs", "invoice 99000, sold 46000"):
        assert told in found


def test_the_year_of_a_number_is_balikpapans(client: FlaskClient, session: Session) -> None:
    order = sent(client, session)
    eve = clock.at(date(clock.today().year + 1, 1, 1), 5)
    with clock.pretend(eve):
        draft = documents.Draft(
            "invoice", f"producer:{order.producer_id}", order.producer_id, "order:0", "order:0 invoice", 1, 0,
            {"issuer": {"name": "x"}, "total": 1},
        )  # fmt: skip
        paper = documents.issue(session, draft, by=SYSTEM)
    assert paper.number == f"INV/{clock.today().year + 1}/01/000001"
