"""Files of banks: every usual way is read, everything doubtful is told by its row, and then nothing is kept."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, sheets
from marketplace.money import statement_cells, statement_formats
from marketplace.money.statement_formats import StatementFormat
from marketplace.money.statements import Statement, StatementLine
from tests.trade.banking import HEADER, Bank, Row, csv

TODAY = date(2026, 11, 24)
RUPIAH = StatementFormat(decimal_sign=",", thousands_sign=".", credit_mark="CR", debit_mark="DB")
DOLLAR_SIGNS = StatementFormat(decimal_sign=".", thousands_sign=",", credit_mark="K", debit_mark="D")


@pytest.fixture
def bank(session: Session, tmp_path: Path) -> Bank:
    return Bank(session, tmp_path)


def faults(statement: Statement) -> list[tuple[int, str]]:
    return [(fault["row"], fault["why"]) for fault in statement.report.get("faults", [])]


def file(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join((header, *rows)).encode()


@pytest.mark.parametrize(
    ("value", "told", "sen"),
    [
        ("1.250.000,00", RUPIAH, 125_000_000),
        ("1,250,000.5", DOLLAR_SIGNS, 125_000_050),
        ("Rp 82.123", RUPIAH, 8_212_300),
        ("IDR82123,45", RUPIAH, 8_212_345),
        ("(5.000,00)", RUPIAH, -500_000),
        ("-5000", RUPIAH, -500_000),
        (82_123, RUPIAH, 8_212_300),
        (82_123.45, DOLLAR_SIGNS, 8_212_345),
    ],
)
def test_amounts_in_the_ways_of_banks(value: Any, told: StatementFormat, sen: int) -> None:
    assert statement_cells.sen(value, told) == sen


@pytest.mark.parametrize(
    "value",
    ["1,250,000.00", "12.50", "1.2500", "USD 50", "=1+1", "", "x", "1e9", "٥٠٠", 0.001, float("nan"), True],
)
def test_amounts_that_nobody_should_guess(value: Any) -> None:
    with pytest.raises(statement_cells.Wrong, match="amount"):
        statement_cells.sen(value, RUPIAH)


@pytest.mark.parametrize(
    ("text", "order", "found"),
    [
        ("24/11/2026", "dmy", date(2026, 11, 24)),
        ("'24-11-26 10:15:22", "dmy", date(2026, 11, 24)),
        ("11/24/2026", "mdy", date(2026, 11, 24)),
        ("2026-11-24T10:15", "ymd", date(2026, 11, 24)),
        ("20261124", "ymd", date(2026, 11, 24)),
        ("3 Agt 2026", "dmon", date(2026, 8, 3)),
        ("31/12", "dm", date(2025, 12, 31)),
        ("24/11", "dm", date(2026, 11, 24)),
    ],
)
def test_days_in_the_ways_of_banks(text: str, order: str, found: date) -> None:
    assert statement_cells.day(text, order, TODAY) == found


@pytest.mark.parametrize(
    ("text", "order", "why"),
    [
        ("11/24/2026", "dmy", "day_month"),
        ("31/02/2026", "dmy", "day"),
        ("PEND", "dmy", "day"),
        ("24 Foo 2026", "dmon", "day"),
        ("25/11/2026", "dmy", "day_future"),
        ("24/11/2020", "dmy", "day_old"),
    ],
)
def test_days_that_cannot_be(text: str, order: str, why: str) -> None:
    with pytest.raises(statement_cells.Wrong) as wrong:
        statement_cells.day(text, order, TODAY)
    assert wrong.value.why == why


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("{day};x;;-5000,00;", "negative"),
        ("{day};x;5,00;5,00;", "both"),
        ("{day};x;;;", "zero"),
        ("{day};x;;9999999999999,00;", "huge"),
        ("{day};x;;1,500.00;", "amount"),
        ("11/24/26;x;;500,00;", "day_month"),
        ("01/01/2050;x;;500,00;", "day_future"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_kept(bank: Bank, row: str, why: str) -> None:
    good = f"{clock.today():%d/%m/%Y};x;;500,00;"
    statement = bank.send(file(good, row.format(day=f"{clock.today():%d/%m/%Y}"), good))
    assert statement.state == "faulty" and faults(statement) == [(3, why)]
    assert bank.session.scalar(select(func.count()).select_from(StatementLine)) == 0 and bank.entries() == 0


@pytest.mark.one_database
def test_a_doubled_row_and_a_lost_one_break_the_balance(bank: Bank) -> None:
    rows = csv([Row(5_000), Row(6_000), Row(7_000), Row(8_000)]).decode().split("\r\n")
    doubled = "\r\n".join([*rows[:3], rows[2], *rows[3:]]).encode()
    assert faults(bank.send(doubled)) == [(4, "doubled")]
    lost = "\r\n".join([*rows[:2], *rows[3:]]).encode()
    assert faults(bank.send(lost)) == [(3, "balance")]
    newest_first = "\r\n".join([rows[0], *reversed(rows[1:])]).encode()
    assert bank.send(newest_first).state == "done"


@pytest.mark.one_database
def test_swapped_days_are_noticed_by_their_spread(bank: Bank) -> None:
    month = clock.today().replace(day=1)
    days = [date(month.year, month.month, number) for number in range(1, 12)]
    rows = [f"{day:%m/%d/%Y};x;;500,00;" for day in days]
    statement = bank.send(file(*rows))
    assert statement.state == "faulty" and {why for _, why in faults(statement)} <= {"swapped", "day_future"}
    assert faults(statement)


@pytest.mark.one_database
def test_what_the_head_of_the_file_says(bank: Bank) -> None:
    good = f"{clock.today():%d/%m/%Y};x;;500,00;"
    bank.account.number = "1234567890"
    other = file(good, "Saldo Akhir;;;;500,00", header=f"Nomor Rekening : 987-654-3210\r\nMata Uang : USD\r\n{HEADER}")
    assert faults(bank.send(other)) == [(1, "account"), (2, "currency")]
    mine = bank.send(file(good, "Saldo Akhir;;;;500,00", header=f"No. Rekening: 123 456 7890\r\n\r\n{HEADER}"))
    assert mine.state == "done" and mine.report["skipped"] == [5]


@pytest.mark.one_database
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(bank: Bank, encoding: str) -> None:
    data = csv([Row(5_000, "PT KAFÉ")]).decode().encode(encoding)
    assert bank.lines(bank.send(data))[0].text == "PT KAFÉ"


def workbook(rows: list[list[Any]], **changes: bytes) -> bytes:
    data = sheets.xlsx([("Mutasi", HEADER.split(";"), rows)])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, changes.pop(name, source.read(name)))
        for name, more in changes.items():
            target.writestr(name, more)
    return out.getvalue()


@pytest.mark.one_database
def test_a_workbook_with_numbers_and_one_with_formulas(bank: Bank) -> None:
    today = f"{clock.today():%d/%m/%Y}"
    rows = [[today, "MASUK", "", 82_123, 1_082_123], [today, "KELUAR", 2_123, "", 1_080_000]]
    statement = bank.send(workbook(rows))
    assert [line.amount for line in bank.lines(statement)] == [82_123, -2_123]
    with zipfile.ZipFile(io.BytesIO(workbook(rows))) as pack:
        page = pack.read("xl/worksheets/sheet1.xml")
    formula = page.replace(b"<v>82123</v>", b"<f>82000+123</f><v>82123</v>")
    assert formula != page
    worked_out = bank.send(workbook(rows, **{"xl/worksheets/sheet1.xml": formula}))
    assert faults(worked_out) == [(2, "formula")]
    assert faults(bank.send(workbook(rows, **{"xl/vbaProject.bin": b"x"}))) == [(0, "macros")]
    bomb = workbook(rows, **{"xl/media/x.bin": b"0" * (41 * 1024 * 1024)})
    assert len(bomb) < sheets.MAX_BYTES and faults(bank.send(bomb)) == [(0, "too_large")]


@pytest.mark.one_database
def test_a_hundred_thousand_rows_are_refused_with_their_number(bank: Bank) -> None:
    line = f"{clock.today():%d/%m/%Y};x;;5,00;"
    statement = bank.send(file(*[line] * 100_000))
    assert faults(statement) == [(0, "too_large")] and statement.report["faults"][0]["shown"] == "100000"


@pytest.mark.one_database
def test_an_unknown_file_waits_for_a_format(bank: Bank) -> None:
    today = f"{clock.today():%d/%m/%Y}"
    data = file(f"{today};BAYAR;500,00", header="Hari;Isi;Uang")
    statement = bank.send(data)
    assert (statement.state, statement.report["like"]) == ("choosing", "")
    told = StatementFormat(
        name="Koperasi", separator=";", date_column="Hari", text_columns=["Isi"], signs="minus", amount_column="Uang",
        thousands_sign=".", decimal_sign=",",
    )  # fmt: skip
    assert bank.send(data, told=statement_formats.save(bank.session, told, by=bank.maker.actor)).state == "done"
    assert [line.text for line in bank.lines(statement)] == ["BAYAR"]
    assert bank.send(file(f"{today};LAIN;700,00", header="HARI; isi ;Uang.")).format == told


@pytest.mark.one_database
def test_another_separator_is_told(bank: Bank) -> None:
    statement = bank.send(csv([Row(5_000)]).replace(b";", b"|"))
    like = statement_formats.by_public_id(bank.session, statement.report["like"])
    assert statement.state == "choosing" and like.name == "Bankaltimtara"


EXAMPLES = {
    "BCA": (
        "Tanggal Transaksi,Keterangan,Cabang,Jumlah,Saldo\r\n"
        '{d},TRSF E-BANKING CR,0000,"82,123.00 CR","1,082,123.00"\r\n{d},BIAYA ADM,0000,"2,123.00 DB","1,080,000.00"'
    ),
    "BRI": (
        "TGL_TRAN,DESK_TRAN,MUTASI_DEBET,MUTASI_KREDIT,SALDO_AKHIR_MUTASI\r\n"
        "{i} 10:00:00,BRIVA,0.00,82123.00,1082123.00\r\n{i} 11:00:00,ADM,2123.00,0.00,1080000.00"
    ),
    "Mandiri": (
        "AccountNo,Ccy,PostDate,Remarks,AdditionalDesc,Credit Amount,Debit Amount,Close Balance\r\n"
        'x,IDR,{d},MCM,ANI,"82,123.00",.00,"1,082,123.00"\r\nx,IDR,{d},ADM,,0,"2,123.00","1,080,000.00"'
    ),
    "BNI": (
        "Tanggal;Uraian Transaksi;Tipe;Nominal;Saldo\r\n"
        "{d};TRANSFER;K;82.123,00;1.082.123,00\r\n{d};ADM;D;2.123,00;1.080.000,00"
    ),
    "BSI": (
        "Transaction Date,Description,Amount,DB/CR,Balance\r\n"
        '{i},TRF,"82,123.00",CR,"1,082,123.00"\r\n{i},ADM,"2,123.00",DB,"1,080,000.00"'
    ),
    "Bankaltimtara": "Tanggal;Keterangan;Debet;Kredit;Saldo\r\n{d};TRF;;82.123,00;\r\n{d};ADM;2.123,00;;",
    "QRIS": "Tanggal Transaksi;Nama Pelanggan;Referensi;Nominal\r\n{d};ANI;1;82.123\r\n{d};KEMBALI;2;-2.123",
}


@pytest.mark.one_database
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_recognised(bank: Bank, name: str) -> None:
    text = EXAMPLES[name].format(d=f"{clock.today():%d/%m/%Y}", i=clock.today().isoformat())
    statement = bank.send(text.encode())
    assert statement.format is not None and statement.format.name == name, statement.report
    assert statement.state == "done", statement.report
    assert [line.amount for line in bank.lines(statement)] == [82_123, -2_123]


@pytest.mark.one_database
def test_interest_with_sen_ties_and_matches_nothing_by_itself(bank: Bank) -> None:
    group = bank.order()
    row = f"{clock.today():%d/%m/%Y};BUNGA;;{group.payment.due},50;"
    statement = bank.send(file(row))
    line = bank.lines(statement)[0]
    assert (line.state, line.sen, statement.credit_sen) == ("proposed", 50, group.payment.due * 100 + 50)
    assert bank.whys(line) == {group.number: "sen"}
