"""How goods are kept, read from their maker's own words: frozen, cold or dry."""

from __future__ import annotations

import re

KEPT = ("frozen", "cold", "dry")
FROZEN = re.compile(r"\b(beku|freezer|frozen)\b|[-−–]\s?1[58]\b", re.IGNORECASE)
COLD = re.compile(r"\b(kulkas|dingin|chiller|lemari es|lemari pendingin)\b", re.IGNORECASE)
NOT_SO = re.compile(r"\b(jangan|tidak|bukan|tanpa|setelah dibuka|sesudah dibuka|suhu ruang|sejuk)\b", re.IGNORECASE)


def kept(category: str, storage: str) -> str:
    """`Simpan beku pada −18 °C` → frozen; what is said of an opened pack does not count."""
    if category == "BKU":
        return "frozen"
    said = [part for part in re.split(r"[.;\n]", storage) if not NOT_SO.search(part)]
    if any(FROZEN.search(part) for part in said):
        return "frozen"
    return "cold" if any(COLD.search(part) for part in said) else "dry"
