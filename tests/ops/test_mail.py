"""Mail: a worker that dies, a mail server that is away or hangs; every mail leaves, under one id."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select

from marketplace.kernel import clock, events, jobs
from marketplace.kernel.actor import SYSTEM
from marketplace.notices.delivery import Delivery
from marketplace.notices.messages import Message
from marketplace.people import letters
from marketplace.people.users import User
from tests.databases import free_port
from tests.faults import dies_at, settings_for, unit
from tests.lives import shop
from tests.walks import later, stocked, work, worker

DOWN_MINUTES = 5


class Postbox:
    """A mail server on a port of its own that can be closed and opened again."""

    def __init__(self) -> None:
        self.port, self.ids = free_port(), list[str]()
        self.server: Controller | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.ids.append(message_from_bytes(envelope.content)["Message-ID"])
        return "250 OK"

    def open(self) -> None:
        self.server = Controller(self, hostname="127.0.0.1", port=self.port)
        self.server.start()

    def close(self) -> None:
        if self.server is not None:
            self.server.stop()
        self.server = None


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    yield box
    box.close()


@pytest.fixture
def office(fresh_database: Callable[[], str], tmp_path: Path, postbox: Postbox) -> dict[str, str]:
    """Settings of a shop with three mails promised."""
    settings = settings_for(fresh_database(), tmp_path / "shop")
    settings["SMTP_URL"] = f"smtp://127.0.0.1:{postbox.port}"
    app = shop(settings)
    stocked(app)
    with unit(app) as session:
        user = session.scalars(select(User).where(User.email.is_not(None))).one()
        for _ in range(3):
            letters.promise(session, "verify_email", user, token="rahasia", to_email=user.email)
    return settings


def waiting(app: Flask) -> list[jobs.Job]:
    with unit(app) as session:
        found = list(session.scalars(select(jobs.Job).where(jobs.Job.kind == "email", jobs.Job.state != "done")))
        session.expunge_all()
    return found


@pytest.mark.parametrize(("point", "before"), [("mail.claimed", 0), ("mail.sent", 1)])
def test_a_dead_workers_mail_leaves_under_the_same_id(
    office: dict[str, str], postbox: Postbox, point: str, before: int
) -> None:
    app = shop(office)
    postbox.open()
    assert dies_at(point, office, work)
    assert len(postbox.ids) == before
    work(app)
    assert len(set(postbox.ids)) == 3 and len(postbox.ids) == 3 + before
    assert waiting(app) == []


def test_mail_waits_while_the_server_is_away_and_then_leaves_once(office: dict[str, str], postbox: Postbox) -> None:
    app = shop(office)
    pauses = []
    for _ in range(DOWN_MINUTES * 2):
        worker.run(app, once=True)
        pauses += [(job.due_at - clock.now()).total_seconds() for job in waiting(app)]
        later(app, seconds=30)
    assert len(waiting(app)) == 3
    assert all(job.attempts >= 3 and "ConnectionRefused" in (job.error or "") for job in waiting(app))
    assert max(pauses[:3]) < 20 < 100 < max(pauses)
    postbox.open()
    later(app, minutes=10)
    worker.run(app, once=True)
    assert len(set(postbox.ids)) == len(postbox.ids) == 3 and waiting(app) == []


@pytest.mark.one_database
def test_what_was_given_up_is_shown_and_can_be_sent_again(office: dict[str, str], postbox: Postbox) -> None:
    app = shop(office)
    for _ in range(jobs.MAX_ATTEMPTS):
        worker.run(app, once=True)
        later(app, hours=2)
    with unit(app) as session:
        given_up = jobs.failed(session)
        assert len(given_up) == 3 and jobs.pending(session) == []
        assert all([jobs.replay(session, job.id) for job in given_up])
        assert not jobs.replay(session, given_up[0].id)
    postbox.open()
    worker.run(app, once=True)
    assert len(set(postbox.ids)) == len(postbox.ids) == 3


@pytest.mark.one_database
def test_nobody_waits_for_the_mail_server(office: dict[str, str]) -> None:
    """While a mail is on its way, the shop writes."""
    app, wrote = shop(office), []

    def write_beside() -> None:
        with unit(app) as session:
            events.record(session, "drill:1", "write", by=SYSTEM)
        wrote.append(True)

    class SlowMail:
        alone = True

        def send(self, message: Message) -> None:
            beside = threading.Thread(target=write_beside)
            beside.start()
            beside.join(5)
            assert wrote, "the mail keeps the database closed"

    with unit(app) as session:
        message = Message(
            key="uji", channel="email", address="ani@contoh.id", recipient="Ani", subject="Uji", body="Uji\n"
        )
        session.add(message)
        session.flush()
        number = message.id
    with unit(app) as session:
        Delivery(worker.write, {"email": SlowMail()}).send(session, {"message_id": number})
    with unit(app) as session:
        assert session.get_one(Message, number).state == "sent" and session.get_one(Message, number).sent_at
