"""Ways out: a channel that sends alone gets a job, one that does not leaves the message to a person."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from marketplace.kernel import jobs
from marketplace.kernel.actor import guest
from marketplace.notices.channels import WHATSAPP, recording, whatsapp, whatsapp_link
from marketplace.notices.delivery import Delivery
from marketplace.notices.messages import Message
from marketplace.trade import asking
from tests import asking as help_


def write(text: str, language: str, **values: Any) -> str:
    return f"Judul\n{text} {language}"


def asked(session: Session) -> None:
    maker = help_.amplang(session)
    asking.about_product(session, maker.product, "Ada?", name="Sari", phone="", language="id", by=guest())
    session.commit()


def work(session: Session, delivery: Delivery) -> list[str]:
    done = []
    while job := session.scalars(select(jobs.Job).where(jobs.Job.state == "waiting")).first():
        delivery.doers()[job.kind](session, job.facts)
        jobs.finish(session, job)
        session.commit()
        done.append(job.kind)
    return done


@pytest.mark.parametrize("name", sorted(WHATSAPP))
def test_whatsapp_leaves_alone_or_waits_for_a_person(session: Session, name: str) -> None:
    way, mail = whatsapp(name), recording.Recording()
    asked(session)
    done = work(session, Delivery(write, {"email": mail, "whatsapp": way}))
    message = session.scalars(select(Message)).one()
    if isinstance(way, recording.Recording):
        assert done == ["notice", "whatsapp"] and way.sent == [message.public_id] and message.state == "sent"
    else:
        assert done == ["notice"] and message.state == "waiting"
    assert mail.sent == []


def test_a_message_that_a_person_has_sent_is_not_sent_again(session: Session) -> None:
    way = recording.Recording()
    asked(session)
    delivery = Delivery(write, {"email": recording.Recording(), "whatsapp": way})
    notice = session.scalars(select(jobs.Job).where(jobs.Job.kind == "notice")).one()
    delivery.compose(session, notice.facts)
    message = session.scalars(select(Message)).one()
    message.state = "sent"
    delivery.send(session, {"message_id": message.id})
    assert way.sent == []


def test_the_deployment_chooses_the_way() -> None:
    assert isinstance(whatsapp(config.load({"APP_ENV": "test"}).whatsapp_channel), whatsapp_link.ByHand)
    with pytest.raises(config.ConfigError, match="WHATSAPP_CHANNEL"):
        config.load({"APP_ENV": "test", "WHATSAPP_CHANNEL": "merpati"})
