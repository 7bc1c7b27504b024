"""Static files under names that hold their content's hash, so that browsers keep them for ever."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, send_from_directory
from werkzeug.wrappers import Response

from config import ROOT

from .access import PUBLIC, policy

FOLDER = ROOT / "static"
FOREVER = "public, max-age=31536000, immutable"


def register(app: Flask) -> None:
    """Serve `/static/<hash>/<name>`; `static_url(name)` makes such an address."""
    app.add_url_rule("/static/<digest>/<path:name>", "static", _serve)
    app.jinja_env.globals["static_url"] = static_url


def static_url(name: str) -> str:
    """Address of a static file, changing whenever its content does."""
    return f"/static/{_digest(name)}/{name}"


@policy(PUBLIC)
def _serve(digest: str, name: str) -> Response:
    """A file; text as a whole, since what is streamed is not compressed for gzip."""
    response = send_from_directory(FOLDER, name)
    if name.endswith((".css", ".js", ".svg")):
        response.direct_passthrough = False
        response.make_sequence()
    response.headers["Cache-Control"] = (
        FOREVER if digest == _digest(name) or name.startswith("fonts/") else "public, max-age=60"
    )
    return response


@lru_cache(maxsize=512)
def _digest(name: str) -> str:
    path = (FOLDER / name).resolve()
    if not path.is_relative_to(FOLDER) or not path.is_file():
        return "0"
    return _folder_digest(path.parent) if path.suffix in {".css", ".js"} else _file_digest(path)


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


@lru_cache(maxsize=64)
def _folder_digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:10]
