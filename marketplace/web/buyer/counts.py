"""Reads the number of packs that somebody typed."""

from __future__ import annotations

import re


def read(text: str) -> int | None:
    """`12`, `1.000`, nothing for an empty field's 0; None when it is no whole number."""
    plain = re.sub(r"\.(?=\d{3}(?!\d))", "", text.strip())
    if not plain:
        return 0
    return int(plain) if re.fullmatch(r"[0-9]{1,9}", plain) else None
