"""Who walks the tour: guests, a shopper, a maker and the desks, each with something to see."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import coverage, drafts, paper_reviews
from marketplace.insight import rollups
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM, Actor, guest
from marketplace.people import assisting, certificates, one_time, passwords, second_factor, staff
from marketplace.people.certificates import Told
from marketplace.people.users import Identifier, User, known_by
from marketplace.stock import lots
from marketplace.stock.lots import Lot
from marketplace.trade import action_links, asking, edits
from marketplace.trade.imports import ImportRun
from marketplace.trade.orders import Order, OrderGroup
from tests import (
    cast,
    tour_bank,
    tour_buyer,
    tour_card,
    tour_looking,
    tour_moderation,
    tour_papers,
    tour_payouts,
    tour_refunds,
    tour_register,
    tour_seller,
)
from tests.shopping import InProcess, fill, to_review

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DESKS = {
    "keuangan": "finance", "petugas": "officer", "pemeriksa": "verifier", "penyelia": "moderator", "kepala": "head",
    "pengelola": "admin",
}  # fmt: skip
Try = tuple[str, str, str, str, dict[str, Any] | None, int]


@dataclass
class World:
    """Everybody's browser, and what the addresses need."""

    people: dict[str, FlaskClient]
    order: str
    number: str
    category: str
    links: dict[str, str]
    returned: str
    unpaid: str
    packed: str
    line: int
    lot: str
    stopped: str
    made: dict[str, Any]

    def states(self) -> Iterator[Try]:
        """(name, person, method, path, form, status) of what is missing, wrong or over."""
        nothing: dict[str, Any] = {}
        yield "home, logged in", "shopper", "GET", "/", None, 200
        yield "nothing found", "guest", "GET", "/cari?q=zzzzqqqq", None, 200
        yield "found", "guest", "GET", "/cari?q=amplang", None, 200
        yield "empty cart", "guest", "GET", "/keranjang", None, 200
        yield "not found", "guest", "GET", "/tidak/ada", None, 404
        yield "wrong method", "guest", "GET", "/keluar", None, 405
        yield "log-in, wrong", "guest", "POST", "/masuk", {"who": "081", "password": ""}, 422
        yield "sign-up, wrong", "guest", "POST", "/daftar", nothing, 422
        yield "recovery, wrong", "guest", "POST", "/lupa-kata-sandi", nothing, 422
        yield "link over", "guest", "GET", "/tautan/tidak-ada", None, 404
        yield "e-mail link", "guest", "GET", f"/tautan/{self.links['verify_email']}", None, 200
        yield "code, wrong", "halfway", "POST", "/masuk/kode", {"code": "1"}, 422
        yield "address, wrong", "basket", "POST", "/checkout/alamat", nothing, 422
        yield "payment, wrong", "basket", "POST", "/checkout/pembayaran", nothing, 422
        yield "delivery, wrong", "basket", "POST", "/checkout/pengiriman", nothing, 422
        yield "paid order returned", "buyer", "GET", f"/pesanan/{self.returned}", None, 200
        yield "unpaid order", "buyer", "GET", f"/pesanan/{self.unpaid}", None, 200
        yield "proof, wrong", "buyer", "POST", f"/pesanan/{self.unpaid}/bukti", nothing, 422
        yield "claim, wrong", "shopper", "POST", f"/pesanan/{self.order}/klaim", {"phone": "081"}, 422
        yield "profile, wrong", "shopper", "POST", "/akun/profil", nothing, 422
        yield "contact, wrong", "shopper", "POST", "/akun/kontak", {"email": "x"}, 422
        yield "password, wrong", "shopper", "POST", "/akun/kata-sandi", nothing, 422
        yield "factor set", "officer", "GET", "/akun/keamanan/kode", None, 200
        yield "factor, wrong", "shopper", "POST", "/akun/keamanan/kode", {"code": "1"}, 422
        yield "ended orders", "producer", "GET", "/jualan/pesanan?lihat=selesai", None, 200
        yield "decline, wrong", "producer", "POST", f"/jualan/pesanan/{self.number}/tolak", nothing, 422
        desk, one = f"/jualan/pesanan/{self.packed}", {f"have-{self.line}": "1"}
        yield "step to undo", "producer", "GET", desk, None, 200
        yield "shortage, wrong", "producer", "POST", f"{desk}/kurang", nothing, 422
        yield "shortage, no day", "producer", "POST", f"{desk}/kurang", {**one, "what": "later"}, 422
        yield "shortage, sure?", "producer", "POST", f"{desk}/kurang", one, 200
        yield "labels on a roll", "producer", "GET", f"{desk}/label?ukuran=58&tiap=kemasan", None, 200
        yield "stopped lot", "guest", "GET", f"/asal/{self.stopped}", None, 200
        yield from self.kitchen()
        yield from tour_refunds.states(self.made, self.returned)
        yield from tour_card.states(self.made)
        yield from tour_papers.states(self.made)
        yield from tour_seller.states(f"/jualan/produk/baru/{self.made['draft']}", self.made["blank"])
        yield from tour_bank.states(self.made)
        yield from tour_payouts.states(self.made)
        yield from tour_buyer.states(self.made["hotel"])
        yield from tour_register.states(self.made["register"])
        yield from tour_looking.states(self.made)
        yield from tour_moderation.states(self.made)
        yield "books, found", "finance", "GET", "/agensi/keuangan?cari=ani", None, 200
        yield "books, nothing found", "finance", "GET", "/agensi/keuangan?cari=zzzz", None, 200
        yield "trial balance, wrong", "finance", "GET", "/agensi/keuangan/neraca?hari=x", None, 422
        yield "export, wrong", "finance", "GET", "/agensi/keuangan/ekspor?dari=2026-02-01&sampai=2026-01-01", None, 422
        yield "account, empty", "finance", "GET", "/agensi/keuangan/akun/commission", None, 200
        yield "account of one", "finance", "GET", "/agensi/keuangan/akun/unique_codes", None, 200
        yield "returned order", "finance", "GET", f"/agensi/pesanan/{self.number}", None, 200
        yield "month, too early", "finance", "POST", "/agensi/keuangan/tutup-buku", {"bulan": "2099-01"}, 422
        yield "board without rows", "head", "GET", "/agensi/papan/pesanan?masa=2001", None, 200
        yield "board of a month", "head", "GET", f"/agensi/papan?masa={clock.today():%Y-%m}", None, 200
        yield "ladder, one rung", "officer", "GET", "/agensi/papan/tangga?langkah=tayang", None, 200
        yield "bank account, wrong", "finance", "POST", "/agensi/rekening-toko/baru/bank", {"number": "x"}, 422
        yield "QRIS, wrong", "finance", "POST", "/agensi/rekening-toko/baru/qris", {"payload": "000201"}, 422
        yield "address, empty", "guest", "POST", f"/pesanan/{self.order}/alamat", nothing, 422
        yield "zones, none", "admin", "POST", "/agensi/antaran/wilayah", nothing, 422
        yield "logo, wrong", "admin", "POST", "/agensi/logo/shop", nothing, 422
        yield "look-up, wrong", "officer", "POST", "/agensi/tautan/cari", {"phone": "x"}, 422
        yield "look-up", "officer", "POST", "/agensi/tautan/cari", {"phone": "081200000999"}, 200

    def kitchen(self) -> Iterator[Try]:
        """The same for a maker's own things."""
        draft, product = f"/jualan/produk/baru/{self.made['draft']}", "/jualan/produk/amplang-uji"
        for question in ("foto", "kemasan", "harga", "stok", "label"):
            yield f"question {question}", "producer", "GET", f"{draft}/{question}", None, 200
        yield "price, wrong", "producer", "POST", f"{draft}/harga", {"price": "-5"}, 422
        yield "label, missing", "producer", "POST", f"{draft}/label", {"tayang": "1"}, 422
        yield "story", "producer", "GET", f"{product}/cerita", None, 200
        yield "picture", "producer", "GET", f"{product}/foto", None, 200
        yield "label, forbidden", "producer", "POST", f"{product}/bahan", {"ingredients": "ikan belida"}, 422
        yield "tier, wrong", "producer", "POST", f"{product}/kemasan/{self.made['pack']}", {"price": "x"}, 422
        yield "pack, wrong", "producer", "POST", f"{product}/kemasan", {"price": "1rb", "unit": "g"}, 422
        yield "way, wrong", "producer", "POST", f"{product}/cara-jual", {"way": "ahead", "day": "x"}, 422
        yield "archive", "producer", "GET", "/jualan/produk?lihat=arsip", None, 200
        yield "clean list", "producer", "GET", f"/jualan/impor/{self.made['clean']}", None, 200
        yield "no list", "producer", "POST", "/jualan/impor", {}, 422
        yield "joining, wrong", "guest", "POST", "/jualan/mulai", {"name": "", "phone": "08"}, 422
        yield "recall?", "producer", "GET", f"/jualan/produksi/{self.lot}?langkah=tarik", None, 200
        yield "change given back, wrong", "moderator", "POST", self.made["give_back"], {}, 422
        yield "question, wrong", "guest", "POST", "/produk/amplang-uji/tanya", {"text": ""}, 422
        papers = "/agensi/dokumen"
        yield "papers, found", "officer", "GET", f"{papers}/semua?cari=amplang&jenis=pirt&keadaan=waiting", None, 200
        yield "papers, none", "head", "GET", f"{papers}/semua?cari=zzzz", None, 200
        yield "paper given back, wrong", "verifier", "POST", f"{papers}/{self.made['paper']}/kembalikan", {}, 422
        yield "paper withdrawn, wrong", "verifier", "POST", f"{papers}/{self.made['held']}/tarik", {}, 422
        yield "paper of a secret number", "verifier", "GET", f"{papers}?lihat={self.made['secret']}", None, 200
        yield "review dropped, wrong", "verifier", "POST", f"{papers}/tinjau/{self.made['paper_review']}/lepas", {}, 422
        yield "calendar, one cell", "head", "GET", f"{papers}/kalender?rentang=30&jenis=halal", None, 200
        yield "calendar, nothing", "officer", "GET", f"{papers}/kalender?rentang=lewat", None, 200
        yield "paper rule, wrong", "verifier", "POST", f"{papers}/aturan", {"shelf_from": "x"}, 422
        yield "consent, wrong", "officer", "POST", "/agensi/pendampingan/amplang-uji", {}, 422
        yield "consent over", "producer", "GET", "/jualan/pendamping/izin/tidak-ada", None, 404
        yield "shops to help", "helper", "GET", "/bantu", None, 200
        yield "link for a maker", "helper", "POST", "/bantu/minta", {}, 200
        yield "a maker's desk, helped", "helper", "GET", "/jualan", None, 200
        yield "action link over", "guest", "GET", "/t/tidak-ada", None, 404


