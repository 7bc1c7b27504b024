"""The verifier's pages: doubts beside the picture, one press a reason, withdrawal, reviews, calendar, rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from marketplace.catalog import coverage, paper_reviews, paper_rules
from marketplace.kernel import clock, events, sheets
from marketplace.kernel.actor import Actor
from marketplace.people import certificates, paper_calendar
from marketplace.people.certificates import Certificate, Told
from marketplace.trade import edits, showcase
from tests import cast
from tests.web.agency.test_identity_links import staff_client

pytestmark = pytest.mark.one_database
VERIFIER = Actor("user", "Pemeriksa", roles=frozenset({"verifier", "moderator"}))


@pytest.fixture
def desk(client: FlaskClient, session: Session) -> FlaskClient:
    return staff_client(client, session, "verifier")


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    made.product.storage, made.product.shelf_life_days = "Simpan kering", 90
    session.commit()
    return made


def paper(session: Session, maker: cast.Maker, kind: str, number: str, days: int | None = None) -> Certificate:
    end = clock.today() + timedelta(days=days) if days is not None else None
    told = Told(kind, number, "Uji", clock.today(), end)
    made = certificates.submit(session, maker.producer, told, file_key=None, by=maker.actor)
    coverage.cover(session, made, [maker.product.id], by=maker.actor)
    session.commit()
    return made


def test_doubts_stand_beside_and_a_reason_is_one_press(desk: FlaskClient, session: Session, maker: cast.Maker) -> None:
    held = paper(session, maker, "pirt", "2083174010001-31")
    page = desk.get("/agensi/dokumen").text
    assert "Kode daerah 3174 bukan kode Balikpapan." in page and "Jenis pangan 08 tidak cocok" in page
    assert desk.post(f"/agensi/dokumen/{held.id}/kembalikan", data={"reason": "other"}).status_code == 422
    assert desk.post(f"/agensi/dokumen/{held.id}/kembalikan", data={"reason": "goods"}).status_code == 303
    session.expire_all()
    assert held.returned_reason == "Surat ini tidak berlaku untuk produk yang dipilih."


def test_what_the_rules_bar_cannot_be_verified(desk: FlaskClient, session: Session, maker: cast.Maker) -> None:
    held = paper(session, maker, "pirt", "2026471010001-31")
    maker.product.storage = "Simpan beku"
    session.commit()
    answer = desk.post(f"/agensi/dokumen/{held.id}/setuju")
    assert answer.status_code == 422 and "Surat ini tidak berlaku untuk Amplang Uji." in answer.text
    session.expire_all()
    assert held.state == "waiting"


def test_a_secret_number_is_shown_on_demand_and_who_looked_is_kept(
    desk: FlaskClient, session: Session, maker: cast.Maker
) -> None:
    held = paper(session, maker, "npwp", "0123456789012345")
    assert "0123456789012345" not in desk.get("/agensi/dokumen").text
    assert "0123456789012345" in desk.post(f"/agensi/dokumen/{held.id}/nomor").text
    last = events.history(session, held.subject)[-1]
    assert (last.verb, last.facts["what"], last.by_name) == ("opened", "number", "Rina")


def test_a_withdrawn_paper_takes_its_badge_along(desk: FlaskClient, session: Session, maker: cast.Maker) -> None:
    held = paper(session, maker, "halal", "ID64110000000010126")
    certificates.verify(session, held, by=VERIFIER)
    session.commit()
    assert "Halal bersertifikat" in desk.get("/produk/amplang-uji").text
    address = f"/agensi/dokumen/{held.id}"
    assert desk.post(f"{address}/tarik", data={}).status_code == 422
    assert desk.post(f"{address}/tarik", data={"reason": "revoked"}).status_code == 303
    page = desk.get("/produk/amplang-uji").text
    assert "Halal bersertifikat" not in page and "makanan wajib bersertifikat halal" in page
    assert "Surat ini sudah dicabut penerbitnya." in desk.get(address).text
    assert "ID64110000000010126" in desk.get("/agensi/dokumen/semua?keadaan=withdrawn&cari=amplang").text


def test_a_review_brings_the_badge_back_or_not(desk: FlaskClient, session: Session, maker: cast.Maker) -> None:
    certificates.verify(session, paper(session, maker, "halal", "ID64110000000010126"), by=VERIFIER)
    for step in ("tetap", "lepas"):
        change = edits.propose(session, maker.product, {"ingredients": f"ikan, {step}"}, by=maker.actor)
        assert change is not None
        edits.approve(session, change, by=VERIFIER)
        session.commit()
        review = paper_reviews.waiting(session)[0]
        assert f"<ins>{step}</ins>" in desk.get("/agensi/dokumen/tinjau").text
        answer = desk.post(f"/agensi/dokumen/tinjau/{review.public_id}/{step}", data={"reason": "recipe"})
        assert answer.status_code == 303
        assert len(showcase.papers(session, maker.product.id)) == (1 if step == "tetap" else 0)


def test_the_calendar_counts_lists_prints_and_exports(desk: FlaskClient, session: Session, maker: cast.Maker) -> None:
    for kind, number, days in (("pirt", "2026471010001-26", 20), ("halal", "ID64110000000010126", 80)):
        certificates.verify(session, paper(session, maker, kind, number, days), by=VERIFIER)
    session.commit()
    code = maker.producer.kelurahan_code or ""
    found = paper_calendar.table(session, "90")
    assert (found.total, found.of(code, "pirt"), paper_calendar.table(session, "30").total) == (2, 1, 1)
    page = desk.get(f"/agensi/dokumen/kalender?rentang=90&jenis=pirt&kelurahan={code}").text
    assert "2026471010001-26" in page and "ID64110000000010126" not in page
    assert "Dinas Kesehatan Kota Balikpapan" in desk.get("/agensi/dokumen/rujukan?jenis=pirt").text
    answer = desk.post("/agensi/dokumen/rujukan.xlsx", data={"jenis": "pirt"})
    rows = sheets.read(answer.data)
    assert len(rows) == 2 and rows[1][5] == "2026471010001-26" and rows[1][7] == "20"
    assert [event.facts["rows"] for event in events.history(session, "papers:0")] == [1]


def test_more_papers_need_no_more_statements(desk: FlaskClient, session: Session) -> None:
    counts = []
    for first, last in ((1, 3), (3, 9)):
        for n in range(first, last):
            other = cast.maker(session, f"Uji {n}", f"Uji {n}", price=9_000, packs=1, phone=f"+62812000009{n:02d}")
            certificates.verify(session, paper(session, other, "halal", f"ID6411000000001{n:04d}", 30), by=VERIFIER)
            paper(session, other, "nib", f"{n:013d}")
        counts.append([statements(session, desk, f"/agensi/dokumen{part}") for part in ("", "/semua", "/kalender")])
    assert counts[0] == counts[1] and max(counts[0]) <= 25


def statements(session: Session, desk: FlaskClient, path: str) -> int:
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    event.listen(Engine, "before_cursor_execute", note)
    assert desk.get(path).status_code == 200
    event.remove(Engine, "before_cursor_execute", note)
    return len(seen)


def test_a_rule_is_made_with_its_source_and_ended(desk: FlaskClient, session: Session) -> None:
    told = {"verdict": "needs", "kinds": ["nkv"], "categories": ["OIL"], "starts_on": clock.today().isoformat()}
    wrong = desk.post("/agensi/dokumen/aturan", data=told)
    assert wrong.status_code == 422 and "Tulis dasar aturannya." in wrong.text and 'value="nkv" checked' in wrong.text
    assert desk.post("/agensi/dokumen/aturan", data={**told, "source": "Contoh 1/2026"}).status_code == 303
    rule = next(one for one in paper_rules.listed(session) if one.source == "Contoh 1/2026")
    assert desk.post(f"/agensi/dokumen/aturan/{rule.id}/akhiri").status_code == 303
    session.expire_all()
    assert rule.ends_on == clock.today()
