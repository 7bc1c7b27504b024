"""Pictures that people send: re-encoded, stored privately."""

from __future__ import annotations

from flask import abort, current_app
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from marketplace.kernel import ids, pictures


def keep(upload: FileStorage, folder: str) -> str:
    """Store an upload as a clean JPEG and return its key; raise NotAPicture or PictureTooLarge."""
    data = upload.stream.read(pictures.MAX_BYTES + 1)
    key = f"{folder}/{ids.public_id()}.jpg"
    current_app.extensions["files"].put(key, pictures.jpeg(data).data)
    return key


def show(key: str) -> Response:
    """A stored picture, for its owner only."""
    try:
        data = current_app.extensions["files"].get(key)
    except FileNotFoundError:
        abort(404)
    return Response(data, mimetype="image/jpeg", headers={"Cache-Control": "private, no-store"})
