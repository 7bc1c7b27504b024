"""Whatever the code writes into the stream of events has words there."""

from __future__ import annotations

from flask import Flask

from marketplace.web import words
from marketplace.web.agency import audit_verbs, audit_words
from tests.web.agency import recorded

TOLD_APART = {"importing.py: run.state", "rewriting.py: VERB"}


def test_every_act_and_every_kind_of_thing_has_words(app: Flask) -> None:
    found = recorded.all_of_them()
    with app.test_request_context():
        raw = {verb for verb in found.verbs if verb not in audit_verbs.known() and not words.event(verb)}
    assert len(found.verbs) > 200
    assert raw == set()
    assert found.kinds - set(audit_words.KINDS) == set()
    assert set(found.unread) <= TOLD_APART


def test_the_acts_that_no_reading_of_the_code_finds_have_words(app: Flask) -> None:
    assert {"clean", "faulty", "saved", "undone", "rewritten"} <= set(audit_verbs.known())
