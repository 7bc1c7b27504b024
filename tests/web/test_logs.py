"""What is written down while people use the shop holds no secret and no personal number, not even of a defect."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from marketplace.kernel import jobs
from marketplace.people import passwords
from marketplace.people.users import User
from marketplace.trade import carts
from tests import cast
from tests.shopping import InProcess, fill, to_review

pytestmark = pytest.mark.one_database
OLD, NEW, WRONG = "kenari-lama-kuning", "kenari-baru-hijau", "kenari-salah-merah"
NUMBERS = ("81234567890", "81200000077", "6471012345670001", "4111111111111111")


@pytest.fixture
def log(client: FlaskClient) -> Iterator[io.StringIO]:
    """A second copy of the log, dressed as the real one is."""
    root = logging.getLogger("marketplace")
    real, written = root.handlers[0], io.StringIO()
    copy = logging.StreamHandler(written)
    copy.setFormatter(real.formatter)
    for rule in real.filters:
        copy.addFilter(rule)
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(copy)
    yield written
    root.removeHandler(copy)
    root.setLevel(level)


def cookies(client: FlaskClient) -> list[str]:
    return [kept.value for name in ("sesi", "keranjang") if (kept := client.get_cookie(name)) is not None]


def test_a_day_in_the_shop_leaves_no_secret(client: FlaskClient, session: Session, log: io.StringIO) -> None:
    cast.finance(session)
    maker = cast.maker(session, "Amplang Uji", "Amplang Uji", price=18_000, packs=20, phone="+6281200000901")
    person = {"name": "Siti", "phone": "+6281200000077", "email": "siti-kenari@contoh.id"}
    session.add(User(**person, password_hash=passwords.seal(OLD)))
    session.commit()
    secrets = [OLD, NEW, WRONG, "siti-kenari"]

    buyer = InProcess(client)
    fill(buyer, {maker.variant.id: 1})
    secrets += cookies(client)
    hidden = to_review(buyer, method="transfer", phone="0812-3456-7890", street="Jl. Kenari 6471012345670001")
    secrets.append((hidden or {})["key"])
    secrets.append(buyer.post("/checkout/periksa", hidden or {})[2].rsplit("/", 1)[1])
    buyer.get(f"/pesanan/{secrets[-1]}")

    client.post("/masuk", data={"who": "081200000077", "password": WRONG})
    client.post("/masuk", data={"who": "081200000077", "password": OLD})
    secrets += cookies(client)
    client.get("/akun")
    client.post("/akun/kata-sandi", data={"current": WRONG, "password": NEW})
    client.post("/keluar")
    client.post("/lupa-kata-sandi", data={"who": "siti-kenari@contoh.id"})
    session.rollback()
    link = str(session.scalars(select(jobs.Job).order_by(jobs.Job.id.desc())).first().facts["token"])  # type: ignore[union-attr]
    client.get(f"/tautan/{link}")
    client.post(f"/tautan/{link}", data={"password": NEW})
    client.post("/daftar", data={"name": "Budi", "who": "0812-0000-0077", "password": NEW})
    client.get("/cari?q=081234567890+4111111111111111")
    client.get("/cari/081234567890/4111111111111111")

    said = log.getvalue()
    assert "auth log_in ok" in said and "auth log_in refused" in said and "POST /tautan/…" in said
    assert [secret for secret in [*secrets, link, *NUMBERS] if secret in said] == []
    assert len(set(secrets)) > 8


def test_a_defect_is_told_without_what_people_typed(
    client: FlaskClient, session: Session, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(opened: Session, *_: object) -> None:
        opened.execute(text("SELECT :phone, :word FROM nowhere"), {"phone": "+6281234567890", "word": WRONG})

    def clumsy(*_: object) -> None:
        raise ValueError("081234567890")

    for defect in (broken, clumsy):
        monkeypatch.setattr(carts, "open_for_guest", defect)
        answer = client.post("/keranjang/baris", data={"variant_id": "1", "quantity": "1"})
        assert answer.status_code in {500, 503} and "Traceback" not in answer.text and "nowhere" not in answer.text
        session.rollback()
    said = log.getvalue()
    assert "Traceback" in said and "clumsy" in said
    assert [secret for secret in (WRONG, *NUMBERS) if secret in said] == []
