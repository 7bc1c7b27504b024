"""Simple search: every word must occur in what the product's text holds, normalised on both sides."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import and_, true
from sqlalchemy.sql.elements import ColumnElement

from .products import Product

MAX_WORDS = 8
STOP = {"yang", "dan", "di", "ke", "dari", "untuk", "dengan", "khas", "asli", "murah", "jual", "beli"}
SAME = {"krupuk": "kerupuk", "kripik": "keripik", "cemilan": "camilan", "sambel": "sambal", "trasi": "terasi"}


def normalise(text: str) -> str:
    """Lower case, no accents, letters and digits only, common spellings made one."""
    text = unicodedata.normalize("NFKD", text[:500]).casefold()
    words = re.findall(r"[a-z0-9]+", "".join(c for c in text if not unicodedata.combining(c)))
    return " ".join(SAME.get(word, word) for word in words)


def matches(query: str) -> ColumnElement[bool]:
    """The condition for a query; a query without words matches nothing at all."""
    words = [word for word in normalise(query).split() if word not in STOP][:MAX_WORDS]
    if not words:
        return ~true()
    return and_(*(Product.search_text.contains(word, autoescape=True) for word in words))
