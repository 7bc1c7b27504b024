"""The job that takes erased files out of the store."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.kernel import jobs
from marketplace.kernel.files import Files
from marketplace.kernel.pictures import WIDTHS

from . import register
from .erasing import FILES_JOB


class FileEraser:
    """Does the job that an erasure promises."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def doers(self) -> dict[str, jobs.Doer]:
        """The kind of job and what does it."""
        return {FILES_JOB: self.erase}

    def erase(self, session: Session, facts: dict[str, Any]) -> None:
        """Remove the files; a picture that somebody else shows too stays."""
        keys = list(facts["keys"])
        for picture in facts["pictures"]:
            if not _is_shown(session, picture):
                keys += [f"pictures/{picture}/{width}.webp" for width in WIDTHS]
        self.files.delete(keys)


def _is_shown(session: Session, picture: str) -> bool:
    columns = (column for entry in register.read().tables.values() for column in entry.with_rule("file-public"))
    return any(session.execute(select(column).where(column == picture).limit(1)).first() for column in columns)
