"""Questions: who waits, who may read and answer, what a text is made of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from marketplace.kernel import settings
from marketplace.kernel.actor import SYSTEM, Actor, guest
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.trade import asking, canned
from marketplace.trade.threads import Thread
from tests import asking as help_
from tests import cast

OFFICER = Actor("user", "Rizal", roles=frozenset({"officer"}))


@pytest.fixture
def maker(session: Session) -> cast.Maker:
    return help_.amplang(session)


def ask(session: Session, maker: cast.Maker, text: str = "Tahan berapa hari?", name: str = "Sari") -> Thread:
    return asking.about_product(
        session, maker.product, text, name=name, phone="+6281234567890", language="id", by=guest(name)
    )


def test_a_question_waits_until_it_is_answered_and_again_when_the_buyer_writes(
    session: Session, maker: cast.Maker
) -> None:
    thread = ask(session, maker)
    assert asking.waiting(session, by=maker.actor) == 1
    asking.answer(session, thread, "Satu bulan.", by=maker.actor)
    assert asking.waiting(session, by=maker.actor) == 0 and thread.waiting_since is None
    asking.ask_again(session, thread, "Setelah dibuka?", by=guest())
    assert asking.waiting(session, by=maker.actor) == 1
    assert [post.side for post in thread.posts] == ["buyer", "producer", "buyer"]


def test_writing_more_while_waiting_does_not_start_the_wait_anew(
    session: Session, maker: cast.Maker, later: Callable[..., None]
) -> None:
    thread = ask(session, maker)
    since = thread.waiting_since
    later(hours=5)
    asking.ask_again(session, thread, "Halo?", by=guest())
    assert thread.waiting_since == since


def test_who_waits_longest_is_first_and_the_answered_ones_are_last(
    session: Session, maker: cast.Maker, later: Callable[..., None]
) -> None:
    done = ask(session, maker, name="Lama")
    asking.answer(session, done, "Ya.", by=maker.actor)
    for name in ("Satu", "Dua"):
        later(hours=1)
        ask(session, maker, name=name)
    assert [thread.name for thread in asking.listed(session, by=maker.actor)] == ["Satu", "Dua", "Lama"]


def test_what_nobody_answers_comes_to_staff(session: Session, maker: cast.Maker, later: Callable[..., None]) -> None:
    thread = ask(session, maker)
    later(hours=23)
    assert asking.backlog(session) == (0, None)
    later(hours=2)
    assert asking.backlog(session) == (1, thread.waiting_since) and asking.unanswered(session) == [thread]
    settings.change(session, "questions.answer_hours", 48, by=SYSTEM)
    assert asking.unanswered(session) == []
    asking.answer(session, thread, "Kami bantu jawab: satu bulan.", by=OFFICER)
    assert thread.posts[-1].side == "staff" and thread.posts[-1].by_name == "Rizal"


def test_a_stranger_neither_reads_nor_answers(session: Session, maker: cast.Maker) -> None:
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=1, phone="+6281200000902").actor
    thread = ask(session, maker)
    for refused in (
        lambda: asking.of_maker(session, thread.public_id, by=other),
        lambda: asking.answer(session, thread, "Saya jawab", by=other),
        lambda: asking.for_staff(session, thread.public_id, by=other),
        lambda: asking.by_token(session, thread.public_id),
        lambda: asking.by_token(session, ""),
    ):
        with pytest.raises(NotFound):
            refused()
    assert asking.listed(session, by=other) == [] and len(thread.posts) == 1


def test_an_order_has_one_conversation(client: FlaskClient, session: Session, maker: cast.Maker) -> None:
    order = help_.order(client, session, maker)
    first = asking.about_order(session, order, "Bisa sore?", by=guest())
    again = asking.about_order(session, order, "Atau besok?", by=guest())
    assert first.id == again.id and len(first.posts) == 2 and first.name == order.group.name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Halo\r\n\r\n\r\n\r\nBu\u202e!  ", "Halo\n\nBu!"),
        ("a\u200bb\tc", "ab c"),
        ("Enak 😀", "Enak 😀"),
    ],
)
def test_a_text_is_plain_lines(typed: str, kept: str) -> None:
    assert asking.tidy(typed) == kept


@pytest.mark.parametrize("text", ["", " \u200b\n ", "x" * 1001])
def test_nothing_and_too_much_are_refused(session: Session, maker: cast.Maker, text: str) -> None:
    with pytest.raises(Invalid):
        ask(session, maker, text)


def test_sentences_are_kept_once_and_dropped_by_their_owner(session: Session, maker: cast.Maker) -> None:
    other = cast.maker(session, "Sambal Uji", "Sambal Uji", price=28_000, packs=1, phone="+6281200000902").actor
    kept = canned.add(session, " Stok  ada. ", by=maker.actor)
    assert canned.add(session, "Stok ada.", by=maker.actor).id == kept.id
    assert canned.text_of(session, kept.public_id, by=maker.actor) == "Stok ada."
    assert canned.text_of(session, kept.public_id, by=other) == "" and canned.text_of(session, "stok", by=other)
    with pytest.raises(NotFound):
        canned.remove(session, kept.public_id, by=other)
    canned.remove(session, kept.public_id, by=maker.actor)
    assert canned.own(session, by=maker.actor) == []
    for n in range(canned.MOST):
        canned.add(session, f"Kalimat {n}", by=maker.actor)
    with pytest.raises(Invalid):
        canned.add(session, "Satu lagi", by=maker.actor)
