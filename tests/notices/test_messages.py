"""WhatsApp messages that people send: marked once, old ones stand out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from marketplace.kernel import events, settings
from marketplace.kernel.actor import SYSTEM, Actor
from marketplace.kernel.errors import NotAllowed
from marketplace.notices import messages

ANI = Actor("user", "Ani")


def waiting(session: Session, *, demo: bool = False) -> messages.Message:
    message = messages.Message(
        key="uji", channel="whatsapp", address="+6281234567890", recipient="Bu Rahmi", subject="Pesanan baru",
        body="Ada pesanan baru.", is_demo=demo, state="shown" if demo else "waiting",
    )  # fmt: skip
    session.add(message)
    session.flush()
    return message


def test_a_second_tap_changes_nothing(session: Session) -> None:
    message = waiting(session)
    for _ in range(2):
        messages.mark_sent(session, message, by=ANI)
    session.refresh(message)
    assert message.state == "sent" and message.sent_by == "Ani"
    assert len(events.history(session, f"message:{message.id}")) == 1


def test_a_demo_message_is_never_sent(session: Session) -> None:
    with pytest.raises(NotAllowed):
        messages.mark_sent(session, waiting(session, demo=True), by=ANI)


def test_the_age_that_alarms_is_a_setting(session: Session, later: Callable[..., None]) -> None:
    message = waiting(session)
    later(minutes=20)
    assert not message.is_old(messages.old_since(session))
    settings.change(session, "whatsapp.age_alarm_minutes", 10, by=SYSTEM)
    assert message.is_old(messages.old_since(session))
