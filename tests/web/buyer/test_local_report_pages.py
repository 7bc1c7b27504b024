"""The local-purchase report through its pages: declare, freeze, hand out, check, and who may."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, events
from marketplace.kernel.errors import NotFound
from marketplace.sourcing import local_overview
from marketplace.sourcing.local_report_rows import LocalReport, LocalVersion
from tests import buying, cast
from tests.sourcing.terming import place, receive, send

pytestmark = pytest.mark.one_database
PDF = b"%PDF-1.4\nnota\n%%EOF"


@pytest.fixture
def hotel(session: Session) -> buying.Hotel:
    """With ten packs received this month, of a maker whose name a spreadsheet would run."""
    cast.finance(session)
    ani = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=200, phone="+6281200000901")
    ani.producer.name = "=2+5"
    hotel = buying.hotel(session)
    order = send(session, ani, place(session, hotel, [(ani, 10, 18_000)]).orders[0])
    receive(session, hotel, order)
    return hotel


@pytest.fixture
def here(hotel: buying.Hotel) -> str:
    return f"{hotel.url}/laporan/{hotel.kitchen.public_id}/{clock.today():%Y-%m}"


def totals(**other: str) -> dict[str, str]:
    told = dict.fromkeys(("camilan", "ikan", "bumbu", "minuman", "segar", "beku", "kriya"), "0")
    told |= {"camilan": "1jt"} | other
    return {f"total-{code}": text for code, text in told.items()}


def test_a_month_is_declared_frozen_handed_out_and_checked(
    client: FlaskClient, session: Session, hotel: buying.Hotel, here: str, later: Callable[..., None]
) -> None:
    hotel.enter(client, "finance")
    assert "Rp180.000" in client.get(here).text
    early = client.post(here, data=totals() | {"langkah": "bekukan"})
    assert early.status_code == 422 and "belum selesai" in early.text
    later(days=40)
    hotel.enter(client, "finance")
    missing = client.post(here, data=totals(segar="") | {"langkah": "bekukan", "person": "Mira"})
    assert missing.status_code == 422 and 'href="#total-segar"' in missing.text and 'value="Mira"' in missing.text
    small = client.post(here, data=totals(camilan="100rb") | {"langkah": "bekukan"})
    assert small.status_code == 422 and "Paling sedikit Rp180.000" in small.text
    frozen = client.post(here, data=totals(camilan="1.000.000") | {"langkah": "bekukan"})
    assert frozen.status_code == 303 and frozen.location.endswith("/v1")
    paper = client.get(frozen.location).text
    version = session.scalars(select(LocalVersion)).one()
    assert "18 %" in paper and f"/cek/{version.public_id}/{version.short_hash}" in paper
    files = {kind: client.get(f"{here}/v1.{kind}").data for kind in ("pdf", "xlsx", "json")}
    assert files["pdf"].startswith(b"%PDF") and files == {
        kind: client.get(f"{here}/v1.{kind}").data for kind in ("pdf", "xlsx", "json")
    }
    book = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"]))
    assert book.get_sheet_by_name("Pembuat").to_python()[1][0] == "'=2+5"
    row = next(row for row in book.get_sheet_by_name("Kelas").to_python() if row[0] == "Jumlah")
    assert row[1:5] == [1_000_000, 180_000, 0, 1_800]
    guest = client.application.test_client()
    for kind, data in files.items():
        found = guest.post("/cek", data={"file": (io.BytesIO(data), f"x.{kind}")})
        assert found.status_code == 303, kind
        altered = guest.post("/cek", data={"file": (io.BytesIO(data.replace(b"1", b"2", 1)), f"x.{kind}")})
        assert altered.status_code == 422 and "Tidak sama" in altered.text, kind
    shown = guest.get(found.location).text
    assert "Laporan ini asli" in shown and "Rp180.000" in shown and version.number in shown
    typed = guest.post("/cek", data={"number": version.number, "short_hash": version.short_hash.upper()})
    assert typed.location == found.location
    assert guest.get(f"/cek/{version.public_id}/{'0' * 12}").status_code == 404
    assert json.loads(files["json"])["facts"]["total"]["value"] == 180_000


def test_outside_purchases_come_with_a_paper(
    client: FlaskClient, session: Session, hotel: buying.Hotel, here: str
) -> None:
    hotel.enter(client, "owner")
    told = {"seller": "Tani Teritip", "product": "Pepaya", "code": "segar", "amount": "120rb",
            "bought_on": clock.today().isoformat()}  # fmt: skip
    bare = client.post(f"{here}/luar", data=told)
    assert bare.status_code == 422 and 'value="Tani Teritip"' in bare.text and "#paper" in bare.text
    script = {"paper": (io.BytesIO(b"<script>alert(1)</script>"), "nota.pdf")}
    assert client.post(f"{here}/luar", data=told | script).status_code == 422
    other = client.post(f"{here}/luar", data=told | {"bought_on": "2020-01-01", "paper": (io.BytesIO(PDF), "n.pdf")})
    assert other.status_code == 422 and "#bought_on" in other.text
    assert client.post(f"{here}/luar", data=told | {"paper": (io.BytesIO(PDF), "n.pdf")}).status_code == 303
    one = f"{here}/luar/{session.scalars(select(LocalReport)).one().outside[0].public_id}"
    kept = client.get(f"{one}/nota")
    assert kept.data == PDF and "attachment" in kept.headers["Content-Disposition"]
    assert client.post(f"{one}/hapus").status_code == 303
    assert client.get(f"{one}/nota").status_code == 404


def test_staff_open_a_paper_and_that_is_written_down(
    client: FlaskClient, session: Session, hotel: buying.Hotel, here: str
) -> None:
    hotel.enter(client, "owner")
    told = {"seller": "Tani Teritip", "product": "Pepaya", "code": "segar", "amount": "120rb",
            "bought_on": clock.today().isoformat(), "paper": (io.BytesIO(PDF), "n.pdf")}  # fmt: skip
    client.post(f"{here}/luar", data=told)
    report = session.scalars(select(LocalReport)).one()
    one = report.outside[0].public_id
    with pytest.raises(NotFound):
        local_overview.open_paper(session, one, by=cast.FINANCE)
    assert local_overview.open_paper(session, one, by=buying.OFFICER).seller == "Tani Teritip"
    assert events.history(session, report.subject)[-1].verb == "paper_opened"
