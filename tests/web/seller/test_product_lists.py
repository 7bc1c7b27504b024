"""The pages around a product list: files offered, files refused, strangers kept out."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.cli import worker
from marketplace.kernel import sheets
from marketplace.kernel.jobs import Job
from marketplace.trade import export_rows
from marketplace.trade.imports import ImportRun
from tests import cast


@pytest.fixture
def amplang(client: FlaskClient, session: Session) -> cast.Maker:
    made = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=50, phone="+6281200000901")
    client.post("/masuk", data={"who": "081200000901", "password": cast.PASSWORD})
    return made


def send(client: FlaskClient, data: bytes, name: str = "daftar.xlsx") -> Any:
    return client.post("/jualan/impor", data={"sheet": (io.BytesIO(data), name)})


def work(client: FlaskClient, session: Session) -> None:
    doers = worker.doers(client.application)
    for job in session.scalars(select(Job).where(Job.state == "waiting", Job.kind.startswith("import_"))):
        doers[job.kind](session, job.facts)
        job.state = "done"
    session.commit()


def test_the_example_goes_through_and_can_be_undone(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    example = client.get("/jualan/impor/contoh.xlsx").data
    answer = send(client, example)
    assert answer.status_code == 303
    where = answer.headers["Location"]
    assert "Sedang diperiksa" in client.get(where).text
    work(client, session)
    assert "Siap disimpan" in client.get(where).text
    assert client.post(f"{where}/simpan").status_code == 303
    work(client, session)
    assert "Selesai. 1 produk" in client.get(where).text
    assert client.application.test_client().get("/produk/amplang-tenggiri-contoh").status_code == 200
    assert client.post(f"{where}/batalkan").status_code == 303
    work(client, session)
    assert "sudah dibatalkan" in client.get(where).text
    assert client.application.test_client().get("/produk/amplang-tenggiri-contoh").status_code == 404
    assert client.post(f"{where}/simpan").status_code == 303


def test_faults_are_told_by_row_and_column(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    rows = export_rows.examples()
    rows[0][export_rows.HEADER.index("Harga")] = "25.000,5"
    where = send(client, sheets.as_csv(export_rows.HEADER, rows), "a.csv").headers["Location"]
    work(client, session)
    text = client.get(where).text
    assert "1 baris perlu diperbaiki" in text and "Tulis harga dengan angka" in text
    assert "<html" not in client.get(where, headers={"HX-Request": "true"}).text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "bukan Excel"),
        (b"\x89PNG\x00", "bukan Excel"),
        (b"a;b\n" * 6000, "berisi 6.000 baris"),
        (None, "Pilih berkas"),
    ],
)
def test_what_is_no_list_is_refused(client: FlaskClient, amplang: cast.Maker, data: bytes | None, said: str) -> None:
    answer = client.post("/jualan/impor", data={}) if data is None else send(client, data)
    assert answer.status_code == 422 and said in answer.text


def test_the_export_is_read_back(client: FlaskClient, amplang: cast.Maker) -> None:
    for kind in ("xlsx", "csv"):
        answer = client.get(f"/jualan/ekspor.{kind}")
        assert "attachment" in answer.headers["Content-Disposition"]
        rows = sheets.read(answer.data)
        assert rows[0] == export_rows.HEADER and rows[1][1] == "Amplang Uji" and rows[1][6] == "18000"
    assert client.get("/jualan/ekspor.pdf").status_code == 404


def test_names_that_would_run_are_written_harmless(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    amplang.product.description = '=HYPERLINK("http://x")'
    session.flush()
    assert "'=HYPERLINK" in client.get("/jualan/ekspor.csv").data.decode("utf-8-sig")


def test_another_maker_sees_no_list(client: FlaskClient, session: Session, amplang: cast.Maker) -> None:
    where = send(client, client.get("/jualan/impor/contoh.xlsx").data).headers["Location"]
    cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=20, phone="+6281200000902")
    other = client.application.test_client()
    other.post("/masuk", data={"who": "081200000902", "password": cast.PASSWORD})
    assert other.get(where).status_code == 404
    for act in ("simpan", "batalkan"):
        assert other.post(f"{where}/{act}").status_code == 404
    assert "Amplang Uji" not in sheets.read(other.get("/jualan/ekspor.xlsx").data).__str__()
    assert session.scalars(select(ImportRun)).one().state == "waiting"
