"""Papers as PDF: one layout for all of them, in pure Python."""

from __future__ import annotations

from .paper import Paper

MIME = "application/pdf"


def render(paper: Paper) -> bytes:
    """The PDF of a paper; the engine is loaded with the first one."""
    from .layout import draw

    return draw(paper)
