"""The finance desk: from each figure to the entry, the order and the proof in three clicks; closing a month."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import clock, rupiah
from marketplace.money import accounts, bank_accounts, ledger, periods
from marketplace.money.ledger import Entry
from marketplace.people import identity_checks
from marketplace.trade import fulfilment, paying, paying_out
from marketplace.trade.orders import OrderGroup
from tests import cast
from tests.trade.refunding import bought
from tests.web.agency.desk import open_desk, order

TODAY = "/agensi/keuangan"


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    cast.finance(session)
    return cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=90, phone="+6281200000901")


@pytest.fixture
def desk(client: FlaskClient, session: Session, maker: cast.Maker) -> FlaskClient:
    return open_desk(client, session)


@pytest.fixture
def paid(client: FlaskClient, session: Session, maker: cast.Maker) -> OrderGroup:
    group = order(client, session, maker)
    paying.confirm(session, group, by=cast.FINANCE)
    return group


def page(desk: FlaskClient, address: str, status: int = 200) -> LexborHTMLParser:
    answer = desk.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return LexborHTMLParser(answer.text)


def links(tree: LexborHTMLParser, within: str = "main") -> dict[str, str]:
    """Address → words of each link of a part of the page."""
    return {str(link.attributes["href"]): link.text() for link in tree.css(f"{within} a[href]")}


def first(tree: LexborHTMLParser, beginning: str) -> str:
    return next(href for href in links(tree) if href.startswith(beginning))


def test_what_waits_is_solved_in_two_clicks(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    group = order(client, session, maker)
    row = next(href for href, words in links(page(desk, TODAY), "table").items() if words == group.number)
    opened = page(desk, row)
    form = opened.css_first("details[open] form")
    assert form is not None and rupiah.show(group.payment.due) in form.text()
    desk.post(form.attributes["action"], data={})
    session.expire_all()
    assert group.payment.state == "paid"
    assert page(desk, TODAY).css_first("table") is None


def test_each_debt_stands_among_what_waits(
    session: Session, maker: cast.Maker, desk: FlaskClient, paid: OrderGroup
) -> None:
    fulfilment.decline(session, paid.orders[0], "habis", by=maker.actor)
    row = next(href for href, words in links(page(desk, TODAY), "table").items() if words == paid.orders[0].number)
    assert page(desk, row).css_first("article form[enctype]") is not None


def test_every_figure_opens_its_account_and_both_sides_have_one_sum(
    session: Session, desk: FlaskClient, paid: OrderGroup
) -> None:
    tree = page(desk, TODAY)
    sums = [node.text() for node in tree.css(".books-head strong")]
    assert sums == [rupiah.show(paid.payment.due)] * 2
    for href, words in links(tree, ".books").items():
        opened = page(desk, href)
        shown = opened.css_first(".desk-sum").text()
        assert shown in words


def test_from_a_figure_to_order_and_proof_in_three_clicks(desk: FlaskClient, paid: OrderGroup) -> None:
    card = page(desk, first(page(desk, TODAY), f"{TODAY}/akun/clearing"))
    entry = page(desk, first(card, f"{TODAY}/jurnal/"))
    proof = first(entry, "/agensi/bukti/foto/")
    assert desk.get(proof).mimetype == "image/jpeg"
    there = desk.get(first(entry, "/agensi/pesanan/"), follow_redirects=True)
    assert there.request.path == f"/agensi/pesanan/{paid.orders[0].number}"
    assert LexborHTMLParser(there.text).css_first(f"img[src='{proof}']") is not None


def test_from_a_payout_to_its_proof_and_the_orders_it_pays(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    shop = maker.producer
    identity_checks.verify(session, shop, how="met", name_seen="Uji", by=cast.FINANCE)
    account = bank_accounts.enter(session, shop.id, holder="Uji", bank="Bank Uji", number="0012345678", by=maker.actor)
    bank_accounts.approve(session, account, by=cast.FINANCE)
    done = bought(client, session, maker, packs=3)
    batch = paying_out.make(session, by=cast.FINANCE, only=shop.id)
    paying_out.mark_sent(session, batch.payouts[0], proof_key="payouts/x.jpg", by=cast.FINANCE)
    session.commit()
    entry = session.scalars(select(Entry).where(Entry.source.like("payout:% sent"))).one()
    tree = page(desk, f"{TODAY}/jurnal/{entry.id}")
    assert first(tree, "/agensi/pencairan/bayar/").endswith("/bukti")
    assert first(tree, f"/agensi/pencairan/{batch.public_id}")
    assert first(tree, f"/agensi/pesanan/{done.number}")
    paper = desk.get(first(tree, "/agensi/dokumen-jual/"))
    assert paper.status_code == 200 and done.number in paper.text


def test_the_menu_shows_what_waits_and_the_desk_the_rest(
    client: FlaskClient, session: Session, maker: cast.Maker, desk: FlaskClient
) -> None:
    order(client, session, maker)
    tree = page(desk, TODAY)
    menu, rest = links(tree, ".desk-nav"), links(tree, ".desk-lists")
    assert "/agensi/bukti" in menu and "/agensi/bukti" not in rest
    quiet = {"/agensi/pajak", "/agensi/dokumen-jual", "/agensi/komisi", "/agensi/kurir", "/agensi/pencairan"}
    assert quiet <= set(rest) and not quiet & set(menu)
    assert page(desk, "/agensi/pajak").css_first(".desk-nav [aria-current]").attributes["href"] == TODAY


def test_the_card_runs_on_over_its_pages(session: Session, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "PAGE", 2)
    for n in range(1, 6):
        legs = [ledger.Leg("fees", None, n), ledger.Leg("tax", 1, -n)]
        ledger.post(session, f"test:{n}", f"Uji {n}", legs, by=cast.FINANCE)
    newest = page(desk, f"{TODAY}/akun/fees")
    assert [row.css("td")[-1].text() for row in newest.css("tbody tr")] == ["Rp15", "Rp10"]
    oldest = page(desk, f"{TODAY}/akun/fees?hal=3")
    assert [row.css("td")[-1].text() for row in oldest.css("tbody tr")] == ["Rp1"]
    assert oldest.css_first("a[rel='next']") is None and oldest.css_first("a[rel='prev']") is not None
    assert page(desk, f"{TODAY}/akun/tax:1").css_first(".desk-sum").text() == "Rp15"


def test_the_order_page_tells_money_goods_and_what_happened(desk: FlaskClient, paid: OrderGroup) -> None:
    mine = paid.orders[0]
    tree = page(desk, f"/agensi/pesanan/{mine.number}")
    assert tree.css_first("#barang").parent.css_first("tfoot .num").text() == rupiah.show(mine.total)
    assert "Pembayaran" in tree.css_first("#buku").parent.text()
    steps = [node.text() for node in tree.css(".timeline li")]
    assert len(steps) == 4 and "Bukti bayar dikirim" in steps[1] and "Uang diterima" in steps[2]


@pytest.mark.parametrize("address", ["/agensi/pesanan/BPN-TIDAK-ADA", f"{TODAY}/jurnal/999999", f"{TODAY}/akun/gift:1"])
def test_what_is_not_there_is_not_found(desk: FlaskClient, address: str) -> None:
    assert desk.get(address).status_code == 404


def test_search_finds_orders_and_entries(desk: FlaskClient, paid: OrderGroup) -> None:
    number = paid.orders[0].number
    by_number = desk.get(TODAY, query_string={"cari": number.lower()})
    assert by_number.status_code == 303 and by_number.location.endswith(number)
    by_sum = links(page(desk, f"{TODAY}?cari={paid.payment.due}"))
    assert f"/agensi/pesanan/{number}" in by_sum and any("/jurnal/" in href for href in by_sum)
    assert "Tidak ketemu" in page(desk, f"{TODAY}?cari=%25").css_first("main").text()


def test_the_trial_balance_is_that_of_the_day(desk: FlaskClient, paid: OrderGroup) -> None:
    foot = page(desk, f"{TODAY}/neraca").css("tfoot .num")
    assert [cell.text() for cell in foot] == [rupiah.show(paid.payment.due)] * 2
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    assert page(desk, f"{TODAY}/neraca?hari={yesterday}").css_first("tfoot") is None


@pytest.mark.one_database
@pytest.mark.parametrize("day", ["x", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_a_wrong_day_is_told(desk: FlaskClient, day: str) -> None:
    assert "Tulis tanggal" in page(desk, f"{TODAY}/neraca?hari={day}", 422).css_first(".summary").text()


def test_the_sums_of_the_workbook_tie(session: Session, maker: cast.Maker, desk: FlaskClient, paid: OrderGroup) -> None:
    fulfilment.decline(session, paid.orders[0], "habis", by=maker.actor)
    answer = desk.get(f"{TODAY}/ekspor")
    assert answer.mimetype.endswith("sheet") and "attachment" in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    trial, journal = (book.get_sheet_by_name(name).to_python() for name in ("Neraca saldo", "Jurnal"))
    moved = sum(row[8] for row in journal[1:-1])
    assert journal[-1][8] == journal[-1][9] == trial[-1][4] == trial[-1][5] == moved > 0
    assert trial[-1][3] == trial[-1][6] == 0
    for code, _, _, before, debit, credit, after in trial[1:-1]:
        mine = [row for row in journal[1:-1] if row[5] == code]
        assert (debit, credit) == (sum(row[8] for row in mine), sum(row[9] for row in mine))
        assert after == before + debit - credit


@pytest.mark.one_database
@pytest.mark.parametrize(
    "query", ["dari=2026-02-02&sampai=2026-02-01", "dari=2024-01-01&sampai=2026-02-01", "dari=kemarin"]
)
def test_a_wrong_period_is_told(desk: FlaskClient, query: str) -> None:
    tree = page(desk, f"{TODAY}/ekspor?{query}", 422)
    assert tree.css_first(".summary a[href='#dari']") is not None


def next_month(session: Session, later: Callable[..., None]) -> None:
    month = periods.due(session)
    later(seconds=int((month.ends_at - clock.now()).total_seconds()) + 3600)


def test_a_month_is_closed_with_its_warnings(
    client: FlaskClient, session: Session, maker: cast.Maker, paid: OrderGroup, later: Callable[..., None]
) -> None:
    order(client, session, maker)
    month = periods.due(session)
    next_month(session, later)
    desk = open_desk(client, session)
    tree = page(desk, f"{TODAY}/tutup-buku")
    told = tree.css_first(".notice-wait").text()
    assert "1 bukti bayar belum dicek." in told and "Uang 1 pesanan masih ditahan" in told
    form = {"bulan": tree.css_first("input[name='bulan']").attributes["value"]}
    assert desk.post(f"{TODAY}/tutup-buku", data=form).status_code == 303
    again = desk.post(f"{TODAY}/tutup-buku", data=form)
    assert again.status_code == 422 and "sudah ditutup sebelumnya" in again.text
    assert [row.month for row in periods.closed(session)] == [month.first]
    assert ledger.closed_until(session) == month.ends_at


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("month", "words"), [("x", "Pilih bulan"), ("2099-01", "dulu, baru Januari 2099"), ("", "Pilih bulan")]
)
def test_a_wrong_month_is_refused(desk: FlaskClient, paid: OrderGroup, month: str, words: str) -> None:
    answer = desk.post(f"{TODAY}/tutup-buku", data={"bulan": month})
    assert answer.status_code == 422 and words in answer.text


def test_this_month_is_not_over(session: Session, desk: FlaskClient, paid: OrderGroup) -> None:
    answer = desk.post(f"{TODAY}/tutup-buku", data={"bulan": f"{clock.today():%Y-%m}"})
    assert answer.status_code == 422 and "belum lewat" in answer.text
    assert page(desk, f"{TODAY}/tutup-buku").css_first("form[action$='/tutup-buku']") is None
    assert session.scalars(select(Entry)).one().source == f"group:{paid.id} paid"
