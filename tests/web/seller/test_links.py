"""Links from WhatsApp: a look changes nothing, one tap acts once, what is over is refused politely."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel import events
from marketplace.notices import forgetting
from marketplace.trade import action_links, fulfilment, pressing
from marketplace.trade.orders import Order, subject
from marketplace.web import logs
from tests import asking, cast

PREVIEWS = ("WhatsApp/2.24.11.1 A", "facebookexternalhit/1.1", "TelegramBot (like TwitterBot)", "Mozilla/5.0 Chrome")


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return asking.amplang(session)


@pytest.fixture
def order(client: FlaskClient, session: Session, maker: cast.Maker) -> Order:
    return asking.order(client, session, maker)


@pytest.fixture
def tokens(session: Session, order: Order) -> dict[str, str]:
    return action_links.issue(session, order)


def verbs(session: Session, order: Order) -> list[str]:
    return [event.verb for event in events.history(session, subject(order))]


def test_the_message_goes_to_the_maker_only_and_carries_three_links(
    app: Flask, session: Session, order: Order, maker: cast.Maker
) -> None:
    told = asking.deliver(app, session)
    asking.deliver(app, session)
    with_links = [message for message in told if "/t/" in message.body]
    assert [message.address for message in with_links] == [maker.producer.phone]
    tokens = re.findall(r"(?:^|\s)https?://\S+/t/([\w-]{32})$", with_links[0].body, re.M)
    assert [action_links.peek(session, token).link.verb for token in tokens] == ["accept", "ready", "hand_over"]
    assert session.scalar(select(func.count()).select_from(action_links.ActionLink)) == 3
    kept = " ".join(session.scalars(select(action_links.ActionLink.digest)))
    assert not any(token in kept for token in tokens)


@pytest.mark.parametrize("agent", PREVIEWS)
def test_looking_changes_nothing(
    client: FlaskClient, session: Session, order: Order, tokens: dict[str, str], agent: str
) -> None:
    before = verbs(session, order)
    for token in tokens.values():
        for method in ("GET", "HEAD", "OPTIONS", "GET"):
            headers = {"User-Agent": agent, "Purpose": "prefetch"}
            assert client.open(f"/t/{token}", method=method, headers=headers).status_code in {200, 409}
    session.expire_all()
    assert order.state == "placed" and verbs(session, order) == before
    assert session.scalars(select(action_links.ActionLink.used_at)).all() == [None] * 3


def test_the_page_says_what_it_is_about_and_nothing_of_the_buyer(
    client: FlaskClient, order: Order, tokens: dict[str, str]
) -> None:
    answer = client.get(f"/t/{tokens['accept']}")
    text = answer.get_data(as_text=True)
    assert order.number in text and "Amplang Uji" in text and "Rp46.000" in text and "Jawab sebelum" in text
    assert text.count('type="submit"') == 1 and "Jl. Uji" not in text and "7890" not in text and "Ani" not in text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_three_taps_take_the_order_all_the_way_without_a_log_in(
    client: FlaskClient, session: Session, order: Order, tokens: dict[str, str]
) -> None:
    for verb, state in (("accept", "accepted"), ("ready", "ready"), ("hand_over", "shipped")):
        assert client.post(f"/t/{tokens[verb]}").status_code == 200
        session.expire_all()
        assert order.state == state
    by = [event for event in events.history(session, subject(order)) if event.verb == "accept"][0]
    assert by.by_kind == "user" and by.by_user_id is None and by.by_name == "Bu Amplang Uji (lewat tautan WA)"


def test_a_form_of_another_page_cannot_tap(
    client: FlaskClient, session: Session, order: Order, tokens: dict[str, str], with_csrf: None
) -> None:
    assert client.post(f"/t/{tokens['accept']}").status_code == 400
    session.expire_all()
    assert order.state == "placed"


def test_a_used_link_says_where_the_order_is(client: FlaskClient, session: Session, tokens: dict[str, str]) -> None:
    client.post(f"/t/{tokens['accept']}")
    for answer in (client.get(f"/t/{tokens['accept']}"), client.post(f"/t/{tokens['accept']}")):
        text = answer.get_data(as_text=True)
        assert answer.status_code == 410 and "sudah dipakai" in text and "Perlu dikemas" in text and "/jualan" in text
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_an_expired_link_changes_nothing(
    client: FlaskClient, session: Session, order: Order, tokens: dict[str, str], later: Callable[..., None]
) -> None:
    later(days=2)
    for answer in (client.get(f"/t/{tokens['accept']}"), client.post(f"/t/{tokens['accept']}")):
        assert answer.status_code == 410 and "lewat waktunya" in answer.get_data(as_text=True)
    session.expire_all()
    assert order.state == "placed"


def test_an_altered_link_is_unknown(
    client: FlaskClient, session: Session, order: Order, tokens: dict[str, str]
) -> None:
    token = tokens["accept"]
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), token + "x", token.swapcase(), "%F0%9F%98%80"):
        assert client.get(f"/t/{wrong}").status_code == 404
        assert client.post(f"/t/{wrong}").status_code == 404
    session.expire_all()
    assert order.state == "placed"


def test_a_link_before_its_turn_waits(
    client: FlaskClient, session: Session, order: Order, tokens: dict[str, str]
) -> None:
    assert client.post(f"/t/{tokens['hand_over']}").status_code == 409
    session.expire_all()
    assert order.state == "placed"
    client.post(f"/t/{tokens['accept']}")
    client.post(f"/t/{tokens['ready']}")
    assert client.post(f"/t/{tokens['hand_over']}").status_code == 200


@pytest.mark.parametrize("how", ["declined", "cancelled", "accepted"])
def test_an_order_that_moved_on_makes_the_link_stale(
    client: FlaskClient, session: Session, order: Order, maker: cast.Maker, tokens: dict[str, str], how: str
) -> None:
    if how == "cancelled":
        fulfilment.cancel(session, order, by=cast.FINANCE)
    else:
        verb = fulfilment.accept if how == "accepted" else None
        if verb:
            verb(session, order, by=maker.actor)
        else:
            fulfilment.decline(session, order, "Habis.", by=maker.actor)
    for answer in (client.get(f"/t/{tokens['accept']}"), client.post(f"/t/{tokens['accept']}")):
        assert answer.status_code == 410 and "Tidak ada yang berubah" in answer.get_data(as_text=True)
    session.expire_all()
    assert order.state == how


def test_a_press_that_can_still_be_undone_counts_as_done(
    client: FlaskClient, session: Session, order: Order, maker: cast.Maker, tokens: dict[str, str]
) -> None:
    pressing.press(session, order, "accept", by=maker.actor)
    assert client.get(f"/t/{tokens['accept']}").status_code == 410
    assert client.post(f"/t/{tokens['ready']}").status_code == 200
    session.expire_all()
    assert order.state == "ready" and verbs(session, order)[-2:] == ["accept", "ready"]


def test_a_token_is_not_logged_and_leaves_the_message_once_used(
    app: Flask, client: FlaskClient, session: Session, order: Order
) -> None:
    message = next(found for found in asking.deliver(app, session) if "/t/" in found.body)
    token = re.findall(r"/t/([\w-]+)", message.body)[0]
    record = logging.LogRecord("x", 20, "", 1, f"X GET /t/{token} 200", None, None)
    logs.NoPersonalData().filter(record)
    assert token not in record.getMessage() and "/t/…" in record.getMessage()
    client.post(f"/t/{token}")
    session.expire_all()
    assert token not in message.body and message.body.count("/t/") == 2


def test_what_is_over_leaves_all_messages(
    app: Flask, session: Session, order: Order, later: Callable[..., None]
) -> None:
    message = next(found for found in asking.deliver(app, session) if "/t/" in found.body)
    assert forgetting.over(session) == 0
    later(days=30)
    assert forgetting.over(session) == 1 and "/t/" not in message.body and order.number in message.body
    assert forgetting.over(session) == 0