def furnish(app: Flask, session: Session) -> World:
    """Fill the shop and let everybody walk to where they are interesting."""
    amplang = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=40, phone="+6281200000901")
    sambal = cast.maker(session, "Toko Contoh", "Sambal Uji", price=28_000, packs=2, phone="+6281200000902")
    sambal.producer.is_demo = True
    shopper = User(
        name="Ani Uji", phone="+6281200000999", email="ani@contoh.id", password_hash=passwords.seal(cast.PASSWORD)
    )
    session.add(shopper)
    desks(session)
    links = {
        purpose: one_time.issue(session, shopper, purpose, by=SYSTEM, email="ani@contoh.id")[1]
        for purpose in ("reset_password", "verify_email")
    }
    lot, stopped = two_lots(session, amplang.variant.stock_item_id)
    made = pantry(session, amplang) | help_for(session, amplang, shopper)
    session.commit()
    basket, category = {amplang.variant.id: 3, sambal.variant.id: 1}, amplang.product.category.slug
    people = {name: app.test_client() for name in ("guest", "basket", "buyer")}
    people |= {"shopper": logged_in(app, "081200000999"), "producer": logged_in(app, "081200000901")}
    people |= {role: logged_in(app, f"{desk}@contoh.id", coded=True) for desk, role in DESKS.items()}
    people["helper"] = logged_in(app, "081200000998")
    assert people["helper"].post(f"/bantu/{made['consent']}/mulai").status_code == 303
    people["newcomer"] = app.test_client()
    made["blank"] = tour_seller.begin(people["newcomer"])
    people["halfway"] = logged_in(app, "keuangan@contoh.id")
    order = bought(people["buyer"], basket, "transfer")
    proof = {"proof": (photo(), "bukti.jpg")}
    assert people["buyer"].post(f"/pesanan/{order}/bukti", data=proof).status_code == 303
    returned = bought(people["shopper"], {amplang.variant.id: 2}, "transfer")
    group = group_of(session, returned)
    people["finance"].post(f"/agensi/bukti/{group.number}/terima")
    press(people["producer"], group.orders[0].number, "tolak", reason="Ikan habis")
    packed = group_of(session, bought(people["shopper"], {amplang.variant.id: 2}, "transfer"))
    people["finance"].post(f"/agensi/bukti/{packed.number}/terima")
    part = packed.orders[0]
    press(people["producer"], part.number, "terima")
    assert people["producer"].post(f"/jualan/pesanan/{part.number}/siap").status_code == 303
    number = group_of(session, bought(people["guest"], {amplang.variant.id: 1}, "cod")).orders[0].number
    made |= talk(session, amplang, number)
    made |= tour_card.furnish(session, lambda: bought(app.test_client(), {amplang.variant.id: 1}, "card"))
    made["asked"] = packed.token
    made |= tour_bank.furnish(app, session)
    tour_papers.need_stamps(session)
    session.commit()
    tokens = [bought(people["shopper"], {amplang.variant.id: 2}, "transfer") for _ in range(2)]
    session.rollback()
    made |= tour_refunds.furnish(session, amplang, people["buyer"], tokens, photo())
    made |= tour_papers.furnish(session, made["problem"])
    made |= tour_moderation.furnish(session, amplang, made["problem"], made["arrived"])
    made |= tour_payouts.furnish(session, amplang)
    made |= tour_looking.furnish(session, amplang)
    hotel, made["hotel"] = tour_buyer.furnish(session, amplang)
    made["register"] = tour_register.furnish(session, amplang)
    session.commit()
    rollups.count_all(session)
    session.commit()
    people["hotel"] = hotel.enter(app.test_client(), "owner")
    reach_review(people["basket"], {amplang.variant.id: 3}, "transfer")
    unpaid = bought(app.test_client(), {amplang.variant.id: 1}, "transfer")
    return World(
        people, order, number, category, links, returned, unpaid, part.number, part.lines[0].id, lot,
        stopped, made,
    )  # fmt: skip


