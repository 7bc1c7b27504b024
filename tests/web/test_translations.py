"""The English catalogue: complete, never fuzzy, same placeholders, and compiled."""

from __future__ import annotations

import io
import re
from collections import Counter
from gettext import GNUTranslations

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config import ROOT
from tests.messages import extracted
from tests.once import Once

FOLDER = ROOT / "marketplace" / "translations" / "en" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%")
SOURCES = ("marketplace", "templates")


def parts(text: object) -> list[str]:
    """Every form of a message, singular first."""
    return [str(form) for form in text] if isinstance(text, list | tuple) else [str(text or "")]


def placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))


def compiled(data: bytes) -> dict[object, str]:
    """The messages of a compiled catalogue, without its header."""
    messages = dict(GNUTranslations(io.BytesIO(data))._catalog)  # type: ignore[attr-defined]
    messages.pop("", None)
    return messages


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def test_every_message_is_in_the_catalogue(catalogue: Catalog, once: Once) -> None:
    found = once("messages", extracted)
    wanted = {(context, text) for name, context, text in found if name.startswith(SOURCES)}
    assert wanted, "nothing was extracted; look at babel.cfg"
    assert wanted - {(message.context, message.id) for message in catalogue if message.id} == set()


def test_nothing_is_empty_or_fuzzy(catalogue: Catalog) -> None:
    assert [m.id for m in catalogue if m.id and (m.fuzzy or not all(p.strip() for p in parts(m.string)))] == []
    assert not catalogue.fuzzy


def test_placeholders_are_equal_on_both_sides(catalogue: Catalog) -> None:
    wrong = [
        message.id
        for message in catalogue
        if message.id
        and any(placeholders(form) != placeholders(parts(message.id)[0]) for form in parts(message.string))
    ]
    assert wrong == []


def test_the_compiled_file_holds_the_same_messages(catalogue: Catalog) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, catalogue)
    assert compiled((FOLDER / "messages.mo").read_bytes()) == compiled(fresh.getvalue())
