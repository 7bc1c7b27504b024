"""Names of people as one line of clean text."""

from __future__ import annotations

import unicodedata

LONGEST = 100
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(text: str) -> str:
    """One line without control or direction characters and without doubled blanks."""
    seen = (" " if char.isspace() else char for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(char for char in seen if unicodedata.category(char) not in _UNSEEN).split())


def is_name(text: str) -> bool:
    """Whether the text can be somebody's name: not empty, not too long, with a letter in it."""
    return 0 < len(text) <= LONGEST and any(char.isalpha() for char in text)
