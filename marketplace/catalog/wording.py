"""What people type, made fit for a page: no unseen characters, no pictures between the letters."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 80
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_PICTURES = {"So", "Sk"}
_JOINERS = {"\ufe0e", "\ufe0f", "\u20e3"}


def clean(text: str) -> str:
    """One line without control, direction and picture characters, without doubled blanks."""
    return " ".join(_seen(text).split())


def clean_lines(text: str) -> str:
    """The same for longer texts; line breaks stay, at most one empty line in a row."""
    lines = [clean(line) for line in text.splitlines()]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip()


def is_name(text: str) -> bool:
    """Whether a product can be called so: short, at least two letters, and all letters Latin."""
    letters = [char for char in text if char.isalpha()]
    latin = all(unicodedata.name(char, "").startswith(("LATIN", "FEMININE", "MASCULINE")) for char in letters)
    return len(letters) >= 2 and len(text) <= LONGEST_NAME and latin


def _seen(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    chars = (" " if char.isspace() else char for char in text if char not in _JOINERS)
    return "".join(char for char in chars if char == "°" or unicodedata.category(char) not in _UNSEEN | _PICTURES)
