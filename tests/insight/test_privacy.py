"""Personal data: every table classified, everything in the copy, nothing left after erasure."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from marketplace.insight.privacy import copying, erasing, obstacles, register, whose
from marketplace.insight.privacy.erasing import FILES_JOB, CannotErase
from marketplace.insight.privacy.files import FileEraser
from marketplace.insight.privacy.whose import Person
from marketplace.kernel import audit_seals, audit_verify, events, ids
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.files import Files
from marketplace.kernel.jobs import Job
from marketplace.people.members import ProducerMember
from marketplace.people.producers import Producer
from marketplace.people.users import User
from marketplace.trade.orders import Order, OrderGroup
from tests.cast import Maker
from tests.canaries import plant
from tests.placed import place

ALLOWED = ("INSERT INTO documents", "INSERT INTO statement_lines")


@pytest.mark.one_database
def test_every_table_and_every_text_about_people_is_in_the_register(app: Flask) -> None:
    assert register.faults(register.read(), Base.metadata) == []


@pytest.fixture
def files(app: Flask) -> Files:
    return app.extensions["files"]  # type: ignore[no-any-return]


def everything(session: Session, amplang: Maker) -> Person:
    """A buyer with an order that has ended, who also has a shop of her own."""
    user = User(name="Kanari Nama Orang", phone="+6281199990001", email="kanari@contoh.id")
    shop = Producer(
        slug="kanari-dapur", name="Kanari Dapur", owner_name="Kanari Pemilik", scale="mikro", phone="+62", makes=""
    )
    session.add_all([user, shop])
    group = place(session, {amplang.variant.id: 2}, phone="+6281199990001", street="Kanari Jalan 7")
    session.flush()
    group.user_id, group.name = user.id, "Kanari Pembeli"
    session.add(ProducerMember(user_id=user.id, producer_id=shop.id))
    session.execute(update(Order).where(Order.group_id == group.id).values(state="cancelled", deadline=None))
    session.flush()
    by = Actor("user", user.name, user_id=user.id)
    events.record(session, f"order:{group.orders[0].id}", "ask_cancel", by=by, reason="Kanari alasan panjang", amount=7)
    return whose.account(session, user)


@pytest.mark.one_database
def test_canaries_come_back_whole_and_are_gone_after_erasure(session: Session, amplang: Maker, files: Files) -> None:
    person = everything(session, amplang)
    planted = plant(session, person, files)
    person = whose.account(session, session.get_one(User, person.user_id))
    audit_seals.seal_all(session)
    assert len(planted) > 80
    kept = copying.gather(session, person)
    with zipfile.ZipFile(io.BytesIO(copying.archive(kept, files, "Surat"))) as packed:
        copy = packed.read("data.json").decode() + "".join(
            packed.read(name).decode("utf-8", "ignore") for name in packed.namelist() if name.startswith("berkas/")
        )
        tables = {name.removeprefix("tabel/").removesuffix(".csv") for name in packed.namelist() if "tabel" in name}
    secret = {f"{e.name}.{c}" for e in register.read().tables.values() for c, r in e.columns.items() if "secret" in r}
    assert [name for name, word in planted.items() if (word in copy) == (name in secret)] == []
    assert {entry.name for entry in register.read().tables.values() if entry.of} <= tables
    assert "Kanari alasan panjang" in copy

    session.execute(update(Base.metadata.tables["refunds"]).values(state="given"))
    session.execute(update(Base.metadata.tables["owed"]).values(state="returned"))
    session.execute(update(Base.metadata.tables["disputes"]).values(closed_at=func.current_timestamp()))
    session.execute(update(Base.metadata.tables["staff_roles"]).values(user_id=0))
    session.execute(update(Base.metadata.tables["buyer_roles"]).values(role="requester"))
    session.execute(update(Base.metadata.tables["products"]).where(
        Base.metadata.tables["products"].c.producer_id.in_(person.shops)).values(published_at=None))  # fmt: skip
    session.flush()
    erasing.erase(session, person, by=Actor("user", person.name, user_id=person.user_id))
    for job in session.scalars(select(Job).where(Job.kind == FILES_JOB)):
        FileEraser(files).doers()[FILES_JOB](session, job.facts)
        job.facts = {}
    session.flush()
    assert left(session) == []
    assert [path for path in files.root.rglob("*") if path.is_file() and b"Kanari" in path.read_bytes()] == []
    audit_seals.seal_all(session)
    assert audit_verify.verify(session).faults == []


def left(session: Session) -> list[str]:
    """The lines of a dump of the whole database in which a canary still sings."""
    raw = session.connection().connection.driver_connection
    assert raw is not None
    return [line[:300] for line in raw.iterdump() if "anari" in line and not line.startswith(ALLOWED)]
