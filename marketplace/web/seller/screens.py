"""What all settings screens do alike: whose shop it is, and how an answer is kept."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, url_for
from werkzeug.wrappers import Response

from marketplace.kernel.db import db
from marketplace.people import producers
from marketplace.people.producers import Producer
from marketplace.web import forms, fragments, identity


def shop() -> Producer:
    """The shop of the person who asks."""
    return producers.mine(db.session(), by=identity.actor())


def own_shop() -> Producer:
    """The same for what is the maker's alone; whoever only helps her finds nothing there."""
    if identity.actor().acting_for is not None:
        abort(404)
    return shop()


def saved(endpoint: str, sentence: str) -> Response:
    """Commit, say so, and go on."""
    db.session.commit()
    flash(sentence)
    return fragments.leave(url_for(endpoint))


def screen(template: str, form: forms.Form, **values: Any) -> Response:
    """The screen with its form; 422 when something in it is wrong."""
    return fragments.page(
        template, status=422 if form.errors else 200, form=form, form_errors=form.errors or None, **values
    )