def talk(session: Session, maker: cast.Maker, number: str) -> dict[str, Any]:
    """A question that waits, and a link that would accept an order."""
    order = session.scalars(select(Order).where(Order.number == number)).one()
    thread = asking.about_product(
        session, maker.product, "Tahan berapa lama?", name="Ani", phone="+6281234567890", language="id", by=guest()
    )
    made = {"thread": thread.public_id, "conversation": thread.token}
    made["link"] = action_links.issue(session, order)["accept"]
    session.commit()
    return made


def pantry(session: Session, maker: cast.Maker) -> dict[str, Any]:
    """What a maker has begun: drafts, a change that waits, a paper, lists; their addresses."""
    producer, by = maker.producer, maker.actor
    maker.product.storage, maker.product.shelf_life_days = "Simpan kering", 90
    change = edits.propose(session, maker.product, {"description": "Gurih dan renyah"}, by=by)
    paper = certificates.submit(session, producer, Told("pirt", "2021471010001-31"), file_key=None, by=by)
    secret = certificates.submit(session, producer, Told("npwp", "0123456789012345"), file_key=None, by=by)
    held, review = reviewed_paper(session, maker)
    draft, published = (drafts.begin(session, producer.id, by=by) for _ in range(2))
    draft.answers = {"nama": {"name": "Abon Uji", "category": "OIL"}, "kemasan": {"content": 100, "unit": "g"}}
    published.product_id = maker.product.id
    runs = {}
    for state, report in (
        ("faulty", {"faults": [{"row": 2, "column": "price", "why": "price", "facts": {}}], "fault_count": 1}),
        ("clean", {"new": 2, "known": 0, "packs": 3}),
    ):
        run = ImportRun(
            producer_id=producer.id, digest=state, name="daftar.xlsx", file_key="x", state=state, report=report,
            by_name="Bu Uji", rows=3,
        )  # fmt: skip
        session.add(run)
        session.flush()
        runs[state] = run.public_id
    return {
        "paper": paper.id, "secret": secret.id, "held": held, "paper_review": review,
        "draft": draft.public_id, "published": published.public_id, "pack": maker.variant.id,
        "item": maker.variant.stock_item_id, **runs,
        "give_back": f"/agensi/perubahan/{change.public_id if change else ''}/kembalikan",
    }  # fmt: skip


