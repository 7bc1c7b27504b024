"""Names as they stand in addresses."""

from __future__ import annotations

import re
import unicodedata


def slug(text: str) -> str:
    """`Kerupuk & keripik` → `kerupuk-keripik`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80]
