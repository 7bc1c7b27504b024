"""Words that mean the same or something narrower: rows that staff edit, applied before stemming."""

from __future__ import annotations

from itertools import product

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.kernel import clock, events
from marketplace.kernel.actor import Actor
from marketplace.kernel.db import Base
from marketplace.kernel.errors import Invalid, NotAllowed, NotFound

from . import vocabulary
from .spelling import fold, words

LONGEST_SET = 400


class SynonymSet(Base):
    """`words` stand for each other; who asks for one of them is also shown what `narrower` means.

    Both are lists with commas; an entry may have several words.
    """

    __tablename__ = "synonym_sets"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]
    narrower: Mapped[str] = mapped_column(default="")
    changed_by: Mapped[str] = mapped_column(default="")


class SynonymTerm(Base):
    """A set taken apart for looking up: who writes `term` also means `target` (a row of roots).

    `place` is 0 for a word of the same meaning, 1 for something narrower.
    """

    __tablename__ = "synonym_terms"

    term: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("synonym_sets.id", ondelete="CASCADE"), primary_key=True, index=True)
    place: Mapped[int] = mapped_column(default=0)


def listed(session: Session) -> list[SynonymSet]:
    """All sets by their first word."""
    return list(session.scalars(select(SynonymSet).order_by(SynonymSet.words, SynonymSet.id)))


def find(session: Session, set_id: int) -> SynonymSet:
    """One set; raise NotFound."""
    found = session.get(SynonymSet, set_id)
    if found is None:
        raise NotFound(set_id=set_id)
    return found


def save(session: Session, found: SynonymSet | None, said: str, narrower: str, *, by: Actor) -> SynonymSet:
    """Make or change a set; searches know it from the next request on. Raise Invalid (words, narrower), NotAllowed."""
    _staff(by)
    said, narrower = _tidy(said), _tidy(narrower)
    wrong = {name: "long" for name, text in (("words", said), ("narrower", narrower)) if len(text) > LONGEST_SET}
    if not said:
        wrong["words"] = "empty"
    elif "," not in said and not narrower:
        wrong["words"] = "alone"
    if wrong:
        raise Invalid(errors=wrong)
    found = found or SynonymSet(words=said)
    found.words, found.narrower, found.changed_by = said, narrower, by.name
    session.add(found)
    session.flush()
    spread(session, found)
    events.record(
        session, f"synonyms:{found.id}", "change", by=by, words=said, narrower=narrower, at=str(clock.today())
    )
    return found


def remove(session: Session, found: SynonymSet, *, by: Actor) -> None:
    """Forget a set. Raise NotAllowed."""
    _staff(by)
    events.record(session, f"synonyms:{found.id}", "remove", by=by, words=found.words, narrower=found.narrower)
    session.execute(delete(SynonymTerm).where(SynonymTerm.set_id == found.id))
    session.delete(found)
    session.flush()


def spread(session: Session, found: SynonymSet) -> None:
    """Write what is looked up for one set in place of what stood there, and learn its words."""
    session.execute(delete(SynonymTerm).where(SynonymTerm.set_id == found.id))
    session.add_all(
        SynonymTerm(term=term, target=target, set_id=found.id, place=place)
        for (term, target), place in sorted(pairs(found).items())
    )
    vocabulary.learn(session, [found.words.replace(",", " ")])
    session.flush()


def pairs(found: SynonymSet) -> dict[tuple[str, str], int]:
    """Each entry with the roots of every other one, as it is written and by its root, and the place of the pair."""
    same, narrower = _entries(found.words), _entries(found.narrower)
    made: dict[tuple[str, str], int] = {}
    for n, (entry, other) in enumerate(product(same, [*same, *narrower])):
        target = " ".join(vocabulary.root(word) for word in other)
        for term in {" ".join(fold(word) for word in entry), " ".join(vocabulary.root(word) for word in entry)}:
            if term != target:
                made.setdefault((term, target), int(n % (len(same) + len(narrower)) >= len(same)))
    return made


def _entries(text: str) -> list[list[str]]:
    return [found for found in (words(entry) for entry in text.split(",")) if found]


def _tidy(text: str) -> str:
    return ", ".join(entry for entry in (" ".join(part.split()) for part in text.split(",")) if entry)


def _staff(by: Actor) -> None:
    if not by.has("officer"):
        raise NotAllowed(verb="synonyms", state="stranger")
