"""Papers as PDF: one layout for all of them, in pure Python."""

from __future__ import annotations

from .paper import Paper

MIME = "application/pdf"


def render(*papers: Paper) -> bytes:
    """The PDF of one or several papers; the engine is loaded with the first one."""
    from .layout import draw

    return draw(list(papers))