def reviewed_paper(session: Session, maker: cast.Maker) -> tuple[int, str]:
    """A halal paper that ends soon, and the product that stands outside it since its recipe changed."""
    verifier = Actor("user", "Pemeriksa", roles=frozenset({"verifier", "moderator"}))
    told = Told("halal", "ID64110000000010126", "BPJPH", clock.today(), clock.today() + timedelta(days=20))
    held = certificates.submit(session, maker.producer, told, file_key=None, by=maker.actor)
    coverage.cover(session, held, [maker.product.id], by=maker.actor)
    certificates.verify(session, held, by=verifier)
    paper_reviews.ask(session, maker.product, {"ingredients": "ikan"}, {"ingredients": "ikan, keju"}, by=maker.actor)
    return held.id, paper_reviews.waiting(session)[0].public_id


def help_for(session: Session, maker: cast.Maker, shopper: User) -> dict[str, Any]:
    """Somebody who may help the maker, and somebody who asks to."""
    helper = User(name="Rina Pendamping", phone="+6281200000998", password_hash=passwords.seal(cast.PASSWORD))
    session.add(helper)
    session.flush()
    consent = assisting.agree(session, maker.producer, user_id=helper.id, name=helper.name, by=maker.actor)
    return {"consent": consent.public_id, "assist": one_time.issue(session, shopper, "assist", by=SYSTEM)[1]}


