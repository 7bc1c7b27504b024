"""What a paper's number tells, what is doubled, what stays secret, what ends a paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Invalid, NotAllowed
from marketplace.people import certificates, paper_checks, paper_declaring, paper_queue, paper_reminders
from marketplace.people.certificates import Certificate, Told
from marketplace.people.paper_queue import Wanted
from tests import cast

pytestmark = pytest.mark.one_database
VERIFIER = Actor("user", "Pemeriksa", roles=frozenset({"verifier"}))
NPWP = "0123456789012345"


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")


def submit(session: Session, maker: cast.Maker, kind: str, number: str, days: int | None = None) -> Certificate:
    end = clock.today() + timedelta(days=days) if days is not None else None
    told = Told(kind, number, "", clock.today(), end)
    return certificates.submit(session, maker.producer, told, file_key="documents/x.jpg", by=maker.actor)


@pytest.mark.parametrize(
    ("paper_kind", "number", "days", "codes"),
    [
        ("pirt", f"2026471010099-{clock.today().year % 100 + 1}", 366, []),
        ("pirt", "2023174010099-31", None, ["region"]),
        ("pirt", "9996471010099-31", None, ["packaging", "class"]),
        ("pirt", "2026471010099-35", 30, ["year"]),
        ("halal", "ID64110000000010126", None, []),
        ("halal", "ID641100000000", None, ["shape"]),
        ("halal", "KH-12/2026", None, ["decree"]),
        ("halal", "LPPOM-1313", None, ["old_halal"]),
        ("md", "ML123456789012", None, ["import"]),
        ("na", "18200100", None, ["shape"]),
    ],
)
def test_numbers_tell_their_doubts(
    session: Session, maker: cast.Maker, paper_kind: str, number: str, days: int | None, codes: list[str]
) -> None:
    paper = submit(session, maker, paper_kind, number, days)
    assert [doubt.code for doubt in paper_checks.doubts(session, paper)] == codes


def test_another_shop_s_number_is_a_doubt_and_the_own_one_is_sent_once(session: Session, maker: cast.Maker) -> None:
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=1, phone="+6281200000902")
    first = submit(session, other, "npwp", NPWP)
    second = submit(session, maker, "npwp", NPWP)
    assert [doubt.code for doubt in paper_checks.doubts(session, second)] == ["doubled"]
    with pytest.raises(Invalid) as refused:
        submit(session, maker, "npwp", NPWP)
    assert refused.value.facts["errors"] == {"number": "again"}
    certificates.return_(session, first, "Bukan atas nama usaha ini", by=VERIFIER)
    assert paper_checks.doubts(session, second) == []


def test_a_tax_number_lies_sealed_and_is_shown_by_its_end(session: Session, maker: cast.Maker) -> None:
    paper = submit(session, maker, "npwp", NPWP)
    certificates.verify(session, paper, by=VERIFIER)
    session.expire_all()
    assert (paper.number, paper.full_number, maker.producer.npwp) == ("••••2345", NPWP, NPWP)
    for table in ("certificates", "producers", "events"):
        rows = session.execute(text(f"SELECT * FROM {table}")).all()
        assert NPWP not in str(rows), table


def test_a_withdrawn_paper_says_why(session: Session, maker: cast.Maker) -> None:
    paper = submit(session, maker, "halal", "ID64110000000010126")
    with pytest.raises(NotAllowed):
        certificates.withdraw(session, paper, "Dicabut", by=VERIFIER)
    certificates.verify(session, paper, by=VERIFIER)
    with pytest.raises(Invalid):
        certificates.withdraw(session, paper, " ", by=VERIFIER)
    with pytest.raises(NotAllowed):
        certificates.withdraw(session, paper, "Dicabut", by=maker.actor)
    certificates.withdraw(session, paper, "Dicabut BPJPH", by=VERIFIER)
    assert (paper.state, paper.withdrawn_reason, paper.withdrawn_by) == ("withdrawn", "Dicabut BPJPH", "Pemeriksa")


def test_notices_come_once_each_and_the_word_that_it_is_over(session: Session, maker: cast.Maker) -> None:
    paper = submit(session, maker, "halal", "ID64110000000010126", 90)
    certificates.verify(session, paper, by=VERIFIER)
    start, told = clock.now(), {}
    for day in range(95):
        with clock.pretend(start + timedelta(days=day)):
            while paper_reminders.remind_next(session):
                told[day] = events.history(session, paper.subject)[-1]
    assert [(day, event.verb, event.facts["days"]) for day, event in told.items()] == [
        (30, "remind", 60), (60, "remind", 30), (83, "remind", 7), (91, "expired", -1),
    ]  # fmt: skip


def test_after_a_long_pause_only_the_nearest_notice_is_sent(session: Session, maker: cast.Maker) -> None:
    paper = submit(session, maker, "halal", "ID64110000000010126", 20)
    certificates.verify(session, paper, by=VERIFIER)
    renewed = submit(session, maker, "pirt", "2026471010099-26", 20)
    certificates.verify(session, renewed, by=VERIFIER)
    submit(session, maker, "pirt", "2026471010099-26", 400)
    while paper_reminders.remind_next(session):
        pass
    verbs = [event.verb for event in events.history(session, paper.subject, renewed.subject)]
    assert verbs.count("remind") == 1 and paper.reminded_days == renewed.reminded_days == 30


def test_papers_are_found_by_state_kind_and_words(session: Session, maker: cast.Maker) -> None:
    waiting = submit(session, maker, "nib", "1234567890123")
    over, good = submit(session, maker, "halal", "ID64110000000010126"), submit(session, maker, "other", "SLHS 12")
    for paper in (over, good):
        certificates.verify(session, paper, by=VERIFIER)
    over.valid_from, over.valid_to = date(2020, 1, 1), date(2021, 1, 1)
    session.flush()

    def ids(wanted: Wanted) -> list[int]:
        return [paper.id for paper, _ in paper_queue.found(session, wanted)]

    assert ids(Wanted(state="expired")) == [over.id] and ids(Wanted(state="verified")) == [good.id]
    assert ids(Wanted(state="waiting")) == [waiting.id] and ids(Wanted(kind="nib")) == [waiting.id]
    assert ids(Wanted(text="slhs")) == [good.id] and ids(Wanted(text="amplang", kind="halal")) == [over.id]


def test_once_a_year_a_halal_paper_without_an_end_asks_for_its_makers_word(session: Session, maker: cast.Maker) -> None:
    paper = submit(session, maker, "halal", "ID64110000000010126")
    paper.valid_to = None
    certificates.verify(session, paper, by=VERIFIER)
    other = submit(session, maker, "other", "SLHS 12")
    other.valid_to = None
    certificates.verify(session, other, by=VERIFIER)
    with pytest.raises(NotAllowed):
        paper_declaring.unchanged(session, paper, by=maker.actor)
    asked = []
    for days in (364, 366, 367, 730, 733):
        with clock.pretend(clock.now() + timedelta(days=days)):
            asked += [days for _ in range(3) if paper_declaring.ask_next(session)]
            if days == 367:
                assert [one.id for one, _ in paper_declaring.waiting(session, 9)] == [paper.id]
                paper_declaring.unchanged(session, paper, by=maker.actor)
                assert paper_declaring.waiting(session, 9) == [] and paper.state == "verified"
    assert asked == [366, 733]
