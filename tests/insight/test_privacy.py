"""Personal data: every table classified, everything in the copy, nothing left after erasure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from marketplace.insight.privacy import copying, erasing, obstacles, register, retention, whose
from marketplace.insight.privacy.erasing import FILES_JOB, CannotErase
from marketplace.insight.privacy.files import FileEraser
from marketplace.insight.privacy.whose import Person
from marketplace.kernel import audit_seals, audit_verify, clock, events
from marketplace.kernel.actor import Actor, guest
from marketplace.kernel.db import Base
from marketplace.kernel.events import Event
from marketplace.kernel.files import Files
from marketplace.kernel.jobs import Job
from marketplace.money.payments import PaymentProof
from marketplace.notices import choosing
from marketplace.notices.delivery import Delivery
from marketplace.notices.messages import Message
from marketplace.people import login_sessions, privacy_choices
from marketplace.people.members import ProducerMember
from marketplace.people.producers import Producer
from marketplace.people.users import StaffRole, User
from marketplace.trade.orders import Order, OrderGroup
from marketplace.trade.threads import Thread, ThreadPost
from tests import cast
from tests.canaries import plant
from tests.cast import Maker
from tests.placed import place

KEPT_BY_LAW = ('INSERT INTO "documents"', 'INSERT INTO "statement_lines"')


@pytest.mark.one_database
def test_every_table_and_every_text_about_people_is_in_the_register(app: Flask) -> None:
    assert register.faults(register.read(), Base.metadata) == []


@pytest.fixture
def amplang(session: Session) -> Maker:
    cast.finance(session)
    return cast.maker(session, "Dapur Amplang", "Amplang", price=10_000, packs=50, phone="+6281200000001")


@pytest.fixture
def files(app: Flask) -> Files:
    return app.extensions["files"]  # type: ignore[no-any-return]


def everything(session: Session, amplang: Maker) -> Person:
    """A buyer with an order that has ended, who also has a shop of her own."""
    user = User(
        name="Kanari Nama Orang", phone="+6281199990001", email="kanari@contoh.id", phone_verified_at=clock.now()
    )
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
        FileEraser(files).erase(session, job.facts)
        job.facts = {}
    session.flush()
    assert left(session) == []
    assert [path for path in files.root.rglob("*") if path.is_file() and b"Kanari" in path.read_bytes()] == []
    audit_seals.seal_all(session)
    assert audit_verify.verify(session).faults == []


@pytest.mark.parametrize("ended", [False, True])
def test_a_guest_s_order_can_be_forgotten_once_it_has_ended(session: Session, amplang: Maker, ended: bool) -> None:
    group, other = (place(session, {amplang.variant.id: 1}, phone="+6281277770001") for _ in range(2))
    if ended:
        session.execute(update(Order).where(Order.group_id == group.id).values(state="cancelled", deadline=None))
        session.flush()
    person = whose.guest(group)
    kept = copying.gather(session, person)
    assert [row["number"] for row in kept["order_groups"]] == [group.number]
    if not ended:
        with pytest.raises(CannotErase) as refused:
            erasing.erase(session, person, by=guest("Ani"))
        assert refused.value.facts["reasons"] == ["open_orders"]
        return
    number, goods = group.number, group.goods
    erasing.erase(session, person, by=guest("Ani"))
    kept_row = session.scalars(select(OrderGroup).where(OrderGroup.number == number)).one()
    assert (kept_row.phone, kept_row.street, kept_row.goods) == ("", "", goods)
    assert kept_row.name.startswith(erasing.PSEUDONYM)
    assert session.get_one(OrderGroup, other.id).phone == "+6281277770001"
    assert (
        session.scalars(select(Event).where(Event.by_name == "Ani", Event.subject == f"group:{kept_row.id}")).all()
        == []
    )


@pytest.mark.one_database
def test_a_phone_that_was_only_typed_opens_nothing_of_its_owner(session: Session, amplang: Maker) -> None:
    victim = place(session, {amplang.variant.id: 1}, phone="+6281277770002")
    place(session, {amplang.variant.id: 1}, phone="+6281277770002")
    session.add(Message(
        key=f"event:{events.history(session, f'group:{victim.id}')[0].id}:whatsapp:x", channel="whatsapp",
        address=victim.phone, recipient="Ani", subject="", body="rahasia",
    ))  # fmt: skip
    thief = User(name="Pencuri", phone="+6281277770002")
    session.add(thief)
    session.flush()
    kept = copying.gather(session, whose.account(session, thief))
    assert set(kept) <= {"users"}


@pytest.mark.one_database
def test_the_last_owner_staff_and_a_shop_on_sale_stay(session: Session, amplang: Maker) -> None:
    user = session.scalars(select(User).where(User.phone == amplang.producer.phone)).one()
    assert obstacles.of(session, whose.account(session, user)) == ["on_sale"]
    session.add(StaffRole(user_id=user.id, role="officer", granted_by="uji"))
    session.flush()
    assert obstacles.of(session, whose.account(session, user)) == ["staff", "on_sale"]


@pytest.mark.one_database
def test_terms_let_go_of_what_is_old_and_of_nothing_else(
    session: Session, amplang: Maker, files: Files, later: Callable[..., None]
) -> None:
    group = place(session, {amplang.variant.id: 1})
    files.put("proofs/lama.jpg", b"foto")
    proof = PaymentProof(
        payment_id=group.payment_id, file_key="proofs/lama.jpg", sender="Ani", sent_at=clock.now(), state="accepted",
        decided_at=clock.now(),
    )  # fmt: skip
    user = User(name="Rani", phone="+6281277770003")
    session.add_all([proof, user])
    session.flush()
    login_sessions.start(session, user, device="HP", remember=False)
    thread = Thread(
        producer_id=amplang.producer.id, product_id=amplang.product.id, name="Rani", phone="+6281277770003",
    )  # fmt: skip
    session.add(thread)
    session.flush()
    session.add(ThreadPost(thread_id=thread.id, side="buyer", by_name="Rani", text="halo"))
    place(session, {amplang.variant.id: 1})
    later(days=29)
    assert not any(retention.keep_terms(session).values())
    later(days=731)
    gone = retention.keep_terms(session)
    assert {gone[name] for name in ("log_ins", "proofs", "threads")} == {1}
    session.expire_all()
    assert (session.get_one(PaymentProof, proof.id).sender, session.get_one(Thread, thread.id).phone) == ("", "")
    job = session.scalars(select(Job).where(Job.kind == FILES_JOB)).one()
    FileEraser(files).erase(session, job.facts)
    assert not (files.root / "proofs/lama.jpg").exists()
    assert session.get_one(OrderGroup, group.id).goods == group.goods


@pytest.mark.one_database
def test_an_objection_stops_what_waits_and_what_comes_but_only_for_that_person(
    session: Session, amplang: Maker
) -> None:
    mine, other = (place(session, {amplang.variant.id: 1}, phone="+6281277770004") for _ in range(2))
    work = Delivery(lambda text, language, **values: f"Judul\n{text}", {"whatsapp": ByHand(), "email": ByHand()})
    for group in (mine, other):
        for event in events.history(session, f"group:{group.id}"):
            work.compose(session, {"event_id": event.id})
    before = set(session.scalars(select(Message.address).where(Message.state == "waiting")))
    assert "+6281277770004" in before
    assert choosing.choose(session, f"group:{mine.id}", "order_whatsapp", False, how="order_link", by=guest())
    waiting = session.scalars(select(Message).where(Message.address == "+6281277770004")).all()
    assert len(waiting) == 1
    for event in events.history(session, f"group:{mine.id}"):
        if event.verb == "place":
            work.compose(session, {"event_id": event.id})
    assert len(session.scalars(select(Message).where(Message.address == "+6281277770004")).all()) == 1
    assert privacy_choices.history(session, f"group:{mine.id}")[0].text_version == privacy_choices.TEXT


@pytest.mark.one_database
def test_a_restriction_leaves_only_what_an_order_needs(session: Session) -> None:
    privacy_choices.choose(session, "user:7", "invitations", True, how="account", by=guest())
    assert privacy_choices.allows(session, "user:7", "invitations")
    privacy_choices.choose(session, "user:7", "processing", False, how="account", by=guest())
    assert not privacy_choices.allows(session, "user:7", "invitations")
    assert privacy_choices.allows(session, "user:7", "order_email")
    assert privacy_choices.objecting(session, "statistics", ["user:7", "user:8"]) == {"user:7"}


@pytest.mark.one_database
def test_the_breach_drill_lists_who_was_touched_in_the_time(
    app: Flask, session: Session, amplang: Maker, tmp_path: Path, later: Callable[..., None]
) -> None:
    place(session, {amplang.variant.id: 1}, phone="+6281277770005")
    first = clock.now() + timedelta(hours=1)
    later(hours=2)
    place(session, {amplang.variant.id: 1}, phone="+6281277770006")
    given = ["privacy", "breach", "--from", first.isoformat(), "--to", (first + timedelta(hours=3)).isoformat()]
    result = app.test_cli_runner().invoke(args=[*given, "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    listed = (tmp_path / "orang.csv").read_text("utf-8-sig")
    assert "6281277770006" in listed and "6281277770005" not in listed
    assert "order_groups: " in result.output and "within 72 hours" in result.output
    assert "Kepada Ani" in (tmp_path / "surat.txt").read_text()


class ByHand:
    """A channel on which a person sends."""

    alone = False

    def send(self, message: Message) -> None:
        raise AssertionError


def left(session: Session) -> list[str]:
    """The lines of a dump of the whole database in which a canary still sings."""
    raw = session.connection().connection.driver_connection
    assert raw is not None
    return [line[:300] for line in raw.iterdump() if "anari" in line and not line.startswith(KEPT_BY_LAW)]
