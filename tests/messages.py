"""Every text of the shop that is translated, with the file it stands in."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from config import ROOT

KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}


def extracted(_folder: Path) -> list[tuple[str, str | None, str | tuple[str, ...]]]:
    """(file, context, text or its forms)."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    return [
        (name, context, text if isinstance(text, str) else tuple(text))
        for name, _line, text, _comments, context in extract_from_dir(ROOT, methods, options, KEYWORDS)
    ]