def two_lots(session: Session, item: int) -> tuple[str, str]:
    """The names of a good lot and of one that was recalled."""
    good = session.scalars(select(Lot).where(Lot.stock_item_id == item)).one()
    today = clock.today()
    bad = lots.receive(session, item, 100, code="A2", produced_on=today, best_before=today, by=SYSTEM)
    bad.state, bad.stopped_reason = "recalled", "Kemasan bocor."
    session.flush()
    return good.public_id, bad.public_id


def press(client: FlaskClient, number: str, verb: str, **form: str) -> None:
    """A maker's step, and the seconds after which it can no longer be undone."""
    assert client.post(f"/jualan/pesanan/{number}/{verb}", data=form).status_code == 303
    with clock.pretend(clock.now() + timedelta(seconds=11)):
        client.get("/jualan")


def desks(session: Session) -> None:
    """One person for each role of staff, each with a second factor."""
    cast.finance(session)
    for name, role in DESKS.items():
        if role != "finance":
            person = User(name=name.title(), email=f"{name}@contoh.id", password_hash=passwords.seal(cast.PASSWORD))
            session.add(person)
            session.flush()
            staff.grant(session, person, role, by=SYSTEM)
    for desk in DESKS:
        person = known_by(session, Identifier("email", f"{desk}@contoh.id"))
        assert person is not None
        person.is_demo = True
        session.flush()
        second_factor.enrol_demo(session, person, SECRET)


def logged_in(app: Flask, who: str, *, coded: bool = False) -> FlaskClient:
    """A browser after the log-in, and after its second step if `coded`."""
    client = app.test_client()
    assert client.post("/masuk", data={"who": who, "password": cast.PASSWORD}).status_code == 303
    if coded:
        assert client.post("/masuk/kode", data={"code": pyotp.TOTP(SECRET).at(clock.now())}).status_code == 303
    return client


def reach_review(client: FlaskClient, wanted: dict[int, int], method: str) -> dict[str, str]:
    """Walk to the last step; the hidden fields of its form."""
    browser = InProcess(client)
    fill(browser, wanted)
    hidden = to_review(browser, method=method, phone="081234567890", street="Jl. Uji No. 1")
    assert hidden is not None
    return hidden


def bought(client: FlaskClient, wanted: dict[int, int], method: str) -> str:
    """Order; the token of its page."""
    answer = client.post("/checkout/periksa", data=reach_review(client, wanted, method))
    assert answer.status_code == 303, answer.status_code
    if answer.location.startswith("/bayar/kartu/"):
        return answer.location.rpartition("/")[2]
    page = client.get(answer.location)
    where = answer.location if "/pesanan/" in answer.location else page.text.split("/pesanan/")[1].split('"')[0]
    return where.rsplit("/", 1)[-1]


def group_of(session: Session, token: str) -> OrderGroup:
    """The order behind a link."""
    session.rollback()
    return session.scalars(select(OrderGroup).where(OrderGroup.token == token)).one()


def photo() -> io.BytesIO:
    """A small photo."""
    kept = io.BytesIO()
    Image.new("RGB", (90, 120), "teal").save(kept, "JPEG")
    kept.seek(0)
    return kept
