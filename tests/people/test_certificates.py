"""A paper's way: handed in, verified or returned, expired."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import coverage
from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound
from marketplace.people import certificates, paper_numbers, paper_queue
from marketplace.people.certificates import Certificate, Told, valid_today
from marketplace.trade import showcase
from tests import cast

VERIFIER = Actor("user", "Petugas", roles=frozenset({"verifier"}))
HALAL = Told("halal", "ID64110000000010000", "BPJPH")


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


def submit(session: Session, maker: cast.Maker, told: Told = HALAL) -> Certificate:
    paper = certificates.submit(session, maker.producer, told, file_key="documents/x.jpg", by=maker.actor)
    coverage.cover(session, paper, [maker.product.id], by=maker.actor)
    return paper


def shown(session: Session, maker: cast.Maker) -> list[str]:
    return [paper.kind for paper in showcase.papers(session, maker.product.id)]


def waiting(session: Session) -> list[Certificate]:
    return [paper for paper, _ in paper_queue.waiting(session)]


def test_only_a_verified_paper_acts(session: Session, maker: cast.Maker) -> None:
    paper = submit(session, maker)
    assert (paper.state, shown(session, maker), waiting(session)) == ("waiting", [], [paper])
    certificates.verify(session, paper, by=VERIFIER)
    assert (paper.state, shown(session, maker), waiting(session)) == ("verified", ["halal"], [])
    assert [event.verb for event in events.history(session, paper.subject)] == ["submitted", "covers", "verified"]


def test_a_returned_paper_says_why_and_comes_again(session: Session, maker: cast.Maker) -> None:
    paper = submit(session, maker)
    with pytest.raises(Invalid):
        certificates.return_(session, paper, "  ", by=VERIFIER)
    certificates.return_(session, paper, "Fotonya buram.", by=VERIFIER)
    assert (paper.state, paper.returned_reason) == ("returned", "Fotonya buram.")
    certificates.submit(session, maker.producer, HALAL, file_key=None, by=maker.actor, again=paper)
    assert (paper.state, paper.file_key, paper.returned_reason) == ("waiting", "documents/x.jpg", "")


def test_time_ends_a_paper(session: Session, maker: cast.Maker, later: Callable[..., None]) -> None:
    today = clock.today()
    paper = submit(session, maker, Told("pirt", "202647101000199", "", today, today + timedelta(days=2)))
    certificates.verify(session, paper, by=VERIFIER)
    later(days=3)
    assert paper.state == "expired"
    assert session.scalars(select(Certificate).where(valid_today())).all() == []


def test_verified_papers_stand_still(session: Session, maker: cast.Maker) -> None:
    paper = submit(session, maker)
    certificates.verify(session, paper, by=VERIFIER)
    with pytest.raises(NotAllowed):
        certificates.submit(session, maker.producer, HALAL, file_key=None, by=maker.actor, again=paper)
    with pytest.raises(NotAllowed):
        coverage.cover(session, paper, [], by=maker.actor)
    with pytest.raises(NotAllowed):
        certificates.return_(session, paper, "Terlambat", by=VERIFIER)


@pytest.mark.parametrize("who", ["maker", "finance", "own officer"])
def test_only_an_officer_who_is_not_the_maker_judges(session: Session, maker: cast.Maker, who: str) -> None:
    paper = submit(session, maker)
    own = Actor("user", "P", roles=frozenset({"verifier"}), producer_ids=frozenset({maker.producer.id}))
    by = {"maker": maker.actor, "finance": cast.FINANCE, "own officer": own}[who]
    with pytest.raises(NotAllowed):
        certificates.verify(session, paper, by=by)
    assert paper.state == "waiting"


def test_a_stranger_finds_no_paper(session: Session, maker: cast.Maker) -> None:
    paper = submit(session, maker)
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    with pytest.raises(NotFound):
        certificates.mine(session, paper.id, by=other.actor)
    with pytest.raises(NotFound):
        coverage.cover(session, paper, [], by=other.actor)
    with pytest.raises(NotFound):
        coverage.cover(session, paper, [other.product.id], by=maker.actor)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Told("ktp", "1"), "kind"),
        (Told("nib", " "), "number"),
        (Told("nib", "1"), "number"),
        (Told("pirt", "206471"), "number"),
        (Told("npwp", "12.345"), "number"),
        (Told("other", "1", "", date(2026, 2, 1), date(2026, 1, 1)), "valid_to"),
        (Told("other", "1", "", None, date(2020, 1, 1)), "valid_to"),
        (Told("other", "1", "", None, date(2999, 1, 1)), "valid_to"),
        (Told("other", "1", "", date(2999, 1, 1)), "valid_from"),
        (Told("other", "1", "", date(26, 1, 1)), "valid_from"),
    ],
)
def test_what_cannot_be_is_refused(session: Session, maker: cast.Maker, told: Told, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        certificates.submit(session, maker.producer, told, file_key=None, by=maker.actor)
    assert list(refused.value.facts["errors"]) == [field]  # type: ignore[call-overload]


def test_a_verified_nib_becomes_the_makers(session: Session, maker: cast.Maker) -> None:
    paper = submit(session, maker, Told("nib", "1234 5678 90123"))
    certificates.verify(session, paper, by=VERIFIER)
    assert maker.producer.nib == "1234567890123"


@pytest.mark.parametrize(
    ("paper", "number", "kept", "odd", "end"),
    [
        ("nib", "1234567890123", "1234567890123", False, None),
        ("nib", "123", "123", True, None),
        ("pirt", "P-IRT No. 2026471010099 - 29", "2026471010099-29", False, date(2029, 12, 31)),
        ("pirt", "206471", "206471", True, None),
        ("npwp", "01.234.567.8-901.234", "0012345678901234", False, None),
        ("sni", "SNI 3553:2015", "SNI 3553:2015", False, None),
        ("hki", "IDM 000123456", "IDM000123456", False, None),
        ("md", "MD 123456789012", "MD123456789012", False, None),
        ("halal", "id64110000000010000", "ID64110000000010000", False, None),
        ("halal", "ID1234567890123", "ID1234567890123", True, None),
        ("other", "SLHS 12/2026", "SLHS 12/2026", False, None),
    ],
)
def test_odd_numbers_are_noticed_and_kept(paper: str, number: str, kept: str, odd: bool, end: date | None) -> None:
    assert paper_numbers.tidy(paper, number) == kept
    assert paper_numbers.looks_odd(paper, number) is odd
    assert paper_numbers.proposed_end(paper, number) == end
