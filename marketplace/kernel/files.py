"""Files by key through one interface: a folder now, an S3-compatible store by the same calls."""

from __future__ import annotations

from pathlib import Path

from obstore.store import LocalStore


class Files:
    """Bytes under slash-separated keys below one root folder."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root = root
        self._store = LocalStore(prefix=str(root), mkdir=True)

    def put(self, key: str, data: bytes) -> None:
        """Store bytes; an existing key is replaced."""
        self._store.put(key, data)

    def get(self, key: str) -> bytes:
        """The bytes of a key; raise FileNotFoundError."""
        return bytes(self._store.get(key).bytes())

    def delete(self, keys: list[str]) -> None:
        """Remove keys; a missing one is no error."""
        for key in keys:
            try:
                self._store.delete(key)
            except FileNotFoundError:
                continue
