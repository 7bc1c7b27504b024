"""How many statements something sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine

KINDS = {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of a block, without savepoints and settings of the connection."""
    seen: list[str] = []

    def note(_c, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
        if statement.split()[0] in KINDS:
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def cost(client: FlaskClient, page: str) -> int:
    """How many statements a page costs."""
    with counted() as seen:
        assert client.get(page).status_code == 200
    return len(seen)
