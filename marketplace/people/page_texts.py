"""Help, about, privacy and terms in the words of the agency; every version is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid

PAGES = ("bantuan", "tentang", "privasi", "syarat")
LANGUAGES = ("id", "en")
LONGEST = 30_000


class PageText(Base):
    """One version of one page in one language; an empty body means the text that comes with the shop."""

    __tablename__ = "page_texts"
    __table_args__ = (Index("ix_page_texts_page_language", "page", "language", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page: Mapped[str]
    language: Mapped[str]
    body: Mapped[str]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


def current(session: Session, page: str, language: str) -> PageText | None:
    """The newest version that says something; nothing while the shop's own text is shown."""
    found = session.scalars(_versions(page, language).limit(1)).first()
    return found if found is not None and found.body else None


def history(session: Session, page: str, language: str) -> list[PageText]:
    """Every version, newest first."""
    return list(session.scalars(_versions(page, language)))


def newest(session: Session) -> dict[tuple[str, str], PageText]:
    """The newest version of every page in every language."""
    return {(row.page, row.language): row for row in session.scalars(select(PageText).order_by(PageText.id))}


def save(session: Session, page: str, language: str, body: str, *, by: Actor) -> bool:
    """Keep another version; False when it says the same as before. Raise Invalid (body)."""
    text = body.replace("\r\n", "\n").strip()
    if page not in PAGES or language not in LANGUAGES or len(text) > LONGEST:
        raise Invalid(errors={"body": "long"})
    before = session.scalars(_versions(page, language).limit(1)).first()
    if text == (before.body if before else ""):
        return False
    session.add(PageText(page=page, language=language, body=text, by_name=by.name))
    session.flush()
    told = before.body if before else ""
    events.record(session, f"text:{page}", "text_changed", by=by, language=language, before=told, after=text)
    return True


def _versions(page: str, language: str) -> Select[PageText]:
    return select(PageText).where(PageText.page == page, PageText.language == language).order_by(PageText.id.desc())
