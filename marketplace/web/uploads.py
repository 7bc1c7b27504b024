"""Pictures that people send: re-encoded, stored privately."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from marketplace.kernel import ids, pictures

View = TypeVar("View", bound=Callable[..., Any])
READ_BYTES = 40 * 1024 * 1024
PDF_BYTES = 5 * 1024 * 1024


def register(app: Flask) -> None:
    """Read larger bodies where a view wants to answer them with a sentence and its form."""

    @app.before_request
    def read_large_bodies() -> None:
        if getattr(app.view_functions.get(request.endpoint or ""), "reads_large_bodies", False):
            request.max_content_length = READ_BYTES


def large(view: View) -> View:
    """Mark a view that refuses too large a file itself."""
    view.reads_large_bodies = True  # type: ignore[attr-defined]
    return view


def publish(data: bytes) -> str:
    """Store a picture for everybody in all its sizes; its key says nothing but its content.

    Raise NotAPicture or PictureTooLarge.
    """
    return pictures.keep(current_app.extensions["files"], data)


@dataclass(frozen=True)
class Upload:
    """A clean JPEG that has a key, and is stored only once its row is accepted."""

    key: str
    data: bytes

    def store(self) -> None:
        """Write the file; to be called between the verb and the commit, so that a refusal leaves no file."""
        current_app.extensions["files"].put(self.key, self.data)


def read(upload: FileStorage, folder: str, longest: int = 1600) -> Upload:
    """An upload as a clean JPEG; raise NotAPicture or PictureTooLarge."""
    data = upload.stream.read(pictures.MAX_BYTES + 1)
    return Upload(f"{folder}/{ids.public_id()}.jpg", pictures.jpeg(data, longest).data)


def read_paper(upload: FileStorage, folder: str) -> Upload:
    """A paper as the PDF it is, or its photo as a clean JPEG; raise NotAPicture or PictureTooLarge."""
    head = upload.stream.read(5)
    upload.stream.seek(0)
    if head != b"%PDF-":
        return read(upload, folder)
    data = upload.stream.read(PDF_BYTES + 1)
    if len(data) > PDF_BYTES or b"%%EOF" not in data[-2048:]:
        raise pictures.NotAPicture(problem="pdf")
    return Upload(f"{folder}/{ids.public_id()}.pdf", data)


def hand_out(key: str, name: str) -> Response:
    """A stored paper as a download, never opened inside the shop's pages."""
    try:
        data = current_app.extensions["files"].get(key)
    except FileNotFoundError:
        abort(404)
    ending = key.rpartition(".")[2]
    kind = {"pdf": "application/pdf", "jpg": "image/jpeg"}.get(ending, "application/octet-stream")
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(data, mimetype=kind, headers=headers)


def show(key: str) -> Response:
    """A stored picture, for its owner only."""
    try:
        data = current_app.extensions["files"].get(key)
    except FileNotFoundError:
        abort(404)
    return Response(data, mimetype="image/jpeg", headers={"Cache-Control": "private, no-store"})
