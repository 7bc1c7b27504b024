"""Up to three photos of a form, as clean pictures; each in a field of its own, so that phones can shrink them."""

from __future__ import annotations

from flask import request

from marketplace.kernel.db import begin_write, db
from marketplace.kernel.pictures import NotAPicture, PictureTooLarge

from . import sentences, uploads
from .uploads import Upload

FIELDS = ("photo-1", "photo-2", "photo-3")


def read(folder: str, longest: int = 1600) -> tuple[list[Upload], str]:
    """The photos that were chosen, and what is wrong with one of them; encoded outside the write transaction."""
    chosen = [request.files[name] for name in FIELDS if name in request.files and request.files[name].filename]
    if not chosen:
        return [], ""
    db.session.rollback()
    try:
        return [uploads.read(upload, folder, longest) for upload in chosen], ""
    except (NotAPicture, PictureTooLarge) as refusal:
        return [], sentences.of(refusal)
    finally:
        begin_write(db.session())
