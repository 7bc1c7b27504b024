"""Pictures that people send: re-encoded, stored privately."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, current_app
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from marketplace.kernel import ids, pictures


@dataclass(frozen=True)
class Upload:
    """A clean JPEG that has a key, and is stored only once its row is accepted."""

    key: str
    data: bytes

    def store(self) -> None:
        """Write the file; to be called between the verb and the commit, so that a refusal leaves no file."""
        current_app.extensions["files"].put(self.key, self.data)


def read(upload: FileStorage, folder: str) -> Upload:
    """An upload as a clean JPEG; raise NotAPicture or PictureTooLarge."""
    data = upload.stream.read(pictures.MAX_BYTES + 1)
    return Upload(f"{folder}/{ids.public_id()}.jpg", pictures.jpeg(data).data)


def show(key: str) -> Response:
    """A stored picture, for its owner only."""
    try:
        data = current_app.extensions["files"].get(key)
    except FileNotFoundError:
        abort(404)
    return Response(data, mimetype="image/jpeg", headers={"Cache-Control": "private, no-store"})
